package rules

import (
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it101() Rule {
	return Rule{finding.Rule{
		ID: "IT101", Severity: finding.Error, Title: "root image without a digest",
		Why: "The tag may name another image tomorrow: two builds of the same commit can differ.",
		Fix: "append @sha256:… to from:, as docker buildx imagetools inspect prints it; waybill tree lock pins the images of the tree only, not what lies outside",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			if i.FromExternal() && i.Parent() == nil && !strings.Contains(i.From, "@sha256:") {
				p.on(i, detail{at: "from", key: i.From}, "root image %s is from %s without a digest: two builds can differ", i.Name, i.From)
			}
		})
	}}
}
