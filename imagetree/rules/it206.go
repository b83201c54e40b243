package rules

import (
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it206() Rule {
	return Rule{finding.Rule{
		ID: "IT206", Severity: finding.Warning, Title: "old end-of-life table",
		Why: "Releases that ended since are not noticed.",
		Fix: "update waybill, or pass a newer table with --eol-file",
	}, func(p *Pass) {
		if p.EOL == nil || p.Today == "" {
			return
		}
		if later(p.EOL.Taken, 365).Before(p.Today) {
			p.report("", detail{place: fault.Position{File: p.Tree.File, Line: 1, Column: 1}, key: string(p.EOL.Taken)}, "the end-of-life table is of %s", p.EOL.Taken)
		}
		for _, c := range slices.Sorted(maps.Keys(p.Tree.Capabilities)) {
			if product := p.Tree.Capabilities[c].EOL; product != "" && !p.EOL.Knows(product) {
				p.report("", detail{place: fault.Position{File: p.Tree.File, Line: 1, Column: 1}, key: c, fix: "the products are " + strings.Join(p.EOL.Names(), ", ")}, "capability %s names the product %s, which the end-of-life table does not have", c, product)
			}
		}
	}}
}
