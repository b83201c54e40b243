package rules

import (
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it012() Rule {
	return Rule{finding.Rule{
		ID: "IT012", Severity: finding.Warning, Title: "capability that nobody asks for and looks misspelt",
		Why: "Applications ask by name: a misspelt capability makes the image invisible to them.",
		Fix: "correct the name, or ask for it somewhere",
	}, func(p *Pass) {
		count := map[string]int{}
		p.each(func(i *imagetree.Image) {
			for c := range i.Own() {
				count[c]++
			}
		})
		asked := map[string]bool{}
		for _, item := range p.Fleet {
			for _, r := range item.Requires {
				asked[r.Capability] = true
			}
		}
		known := slices.Collect(maps.Keys(p.Tree.Capabilities))
		for c, n := range count {
			if n > 1 {
				known = append(known, c)
			}
		}
		slices.Sort(known)
		known = slices.Compact(known)
		p.each(func(i *imagetree.Image) {
			for c := range i.Own() {
				if count[c] > 1 || asked[c] {
					continue
				}
				if _, declared := p.Tree.Capabilities[c]; declared {
					continue
				}
				for _, other := range known {
					if misspelt(c, other) {
						p.on(i, detail{at: "provides " + c, key: c, fix: "did you mean " + other + "?"}, "capability %s is provided by image %s only, and no other image or application knows it", c, i.Name)
					}
				}
			}
		})
	}}
}

// misspelt says whether two words differ by one letter, or by the order of their letters. Short words and numbered ones are left alone:
// git is not gcc, and gcc12 is not gcc13.
func misspelt(a, b string) bool {
	if a == b || len(a) < 4 || len(b) < 4 || strings.Trim(a, "0123456789.-") == strings.Trim(b, "0123456789.-") {
		return false
	}
	if len(a) == len(b) {
		x, y := []byte(a), []byte(b)
		slices.Sort(x)
		slices.Sort(y)
		if slices.Equal(x, y) {
			return true
		}
	}
	return oneEdit(a, b) || oneEdit(b, a)
}

// oneEdit says whether a becomes b by changing one letter or deleting one.
func oneEdit(a, b string) bool {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	if i >= len(a) {
		return false
	}
	return a[i+1:] == b[min(i+1, len(b)):] && len(a) == len(b) || a[i+1:] == b[i:]
}
