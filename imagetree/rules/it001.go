package rules

import (
	"strings"

	"github.com/waybill-dev/waybill/internal/finding"
)

func it001() Rule {
	return Rule{finding.Rule{
		ID: "IT001", Severity: finding.Error, Title: "cycle of parents",
		Why: "No build order exists, and nothing of the cycle can be built or picked.",
		Fix: "give one image of the cycle another parent",
	}, func(p *Pass) {
		for _, cycle := range p.Tree.Cycles() {
			var names []string
			for _, i := range cycle {
				names = append(names, i.Name)
			}
			p.on(cycle[0], detail{at: "from", key: strings.Join(names, " ")}, "image %s is in a cycle of parents: %s -> %s", names[0], strings.Join(names, " -> "), names[0])
		}
	}}
}
