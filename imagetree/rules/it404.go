package rules

import (
	"fmt"
	"maps"
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it404() Rule {
	return Rule{finding.Rule{
		ID: "IT404", Severity: finding.Warning, Title: "runs but cannot be built",
		Why: "Applications for this major find no image to be compiled in.",
		Fix: "add an image of use build for this major",
	}, func(p *Pass) {
		for _, c := range slices.Sorted(maps.Keys(p.Tree.Capabilities)) {
			build := p.majors(c, imagetree.Build)
			if len(build) == 0 {
				continue
			}
			highest := slices.Max(slices.Collect(maps.Keys(build)))
			run := p.majors(c, imagetree.Run)
			for _, major := range slices.Sorted(maps.Keys(run)) {
				if build[major] != nil || p.Tree.Capabilities[c].Compat != imagetree.CompatSameMajor && major < highest {
					continue // a newer compiler builds for older releases
				}
				p.on(run[major], detail{key: fmt.Sprint(c, major)}, "capability %s has no image of use build at major %d, but use run has one: applications cannot be compiled for it", c, major)
			}
		}
	}}
}

// majors returns the majors of a capability for a role, each with its first image.
func (p *Pass) majors(capability string, role imagetree.Role) map[int]*imagetree.Image {
	found := map[int]*imagetree.Image{}
	p.each(func(i *imagetree.Image) {
		v, ok := i.Provided(capability)
		if !ok || v.Version.IsZero() || !i.For(role) || i.Status == imagetree.Withdrawn {
			return
		}
		if found[v.Version.Major()] == nil {
			found[v.Version.Major()] = i
		}
	})
	return found
}
