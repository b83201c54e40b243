package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it501() Rule {
	return Rule{finding.Rule{
		ID: "IT501", Severity: finding.Warning, Title: "chain that is too long",
		Why: "Each level is one more rebuild before a fix arrives.",
		Fix: "move the image up, or merge levels",
	}, func(p *Pass) {
		budget := p.Tree.Policy.MaxDepth
		if budget == 0 {
			budget = 8
		}
		p.each(func(i *imagetree.Image) {
			if i.Depth() > budget {
				p.on(i, detail{at: "from"}, "image %s is %d levels deep; the budget is %d", i.Name, i.Depth(), budget)
			}
		})
	}}
}
