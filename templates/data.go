package templates

import (
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/strictyaml"
	"github.com/waybill-dev/waybill/templates/engine"
	"github.com/waybill-dev/waybill/templates/kubernetes"
	"github.com/waybill-dev/waybill/templates/reference"
)

// DataSchema names the form of printed template data.
const DataSchema = "waybill/template-data/v1"

// Data is what there is to know for who writes a template: `templates data`.
type Data struct {
	Schema   string           `json:"schema"`
	Template string           `json:"template"`
	Sees     string           `json:"sees"`  // name of the type that the dot is
	Types    []reference.Type `json:"types"` // that type, and all that can be reached from it
	Partials []Partial        `json:"partials"`
	Files    []DataFile       `json:"files,omitempty"` // what the template is rendered to in this repository
}

// Partial is a template that others of the same family include.
type Partial struct {
	Name   string `json:"name"`
	Sees   string `json:"sees"` // type of the data that it has to be given
	Writes string `json:"writes"`
}

// DataFile is one file with the values that its template sees.
type DataFile struct {
	Path   string            `json:"path"`
	Values []reference.Value `json:"values"`
}

// DataOf describes what a template or a partial sees. With a plan it holds the values in that repository, too; a template that the
// repository does not use shows those of another file that sees the same.
func (r *Renderer) DataOf(name string, p *plan.Plan) (Data, error) {
	view, err := viewOf(name)
	if err != nil {
		return Data{}, err
	}
	d := Data{
		Schema: DataSchema, Template: name, Sees: seen(view.Sees),
		Types: reference.Describe(view.Sees, reference.Embedded()), Partials: partials(familyOf(view.Template)),
	}
	if _, isDict := view.Sees.(engine.Keys); isDict || p == nil {
		return d, nil
	}
	d.Files = r.files(*p, func(j engine.Job) bool { return j.Template == name })
	if len(d.Files) == 0 {
		d.Files = r.files(*p, func(j engine.Job) bool { return reflect.TypeOf(j.Data) == reflect.TypeOf(view.Sees) })
		d.Files = d.Files[:min(len(d.Files), 1)]
	}
	return d, nil
}

func (r *Renderer) files(p plan.Plan, wanted func(engine.Job) bool) []DataFile {
	var out []DataFile
	for _, j := range r.Jobs(p) {
		if wanted(j) {
			out = append(out, DataFile{Path: j.Path, Values: reference.Values(j.Data)})
		}
	}
	return out
}

// viewOf finds the view of a template, a partial, or a template that an organisation adds.
func viewOf(name string) (engine.View, error) {
	name = path.Clean(name)
	var known []string
	for _, v := range Views() {
		if v.Template == name {
			return v, nil
		}
		known = append(known, v.Template)
	}
	for _, open := range kubernetes.OpenFolders() {
		if rest, ok := strings.CutPrefix(name, open); ok && strings.HasSuffix(rest, ".yaml.tmpl") && !strings.Contains(rest, "/") {
			return engine.View{Template: name, Sees: kubernetes.Manifest{}}, nil
		}
	}
	e := fault.New(fault.Usage, "no such template or partial: %s", name)
	if near := strictyaml.Nearest(name, known); near != "" {
		return engine.View{}, e.WithHint("did you mean %s?", near)
	}
	return engine.View{}, e.WithHint("see 'waybill templates list'")
}

// seen names the type of a view.
func seen(data any) string {
	keys, ok := data.(engine.Keys)
	if !ok {
		return reflect.TypeOf(data).String()
	}
	var names []string
	for name := range keys {
		names = append(names, name)
	}
	slices.Sort(names)
	return "dict of " + strings.Join(names, ", ")
}

var defined = regexp.MustCompile(`\{\{-? *define "([^"]+)"`)

// familyOf is the first folder of a template's path; a partial without a folder belongs to the family whose file defines it.
func familyOf(name string) string {
	family, _, found := strings.Cut(name, "/")
	if found {
		return family
	}
	files, err := fs.Glob(embedded, "*/_*.tmpl")
	if err != nil {
		return ""
	}
	for _, file := range files {
		text, err := fs.ReadFile(embedded, file)
		if err != nil {
			continue
		}
		for _, d := range defined.FindAllStringSubmatch(string(text), -1) {
			if d[1] == name {
				return path.Dir(file)
			}
		}
	}
	return ""
}

// partials lists those of a family, in the order of its views.
func partials(family string) []Partial {
	out := []Partial{}
	for _, v := range Views() {
		if v.Writes != "" && familyOf(v.Template) == family {
			out = append(out, Partial{v.Template, seen(v.Sees), v.Writes})
		}
	}
	return out
}
