package decide

import (
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
)

// lacking tells all units without an image at once: whoever mends the tree needs the whole list.
func lacking(unfit []error) error {
	if len(unfit) == 1 {
		return unfit[0]
	}
	words := make([]string, len(unfit))
	for i, err := range unfit {
		words[i] = err.Error()
	}
	e := fault.New(fault.Usage, "%d units find no image: %s", len(unfit), strings.Join(words, "; "))
	if hints := fault.HintOf(unfit[0]); len(hints) > 0 {
		e.Hint = hints[0]
	}
	return e
}
