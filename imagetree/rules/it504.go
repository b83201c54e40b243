package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it504() Rule {
	return Rule{finding.Rule{
		ID: "IT504", Severity: finding.Warning, Title: "too many children",
		Why: "What they repeat could be one image between, and each change of the parent rebuilds all.",
		Fix: "add an intermediate image for what they share",
	}, func(p *Pass) {
		budget := p.Tree.Policy.MaxChildren
		if budget == 0 {
			budget = 30
		}
		p.each(func(i *imagetree.Image) {
			if len(i.Children()) <= budget {
				return
			}
			count := map[string]int{}
			for _, c := range i.Children() {
				for name, v := range c.Own() {
					count[strings.TrimSpace(name+" "+v.Text)]++
				}
			}
			best, most := "", 1
			for _, name := range slices.Sorted(maps.Keys(count)) {
				if count[name] > most {
					best, most = name, count[name]
				}
			}
			note := ""
			if best != "" {
				note = fmt.Sprintf(" (%d of them add %s)", most, best)
			}
			p.on(i, detail{}, "image %s has %d children; the budget is %d%s", i.Name, len(i.Children()), budget, note)
		})
	}}
}
