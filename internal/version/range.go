package version

import (
	"fmt"
	"slices"
	"strings"
)

// Range is a set of versions: the union of its branches. The zero value allows every version.
type Range struct {
	branches []branch
}

// branch is one interval without the parts that != takes out.
type branch struct {
	lo, hi bound
	except []branch
}

// bound is one end of an interval; the zero value is open to infinity.
type bound struct {
	at        Version
	inclusive bool
}

func (b bound) open() bool { return b.at.IsZero() }

// Any says whether the range allows every release.
func (r Range) Any() bool {
	if len(r.branches) == 0 {
		return true
	}
	for _, b := range r.branches {
		if b.lo.open() && b.hi.open() && len(b.except) == 0 {
			return true
		}
	}
	return false
}

// Allows says whether v is in the range. As in npm, a prerelease is allowed only by a branch that names
// a prerelease of the same release: `>=17` does not mean 21-ea.
func (r Range) Allows(v Version) bool {
	if v.IsZero() {
		return false
	}
	if len(r.branches) == 0 {
		return v.pre == ""
	}
	for _, b := range r.branches {
		if b.allows(v) {
			return true
		}
	}
	return false
}

func (b branch) allows(v Version) bool {
	if v.pre != "" && !b.lo.names(v) && !b.hi.names(v) {
		return false
	}
	return b.contains(v)
}

func (b branch) contains(v Version) bool {
	if !b.lo.open() {
		if c := v.Compare(b.lo.at); c < 0 || c == 0 && !b.lo.inclusive {
			return false
		}
	}
	if !b.hi.open() {
		if c := v.Compare(b.hi.at); c > 0 || c == 0 && !b.hi.inclusive {
			return false
		}
	}
	for _, e := range b.except {
		if e.contains(v) {
			return false
		}
	}
	return true
}

// names says whether the bound is a prerelease of v's own release.
func (b bound) names(v Version) bool {
	if b.open() || b.at.pre == "" {
		return false
	}
	release, own := v, b.at
	release.pre, own.pre = "", ""
	return release.Compare(own) == 0
}

// LowerBound returns the lower bound that is nearest below v, among the branches that allow v.
// It is false when one of these branches has no lower bound, or none allows v.
func (r Range) LowerBound(v Version) (Version, bool) {
	var best Version
	for _, b := range r.branches {
		if !b.allows(v) {
			continue
		}
		if b.lo.open() {
			return Version{}, false
		}
		if best.IsZero() || best.Compare(b.lo.at) < 0 {
			best = b.lo.at
		}
	}
	return best, !best.IsZero()
}

// Lowest returns the lowest version that the range names as a lower bound; false when it has none.
func (r Range) Lowest() (Version, bool) {
	var low Version
	for _, b := range r.branches {
		if b.lo.open() {
			return Version{}, false
		}
		if low.IsZero() || b.lo.at.Compare(low) < 0 {
			low = b.lo.at
		}
	}
	return low, !low.IsZero()
}

// AllowsMajor says whether any release of a major is in the range.
func (r Range) AllowsMajor(major int) bool {
	_, ok := r.And(Range{branches: []branch{line(Version{nums: []int{major}})}})
	return ok
}

// And returns the range of the versions that both allow; false when there are none.
func (r Range) And(o Range) (Range, bool) {
	switch {
	case len(r.branches) == 0:
		return o, true
	case len(o.branches) == 0:
		return r, true
	}
	var all []branch
	for _, a := range r.branches {
		for _, b := range o.branches {
			all = append(all, a.intersect(b))
		}
	}
	both, err := union("", all)
	return both, err == nil
}

// String returns the range in the dialect that Scheme.Range reads: ">=18 <19 || >=20"; "" for any version.
func (r Range) String() string {
	if r.Any() {
		return ""
	}
	words := make([]string, len(r.branches))
	for i, b := range r.branches {
		words[i] = b.String()
	}
	return strings.Join(words, " || ")
}

func (b branch) String() string {
	if b.exact() {
		return "=" + b.full(b.lo.at)
	}
	var words []string
	if !b.lo.open() {
		words = append(words, b.lo.operator(">")+b.number(b.lo, !b.lo.inclusive))
	}
	if !b.hi.open() {
		words = append(words, b.hi.operator("<")+b.number(b.hi, b.hi.inclusive))
	}
	for _, e := range b.except {
		words = append(words, "!="+e.lo.at.Canonical())
	}
	if len(words) == 0 {
		return "*"
	}
	return strings.Join(words, " ")
}

func (b branch) exact() bool {
	return b.lo.inclusive && b.hi.inclusive && !b.lo.open() && !b.hi.open() && b.lo.at.Compare(b.hi.at) == 0 && len(b.except) == 0
}

func (b bound) operator(sign string) string {
	if b.inclusive {
		return sign + "="
	}
	return sign
}

// number prints a bound; > and <= read a partial number as a whole line of releases, so these get all three fields.
func (b branch) number(at bound, full bool) string {
	if full {
		return b.full(at.at)
	}
	return at.at.Canonical()
}

func (branch) full(v Version) string {
	for len(v.nums) < 3 {
		v.nums = append(slices.Clip(v.nums), 0)
	}
	return v.Canonical()
}

// intersect narrows b by another interval.
func (b branch) intersect(o branch) branch {
	if b.lo.open() || !o.lo.open() && after(o.lo, b.lo) {
		b.lo = o.lo
	}
	if b.hi.open() || !o.hi.open() && before(o.hi, b.hi) {
		b.hi = o.hi
	}
	b.except = append(slices.Clip(b.except), o.except...)
	return b
}

func after(a, b bound) bool {
	c := a.at.Compare(b.at)
	return c > 0 || c == 0 && !a.inclusive
}

func before(a, b bound) bool {
	c := a.at.Compare(b.at)
	return c < 0 || c == 0 && !a.inclusive
}

// empty says whether no version can be in the interval.
func (b branch) empty() bool {
	if b.lo.open() || b.hi.open() {
		return false
	}
	c := b.lo.at.Compare(b.hi.at)
	return c > 0 || c == 0 && (!b.lo.inclusive || !b.hi.inclusive)
}

// union returns the range of these branches without the empty ones.
func union(text string, branches []branch) (Range, error) {
	var kept []branch
	for _, b := range branches {
		if !b.empty() {
			kept = append(kept, b)
		}
	}
	if len(kept) == 0 {
		return Range{}, fmt.Errorf("%q allows no version at all", text)
	}
	return Range{branches: kept}, nil
}
