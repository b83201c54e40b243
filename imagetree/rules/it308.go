package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it308() Rule {
	return Rule{finding.Rule{
		ID: "IT308", Severity: finding.Warning, Title: "copies what the build context does not have",
		Why: "The build ends there; or somebody builds with another context than the tree says, and changes of those files are not noticed.",
		Fix: "say context: with the folder that the paths of COPY start at",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			r := p.recipe(i)
			for _, s := range r.Missing() {
				p.on(i, detail{place: in(i, s.Line), key: s.Path}, "%s:%d takes %s, which is not in the build context %s", i.DockerfilePath(), s.Line, s.Path, r.Context)
			}
		})
	}}
}
