package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it701() Rule {
	return Rule{finding.Rule{
		ID: "IT701", Severity: finding.Info, Title: "unused leaf",
		Why: "It is built and patched for nobody.",
		Fix: "deprecate it, or take use: away",
	}, func(p *Pass) {
		if len(p.Fleet) == 0 {
			return
		}
		used := map[string]bool{}
		for _, item := range p.Fleet {
			used[item.Image] = true
		}
		p.each(func(i *imagetree.Image) {
			if len(i.Children()) == 0 && len(i.Use) > 0 && !used[i.Name] && i.Status != imagetree.Withdrawn {
				p.on(i, detail{}, "image %s is used by 0 of %d applications", i.Name, len(p.Fleet))
			}
		})
	}}
}
