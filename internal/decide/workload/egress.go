package workload

import (
	"fmt"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// egress opens the usual ports of what a unit needs, those that its configuration names, and what the settings name. All of it to any
// address, since databases often live outside the cluster. A need without a port is told: the default policy keeps the pods from it.
func egress(p *plan.Plan, u plan.Unit, k settings.Kubernetes) []plan.Egress {
	var out []plan.Egress
	configured := named(u)
	for _, need := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(u.Facts.Needs, u.Facts.Registries)))) {
		ports := need.Row().Ports
		if len(ports) > 0 {
			out = append(out, plan.Egress{Why: string(need), Ports: ports})
			continue
		}
		written := slices.ContainsFunc(u.Facts.Addresses, func(a facts.Address) bool { return a.Service == need && !a.Local() })
		if len(k.Egress) == 0 && !written {
			p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, Text: fmt.Sprintf("no usual port of %s is known: the NetworkPolicy does not open one; where it is reached by a port, name it in kubernetes.egress", need)})
		}
	}
	for _, c := range configured {
		if !slices.ContainsFunc(out, func(e plan.Egress) bool { return slices.Contains(e.Ports, c.Ports[0]) }) {
			out = append(out, c)
		}
	}
	for _, e := range k.Egress {
		out = append(out, plan.Egress{CIDR: e.CIDR, Namespace: e.Namespace, Ports: e.Ports})
	}
	return out
}

// named are the ports of addresses in the configuration, each with the first place that names it. A plain name without a known service is
// another program of the namespace, which the policy lets through anyway.
func named(u plan.Unit) []plan.Egress {
	var out []plan.Egress
	for _, a := range u.Facts.Addresses {
		if a.Local() || a.Service == "" && !strings.Contains(a.Host, ".") {
			continue
		}
		if !slices.ContainsFunc(out, func(e plan.Egress) bool { return e.Ports[0] == a.Port }) {
			out = append(out, plan.Egress{Why: a.Key + " in " + a.File, Ports: []int{a.Port}})
		}
	}
	slices.SortFunc(out, func(a, b plan.Egress) int { return a.Ports[0] - b.Ports[0] })
	return out
}
