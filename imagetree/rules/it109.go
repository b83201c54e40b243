package rules

import (
	"regexp"
	"strconv"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it109() Rule {
	return Rule{finding.Rule{
		ID: "IT109", Severity: finding.Error, Title: "tag that goes backwards",
		Why: "The tag names an image that was pushed before: it is overwritten, or the old image comes back under a new tree.",
		Fix: "raise the tag, also to go back: what is older is published under a new number",
	}, func(p *Pass) {
		p.changed(func(i, was *imagetree.Image) {
			if !i.External() && !was.External() && compareTags(i.Tag, was.Tag) < 0 {
				p.on(i, detail{at: "tag", key: i.Tag}, "the tag of image %s goes backwards, from %s to %s", i.Name, was.Tag, i.Tag)
			}
		})
	}}
}

var tagParts = regexp.MustCompile(`\d+|\D+`)

// compareTags compares two tags number by number: 3.9.9-r9 comes before 3.9.10-r1. Tags of another form are not compared, and are equal.
func compareTags(a, b string) int {
	as, bs := tagParts.FindAllString(a, -1), tagParts.FindAllString(b, -1)
	if len(as) != len(bs) {
		return 0
	}
	for n := range as {
		x, err := strconv.Atoi(as[n])
		y, other := strconv.Atoi(bs[n])
		switch {
		case (err == nil) != (other == nil) || err != nil && as[n] != bs[n]:
			return 0
		case err == nil && x != y:
			return x - y
		}
	}
	return 0
}
