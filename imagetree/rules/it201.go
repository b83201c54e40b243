package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it201() Rule {
	return Rule{finding.Rule{
		ID: "IT201", Severity: finding.Error, Title: "past its last day",
		Why: "The image was to be gone by now, and is still picked.",
		Fix: "withdraw the image (status: withdrawn), or set another until:",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			if i.Until.Before(p.Today) && i.Status != imagetree.Withdrawn {
				p.on(i, detail{at: "until", key: string(i.Until)}, "image %s passed its until date %s", i.Name, i.Until)
			}
		})
	}}
}
