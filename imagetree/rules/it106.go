package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it106() Rule {
	return Rule{finding.Rule{
		ID: "IT106", Severity: finding.Error, Title: "changed without a new tag",
		Why:     "An immutable tag that is pushed again gives different machines different images under one name.",
		Fix:     "raise the tag, by custom the number after -r",
		Command: "waybill tree bump IMAGE --children",
	}, func(p *Pass) {
		p.changed(func(i, was *imagetree.Image) {
			if i.Tag != was.Tag || i.External() {
				return
			}
			if file := p.changedFile(i, was); file != "" {
				p.on(i, detail{at: "tag", key: i.Tag}, "image %s changed (%s), but its tag is still %s", i.Name, file, i.Tag)
				return
			}
			switch why := i.Rebuilt(was); why {
			case "from":
				p.on(i, detail{at: "tag", key: i.Tag}, "image %s changed (from %s to %s), but its tag is still %s", i.Name, was.From, i.From, i.Tag)
			case "args", "target":
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
