package rules

import (
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it011() Rule {
	return Rule{finding.Rule{
		ID: "IT011", Severity: finding.Error, Title: "changes an inherited version without saying so",
		Why: "Two versions in one image are an accident more often than a plan.",
		Fix: "add the capability to overrides:, or take the version of the parent",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			if i.Parent() == nil {
				return
			}
			for c, v := range i.Own() {
				inherited, ok := i.Parent().All()[c]
				if ok && inherited.Text != v.Text && !slices.Contains(i.Overrides, c) {
					p.on(i, detail{at: "provides " + c, key: c, fix: "write overrides: [" + c + "], or take the parent's version"},
						"image %s changes %s from %s to %s without saying overrides: [%s]", i.Name, c, or(inherited.Text, "no version"), or(v.Text, "no version"), c)
				}
			}
		})
	}}
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
