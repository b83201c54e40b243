package rules

import (
	"regexp"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

// repositoryName is what registries take as a name (OCI distribution specification, "Pulling manifests").
const repositoryName = `^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$`

func it020() Rule {
	return Rule{finding.Rule{
		ID: "IT020", Severity: finding.Warning, Title: "name outside the pattern",
		Why: "Names are sorted, searched and typed by people; one pattern keeps them findable, and registries take lower case only.",
		Fix: "rename the image",
	}, func(p *Pass) {
		pattern := p.Tree.Policy.Name
		if pattern == "" {
			pattern = repositoryName
		}
		re, err := regexp.Compile(pattern)
		if err != nil {
			return // loading refuses it
		}
		p.each(func(i *imagetree.Image) {
			if !re.MatchString(i.Name) {
				p.on(i, detail{}, "image name %s does not match %s", i.Name, pattern)
			}
		})
	}}
}
