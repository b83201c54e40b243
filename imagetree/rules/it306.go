package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it306() Rule {
	return Rule{finding.Rule{
		ID: "IT306", Severity: finding.Warning, Title: "no labels that name the base",
		Why:     "A pushed image cannot tell what it was built on, so scanners and verify have to guess.",
		Fix:     "LABEL org.opencontainers.image.base.name and .digest (OCI image spec, annotations)",
		Command: "waybill tree bake, which sets the labels when it builds",
	}, func(p *Pass) {
		p.built(func(i *imagetree.Image, file *dockerfile.File) {
			labels := file.Final().Labels
			if i.From == "scratch" || labels["org.opencontainers.image.base.name"] != "" {
				return
			}
			p.on(i, detail{place: in(i, file.Final().From.Line)}, "%s sets no label org.opencontainers.image.base.name", i.DockerfilePath())
		})
	}}
}
