package rules

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it103() Rule {
	return Rule{finding.Rule{
		ID: "IT103", Severity: finding.Error, Title: "no fixed tag",
		Why: "latest and its like name another image after each push, and what runs cannot be told.",
		Fix: "give it an immutable tag, by custom VERSION-rN",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			switch {
			case i.External() && strings.HasSuffix(i.TagRef(), ":latest") && i.Digest() == "":
				p.on(i, detail{at: "ref"}, "image %s has no fixed tag (latest)", i.Name)
			case !i.External() && i.Tag == "":
				p.on(i, detail{}, "image %s has no tag", i.Name)
			case slices.Contains([]string{"latest", "stable", "edge", "main", "master", "dev"}, i.Tag):
				p.on(i, detail{at: "tag"}, "image %s has no fixed tag (%s)", i.Name, i.Tag)
			}
		})
	}}
}
