package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

func it002() Rule {
	return Rule{finding.Rule{
		ID: "IT002", Severity: finding.Error, Title: "image that the tree does not declare",
		Why: "The parent decides layers and capabilities; one that is not declared leaves both unknown.",
		Fix: "declare the image, or correct the name",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			if i.From != "" && i.From != "scratch" && i.Parent() == nil && !i.FromExternal() {
				p.on(i, detail{at: "from", key: "from " + i.From, fix: p.meant(i.From)}, "image %s is from %s, which this tree does not declare", i.Name, i.From)
			}
			for _, c := range i.Copies {
				if p.Tree.Image(c) == nil {
					p.on(i, detail{at: "copies " + c, key: "copies " + c, fix: p.meant(c)}, "image %s copies from %s, which this tree does not declare", i.Name, c)
				}
			}
			if i.ReplacedBy != "" && p.Tree.Image(i.ReplacedBy) == nil {
				p.on(i, detail{at: "replacedBy", key: "replacedBy " + i.ReplacedBy, fix: p.meant(i.ReplacedBy)}, "image %s is replaced by %s, which this tree does not declare", i.Name, i.ReplacedBy)
			}
		})
	}}
}

// meant returns a hint with the nearest name, "" when none is near.
func (p *Pass) meant(name string) string {
	if near := strictyaml.Nearest(name, p.Tree.Names()); near != "" {
		return "did you mean " + near + "?"
	}
	return ""
}
