package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it204() Rule {
	return Rule{finding.Rule{
		ID: "IT204", Severity: finding.Error, Title: "deprecated without a successor",
		Why: "Those who are told to leave are not told where to go.",
		Fix: "write replacedBy: with the image to move to",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			if i.Status == imagetree.Deprecated && i.ReplacedBy == "" {
				p.on(i, detail{at: "status"}, "deprecated image %s names no replacedBy", i.Name)
			}
		})
	}}
}
