package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it108() Rule {
	return Rule{finding.Rule{
		ID: "IT108", Severity: finding.Error, Title: "a Dockerfile names another tag than the tree",
		Why:     "The image is built on what was there before, under a tag and a label that say otherwise: a fix of the base is not in it.",
		Fix:     "take the tag of the tree; waybill tree bump writes tags and FROM lines together",
		Command: "waybill tree sync --from-dockerfiles --since REVISION, for tags that were raised since",
	}, func(p *Pass) {
		repositories := p.repositories()
		p.built(func(i *imagetree.Image, file *dockerfile.File) {
			for _, r := range append(file.External(), file.Final().From) {
				if r.Image == "" || r.Image == "scratch" {
					continue
				}
				repo, _ := splitTag(r.Image)
				p.drift(i, r, repositories[canonical(repo)])
			}
		})
	}}
}

// drift holds one reference against the images of its repository.
func (p *Pass) drift(i *imagetree.Image, r dockerfile.Ref, list []*imagetree.Image) {
	other := publishes(list, r.Image)
	if other == nil {
		other = meantBy(list, i)
	}
	if other == nil {
		return
	}
	d := detail{place: in(i, r.Line), key: other.Name + " " + other.Reference(), fix: "write " + other.TagRef()}
	switch {
	case !sameTag(r.Image, other.TagRef()):
		p.on(i, d, "%s names %s:%s%s, the tree says %s", i.DockerfilePath(), other.Name, tagOf(r.Image), note(r), tagOf(other.TagRef()))
	case otherDigest(r.Image, other.Reference()):
		d.fix = "write " + other.Reference()
		p.on(i, d, "%s names %s with the digest %s, the tree says %s", i.DockerfilePath(), other.Name, digestOf(r.Image), other.Digest())
	}
}
