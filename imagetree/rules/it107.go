package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it107() Rule {
	return Rule{finding.Rule{
		ID: "IT107", Severity: finding.Error, Title: "children that keep their tags when the parent moves",
		Why:     "They would be rebuilt on other layers under their old tags, or not at all.",
		Fix:     "raise the tags of the children in the same change; waybill tree affected lists them",
		Command: "waybill tree sync --from-dockerfiles --since REVISION",
	}, func(p *Pass) {
		p.changed(func(i, was *imagetree.Image) {
			if i.Tag == was.Tag || i.External() {
				return
			}
			var stale []string
			for _, c := range i.Children() {
				if before := p.Before.Image(c.Name); before != nil && before.Tag == c.Tag && c.Status != imagetree.Withdrawn {
					stale = append(stale, c.Name)
				}
			}
			if len(stale) > 0 {
				p.on(i, detail{at: "tag", key: i.Tag}, "image %s moved to %s in this change, but %d of its children keep their tags: %s", i.Name, i.Tag, len(stale), few(stale))
			}
		})
	}}
}
