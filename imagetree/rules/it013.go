package rules

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it013() Rule {
	return Rule{finding.Rule{
		ID: "IT013", Severity: finding.Error, Title: "capabilities that policy keeps apart",
		Why: "An image that is good for everything is patched for everything.",
		Fix: "split the image in two",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			for _, set := range p.Tree.Policy.Excludes {
				if len(set) < 2 || slices.ContainsFunc(set, func(c string) bool { return !i.Has(c) }) {
					continue
				}
				if i.Parent() != nil && !slices.ContainsFunc(set, func(c string) bool { return !i.Parent().Has(c) }) {
					continue // said of the parent already
				}
				p.on(i, detail{at: "provides", key: strings.Join(set, " ")}, "image %s provides %s together, which policy.excludes forbids", i.Name, strings.Join(set, " and "))
			}
		})
	}}
}
