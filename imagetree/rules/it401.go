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
		same := map[string][]*imagetree.Image{}
		var keys []string // in the order of their first images
		p.each(func(i *imagetree.Image) {
			if i.Status == imagetree.Withdrawn {
				return
			}
			for _, role := range i.Use {
				key := signature(i, role)
				if same[key] == nil {
					keys = append(keys, key)
				}
				same[key] = append(same[key], i)
			}
		})
		for _, key := range keys {
			role, _, _ := strings.Cut(key, "\x00")
			p.alike(same[key], role)
		}
	}}
}

// alike tells images of which only one is ever picked, once for all of them: of a family whose images say little there may be a hundred.
func (p *Pass) alike(list []*imagetree.Image, role string) {
	if len(list) < 2 {
		return
	}
	d := detail{at: "use", key: list[0].Name + " " + role}
	if len(list) == 2 {
		p.on(list[1], d, "images %s and %s provide the same things for use %s: one of them can never be picked", list[0].Name, list[1].Name, role)
		return
	}
	var names []string
	for _, i := range list {
		names = append(names, i.Name)
	}
	p.on(list[1], d, "%d images provide the same things for use %s, so only one of them can be picked: %s", len(list), role, few(names))
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
