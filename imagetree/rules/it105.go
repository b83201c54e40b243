package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it105() Rule {
	return Rule{finding.Rule{
		ID: "IT105", Severity: finding.Warning, Title: "image that the lock does not know",
		Why:     "Its FROM line is written without a digest, so it can differ from build to build.",
		Fix:     "run waybill tree lock",
		Command: "waybill tree lock",
	}, func(p *Pass) {
		if !p.Tree.Lock.Exists() {
			return
		}
		p.each(func(i *imagetree.Image) {
			if i.Digest() == "" && i.Status != imagetree.Withdrawn {
				p.on(i, detail{}, "%s has no digest for %s", imagetree.LockName, i.Name)
			}
		})
	}}
}
