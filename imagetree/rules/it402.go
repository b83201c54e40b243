package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it402() Rule {
	return Rule{finding.Rule{
		ID: "IT402", Severity: finding.Warning, Title: "image that serves nothing",
		Why: "It is built and patched, and nothing can ever run on it.",
		Fix: "give it use:, or delete it",
	}, func(p *Pass) {
		copied := map[string]bool{}
		p.each(func(i *imagetree.Image) {
			for _, c := range i.Copies {
				copied[c] = true
			}
		})
		p.each(func(i *imagetree.Image) {
			if len(i.Use) == 0 && len(i.Children()) == 0 && !copied[i.Name] && i.Status != imagetree.Withdrawn {
				p.on(i, detail{}, "image %s has no children and no use: nothing can ever run on it", i.Name)
			}
		})
	}}
}
