package decide

import (
	"cmp"
	"slices"

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
