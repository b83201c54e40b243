package imagetree

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/version"
)

// judge holds a need against an image and keeps every reason against it.
func (s *Selection) judge(i *Image) Candidate {
	c := Candidate{Image: i}
	refuse := func(format string, args ...any) { c.Refused = append(c.Refused, fmt.Sprintf(format, args...)) }
	if !i.For(s.Need.Role) {
		refuse("is not for use %s", s.Need.Role)
	}
	if i.Status == Withdrawn {
		refuse("is withdrawn")
	}
	if i.Until.Before(s.Need.Day) {
		refuse("may not be used after %s", i.Until)
	}
	if why := s.barred(i); why != "" {
		refuse("%s", why)
	}
	for _, w := range s.wants {
		why := s.lacks(i, w)
		if why == "" {
			continue
		}
		c.unmet++
		if !i.Has(w.Capability) {
			c.absent++
		}
		refuse("%s", why)
	}
	for _, e := range s.Need.Extras {
		if !i.Has(e) {
			c.Missing = append(c.Missing, e)
		}
	}
	if len(c.Missing) > 0 && i.PackageManager() == "" {
		refuse("lacks %s, and has no package manager to add it", strings.Join(c.Missing, ", "))
	}
	c.Keys, _ = s.serves(i, nil)
	return c
}

// serves is judge without words: the keys of an image that fits. It looks no further once the runner-up, if there is one, is nearer.
func (s *Selection) serves(i *Image, runnerUp *Candidate) (k Keys, ok bool) {
	if i.Status == Withdrawn || i.Until.Before(s.Need.Day) || s.barred(i) != "" {
		return k, false
	}
	k.Deprecated = i.Status == Deprecated
	for _, w := range s.wants {
		p, ok := i.Provided(w.Capability)
		if !ok || !s.suits(i, p, w) {
			return k, false
		}
		k.Gap += w.cost(p)
	}
	if runnerUp != nil && compareKeys(Keys{Deprecated: k.Deprecated, Gap: k.Gap}, Keys{Deprecated: runnerUp.Keys.Deprecated, Gap: runnerUp.Keys.Gap}) > 0 {
		return k, false
	}
	for _, e := range s.Need.Extras {
		if !i.Has(e) {
			k.Missing++
		}
	}
	if k.Missing > 0 && i.PackageManager() == "" {
		return k, false
	}
	k.Depth, k.Foreign = i.Depth(), len(s.foreign(i))
	k.Surplus = len(i.effective) - len(s.wants) - len(s.Need.Extras) + k.Missing
	return k, true
}

// notBuiltFor begins the reason of an image that lacks a platform.
const notBuiltFor = "is not built for "

// barred says which platform or label keeps the image from the application.
func (s *Selection) barred(i *Image) string {
	if len(s.Need.Platform) > 0 {
		built := i.BuildPlatforms()
		for _, p := range s.Need.Platform {
			if len(built) > 0 && !slices.Contains(built, p) {
				return notBuiltFor + p
			}
		}
	}
	if len(i.Allow) == 0 && len(i.Deny) == 0 {
		return ""
	}
	for _, k := range slices.Sorted(maps.Keys(i.Allow)) {
		if s.Need.Labels[k] != i.Allow[k] {
			return fmt.Sprintf("is only for applications with %s: %s", k, i.Allow[k])
		}
	}
	for _, k := range slices.Sorted(maps.Keys(i.Deny)) {
		if s.Need.Labels[k] == i.Deny[k] {
			return fmt.Sprintf("is not for applications with %s: %s", k, i.Deny[k])
		}
	}
	return ""
}

// suits says whether a capability has the version that is asked for, or may have it by now because the image's tag moves.
func (s *Selection) suits(i *Image, p Provided, w want) bool {
	switch {
	case p.Text == Anything:
		return true
	case w.Range == "":
		return p.Version.Prerelease() == "" // a candidate of a release is for those who ask for it
	case p.Version.IsZero():
		return w.allowed.Any()
	case !w.allowed.Allows(p.Version):
		return i.mayHave(w.Capability, w.allowed)
	}
	return w.allowed.Allows(p.Version) && (w.compat != CompatSameMajor || s.relaxed || gap(w.allowed, p.Version) == 0)
}

// lacks says why an image does not satisfy one requirement; "" when it does.
func (s *Selection) lacks(i *Image, w want) string {
	p, ok := i.Provided(w.Capability)
	switch {
	case !ok:
		return "provides no " + w.Capability
	case s.suits(i, p, w):
		return ""
	case p.Version.IsZero():
		return fmt.Sprintf("states no version of %s, and %s is asked for", w.Capability, w.Range)
	case !w.allowed.Allows(p.Version):
		return fmt.Sprintf("%s %s is outside %s", w.Capability, p.Text, w.Range)
	}
	return fmt.Sprintf("%s %s is another major than %s starts at, and the tree says compat: same-major", w.Capability, p.Text, w.Range)
}

// gap counts the majors above the nearest lower bound; 0 for a range without one.
func gap(r version.Range, v version.Version) int {
	lo, ok := r.LowerBound(v)
	if !ok {
		return 0
	}
	return max(0, v.Major()-lo.Major())
}

// warn says what the user should know about the answer.
func (s *Selection) warn() {
	for _, w := range s.wants {
		if w.fallen {
			s.Warnings = append(s.Warnings, fmt.Sprintf("%s states no version of %s: %s is the tree's default", s.Need.App, w.Capability, w.Range))
		}
	}
	if s.Pick == nil {
		return
	}
	i := s.Pick.Image
	for _, w := range s.wants {
		p, _ := i.Provided(w.Capability)
		if n := gap(w.allowed, p.Version); w.compat == CompatSameMajor && s.relaxed && n > 0 && !p.Version.IsZero() {
			s.Warnings = append(s.Warnings, fmt.Sprintf("no image provides %s %d, the nearest major below that %s allows: %s has %s, %s above it",
				w.Capability, p.Version.Major()-n, w.Range, i.Name, p.Text, count(n, "major")))
		}
	}
	for _, w := range s.wants {
		if p, ok := i.own[w.Capability]; ok && w.Range != "" && !p.Version.IsZero() && !w.allowed.Allows(p.Version) && i.mayHave(w.Capability, w.allowed) {
			s.Warnings = append(s.Warnings, fmt.Sprintf("%s is noted with %s %s, and %s is asked for: the tag follows %s, so a release that is new enough has to have reached the registry",
				i.TagRef(), w.Capability, p.Text, w.Range, dotted(i.lines[w.Capability])))
		}
	}
	if i.Status == Deprecated {
		text := fmt.Sprintf("image %s is deprecated", i.Name)
		if i.Until != "" {
			text += " and may be used until " + string(i.Until)
		}
		if i.ReplacedBy != "" {
			text += "; move to " + i.ReplacedBy
		}
		s.Warnings = append(s.Warnings, text)
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
