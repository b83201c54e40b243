package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/recipe"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it106() Rule {
	return Rule{finding.Rule{
		ID: "IT106", Severity: finding.Error, Title: "changed without a new tag",
		Why:     "An immutable tag that is pushed again gives different machines different images under one name.",
		Fix:     "raise the tag, by custom the number after -r",
		Command: "waybill tree sync --from-dockerfiles --since REVISION",
	}, func(p *Pass) {
		p.changed(func(i, was *imagetree.Image) {
			if why := recipe.Unraised(i, was, func() string { return p.changedFile(i, was) }); why != "" {
				p.on(i, detail{at: "tag", key: i.Tag}, "image %s changed (%s), but its tag is still %s", i.Name, why, i.Tag)
			}
		})
	}}
}

// changed calls f for every image that was in the tree before, with its former self.
func (p *Pass) changed(f func(i, was *imagetree.Image)) {
	if p.Before == nil {
		return
	}
	p.each(func(i *imagetree.Image) {
		if was := p.Before.Image(i.Name); was != nil {
			f(i, was)
		}
	})
}

// changedFile returns the first file that the image is built of and that differs from before, "" when none does.
func (p *Pass) changedFile(i, was *imagetree.Image) string {
	if p.FS == nil || p.Was == nil || i.DockerfilePath() == "" || was.DockerfilePath() == "" {
		return ""
	}
	return p.recipe(i).Differs(p.Recipes.of(p.Was, was).Recipe)
}
