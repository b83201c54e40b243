package rules

import (
	"maps"
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it503() Rule {
	return Rule{finding.Rule{
		ID: "IT503", Severity: finding.Warning, Title: "larger than its budget",
		Why: "Every node of every cluster pulls it.",
		Fix: "make the image smaller, or raise budget.size",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			if i.Budget.Size == 0 {
				return
			}
			locked, _ := i.Locked()
			for _, platform := range slices.Sorted(maps.Keys(locked.Platforms)) {
				if size := locked.Platforms[platform].Size; size > int64(i.Budget.Size) {
					p.on(i, detail{at: "budget size", key: platform}, "image %s is %d MB for %s; the budget is %d MB", i.Name, size/1e6, platform, int64(i.Budget.Size)/1e6)
					return
				}
			}
		})
	}}
}
