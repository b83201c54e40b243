package engine

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/internal/fault"
)

// TestWellFormed: what a template of one's own renders is YAML where the name of the file says so, or the line of the template is told.
func TestWellFormed(t *testing.T) {
	t.Parallel()
	const name = "kubernetes/base/own.yaml.tmpl"
	for what, c := range map[string]struct {
		text, path, want, hint string
	}{
		"whole":               {"a: {{ .Name }}\nb: [c]\n", "", "", ""},
		"two documents":       {"a: b\n---\nc: d\n", "", "", ""},
		"left out":            {"{{ if false }}a: b: c{{ end }}", "", "", ""},
		"only a comment":      {"# nothing\n", "", "", ""},
		"another format":      {"a: b: c\n", "x.sh", "", ""},
		"patches":             {"- op: add\n", "own-patch.yaml", "", ""},
		"text":                {"a: b\nc: {\n", "", "(kubernetes/base/own.yaml.tmpl:2)", "the line is: c: {"},
		"a later document":    {"a: b\n---\nc: d: e\n", "", "(kubernetes/base/own.yaml.tmpl:3)", "the line is: c: d: e"},
		"a value":             {"# one\n# two\na: {{ .Bad }}\nb: c\n", "", "(kubernetes/base/own.yaml.tmpl:3:7)", "the line is: a: x: y"},
		"within a block":      {"a: b\n{{- if .Name }}\nc: d\ne: f: g\n{{- end }}\n", "", "(kubernetes/base/own.yaml.tmpl:4)", "the line is: e: f: g"},
		"after others":        {"{{ range list 1 2 3 }}a{{ . }}: b\n{{ end }}c\n", "", "(kubernetes/base/own.yaml.tmpl:2)", ""},
		"a list":              {"- a\n", "", "is no mapping", "the line is: - a"},
		"a word":              {"\nhello\n", "", "line 2 of deploy/own.yaml", "the line is: hello"},
		"the name that is it": {"a: b: c\n", "chart/values.yml", "line 1 of deploy/chart/values.yml", ""},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			e, err := New(Options{Embedded: fstest.MapFS{}, Overrides: fstest.MapFS{name: {Data: []byte(c.text)}}, Open: []string{"kubernetes/base/"}})
			if err != nil {
				t.Fatal(err)
			}
			file := c.path
			if file == "" {
				file = "own.yaml"
			}
			_, err = e.Render(Job{Template: name, Path: "deploy/" + file, Data: map[string]any{"Name": "x", "Bad": "x: y"}})
			if (err != nil) != (c.want != "") || err != nil && (!strings.Contains(err.Error(), c.want) || fault.KindOf(err) != fault.Usage) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if hints := strings.Join(fault.HintOf(err), " "); !strings.Contains(hints, c.hint) {
				t.Errorf("hint %q, want %q", hints, c.hint)
			}
		})
	}
}

// TestHintsOfTemplates: a misspelt partial is named, and a limit says how to keep it.
func TestHintsOfTemplates(t *testing.T) {
	t.Parallel()
	for text, hint := range map[string]string{
		`{{ include "lables" . }}`:  `did you mean "labels"?`,
		`{{ template "lables" . }}`: `did you mean "labels"?`,
		`{{ include "owner" . }}`:   "can be included here are labels, selector",
		`{{ repeat 100000 "x" }}`:   "range over what the plan lists",
		`{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}`:                                 "range over a list",
		`{{ $x := "aaaaaaaa" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}`:                       "keep values small",
		`{{ range until 10000 }}{{ range until 10000 }}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{{ end }}{{ end }}`: "write less",
	} {
		e, err := New(Options{
			Embedded:  fstest.MapFS{"kubernetes/_names.tmpl": {Data: []byte(`{{ define "labels" }}a: b{{ end }}{{ define "selector" }}{{ end }}`)}},
			Overrides: fstest.MapFS{"kubernetes/base/own.yaml.tmpl": {Data: []byte(text)}}, Open: []string{"kubernetes/base/"},
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = e.Render(Job{Template: "kubernetes/base/own.yaml.tmpl", Path: "own.yaml", Data: map[string]any{}})
		if err == nil || !strings.Contains(strings.Join(fault.HintOf(err), " "), hint) || !strings.Contains(err.Error(), "own.yaml.tmpl:1") {
			t.Errorf("%s: %v, hints %q, want %q", text, err, fault.HintOf(err), hint)
		}
	}
}
