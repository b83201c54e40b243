package recipe

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
)

// Difference is an image that is not what it was.
type Difference struct {
	Name    string `json:"name"`
	Why     string `json:"why"`     // added, removed, from, tag, args, provides, …, or a file that it is built of
	Rebuild bool   `json:"rebuild"` // false when no byte of the image differs: what it is picked for, by whom and until when
}

// Changed returns the images whose meaning differs from an older tree, by name: an edit of a comment, of the order or of the spelling is none.
// With both folders it compares the files that the images are built of as well.
func Changed(t, was *imagetree.Tree, now, before fs.FS) []Difference {
	var out []Difference
	names := append(slices.Clone(t.Names()), was.Names()...)
	slices.Sort(names)
	for _, n := range slices.Compact(names) {
		i, old := t.Image(n), was.Image(n)
		switch {
		case old == nil:
			out = append(out, Difference{n, "added", true})
		case i == nil:
			out = append(out, Difference{n, "removed", true})
		default:
			if why := i.Rebuilt(old); why != "" {
				out = append(out, Difference{n, why, true})
			} else if file := FileChanged(i, old, now, before); file != "" {
				out = append(out, Difference{n, file, true})
			} else if why := i.Retold(old); why != "" {
				out = append(out, Difference{n, why, false})
			}
		}
	}
	return out
}

// Unraised says what of an image is not as it was although its tag is: a file that it is built of, its from:, args or target; "" when nothing
// is, when the tag was raised, and for an image that is taken as it is. The caller finds the file, because it may know both recipes already.
func Unraised(i, was *imagetree.Image, file func() string) string {
	if i.Tag != was.Tag || i.External() {
		return ""
	}
	if f := file(); f != "" {
		return f
	}
	switch why := i.Rebuilt(was); why {
	case "from":
		return fmt.Sprintf("from %s to %s", was.From, i.From)
	case "args", "target":
		return why
	}
	return ""
}

// FileChanged returns the first file, by path, that two states of an image are not built of alike; "" when they are.
func FileChanged(i, old *imagetree.Image, now, before fs.FS) string {
	if now == nil || before == nil || i.DockerfilePath() == "" || old.DockerfilePath() == "" {
		return ""
	}
	r, _ := Of(now, i)
	o, _ := Of(before, old)
	return r.Differs(o)
}

// Differs returns the first file, by path, that two recipes of an image do not have alike; "" when they are the same.
func (r Recipe) Differs(o Recipe) string {
	is, was := r.sums(), o.sums()
	names := slices.Sorted(maps.Keys(is))
	names = append(names, slices.Collect(maps.Keys(was))...)
	slices.Sort(names)
	for _, n := range names {
		if is[n] != was[n] {
			if n == "" {
				return r.image.DockerfilePath()
			}
			return path.Join(r.Context, n)
		}
	}
	return ""
}
