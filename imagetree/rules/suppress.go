package rules

import (
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

const suppressionRule = "IT901"

// suppress drops findings that a comment accepts, and reports comments that are malformed, over, or accept nothing.
func (p *Pass) suppress() {
	found := p.findings
	p.findings = nil
	comments := p.Tree.Suppressions()
	used := make([]bool, len(comments))
	for _, f := range found {
		if i := slices.IndexFunc(comments, func(s imagetree.Suppression) bool { return p.accepts(s, f) }); i >= 0 {
			used[i] = true
			continue
		}
		p.findings = append(p.findings, f)
	}
	if severityOf(p.Tree, p.rule) == finding.Off {
		return
	}
	for i, s := range comments {
		d := detail{key: s.Rule + " " + s.Image + " " + s.Reason}
		d.place.File, d.place.Line, d.place.Column = s.File, s.Line, s.Column
		switch {
		case s.Wrong != "":
			p.report(s.Image, d, "the suppression is not taken: %s", s.Wrong)
		case s.Until == "":
			p.report(s.Image, d, "the suppression of %s is not taken: it has no end date", s.Rule)
		case s.Until.Before(p.Today):
			p.report(s.Image, d, "the suppression of %s ended %s", s.Rule, s.Until)
		case !used[i]:
			p.report(s.Image, d, "the suppression of %s suppresses nothing", s.Rule)
		}
	}
}

func (p *Pass) accepts(s imagetree.Suppression, f finding.Finding) bool {
	if s.Wrong != "" || s.Rule != f.Rule || s.Until == "" || s.Until.Before(p.Today) {
		return false
	}
	return s.Image != "" && s.Image == f.Image || s.File == f.File && s.Target == f.Line
}
