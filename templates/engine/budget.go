package engine

import (
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/waybill-dev/waybill/internal/fault"
)

// budget is what all files of a run may take together: many templates within the limits are too much as well.
type budget struct {
	written atomic.Int64 // bytes
	slow    atomic.Int64 // nanoseconds beyond usualTime for each file
}

// spend counts one file; its time counts where took is above 0.
func (b *budget) spend(name string, size int, took time.Duration) error {
	if b.written.Add(int64(size)) > maxRun {
		return fault.New(fault.Usage, "the files of all templates are larger than %d bytes together", maxRun).In(name, 0, 0)
	}
	if took > 0 && b.slow.Add(int64(max(took-usualTime, 0))) > int64(maxSlow) {
		return fault.New(fault.Usage, "the templates do not end within %s together", maxSlow).In(name, 0, 0)
	}
	return nil
}

// block finds what opens and closes a block.
var block = regexp.MustCompile(`\{\{-?\s*(if|range|with|block|define|end)\b`)

// deep refuses a template whose blocks are nested deeper than a person writes: the parser takes stack for each level. It counts brackets itself.
func deep(name, text string) error {
	depth := 0
	for _, at := range block.FindAllStringIndex(text, -1) {
		if strings.HasSuffix(text[at[0]:at[1]], "end") {
			depth = max(depth-1, 0)
			continue
		}
		if depth++; depth > maxBlocks {
			line := 1 + strings.Count(text[:at[0]], "\n")
			return fault.New(fault.Usage, "the template is nested deeper than %d", maxBlocks).In(name, line, 0)
		}
	}
	return nil
}
