package rules

import (
	"github.com/waybill-dev/waybill/internal/finding"
)

func it003() Rule {
	return Rule{finding.Rule{
		ID: "IT003", Severity: finding.Error, Title: "image declared twice",
		Why: "Only the first declaration counts, and which one is first depends on the order of the includes.",
		Fix: "delete one of the two, or rename it",
	}, func(p *Pass) {
		for _, d := range p.Tree.Twice() {
			p.report(d.Name, detail{place: d.Second, key: d.Second.File}, "image %s is declared twice (first at %s)", d.Name, d.First)
		}
	}}
}
