package rules

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it304() Rule {
	return Rule{finding.Rule{
		ID: "IT304", Severity: finding.Error, Title: "copies from an image that the tree does not list",
		Why: "Its rebuild is forgotten when that image changes.",
		Fix: "add the image to copies:",
	}, func(p *Pass) {
		repositories := p.repositories()
		p.built(func(i *imagetree.Image, file *dockerfile.File) {
			for _, r := range file.External() {
				repo, _ := splitTag(canonical(r.Image))
				other := publishes(repositories[repo], r.Image)
				if other == nil {
					other = meantBy(repositories[repo], i)
				}
				if other == nil || other == i || other == i.Parent() || slices.Contains(i.Copies, other.Name) {
					continue
				}
				copies := strings.Join(append(slices.Clone(i.Copies), other.Name), ", ")
				p.on(i, detail{place: in(i, r.Line), key: other.Name, fix: "write copies: [" + copies + "]"},
					"%s:%d takes files from %s, which copies: of image %s does not list", i.DockerfilePath(), r.Line, r.Image, i.Name)
			}
		})
	}}
}
