package imagetree

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Suggestion is an image worth having: a base with packages that many applications add by themselves.
type Suggestion struct {
	Base   *Image   `json:"-"`
	Name   string   `json:"base"`
	Extras []string `json:"extras"`
	Apps   int      `json:"apps"`  // applications that would move to it
	Exact  int      `json:"exact"` // those that would have nothing left to add
	Saved  int      `json:"saved"` // installations that would no longer be made
}

// most bounds the sets that are looked at for one base, so that a fleet of random sets ends.
const most = 2000

// Suggest mines a fleet for images worth having, best first: for each base, the sets of extras that at least minApps applications share.
// It is greedy: after each suggestion, what it saves is taken away before the next is counted.
func (t *Tree) Suggest(fleet []FleetItem, minApps int) []Suggestion {
	byBase := map[string][][]string{}
	for _, item := range fleet {
		base := t.Images[item.Image]
		if base == nil {
			continue
		}
		var lacks []string
		for _, e := range item.Extras {
			if !base.Has(e) {
				lacks = append(lacks, bare(e))
			}
		}
		slices.Sort(lacks)
		if lacks = slices.Compact(lacks); len(lacks) > 0 {
			byBase[base.Name] = append(byBase[base.Name], lacks)
		}
	}
	var out []Suggestion
	for _, name := range slices.Sorted(maps.Keys(byBase)) {
		out = append(out, suggestFor(t.Images[name], byBase[name], minApps)...)
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int {
		return cmp.Or(b.Saved-a.Saved, strings.Compare(a.Name, b.Name), slices.Compare(a.Extras, b.Extras))
	})
	return out
}

func suggestFor(base *Image, apps [][]string, minApps int) []Suggestion {
	var out []Suggestion
	for {
		best := Suggestion{Base: base, Name: base.Name}
		for _, set := range candidateSets(apps) {
			s := Suggestion{Base: base, Name: base.Name, Extras: set}
			for _, a := range apps {
				if !containsAll(a, set) {
					continue
				}
				s.Apps++
				s.Saved += len(set)
				if len(a) == len(set) {
					s.Exact++
				}
			}
			if s.Apps >= minApps && (s.Saved > best.Saved || s.Saved == best.Saved && slices.Compare(s.Extras, best.Extras) < 0) {
				best = s
			}
		}
		if best.Apps == 0 {
			return out
		}
		out = append(out, best)
		apps = slices.DeleteFunc(slices.Clone(apps), func(a []string) bool { return containsAll(a, best.Extras) })
	}
}

// candidateSets returns the distinct sets and their pairwise intersections, sorted.
func candidateSets(apps [][]string) [][]string {
	seen := map[string][]string{}
	for _, a := range apps {
		seen[strings.Join(a, " ")] = a
	}
	distinct := slices.Sorted(maps.Keys(seen))
	for i, a := range distinct {
		for _, b := range distinct[i+1:] {
			if len(seen) > most {
				break
			}
			if common := intersect(seen[a], seen[b]); len(common) > 0 {
				seen[strings.Join(common, " ")] = common
			}
		}
	}
	sets := make([][]string, 0, len(seen))
	for _, k := range slices.Sorted(maps.Keys(seen)) {
		sets = append(sets, seen[k])
	}
	return sets
}

// intersect returns what two sorted sets share, sorted.
func intersect(a, b []string) []string {
	var common []string
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); ok {
			common = append(common, x)
		}
	}
	return common
}

func containsAll(set, sub []string) bool { return len(intersect(sub, set)) == len(sub) }
