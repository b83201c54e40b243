package rules

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it102() Rule {
	return Rule{finding.Rule{
		ID: "IT102", Severity: finding.Error, Title: "registry that policy does not list",
		Why: "Images from elsewhere are not scanned, mirrored or paid for.",
		Fix: "use an image of a listed registry, or add the prefix to policy.registries",
	}, func(p *Pass) {
		if len(p.Tree.Policy.Registries) == 0 {
			return
		}
		p.each(func(i *imagetree.Image) {
			for _, r := range []struct{ key, ref string }{{"from", i.From}, {"ref", i.Ref}} {
				if r.ref == "" || r.key == "from" && !i.FromExternal() || p.listed(r.ref) {
					continue
				}
				p.on(i, detail{at: r.key, key: r.ref}, "%s %s is not in policy.registries [%s]", r.key, r.ref, strings.Join(p.Tree.Policy.Registries, ", "))
			}
		})
	}}
}

// listed compares whole parts of the path: quay.io/a does not allow quay.io/ab.
func (p *Pass) listed(ref string) bool {
	return slices.ContainsFunc(p.Tree.Policy.Registries, func(prefix string) bool {
		return strings.HasPrefix(ref, strings.TrimSuffix(prefix, "/")+"/") || strings.HasPrefix(ref, prefix+":") || strings.HasPrefix(ref, prefix+"@")
	})
}
