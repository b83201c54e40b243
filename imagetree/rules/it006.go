package rules

import (
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it006() Rule {
	return Rule{finding.Rule{
		ID: "IT006", Severity: finding.Error, Title: "platform that the parent lacks",
		Why: "A build for that platform cannot find the parent's manifest.",
		Fix: "build the parent for the platform too, or drop it here",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			if i.Parent() == nil || len(i.Parent().BuildPlatforms()) == 0 {
				return
			}
			for _, platform := range i.BuildPlatforms() {
				if !slices.Contains(i.Parent().BuildPlatforms(), platform) {
					p.on(i, detail{at: "platforms " + platform, key: platform}, "image %s builds for %s, but its parent %s does not", i.Name, platform, i.Parent().Name)
				}
			}
		})
	}}
}
