package rules

import (
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it305() Rule {
	return Rule{finding.Rule{
		ID: "IT305", Severity: finding.Info, Title: "FROM that only a build can tell",
		Why: "The tree cannot be compared with what is built.",
		Fix: "give the build argument a default: ARG NAME=value before the first FROM",
	}, func(p *Pass) {
		p.built(func(i *imagetree.Image, file *dockerfile.File) {
			if from := file.Final().From; len(from.Unknown) > 0 {
				p.on(i, detail{place: in(i, from.Line), key: from.Raw}, "%s:%d is FROM %s; %s has no default, so the parent cannot be checked", i.DockerfilePath(), from.Line, from.Raw, strings.Join(from.Unknown, ", "))
			}
		})
	}}
}
