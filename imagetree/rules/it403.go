package rules

import (
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it403() Rule {
	return Rule{finding.Rule{
		ID: "IT403", Severity: finding.Info, Title: "candidate for everybody",
		Why: "It wins for every application that requires nothing, because it carries least.",
		Fix: "leave use: out if it is meant as a parent only",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			if !i.For(imagetree.Run) || len(i.Children()) == 0 {
				return
			}
			for _, c := range i.Capabilities() {
				if !slices.Contains(system, c) {
					return
				}
			}
			p.on(i, detail{at: "use"}, "use [run] on %s makes it a candidate for every application that requires nothing", i.Name)
		})
	}}
}

// system are capabilities of an operating system without any runtime.
var system = []string{"alpine", "bash", "ca-certificates", "curl", "debian", "fedora", "glibc", "musl", "rhel", "sh", "tini", "tzdata", "ubi", "ubuntu", "wolfi"}
