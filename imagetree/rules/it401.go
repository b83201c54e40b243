package rules

import (
	"fmt"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it401() Rule {
	return Rule{finding.Rule{
		ID: "IT401", Severity: finding.Warning, Title: "image that can never be picked",
		Why: "Another one provides the same for the same use, and comes first.",
		Fix: "make them differ, or delete one; use: may be left out of a parent",
	}, func(p *Pass) {
		first := map[string]*imagetree.Image{}
		p.each(func(i *imagetree.Image) {
			if i.Status == imagetree.Withdrawn {
				return
			}
			for _, role := range i.Use {
				key := signature(i, role)
				other, ok := first[key]
				if !ok {
					first[key] = i
					continue
				}
				p.on(i, detail{at: "use", key: other.Name + " " + string(role)}, "images %s and %s provide the same things for use %s: one of them can never be picked", other.Name, i.Name, role)
			}
		})
	}}
}

// signature is what selection sees of an image.
func signature(i *imagetree.Image, role imagetree.Role) string {
	words := []string{string(role), string(i.Status), strings.Join(i.BuildPlatforms(), ",")}
	for _, c := range i.Capabilities() {
		p, _ := i.Provided(c)
		words = append(words, c+"="+p.Text)
	}
	for _, labels := range []map[string]string{i.Allow, i.Deny} {
		words = append(words, fmt.Sprint(labels)) // fmt sorts the keys
	}
	return strings.Join(words, "\x00")
}
