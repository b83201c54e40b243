package rules

import (
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it005() Rule {
	return Rule{finding.Rule{
		ID: "IT005", Severity: finding.Error, Title: "copies from itself or a descendant",
		Why: "An image cannot be built before what it copies from, so there is no build order.",
		Fix: "copy from an image that does not hang below this one, or move the shared files to a common parent",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			for _, c := range i.Copies {
				if c == i.Name {
					p.on(i, detail{at: "copies " + c, key: c}, "image %s copies from itself", i.Name)
					continue
				}
				if from := p.Tree.Image(c); from != nil && needs(from, i, map[*imagetree.Image]bool{}) {
					p.on(i, detail{at: "copies " + c, key: c}, "image %s copies from %s, which is built after it: no build order is possible", i.Name, c)
				}
			}
		})
	}}
}

// needs says whether building an image needs another one first, over both kinds of edges.
func needs(i, other *imagetree.Image, seen map[*imagetree.Image]bool) bool {
	if i == nil || seen[i] {
		return false
	}
	seen[i] = true
	return slices.ContainsFunc(i.Before(), func(b *imagetree.Image) bool { return b == other || needs(b, other, seen) })
}
