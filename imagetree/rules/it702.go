package rules

import (
	"strings"

	"github.com/waybill-dev/waybill/internal/finding"
)

func it702() Rule {
	return Rule{finding.Rule{
		ID: "IT702", Severity: finding.Info, Title: "packages that many applications add",
		Why: "Each of them installs the same packages again.",
		Fix: "add an image with these packages; waybill tree suggest writes it",
	}, func(p *Pass) {
		for _, s := range p.Tree.Suggest(p.Fleet, 20) {
			p.on(s.Base, detail{key: strings.Join(s.Extras, " ")}, "%d applications on %s add %s: an image with it would save %d installations", s.Apps, s.Base.Name, strings.Join(s.Extras, " and "), s.Saved)
		}
	}}
}
