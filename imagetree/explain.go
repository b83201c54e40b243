package imagetree

import (
	"fmt"
	"io"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/version"
)

// Explained is a selection as data: the form of `tree pick -o json`.
type Explained struct {
	Need     Need     `json:"need"`
	Pick     *Picked  `json:"pick"` // null when no image fits
	Others   []Lost   `json:"others"`
	Warnings []string `json:"warnings,omitempty"`
}

// Picked is the image that was chosen.
type Picked struct {
	Name     string   `json:"name"`
	Ref      string   `json:"ref"`
	Missing  []string `json:"missing"` // extras that the Dockerfile has to add
	Manager  string   `json:"manager,omitempty"`
	Packages []string `json:"packages,omitempty"` // the same as the package manager knows them
	Keys     Keys     `json:"keys"`
}

// Lost is an image that was not chosen.
type Lost struct {
	Name    string   `json:"name"`
	Refused []string `json:"refused,omitempty"`
	LostOn  string   `json:"lostOn,omitempty"`
	Keys    *Keys    `json:"keys,omitempty"`
}

// Explain returns the selection as data, with every other image.
func (s *Selection) Explain() Explained {
	e := Explained{Need: s.Need, Others: []Lost{}, Warnings: s.Warnings}
	if s.Pick != nil {
		i := s.Pick.Image
		e.Pick = &Picked{Name: i.Name, Ref: i.Reference(), Missing: append([]string{}, s.Pick.Missing...), Keys: s.Pick.Keys}
		if len(s.Pick.Missing) > 0 {
			e.Pick.Manager, e.Pick.Packages = i.PackageManager(), i.Packages(s.Pick.Missing)
		}
	}
	for _, c := range s.Others() {
		l := Lost{Name: c.Image.Name, Refused: c.Refused, LostOn: c.LostOn}
		if len(c.Refused) == 0 {
			keys := c.Keys
			l.Keys = &keys
		}
		e.Others = append(e.Others, l)
	}
	return e
}

// Why returns one line on the pick: "nothing to add; next is java-21-jre, which lost on version gap: …".
func (s *Selection) Why() string {
	if s.Pick == nil {
		return ""
	}
	words := []string{"nothing to add"}
	if len(s.Pick.Missing) > 0 {
		words[0] = "adds " + strings.Join(s.Pick.Missing, ", ")
	}
	if s.Pinned {
		words = append(words, "named by the application")
	}
	if next := s.RunnerUp(); next != nil {
		words = append(words, fmt.Sprintf("next is %s, which lost on %s", next.Image.Name, next.LostOn))
	}
	return strings.Join(words, "; ")
}

// WriteText prints the selection for a person. With all it prints every image, otherwise the pick and the runner-up.
func (s *Selection) WriteText(w io.Writer, all bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", s.Need.App, s.Need)
	line := func(mark, name, text string) { fmt.Fprintf(&b, "  %-5s %-22s %s\n", mark, name, text) }
	if s.Pick != nil {
		text, _, _ := strings.Cut(s.Why(), "; next is")
		line("pick", s.Pick.Image.Name, text)
	} else {
		b.WriteString("  no image fits\n")
	}
	shown := 0
	for _, c := range s.Others() {
		if !all && (shown > 0 || s.Pick != nil && len(c.Refused) > 0) {
			break
		}
		shown++
		if len(c.Refused) > 0 {
			line("out", c.Image.Name, strings.Join(c.Refused, "; "))
		} else {
			line("lost", c.Image.Name, "on "+c.LostOn)
		}
	}
	for _, text := range s.Warnings {
		fmt.Fprintf(&b, "  warning: %s\n", text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// NoFit returns why nothing was picked, nil when something was. It names the requirement that the tree comes nearest to missing,
// the highest version that there is, and the line of the repository that asks for it.
func (s *Selection) NoFit() error {
	if s.Pick != nil {
		return nil
	}
	if s.Pinned {
		return fault.New(fault.Usage, "image %s cannot serve %s: %s", s.Need.Pin, s.Need.App, strings.Join(s.fits[0].Refused, "; ")).
			WithHint("name another image, or leave the choice to the tree")
	}
	for _, w := range s.wants {
		if s.satisfied(w) {
			continue
		}
		what := strings.TrimSpace(w.Capability + " " + w.Range)
		from := source(w.Require)
		hint := "add an image to the tree"
		if from != "" {
			hint += ", or change the requirement in " + from
		}
		text := fmt.Sprintf("no image fits %s: nothing of use %s provides %s", s.Need.App, s.Need.Role, what)
		if best, name := s.highest(w); name != "" {
			text += fmt.Sprintf("; the highest is %s with %s", name, best)
		}
		return fault.New(fault.Usage, "%s", text).WithHint("%s", hint)
	}
	e := fault.New(fault.Usage, "no image fits %s, which %s", s.Need.App, s.Need)
	if others := s.Others(); len(others) > 0 {
		e.What += fmt.Sprintf("; the nearest is %s: %s", others[0].Image.Name, strings.Join(others[0].Refused, "; "))
	}
	return e.WithHint("add an image to the tree that has all of it")
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
