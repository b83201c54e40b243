package imagetree

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
	"github.com/waybill-dev/waybill/internal/version"
)

// Unfit is the error of a need that no image serves. Callers with many needs ask on and tell all that is missing at once.
type Unfit struct{ err *fault.Error }

// Error returns what is missing.
func (u Unfit) Error() string { return u.err.Error() }

// Unwrap returns the error with its kind and hint.
func (u Unfit) Unwrap() error { return u.err }

// IsUnfit says whether an error only says that no image serves a need.
func IsUnfit(err error) bool {
	_, ok := errors.AsType[Unfit](err)
	return ok
}

// NoFit returns why nothing was picked, nil when something was. It names the requirement that the tree comes nearest to missing,
// the highest version that there is, and the line of the repository that asks for it.
func (s *Selection) NoFit() error {
	if s.Pick != nil {
		return nil
	}
	return Unfit{s.noFit()}
}

func (s *Selection) noFit() *fault.Error {
	if s.Pinned {
		return fault.New(fault.Usage, "image %s cannot serve %s: %s", s.Need.Pin, s.Need.App, strings.Join(s.fits[0].Refused, "; ")).
			WithHint("name another image, or leave the choice to the tree")
	}
	for _, w := range s.wants {
		if s.satisfied(w) {
			continue
		}
		what := strings.TrimSpace(w.Capability + " " + w.Range)
		text := fmt.Sprintf("no image fits %s: nothing of use %s provides %s", s.Need.App, s.Need.Role, what)
		if best, name := s.highest(w); name != "" {
			text += fmt.Sprintf("; the highest is %s with %s", name, best)
		}
		return fault.New(fault.Usage, "%s", text).WithHint("%s", s.hint(w))
	}
	e := fault.New(fault.Usage, "no image fits %s, which %s", s.Need.App, s.Need)
	if others := s.Others(); len(others) > 0 {
		e.What += fmt.Sprintf("; the nearest is %s: %s", others[0].Image.Name, strings.Join(others[0].Refused, "; "))
	}
	hint := "add an image to the tree that has all of it"
	if slices.ContainsFunc(s.Others(), func(f Candidate) bool { return len(f.Refused) == 1 && strings.HasPrefix(f.Refused[0], notBuiltFor) }) {
		hint = "build the image for all platforms of the tree, or name fewer by images.platforms in waybill.yaml"
	}
	return e.WithHint("%s", hint)
}

// hint says what helps against a requirement that no image of the role meets: a word of the tree that was meant, another role, a new image.
func (s *Selection) hint(w want) string {
	if source(w.Require) == "" { // somebody typed the word; what a file asks for is spelt right
		if near := strictyaml.Nearest(w.Capability, s.tree.Words()); near != "" && !s.tree.knows(w.Capability) {
			return fmt.Sprintf("did you mean %q?", near)
		}
	}
	hint := "add an image to the tree"
	if other := s.otherRole(w); other != "" {
		hint = fmt.Sprintf("image %s provides it for use %s; add use: [%s] to it, or an image", other, s.tree.Images[other].Use[0], s.Need.Role)
	}
	if from := source(w.Require); from != "" {
		hint += ", or change the requirement in " + from
	}
	return hint
}

// Words returns the capabilities that images of the tree provide, sorted: what a need can ask for by name.
func (t *Tree) Words() []string {
	found := map[string]bool{}
	for _, i := range t.Images {
		for c := range i.own {
			found[c] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// knows says whether any image provides a capability, under its name or another one.
func (t *Tree) knows(capability string) bool {
	for _, i := range t.Images {
		if i.Has(capability) {
			return true
		}
	}
	return false
}

// otherRole returns an image that meets a requirement, but is not for the role that asks.
func (s *Selection) otherRole(w want) string {
	for _, name := range s.tree.names {
		i := s.tree.Images[name]
		if len(i.Use) > 0 && !i.For(s.Need.Role) && i.Status != Withdrawn && s.lacks(i, w) == "" {
			return name
		}
	}
	return ""
}

// satisfied says whether any image of the role meets one requirement by itself.
func (s *Selection) satisfied(w want) bool {
	for _, i := range s.tree.index[s.Need.Role][anyImage] {
		if i.Status != Withdrawn && s.lacks(i, w) == "" {
			return true
		}
	}
	return false
}

// highest returns the highest version of a capability that the role's images have.
func (s *Selection) highest(w want) (text, name string) {
	var best version.Version
	for _, i := range s.tree.index[s.Need.Role][anyImage] {
		if p, ok := i.Provided(w.Capability); ok && !p.Version.IsZero() && (best.IsZero() || p.Version.Compare(best) > 0) {
			best, text, name = p.Version, p.Text, i.Name
		}
	}
	return text, name
}

// compareMisses puts the version first that is nearer to what is asked for: by the distance of its major from the lower bound's; then the
// highest of those below, or the lowest of those above.
func (s *Selection) compareMisses(a, b Candidate) int {
	for _, w := range s.wants {
		x, y := versionOf(a.Image, w), versionOf(b.Image, w)
		c := y.Compare(x)
		if x.IsZero() || y.IsZero() || c == 0 {
			continue
		}
		lowest, ok := w.allowed.Lowest()
		if !ok {
			return -c // nothing is too low, so the lowest comes nearest
		}
		if d := distance(x.Major(), lowest.Major()) - distance(y.Major(), lowest.Major()); d != 0 {
			return d
		}
		if x.Compare(lowest) > 0 && y.Compare(lowest) > 0 {
			return -c
		}
		return c
	}
	return 0
}

func distance(a, b int) int { return max(a-b, b-a) }
