package decide

import (
	"cmp"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
)

// sortWarnings brings the warnings of all steps into one order, each once. What they quote of the settings is cut.
func sortWarnings(p *plan.Plan) {
	for i := range p.Warnings {
		p.Warnings[i].Text = fault.Discreet(p.Warnings[i].Text)
	}
	slices.SortStableFunc(p.Warnings, func(a, b facts.Warning) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	p.Warnings = slices.Compact(p.Warnings)
}
