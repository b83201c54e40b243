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
				p.on(i, detail{at: "until", key: string(i.Until)}, "image %s passed its until date %s%s", i.Name, i.Until, p.namedUsers(i))
			}
		})
	}}
}

// namedUsers tells how many applications run on an image, and which; "" when none is known to.
func (p *Pass) namedUsers(i *imagetree.Image) string {
	apps := map[string]bool{}
	for _, item := range p.Fleet {
		if item.Image == i.Name {
			apps[item.App] = true
		}
	}
	if len(apps) == 0 {
		return ""
	}
	return "; " + plural(len(apps), "application uses it", "applications use it") + ": " + names(apps)
}
