package rules

import (
	"maps"
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it502() Rule {
	return Rule{finding.Rule{
		ID: "IT502", Severity: finding.Warning, Title: "too many layers",
		Why: "Pulls slow down, and overlay2 stops at 128.",
		Fix: "merge RUN lines, or build the image from an earlier parent",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			budget := i.Budget.Layers
			if budget == 0 {
				budget = p.Tree.Policy.MaxLayers
			}
			if budget == 0 {
				budget = 100
			}
			locked, _ := i.Locked()
			for _, platform := range slices.Sorted(maps.Keys(locked.Platforms)) {
				if n := locked.Platforms[platform].Layers; n > budget {
					p.on(i, detail{key: platform}, "image %s has %d layers for %s; the budget is %d", i.Name, n, platform, budget)
					return
				}
			}
		})
	}}
}
