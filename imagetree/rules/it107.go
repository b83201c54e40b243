package rules

import (
	"slices"

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
		copying := map[string][]*imagetree.Image{}
		p.each(func(i *imagetree.Image) {
			for _, c := range i.Copies {
				copying[c] = append(copying[c], i)
			}
		})
		p.changed(func(i, was *imagetree.Image) {
			if i.Tag == was.Tag || i.External() {
				return
			}
			keeping := p.keeping(i.Children())
			if more := p.keeping(copying[i.Name]); len(more) > 0 {
				all := slices.Compact(slices.Sorted(slices.Values(append(keeping, more...))))
				p.on(i, detail{at: "tag", key: i.Tag}, "image %s moved to %s in this change, but %d images that are built on it or copy from it keep their tags: %s", i.Name, i.Tag, len(all), few(all))
				return
			}
			if len(keeping) > 0 {
				p.on(i, detail{at: "tag", key: i.Tag}, "image %s moved to %s in this change, but %d of its children keep their tags: %s", i.Name, i.Tag, len(keeping), few(keeping))
			}
		})
	}}
}

// keeping are the names of those images that were in the tree before and have the tag that they had.
func (p *Pass) keeping(list []*imagetree.Image) []string {
	var out []string
	for _, i := range list {
		if was := p.Before.Image(i.Name); was != nil && was.Tag == i.Tag && i.Status != imagetree.Withdrawn {
			out = append(out, i.Name)
		}
	}
	return out
}
