package write

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/waybill-dev/waybill/templates"
)

// Between says how what is generated before differs from what is generated after, whatever lies in the repository. It can be told and
// compared, and not applied.
func Between(before, after []templates.File) *Changes {
	old := map[string]templates.File{}
	for _, f := range before {
		old[f.Path] = f
	}
	cs := &Changes{}
	for _, f := range after {
		was, known := old[f.Path]
		delete(old, f.Path)
		c := Change{Path: f.Path, Artefact: f.Artefact, Unit: f.Unit, mode: f.Mode, old: was.Data, new: f.Data, rendered: f.Data, Status: Update}
		switch {
		case !known:
			c.Status = Create
		case bytes.Equal(was.Data, f.Data):
			c.Status = Unchanged
		}
		cs.Files = append(cs.Files, c)
	}
	for _, f := range before {
		if _, gone := old[f.Path]; gone {
			cs.Files = append(cs.Files, Change{Path: f.Path, Artefact: f.Artefact, Unit: f.Unit, mode: f.Mode, old: f.Data, Status: Remove})
		}
	}
	slices.SortFunc(cs.Files, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	return cs
}
