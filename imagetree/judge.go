package imagetree

import (
	"fmt"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/version"
)

// judge holds a need against an image. With all it keeps every reason against the image, otherwise the first is enough.
func (s *Selection) judge(i *Image, all bool) Candidate {
	c := Candidate{Image: i}
	refuse := func(format string, args ...any) bool {
		c.Refused = append(c.Refused, fmt.Sprintf(format, args...))
		return !all
	}
	if !i.For(s.Need.Role) && refuse("is not for use %s", s.Need.Role) {
		return c
	}
	if i.Status == Withdrawn && refuse("is withdrawn") {
		return c
	}
	if i.Until.Before(s.Need.Day) && refuse("may not be used after %s", i.Until) {
		return c
	}
	if why := s.barred(i); why != "" && refuse("%s", why) {
		return c
	}
	for _, w := range s.wants {
		why := s.lacks(i, w)
		if why == "" {
			continue
		}
		c.unmet++
		if refuse("%s", why) {
			return c
		}
	}
	for _, e := range s.Need.Extras {
		if !i.Has(e) {
			c.Missing = append(c.Missing, e)
		}
	}
	if len(c.Missing) > 0 && i.PackageManager() == "" {
		refuse("lacks %s, and has no package manager to add it", strings.Join(c.Missing, ", "))
	}
	if len(c.Refused) == 0 {
		c.Keys = s.keys(i, len(c.Missing))
	}
	return c
}

// barred says which platform or label keeps the image from the application.
func (s *Selection) barred(i *Image) string {
	if len(s.Need.Platform) > 0 {
		built := i.BuildPlatforms()
		for _, p := range s.Need.Platform {
			if len(built) > 0 && !slices.Contains(built, p) {
				return "is not built for " + p
			}
		}
	}
	for _, k := range sortedKeys(i.Allow) {
		if s.Need.Labels[k] != i.Allow[k] {
			return fmt.Sprintf("is only for applications with %s: %s", k, i.Allow[k])
		}
	}
	for _, k := range sortedKeys(i.Deny) {
		if s.Need.Labels[k] == i.Deny[k] {
			return fmt.Sprintf("is not for applications with %s: %s", k, i.Deny[k])
		}
	}
	return ""
}

// lacks says why an image does not satisfy one requirement; "" when it does.
func (s *Selection) lacks(i *Image, w want) string {
	p, ok := i.Provided(w.Capability)
	switch {
	case !ok:
		return "provides no " + w.Capability
	case p.Text == Anything || w.allowed.Any() && w.Range == "":
		return ""
	case p.Version.IsZero() && w.allowed.Any():
		return ""
	case p.Version.IsZero():
		return fmt.Sprintf("states no version of %s, and %s is asked for", w.Capability, w.Range)
	case !w.allowed.Allows(p.Version):
		return fmt.Sprintf("%s %s is outside %s", w.Capability, p.Text, w.Range)
	case w.compat == CompatSameMajor && !s.relaxed && gap(w.allowed, p.Version) > 0:
		return fmt.Sprintf("%s %s is another major than %s starts at, and the tree says compat: same-major", w.Capability, p.Text, w.Range)
	}
	return ""
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
			s.Warnings = append(s.Warnings, fmt.Sprintf("no image provides %s in the major that %s starts at: %s has %s, %s above it", w.Capability, w.Range, i.Name, p.Text, count(n, "major")))
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
