package rules

import (
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it101() Rule {
	return Rule{finding.Rule{
		ID: "IT101", Severity: finding.Error, Title: "root image without a digest",
		Why:     "The tag may name another image tomorrow: two builds of the same commit can differ.",
		Fix:     "run waybill tree lock --pin, or append @sha256:… to from: and to FROM",
		Command: "waybill tree lock --pin",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			if i.FromExternal() && i.Parent() == nil && !strings.Contains(i.From, "@sha256:") {
				p.on(i, detail{at: "from", key: i.From}, "root image %s is from %s without a digest: two builds can differ", i.Name, i.From)
			}
		})
	}}
}
