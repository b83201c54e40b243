package decide

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// tellDoubts lists the facts of the unit that nothing proves, each with the setting that says it otherwise: a default must not pass for
// knowledge.
func tellDoubts(m making) error {
	f := m.unit.Facts
	for _, x := range []struct {
		name, setting string
		fact          facts.Text
	}{
		{"kind", "kind", f.Kind},
		{"runtime version", "runtimeVersion", f.RuntimeVersion},
		{"artifact", "artifact", f.Artifact},
		{"main", "main", f.Main},
	} {
		if x.name == "main" && f.Main.Confidence == facts.Likely && !slices.ContainsFunc(f.Start, func(w string) bool { return strings.Contains(w, f.Main.Value) }) {
			continue // a jar names its main class itself
		}
		if x.fact.Value != "" {
			doubt(m.unit, x.name, x.fact.Value, x.setting, x.fact.Confidence, x.fact.Evidence)
		}
	}
	for _, p := range f.Ports {
		if f.Kind.Value == facts.StaticSite {
			break // the web server listens where the plan says
		}
		doubt(m.unit, "port", strconv.Itoa(p.Value), "ports", p.Confidence, p.Evidence)
	}
	if f.RuntimeVersion.Value == "" && m.unit.Own == nil && m.unit.Kind != facts.StaticSite {
		m.plan.Warnings = append(m.plan.Warnings, facts.Warning{Unit: m.unit.Path, Text: fmt.Sprintf("the repository states no %s version: %s decides", f.Language.Value, m.unit.Run.Base.Name)})
	}
	return nil
}

func doubt(u *plan.Unit, name, value, setting string, c facts.Confidence, evidence []facts.Evidence) {
	if c != facts.Likely && c != facts.Guess {
		return
	}
	d := plan.Doubt{Fact: name, Value: value, Confidence: c, Setting: setting}
	if len(evidence) > 0 {
		e := evidence[0]
		d.Why, d.File, d.Line = e.Rule, e.File, e.Line
	}
	u.Doubts = append(u.Doubts, d)
}

// tellUnset lists the variables that the program must have and that nothing sets, with the objects that the pods take them from.
func tellUnset(m making) error {
	u := m.unit
	var parts, come []string
	objects := u.Workload.WantedObjects()
	for _, o := range objects {
		u.Unset = append(u.Unset, o.Keys...)
		keys := strings.Join(o.Keys, ", ")
		if len(objects) == 1 {
			keys = "them"
		}
		part := fmt.Sprintf("%s from the %s %s", keys, o.Kind, o.Name)
		if o.Comes {
			come = append(come, part)
		} else {
			parts = append(parts, part)
		}
	}
	if len(objects) == 0 {
		return nil
	}
	slices.Sort(u.Unset)
	how := map[string]string{"kustomize": " (RELEASE.md says how)", "helm": " (NOTES.txt of the chart says how)"}[m.plan.Cluster.Format]
	if len(parts) > 0 {
		parts = []string{strings.Join(parts, " and ") + ", which somebody has to make" + how}
	}
	if len(come) > 0 {
		from := "which the store " + m.plan.Cluster.Secrets.Store + " fills"
		if m.plan.Cluster.Secrets.Kind == plan.SecretSealed {
			from = "which somebody has to seal" + how
		}
		parts = append(parts, strings.Join(come, " and ")+", "+from)
	}
	text := fmt.Sprintf("the program needs %s, which nothing sets: the pods take %s, or set env: or environments.NAME.secrets in waybill.yaml", strings.Join(u.Unset, ", "), strings.Join(parts, ", and "))
	m.plan.Warnings = append(m.plan.Warnings, facts.Warning{Unit: u.Path, Text: text})
	return nil
}
