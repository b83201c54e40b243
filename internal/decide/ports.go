package decide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// ports gives every port a name that is unique in the unit and valid as an IANA service name (at most 15 characters,
// the form that Kubernetes asks of port names). The first is http unless the detector knows better.
func ports(f facts.Unit) []plan.Port {
	var out []plan.Port
	taken := map[string]bool{}
	numbers := map[int]bool{}
	for i, p := range f.Ports {
		if numbers[p.Value] {
			continue
		}
		numbers[p.Value] = true
		name := portName(p.Name)
		if name == "" && i == 0 {
			name = "http"
		}
		if name == "" || taken[name] {
			name = fmt.Sprintf("tcp-%d", p.Value)
		}
		taken[name] = true
		out = append(out, plan.Port{Name: name, Number: p.Value, Env: p.Env})
	}
	return out
}

// datagrams are the ports of UDP. A port of TCP may have the same number, so that their names are their own.
func datagrams(f facts.Unit) []plan.Port {
	var out []plan.Port
	for _, p := range f.UDP {
		if !slices.ContainsFunc(out, func(have plan.Port) bool { return have.Number == p.Value }) {
			out = append(out, plan.Port{Name: fmt.Sprintf("udp-%d", p.Value), Number: p.Value, Env: p.Env})
		}
	}
	return out
}

func portName(name string) string {
	var b strings.Builder
	letter := false
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z':
			letter = true
			b.WriteRune(r)
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	s := strings.Trim(b.String(), "-")
	if !letter {
		return ""
	}
	return strings.TrimRight(s[:min(len(s), 15)], "-")
}
