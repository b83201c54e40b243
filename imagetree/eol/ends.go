package eol

import (
	"cmp"
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
)

// End is a release line of an image with its last day.
type End struct {
	Image      string         `json:"image"`
	Capability string         `json:"capability"`
	Version    string         `json:"version"`
	Cycle      string         `json:"cycle"`
	EOL        imagetree.Date `json:"eol,omitempty"` // the last day; "" when no end is announced
	Ended      bool           `json:"ended"`
	Newest     string         `json:"newest,omitempty"` // the newest line of the product, when another
}

// Ends lists what the images of a tree declare themselves and the table knows, the nearest end first.
func (t *Table) Ends(tree *imagetree.Tree, today imagetree.Date) []End {
	var out []End
	for _, name := range tree.Names() {
		i := tree.Image(name)
		if i.Status == imagetree.Withdrawn {
			continue
		}
		for c, p := range i.Own() {
			product := tree.Capabilities[c].EOL
			cycle, ok := t.Find(product, p.Version)
			if product == "" || p.Version.IsZero() || !ok {
				continue
			}
			e := End{Image: name, Capability: c, Version: p.Text, Cycle: cycle.Cycle, EOL: cycle.EOL, Ended: cycle.EOL != "" && cycle.EOL.Before(today)}
			if newest, ok := t.Newest(product); ok && newest.String() != cycle.Cycle {
				e.Newest = newest.String()
			}
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b End) int {
		return cmp.Or(cmp.Compare(last(a), last(b)), cmp.Compare(a.Image, b.Image), cmp.Compare(a.Capability, b.Capability))
	})
	return out
}

// last sorts what has no announced end behind all that has one.
func last(e End) string { return cmp.Or(string(e.EOL), "9999") }
