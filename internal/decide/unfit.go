package decide

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// withoutImage is a unit that no image of the tree serves.
type withoutImage struct {
	unit  plan.Unit
	err   error
	asked bool // its settings choose the image or the version: what they ask for cannot be had
}

// chosen says whether the settings of a unit say what it is built or run on.
func chosen(set settings.Unit) bool {
	return set.Base != "" || set.BuildBase != "" || set.RuntimeVersion != ""
}

// leaveOut skips the units that find no image, with a warning that says what helps, so that they do not take the others down. It is an error
// when somebody asked for one of them, by name or by its settings, or when nothing else is left.
func leaveOut(p *plan.Plan, unfit []withoutImage, only []string) error {
	if len(only) > 0 || len(p.Units) == 0 || slices.ContainsFunc(unfit, func(w withoutImage) bool { return w.asked }) {
		return lacking(unfit)
	}
	for _, w := range unfit {
		k := skipped(w.unit.Facts, w.err.Error())
		k.Undecided = true
		p.Skipped = append(p.Skipped, k)
		text := w.err.Error() + ": nothing is generated for it"
		if hints := fault.HintOf(w.err); len(hints) > 0 {
			text += "; " + hints[0]
		}
		text += " (or, in waybill.yaml, dockerfile: of the unit for a Dockerfile of your own, skip: true to leave it out)"
		p.Warnings = append(p.Warnings, facts.Warning{Unit: w.unit.Path, Text: text})
	}
	return nil
}

// lacking tells all units without an image at once: whoever mends the tree needs the whole list. It is nil when there are none.
func lacking(unfit []withoutImage) error {
	switch len(unfit) {
	case 0:
		return nil
	case 1:
		return unfit[0].err
	}
	words := make([]string, len(unfit))
	for i, w := range unfit {
		words[i] = w.err.Error()
	}
	e := fault.New(fault.Usage, "%d units find no image: %s", len(unfit), strings.Join(words, "; "))
	if hints := fault.HintOf(unfit[0].err); len(hints) > 0 {
		e.Hint = hints[0]
	}
	return e
}
