package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it205() Rule {
	return Rule{finding.Rule{
		ID: "IT205", Severity: finding.Warning, Title: "successor that is no successor",
		Why: "Those who move there have to move again, or lose what they need.",
		Fix: "name an active image that provides the same capabilities",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			next := p.Tree.Image(i.ReplacedBy)
			if next == nil {
				return
			}
			if next.Status == imagetree.Deprecated || next.Status == imagetree.Withdrawn {
				p.on(i, detail{at: "replacedBy", key: "status"}, "image %s is replaced by %s, which is itself %s", i.Name, next.Name, next.Status)
			}
			for c := range i.Own() {
				if !next.Has(c) {
					p.on(i, detail{at: "replacedBy", key: c}, "image %s is replaced by %s, which lacks %s", i.Name, next.Name, c)
				}
			}
			for _, role := range i.Use {
				if !next.For(role) {
					p.on(i, detail{at: "replacedBy", key: "use " + string(role)}, "image %s is replaced by %s, which is not for use %s", i.Name, next.Name, role)
				}
			}
		})
	}}
}
