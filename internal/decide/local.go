package decide

import (
	"fmt"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// maxLocal is how many addresses one warning names.
const maxLocal = 5

// tellLocal warns of addresses on the program's own machine: in a pod that is the pod itself, where no database runs.
func tellLocal(m making) error {
	u := m.unit
	var parts []string
	var first facts.Address
	seen := map[string]bool{}
	for _, a := range u.Facts.Addresses {
		if !a.Local() || seen[a.Key] || sets(*u, a.Variable) || sets(*u, variableOf(a.Key)) {
			continue
		}
		seen[a.Key] = true
		if len(parts) == 0 {
			first = a
		}
		part := fmt.Sprintf("%s (%s:%d)", a.Key, a.Host, a.Port)
		if a.Variable != "" {
			part = fmt.Sprintf("%s (%s:%d unless %s says otherwise)", a.Key, a.Host, a.Port, a.Variable)
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return nil
	}
	if more := len(parts) - maxLocal; more > 0 {
		parts = append(parts[:maxLocal], fmt.Sprintf("%d more", more))
	}
	m.plan.Warnings = append(m.plan.Warnings, facts.Warning{Unit: u.Path, File: first.File, Line: first.Line, Text: "in a pod these addresses are the pod itself: " + strings.Join(parts, ", ") + "; set them for each environment: environments.NAME.env in waybill.yaml, or its configuration file"})
	return nil
}

// sets says whether the manifests or the image set a variable in every environment.
func sets(u plan.Unit, name string) bool {
	if name == "" {
		return false
	}
	has := func(list []facts.EnvVar) bool {
		for _, e := range list {
			if e.Name == name {
				return true
			}
		}
		return false
	}
	if has(u.Workload.Env) || has(u.Workload.Direct) || has(u.Facts.Image.Run.Env) {
		return true
	}
	for _, s := range u.Workload.Spots {
		if !has(s.Env) && !has(s.Direct) {
			return false
		}
	}
	return len(u.Workload.Spots) > 0
}

// variableOf is the variable that sets a property (Spring Boot, "Binding From Environment Variables": dots and brackets become underscores,
// dashes go, upper case; MicroProfile Config names the same for keys without dashes).
func variableOf(key string) string {
	return strings.ToUpper(strings.NewReplacer(".", "_", "[", "_", "]", "", "-", "").Replace(key))
}
