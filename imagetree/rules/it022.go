package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it022() Rule {
	return Rule{finding.Rule{
		ID: "IT022", Severity: finding.Info, Title: "image without an owner",
		Why: "When it breaks, nobody is asked.",
		Fix: "write owner: with the team that answers for it",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			if i.Owner == "" && !i.External() {
				p.on(i, detail{}, "image %s has no owner", i.Name)
			}
		})
	}}
}
