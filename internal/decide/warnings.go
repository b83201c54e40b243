package decide

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// sortWarnings brings the warnings of all steps into one order, each once.
func sortWarnings(p *plan.Plan) {
	slices.SortStableFunc(p.Warnings, func(a, b facts.Warning) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	p.Warnings = slices.Compact(p.Warnings)
}

// guesses turns what nothing confirms into warnings: a default must not pass for knowledge.
func guesses(p *plan.Plan, u plan.Unit) {
	for _, f := range []struct {
		name string
		fact facts.Text
	}{
		{"runtime version", u.Facts.RuntimeVersion}, {"framework", u.Facts.Framework}, {"kind", u.Facts.Kind}, {"artifact", u.Facts.Artifact}, {"main", u.Facts.Main},
	} {
		if f.fact.Confidence == facts.Guess && f.fact.Value != "" {
			guess(p, u, f.name, f.fact.Value, f.fact.Evidence)
		}
	}
	for _, port := range u.Facts.Ports {
		if port.Confidence == facts.Guess {
			guess(p, u, "port", strconv.Itoa(port.Value), port.Evidence)
		}
	}
	if u.Facts.RuntimeVersion.Value == "" && u.Kind != facts.StaticSite {
		p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, Text: fmt.Sprintf("the repository states no %s version: %s decides", u.Facts.Language.Value, u.Run.Base.Name)})
	}
}

func guess(p *plan.Plan, u plan.Unit, name, value string, evidence []facts.Evidence) {
	w := facts.Warning{Unit: u.Path, Text: fmt.Sprintf("the %s %s is a guess", name, value)}
	if len(evidence) > 0 {
		e := evidence[0]
		w.File, w.Line = e.File, e.Line
		if e.Rule != "" {
			w.Text += ": " + e.Rule
		}
	}
	p.Warnings = append(p.Warnings, w)
}
