package draw

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

//go:embed page.html
var page string

// Facts is what the page shows of an image when it is clicked.
type Facts struct {
	Ref      string   `json:"ref"`
	Lines    []string `json:"lines"`
	Findings []string `json:"findings"`
	Apps     []string `json:"apps"`
}

// HTML writes one page with everything in it: it loads nothing from anywhere, so it can be kept as an artefact of a build.
func HTML(w io.Writer, t *imagetree.Tree, found []finding.Finding, fleet []imagetree.FleetItem) error {
	tmpl, err := template.New("page").Parse(page)
	if err != nil {
		return err
	}
	boxes, width, height := layout(t)
	type shape struct {
		Name, Title, Class string
		X, Y, TextX, TextY int
	}
	data := struct {
		Width, Height, Box, Row int
		Boxes                   []shape
		Edges                   []edge
		Facts                   template.JS
		Images                  int
	}{Width: width + 2, Height: max(height, rowStep) + 2, Box: boxWidth, Row: boxHeight, Images: len(t.Names())}
	facts := factsOf(t, found, fleet)
	for _, b := range boxes {
		s := shape{Name: b.Image.Name, Title: short(title(b.Image)), X: b.X + 1, Y: b.Y + 1, TextX: b.X + 9, TextY: b.Y + 18, Class: string(b.Image.Status)}
		if len(facts[b.Image.Name].Findings) > 0 {
			s.Class += " finding"
		}
		data.Boxes = append(data.Boxes, s)
	}
	data.Edges = edges(boxes)
	// encoding/json escapes <, > and &, so the text cannot end the script
	text, err := json.Marshal(facts)
	if err != nil {
		return err
	}
	data.Facts = template.JS(text) //nolint:gosec // see above: JSON with HTML escaped
	return tmpl.Execute(w, data)
}

type edge struct {
	Path   string
	Copies bool
}

// edges draws from a parent's right side to the child's left; copies are told apart.
func edges(boxes []box) []edge {
	at := map[*imagetree.Image]box{}
	for _, b := range boxes {
		at[b.Image] = b
	}
	var out []edge
	for _, b := range boxes {
		for _, before := range b.Image.Before() {
			a, ok := at[before]
			if !ok {
				continue
			}
			x1, y1, x2, y2 := a.X+boxWidth, a.Y+boxHeight/2, b.X, b.Y+boxHeight/2
			middle := (x1 + x2) / 2
			out = append(out, edge{
				Path:   fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, middle, y1, middle, y2, x2, y2),
				Copies: before != b.Image.Parent(),
			})
		}
	}
	return out
}

func factsOf(t *imagetree.Tree, found []finding.Finding, fleet []imagetree.FleetItem) map[string]Facts {
	facts := map[string]Facts{}
	for _, name := range t.Names() {
		i := t.Image(name)
		f := Facts{Ref: i.Reference(), Findings: []string{}, Apps: []string{}}
		add := func(what, text string) {
			if text != "" {
				f.Lines = append(f.Lines, what+": "+text)
			}
		}
		add("from", i.From)
		add("copies", strings.Join(i.Copies, ", "))
		add("use", strings.Join(words(i.Use), ", "))
		add("owner", i.Owner)
		add("status", string(i.Status))
		add("replaced by", i.ReplacedBy)
		add("until", string(i.Until))
		add("declared at", i.At().String())
		for _, c := range i.Capabilities() {
			p, _ := i.Provided(c)
			text := strings.TrimSpace(c + " " + p.Text)
			if p.From != i {
				text += " (from " + p.From.Name + ")"
			}
			add("provides", text)
		}
		facts[name] = f
	}
	for _, x := range found {
		if f, ok := facts[x.Image]; ok {
			f.Findings = append(f.Findings, fmt.Sprintf("%s %s: %s", x.Rule, x.Severity, x.Text))
			facts[x.Image] = f
		}
	}
	for _, item := range fleet {
		if f, ok := facts[item.Image]; ok {
			f.Apps = append(f.Apps, item.App)
			facts[item.Image] = f
		}
	}
	return facts
}

func words(roles []imagetree.Role) []string {
	var out []string
	for _, r := range roles {
		out = append(out, string(r))
	}
	return out
}

// short keeps a title inside its box.
func short(text string) string {
	const most = 32
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
