package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it203() Rule {
	return Rule{finding.Rule{
		ID: "IT203", Severity: finding.Warning, Title: "active image on a deprecated parent",
		Why: "It will lose its base while it is still picked.",
		Fix: "move it to another parent, or deprecate it too",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			parent := i.Parent()
			if parent == nil || i.Status != "" && i.Status != imagetree.Active {
				return
			}
			if parent.Status == imagetree.Deprecated || parent.Status == imagetree.Withdrawn {
				p.on(i, detail{at: "from", key: parent.Name}, "image %s is active, but its parent %s is %s", i.Name, parent.Name, parent.Status)
			}
		})
	}}
}
