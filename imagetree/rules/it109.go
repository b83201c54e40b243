package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it109() Rule {
	return Rule{finding.Rule{
		ID: "IT109", Severity: finding.Error, Title: "tag that goes backwards",
		Why: "The tag names an image that was pushed before: it is overwritten, or the old image comes back under a new tree.",
		Fix: "raise the tag, also to go back: what is older is published under a new number",
	}, func(p *Pass) {
		p.changed(func(i, was *imagetree.Image) {
			if !i.External() && !was.External() && imagetree.CompareTags(i.Tag, was.Tag) < 0 {
				p.on(i, detail{at: "tag", key: i.Tag}, "the tag of image %s goes backwards, from %s to %s", i.Name, was.Tag, i.Tag)
			}
		})
	}}
}
