package imagetree

import (
	"fmt"
	"io"
	"strings"
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
