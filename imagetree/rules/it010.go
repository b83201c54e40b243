package rules

import (
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it010() Rule {
	return Rule{finding.Rule{
		ID: "IT010", Severity: finding.Warning, Title: "repeats what the parent provides",
		Why: "When the parent moves on, the copy stays behind and tells a version that is not there.",
		Fix: "delete the line; children inherit it",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			if i.Parent() == nil {
				return
			}
			for c, v := range i.Own() {
				if inherited, ok := i.Parent().All()[c]; ok && inherited.Text == v.Text {
					p.on(i, detail{at: "provides " + c, key: c}, "image %s repeats %s, which its parent %s already provides", i.Name, strings.TrimSpace(c+" "+v.Text), i.Parent().Name)
				}
			}
		})
	}}
}
