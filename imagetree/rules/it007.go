package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it007() Rule {
	return Rule{finding.Rule{
		ID: "IT007", Severity: finding.Error, Title: "version that is no version",
		Why: "No range can allow it, so the image is never picked for this capability.",
		Fix: "write numbers separated by dots, as the product does: 17.0.20+8, 8u502-b07",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			for c, v := range i.Own() {
				if v.Text != "" && v.Text != imagetree.Anything && v.Version.IsZero() {
					p.on(i, detail{at: "provides " + c, key: c}, "version %q of capability %s is not a version", v.Text, c)
				}
			}
		})
	}}
}
