package fleet

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/plan"
)

func item(p plan.Plan, u plan.Unit, role imagetree.Role, requires []facts.Require, extras []string, base plan.Base) imagetree.FleetItem {
	extras = slices.Clone(extras)
	slices.Sort(extras)
	return imagetree.FleetItem{
		Need:  imagetree.Need{App: p.Application + "/" + u.Name, Role: role, Requires: requires, Extras: slices.Compact(extras)},
		Image: base.Name,
	}
}

// Count is how often a value occurs.
type Count struct {
	Value string `json:"value"`
	Times int    `json:"times"`
}

// Summary counts what a fleet consists of, each list by falling number.
type Summary struct {
	Repositories int     `json:"repositories"`
	Units        int     `json:"units"`
	Languages    []Count `json:"languages"`
	Versions     []Count `json:"runtimeVersions"`
	Frameworks   []Count `json:"frameworks"`
	Kinds        []Count `json:"kinds"`
	Bases        []Count `json:"bases"`
	Confidences  []Count `json:"confidences"`     // of units: how sure the least sure fact is
	Doubts       []Count `json:"doubts"`          // kinds of facts that nothing proves, by units
	Nothing      []Count `json:"nothingDeployed"` // why repositories without an error have no unit, one each
	Failures     []Count `json:"failures"`        // error texts
}

// Summarise counts.
func Summarise(lines []Line) Summary {
	s := Summary{Repositories: len(lines)}
	languages, versions, frameworks, kinds, bases, failures := tally{}, tally{}, tally{}, tally{}, tally{}, tally{}
	confidences, doubts, nothing := tally{}, tally{}, tally{}
	for _, l := range lines {
		if l.Error != "" {
			failures[l.Error]++
		} else if len(l.Units) == 0 {
			nothing[l.Location+": "+why(l.Skipped)]++
		}
		s.Units += len(l.Units)
		for _, u := range l.Units {
			languages[u.Language+" with "+u.BuildTool]++
			versions[u.Language+" "+cmp.Or(u.Version, "not stated")]++
			frameworks[cmp.Or(u.Framework, "none")]++
			kinds[u.Kind]++
			bases[u.Base]++
			confidences[string(cmp.Or(u.Confidence, "not known"))]++
			for _, d := range u.Doubts {
				doubts[d.Fact+" ("+string(d.Confidence)+")"]++
			}
		}
	}
	s.Languages, s.Versions, s.Frameworks = languages.list(), versions.list(), frameworks.list()
	s.Kinds, s.Bases, s.Failures = kinds.list(), bases.list(), failures.list()
	s.Confidences, s.Doubts, s.Nothing = confidences.list(), doubts.list(), nothing.list()
	return s
}

// why says why nothing is deployed from a repository.
func why(skipped []plan.Skipped) string {
	var list []string
	for _, k := range skipped {
		if !slices.Contains(list, k.Why) {
			list = append(list, k.Why)
		}
	}
	return cmp.Or(strings.Join(list, "; "), "no unit was found")
}

type tally map[string]int

func (t tally) list() []Count {
	out := []Count{}
	for _, v := range slices.Sorted(maps.Keys(t)) {
		out = append(out, Count{v, t[v]})
	}
	slices.SortStableFunc(out, func(a, b Count) int { return cmp.Compare(b.Times, a.Times) })
	return out
}

// Diff says what changed from one scan to another, one line of text a change, sorted by location.
func Diff(before, after []Line) []string {
	was := map[string]Line{}
	for _, l := range before {
		was[l.Location] = l
	}
	var out []string
	say := func(l Line, format string, args ...any) {
		out = append(out, l.Location+": "+fmt.Sprintf(format, args...))
	}
	for _, now := range Merge(after) {
		old, known := was[now.Location]
		delete(was, now.Location)
		switch {
		case !known:
			say(now, "new, with %d units", len(now.Units))
			continue
		case old.Error != now.Error:
			say(now, "%s → %s", cmp.Or(old.Error, "fine"), cmp.Or(now.Error, "fine"))
		}
		for _, change := range units(old.Units, now.Units) {
			say(now, "%s", change)
		}
	}
	for _, l := range Merge(slices.Collect(maps.Values(was))) {
		say(l, "no longer listed")
	}
	return out
}

func units(before, after []Unit) []string {
	was := map[string]Unit{}
	for _, u := range before {
		was[u.Name] = u
	}
	var out []string
	for _, now := range after {
		old, known := was[now.Name]
		delete(was, now.Name)
		if !known {
			out = append(out, now.Name+" is new, on "+now.Base)
			continue
		}
		for _, field := range []struct{ name, was, is string }{
			{"base", old.Base, now.Base},
			{"kind", old.Kind, now.Kind},
			{"language", old.Language, now.Language},
			{"runtime version", old.Version, now.Version},
			{"framework", old.Framework, now.Framework},
			{"path", old.Path, now.Path},
		} {
			if field.was != field.is {
				out = append(out, fmt.Sprintf("%s: %s %s → %s", now.Name, field.name, cmp.Or(field.was, "none"), cmp.Or(field.is, "none")))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(was)) {
		out = append(out, name+" is gone")
	}
	return out
}
