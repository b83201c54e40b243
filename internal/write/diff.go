package write

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/rogpeppe/go-internal/diff"
)

// Diff returns what the change would do to the file as a unified diff that `patch -p1` and `git apply` take; nil when nothing.
// A new file is compared with /dev/null.
func (c Change) Diff() []byte {
	from, to := "a/"+c.Path, "b/"+c.Path
	switch {
	case c.old == nil && c.Status == Create:
		from = "/dev/null"
	case c.Status == Remove:
		to = "/dev/null"
	}
	if c.Status == Kept || c.Status == Left || c.Status == Own {
		return nil
	}
	text := diff.Diff(from, c.old, to, c.new)
	if c.lostMode && c.Status == Update {
		return append(fmt.Appendf(nil, "diff --git %s %s\nold mode 100644\nnew mode 100755\n", from, to), text...)
	}
	return text
}

// Diff returns the unified diff of all that Apply would write, the lock left out.
func (cs *Changes) Diff() []byte {
	var b bytes.Buffer
	for _, c := range cs.Files {
		if c.Writes() {
			b.Write(c.Diff())
		}
	}
	return b.Bytes()
}

// Drift returns the files that are not as the plan asks for, and the lock when only it is missing or damaged.
func (cs *Changes) Drift() []Change {
	drift := slices.DeleteFunc(slices.Clone(cs.Files), func(c Change) bool { return !c.Differs() })
	if len(drift) == 0 && cs.lock.Writes() && cs.lockDrift {
		drift = append(drift, cs.lock)
	}
	return drift
}
