package rules

import (
	"errors"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/recipe"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it302() Rule {
	return Rule{finding.Rule{
		ID: "IT302", Severity: finding.Error, Title: "Dockerfile not found",
		Why: "The image cannot be built.",
		Fix: "correct the path in dockerfile:, which is relative to the file that declares the image",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			if _, err := p.dockerfile(i); errors.Is(err, recipe.ErrMissing) {
				p.on(i, detail{at: "dockerfile", key: i.Dockerfile}, "%s of image %s not found", i.DockerfilePath(), i.Name)
			}
		})
	}}
}
