package imagetree

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/version"
)

// Keys order the images that fit; the first that differs decides. There are no weights, because a weighted sum cannot be explained:
// policy, then compatibility, then convenience, then thrift. A deprecated image comes after every active one that serves: that is how its
// owner drains it. Size is no key: it would make a pick depend on what was pushed today.
type Keys struct {
	Deprecated bool `json:"deprecated"`
	Gap        int  `json:"versionGap"`      // majors above the lower bounds, summed; negated where the capability prefers the newest
	Foreign    int  `json:"foreignRuntimes"` // runtimes of others, for a program that brings its own
	Missing    int  `json:"missingExtras"`
	Surplus    int  `json:"surplus"` // capabilities that nobody asked for
	Depth      int  `json:"depth"`
}

// cost is the version gap of one capability: its majors above the lower bound, the other way round where the newest is preferred.
func (w want) cost(p Provided) int {
	if p.Version.IsZero() {
		return 0
	}
	if w.prefer == PreferNewest {
		return -gap(w.allowed, p.Version)
	}
	return gap(w.allowed, p.Version)
}

// foreign returns the runtimes of an image, when the need asks for none: a Go program that wants a shell and certificates
// must not end up on the image of a web server because that happens to have both.
func (s *Selection) foreign(i *Image) []string {
	if s.Need.Role != Run || slices.ContainsFunc(s.wants, func(w want) bool { return s.runtime(w.Capability) }) {
		return nil
	}
	var found []string
	for _, c := range i.Capabilities() {
		if s.runtime(c) {
			found = append(found, c)
		}
	}
	return found
}

// runtime says whether images are made for a capability: one with a compat in the tree, or one that the table has as a runtime.
func (s *Selection) runtime(capability string) bool {
	return s.tree.Capabilities[capability].Compat != "" || KnownCapability(capability).Runtime
}

// compare is a total order: the names of two images differ.
func (s *Selection) compare(a, b Candidate) int {
	if c := compareKeys(a.Keys, b.Keys); c != 0 {
		return c
	}
	if c, _ := s.compareVersions(a, b); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Keys.Depth, b.Keys.Depth), strings.Compare(a.Image.Name, b.Image.Name))
}

func compareKeys(a, b Keys) int {
	return cmp.Or(compareBool(a.Deprecated, b.Deprecated), cmp.Compare(a.Gap, b.Gap), cmp.Compare(a.Foreign, b.Foreign), cmp.Compare(a.Missing, b.Missing), cmp.Compare(a.Surplus, b.Surplus))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// compareVersions puts the newer version of the required capabilities first, and names the capability that differs.
func (s *Selection) compareVersions(a, b Candidate) (int, string) {
	for _, w := range s.wants {
		va, vb := versionOf(a.Image, w), versionOf(b.Image, w)
		if c := vb.Compare(va); c != 0 {
			return c, w.Capability
		}
	}
	return 0, ""
}

func versionOf(i *Image, w want) version.Version {
	p, _ := i.Provided(w.Capability)
	return p.Version
}

// lostOn names the first key on which a candidate is worse than the pick.
func (s *Selection) lostOn(c, pick Candidate) string {
	a, b := c.Keys, pick.Keys
	switch {
	case a.Deprecated != b.Deprecated:
		return "lifecycle: it is deprecated"
	case a.Gap != b.Gap && min(a.Gap, b.Gap) < 0:
		return fmt.Sprintf("version gap: %s, against %s; the newest is preferred", above(-a.Gap), above(-b.Gap))
	case a.Gap != b.Gap:
		return fmt.Sprintf("version gap: %s, against %d", above(a.Gap), b.Gap)
	case a.Foreign != b.Foreign:
		return "foreign runtime: carries " + strings.Join(s.foreign(c.Image), ", ") + ", and the program brings its own"
	case a.Missing != b.Missing:
		lacks := slices.DeleteFunc(slices.Clone(c.Missing), func(e string) bool { return slices.Contains(pick.Missing, e) })
		return fmt.Sprintf("missing extras: it lacks %s (%d against %d)", strings.Join(lacks, ", "), a.Missing, b.Missing)
	case a.Surplus != b.Surplus:
		return fmt.Sprintf("surplus: carries %s nobody asked for, against %d", count(a.Surplus, "thing"), b.Surplus)
	}
	if d, capability := s.compareVersions(c, pick); d != 0 {
		theirs, _ := c.Image.Provided(capability)
		ours, _ := pick.Image.Provided(capability)
		return fmt.Sprintf("newer version: %s %s, against %s", capability, theirs.Text, ours.Text)
	}
	if a.Depth != b.Depth {
		return fmt.Sprintf("depth: %s, against %d", count(a.Depth, "level"), b.Depth)
	}
	return "name: all else is equal, and " + pick.Image.Name + " comes first"
}

func above(n int) string { return count(n, "major") + " above the lower bound" }
