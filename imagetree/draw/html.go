package draw

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

// The page is a skeleton, a style sheet and a program; HTML puts them and the data into one file.
var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
	//go:embed page.js
	pageJS string
)

// Page is what the page shows beside the tree.
type Page struct {
	Findings []finding.Finding
	Fleet    []imagetree.FleetItem
	Ends     []End
	Today    imagetree.Date // that ends of life are compared with; "" for the day on which the page is looked at
	Links    string         // where the files of the tree are shown, for example a URL of a git server; "" for beside the page
}

// End is the end of life of a release line that an image declares.
type End struct {
	Image, Product string // debian 12
	Day            imagetree.Date
}

// The forms of the data that page.js reads. Names are short because a tree of 10,000 images is one file.
type (
	pageData struct {
		Today  imagetree.Date `json:"today"`
		Links  string         `json:"links"`
		Images []pageImage    `json:"images"` // a parent before its children, children by name
	}
	pageImage struct {
		Name       string         `json:"n"`
		Tag        string         `json:"t,omitempty"`
		Ref        string         `json:"r"`
		Parent     int            `json:"p"` // index, -1 for a root
		From       string         `json:"f,omitempty"`
		Copies     []string       `json:"c,omitempty"`
		Owner      string         `json:"o,omitempty"`
		Status     string         `json:"s,omitempty"`
		Use        []string       `json:"u,omitempty"`
		Provides   []string       `json:"v,omitempty"`
		Removes    []string       `json:"m,omitempty"`
		Ends       [][2]string    `json:"e,omitempty"` // product, day
		Size       int64          `json:"z,omitempty"` // compressed bytes of the largest platform, of the lock
		Findings   [][3]string    `json:"x,omitempty"` // severity, rule, text
		Apps       []string       `json:"a,omitempty"`
		Facts      [][2]string    `json:"k,omitempty"` // what else the tree says of it
		Dockerfile string         `json:"d,omitempty"`
		File       string         `json:"w"`
		Line       int            `json:"l"`
		ReplacedBy string         `json:"b,omitempty"`
		Until      imagetree.Date `json:"y,omitempty"`
	}
)

// HTML writes one page with everything in it: it loads nothing from anywhere, so it can be kept as an artefact of a build.
func HTML(w io.Writer, t *imagetree.Tree, p Page) error {
	tmpl, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return err
	}
	// encoding/json escapes <, > and &, so the text cannot end the script
	text, err := json.Marshal(dataOf(t, p))
	if err != nil {
		return err
	}
	return tmpl.Execute(w, struct {
		CSS    template.CSS
		JS     template.JS
		Data   template.JS
		Images int
	}{template.CSS(pageCSS), template.JS(pageJS), template.JS(text), len(t.Names())}) //nolint:gosec // files of this package, and JSON with HTML escaped
}

func dataOf(t *imagetree.Tree, p Page) pageData {
	data := pageData{Today: p.Today, Links: p.Links, Images: []pageImage{}}
	at := map[string]int{}
	type place struct {
		image  *imagetree.Image
		parent int
	}
	var stack []place
	for _, root := range slices.Backward(t.Roots()) {
		stack = append(stack, place{root, -1})
	}
	for len(stack) > 0 { // a tree may be deeper than a stack of calls
		next := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		at[next.image.Name] = len(data.Images)
		for _, c := range slices.Backward(next.image.Children()) {
			stack = append(stack, place{c, len(data.Images)})
		}
		data.Images = append(data.Images, pageOf(next.image, next.parent))
	}
	for _, f := range p.Findings {
		if n, ok := at[f.Image]; ok {
			data.Images[n].Findings = append(data.Images[n].Findings, [3]string{string(f.Severity), f.Rule, f.Text})
		}
	}
	for _, item := range p.Fleet {
		if n, ok := at[item.Image]; ok {
			data.Images[n].Apps = append(data.Images[n].Apps, item.App)
		}
	}
	for _, e := range p.Ends {
		if n, ok := at[e.Image]; ok && e.Day != "" {
			data.Images[n].Ends = append(data.Images[n].Ends, [2]string{e.Product, string(e.Day)})
		}
	}
	for n := range data.Images { // an application that stands in the fleet for several roles is one
		slices.Sort(data.Images[n].Apps)
		data.Images[n].Apps = slices.Compact(data.Images[n].Apps)
	}
	return data
}

func pageOf(i *imagetree.Image, parent int) pageImage {
	out := pageImage{
		Name: i.Name, Tag: i.Tag, Ref: i.Reference(), Parent: parent, Copies: i.Copies, Owner: i.Owner, Removes: i.Removes,
		Dockerfile: i.DockerfilePath(), File: i.File(), Line: i.At().Line, ReplacedBy: i.ReplacedBy, Until: i.Until,
	}
	if parent < 0 {
		out.From = i.From
	}
	if i.Status != imagetree.Active {
		out.Status = string(i.Status)
	}
	for _, r := range i.Use {
		out.Use = append(out.Use, string(r))
	}
	for _, c := range slices.Sorted(maps.Keys(i.Own())) {
		out.Provides = append(out.Provides, strings.TrimSpace(c+" "+i.Own()[c].Text))
	}
	fact := func(name, text string) {
		if text != "" {
			out.Facts = append(out.Facts, [2]string{name, text})
		}
	}
	fact("user", i.User)
	if i.UID != 0 {
		fact("uid", strconv.Itoa(i.UID))
	}
	fact("entrypoint", strings.Join(i.Entrypoint, " "))
	fact("platforms", strings.Join(i.BuildPlatforms(), ", "))
	fact("further tags", strings.Join(i.Tags, ", "))
	fact("target", i.Target)
	for _, k := range slices.Sorted(maps.Keys(i.Args)) {
		fact("argument "+k, i.Args[k])
	}
	if locked, ok := i.Locked(); ok {
		for _, platform := range locked.Platforms {
			out.Size = max(out.Size, platform.Size)
		}
	}
	return out
}
