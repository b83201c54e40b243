package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it202() Rule {
	return Rule{finding.Rule{
		ID: "IT202", Severity: finding.Error, Title: "end of life",
		Why:     "After this day nobody publishes fixes for what the image is made of.",
		Fix:     "move to a newer release line; mark the image deprecated with replacedBy and until",
		Command: "waybill tree outdated",
	}, func(p *Pass) {
		if p.EOL == nil || p.Today == "" {
			return
		}
		p.each(func(i *imagetree.Image) {
			for c, v := range i.Own() {
				product := p.Tree.Capabilities[c].EOL
				if product == "" || v.Version.IsZero() || i.Status == imagetree.Withdrawn {
					continue
				}
				cycle, ok := p.EOL.Find(product, v.Version)
				at := detail{at: "provides " + c, key: c + " " + cycle.Cycle}
				switch used := p.users(i); {
				case !ok && p.EOL.Knows(product):
					at.key, at.severity = c+" unknown", finding.Warning
					at.fix = "correct the version, move to a release line that is maintained, or pass a newer table with --eol-file"
					p.on(i, at, "%s %s of image %s: the end-of-life table (of %s) has no such release of %s, %s%s", c, v.Text, i.Name, p.EOL.Taken, product, p.EOL.Beside(product, v.Version), used)
				case cycle.EOL == "":
				case cycle.EOL.Before(p.Today):
					p.on(i, at, "%s %s of image %s reached end of life on %s (table of %s)%s", c, cycle.Cycle, i.Name, cycle.EOL, p.EOL.Taken, used)
				case cycle.EOL.Before(later(p.Today, warnDays)):
					at.severity = finding.Warning
					p.on(i, at, "%s %s of image %s reaches end of life on %s (table of %s)%s", c, cycle.Cycle, i.Name, cycle.EOL, p.EOL.Taken, used)
				}
			}
		})
	}}
}

// warnDays is how long before the end a warning starts: two quarters, the time that a fleet needs to move.
const warnDays = 180

func later(d imagetree.Date, days int) imagetree.Date {
	t, ok := d.Time()
	if !ok {
		return d
	}
	return imagetree.Date(t.AddDate(0, 0, days).Format("2006-01-02"))
}

// users tells how many applications run on an image or on what is built on it.
func (p *Pass) users(i *imagetree.Image) string {
	if p.counts == nil { // once: a tree has thousands of images, and a fleet tens of thousands of applications
		p.counts = map[*imagetree.Image]int{}
		for _, item := range p.Fleet {
			if on := p.Tree.Image(item.Image); on != nil {
				for _, at := range on.Chain() {
					p.counts[at]++
				}
			}
		}
	}
	if p.counts[i] == 0 {
		return ""
	}
	return "; " + plural(p.counts[i], "application uses it", "applications use it")
}
