package rules

import (
	"maps"
	"slices"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it703() Rule {
	return Rule{finding.Rule{
		ID: "IT703", Severity: finding.Warning, Title: "applications on an image outside the tree",
		Why: "Nobody rebuilds them when their base is fixed.",
		Fix: "declare the image, or move the applications",
	}, func(p *Pass) {
		count := map[string]int{}
		for _, item := range p.Fleet {
			if item.Image != "" && p.Tree.Image(item.Image) == nil {
				count[item.Image]++
			}
		}
		for _, name := range slices.Sorted(maps.Keys(count)) {
			p.report("", detail{place: fault.Position{File: p.Tree.File, Line: 1, Column: 1}, key: name}, "%s %s, which is not in the tree", plural(count[name], "application uses", "applications use"), name)
		}
	}}
}
