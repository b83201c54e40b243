package rules

import (
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it104() Rule {
	return Rule{finding.Rule{
		ID: "IT104", Severity: finding.Error, Title: "two images publish one reference",
		Why: "The second push overwrites the first.",
		Fix: "give one of them another tag or name",
	}, func(p *Pass) {
		first := map[string]string{}
		p.each(func(i *imagetree.Image) {
			if i.External() {
				return
			}
			ref := strings.ToLower(i.TagRef())
			if other, ok := first[ref]; ok {
				p.on(i, detail{at: "tag", key: other}, "images %s and %s both publish %s", other, i.Name, ref)
				return
			}
			first[ref] = i.Name
		})
	}}
}
