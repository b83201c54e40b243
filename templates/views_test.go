package templates_test

import (
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"text/template"
	"text/template/parse"

	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/engine"
	"github.com/waybill-dev/waybill/templates/reference"
)

func views(t *testing.T) map[string]engine.View {
	t.Helper()
	out := map[string]engine.View{}
	for _, v := range templates.Views() {
		if _, twice := out[v.Template]; twice {
			t.Errorf("%s is listed twice", v.Template)
		}
		out[v.Template] = v
	}
	return out
}

var defines = regexp.MustCompile(`\{\{-? *define "([^"]+)"`)

// TestEveryTemplateHasAView: what nobody lists, `templates data` cannot tell.
func TestEveryTemplateHasAView(t *testing.T) {
	t.Parallel()
	listed := views(t)
	err := fs.WalkDir(templates.Embedded(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(templates.Embedded(), name)
		if err != nil {
			return err
		}
		defined := defines.FindAllStringSubmatch(string(text), -1)
		if len(defined) == 0 || !strings.HasPrefix(path.Base(name), "_") {
			if _, ok := listed[name]; !ok {
				t.Errorf("%s is listed in no Views", name)
			}
			delete(listed, name)
		}
		for _, d := range defined {
			v, ok := listed[d[1]]
			if !ok || v.Writes == "" {
				t.Errorf("the partial %s of %s is listed in no Views, or without what it writes", d[1], name)
			}
			delete(listed, d[1])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(listed, "jenkins/_pipeline.groovy.tmpl") // defines a partial, and is one itself
	for name := range listed {
		t.Errorf("Views list %s, which does not exist", name)
	}
}

// TestViewsHoldWhatTemplatesName follows the fields that each template names before any range or with: they are those of its view.
func TestViewsHoldWhatTemplatesName(t *testing.T) {
	t.Parallel()
	funcs := template.FuncMap{}
	for _, name := range engine.FunctionNames() {
		funcs[name] = func() string { return "" }
	}
	for name, v := range views(t) {
		if !strings.Contains(name, "/") {
			continue // a partial within another file
		}
		text, err := fs.ReadFile(templates.Embedded(), name)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := template.New(name).Funcs(funcs).Parse(string(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range parsed.Templates() {
			of, ok := v, true
			if part.Name() != name {
				of, ok = views(t)[part.Name()]
			}
			if !ok || part.Tree == nil {
				continue
			}
			known := map[string]bool{}
			for _, m := range reference.Describe(of.Sees, nil) {
				for _, member := range m.Members {
					known[member.Name] = true
				}
				break
			}
			for _, field := range topFields(part.Root) {
				if !known[field] {
					t.Errorf("%s names .%s, which %T has not", part.Name(), field, of.Sees)
				}
			}
		}
	}
}

// topFields returns the first words of the fields that are named while the dot is the template's own data.
func topFields(n parse.Node) []string {
	var out []string
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			out = append(out, topFields(c)...)
		}
	case *parse.ActionNode:
		out = topFields(n.Pipe)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			for _, a := range c.Args {
				out = append(out, topFields(a)...)
			}
		}
	case *parse.FieldNode:
		out = []string{n.Ident[0]}
	case *parse.IfNode:
		out = append(topFields(n.Pipe), topFields(n.List)...)
		if n.ElseList != nil {
			out = append(out, topFields(n.ElseList)...)
		}
	case *parse.RangeNode:
		out = topFields(n.Pipe)
	case *parse.WithNode:
		out = topFields(n.Pipe)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			out = topFields(n.Pipe)
		}
	}
	return out
}

// TestJobsBringTheirView: what is rendered sees what its view says.
func TestJobsBringTheirView(t *testing.T) {
	t.Parallel()
	listed := views(t)
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	jobs := r.Jobs(samplePlan(t))
	if len(jobs) < 20 {
		t.Fatalf("%d jobs", len(jobs))
	}
	for _, j := range jobs {
		if got, want := reflect.TypeOf(j.Data), reflect.TypeOf(listed[j.Template].Sees); got != want {
			t.Errorf("%s is rendered with a %v, and its view says %v", j.Template, got, want)
		}
	}
}

// samplePlan is a plan of a site with a shared pipeline: many kinds of files.
func samplePlan(t *testing.T) plan.Plan {
	t.Helper()
	p, err := fixture.Decide(t, fixture.Units()["spring"], "environments: {dev: {}, qa: {domain: example.com}, prod: {replicas: 2, maxReplicas: 4}}\n")
	if err != nil {
		t.Fatal(err)
	}
	return p
}
