package engine

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/internal/fault"
)

func render(t *testing.T, text string, data any) (string, error) {
	t.Helper()
	e, err := New(Options{Embedded: fstest.MapFS{}, Overrides: fstest.MapFS{"kubernetes/base/x.yaml.tmpl": {Data: []byte(text)}}, Open: []string{"kubernetes/base/"}})
	if err != nil {
		t.Fatal(err)
	}
	out, err := e.Execute("kubernetes/base/x.yaml.tmpl", data)
	return string(out), err
}

func TestWithheldFunctionsSayWhy(t *testing.T) {
	t.Parallel()
	for name := range withheld() {
		_, err := render(t, "ok\n{{ "+name+" }}", nil)
		if err == nil {
			t.Errorf("%s is available", name)
			continue
		}
		if fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "not available in templates") || !strings.Contains(err.Error(), "kubernetes/base/x.yaml.tmpl:2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTemplateErrorsNameTheirPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want, hint string }{
		{"misspelt function", "\n{{ uper .Name }}", "kubernetes/base/x.yaml.tmpl:2", `did you mean "upper"?`},
		{"unknown field", "{{ .Naem }}", "kubernetes/base/x.yaml.tmpl:1", ""},
		{"syntax", "a\nb\n{{ if }}", "kubernetes/base/x.yaml.tmpl:3", ""},
		{"repeat fills memory", `{{ repeat 1000000000 "x" }}`, "more than 10000 repetitions", ""},
		{"until fills memory", `{{ range until 1000000000 }}x{{ end }}`, "more than 10000 repetitions", ""},
		{"range over a number fills the output", `{{ range 1000000000 }}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{{ end }}`, "larger than", ""},
		{"a template includes itself", `{{ define "a" }}x{{ template "a" }}{{ end }}{{ template "a" }}`, "calls itself without an end (kubernetes/base/x.yaml.tmpl:1:30)", "include"},
		{"two templates call each other", `{{ define "a" }}{{ template "b" }}{{ end }}{{ define "b" }}{{ if . }}{{ template "a" }}{{ end }}{{ end }}x`, "calls itself without an end", "include"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := render(t, c.text, struct{ Name string }{"x"})
			if err == nil {
				t.Fatal("no error")
			}
			if fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %q, want it to contain %q", err, c.want)
			}
			if c.hint != "" && !strings.Contains(strings.Join(fault.HintOf(err), " "), c.hint) {
				t.Errorf("hints %q, want %q", fault.HintOf(err), c.hint)
			}
		})
	}
}

func TestQuoting(t *testing.T) {
	t.Parallel()
	hostile := []string{"", "plain", "yes", "012", "a b", `it's`, `"q"`, "`id`", "$(id)", "${X}", `back\slash`, "new\nline", "#x", ";x", "*", "&x", "!x", "%x", "a: b", "{x}", "héé", "\x1b[31m"}
	for _, v := range hostile {
		got, err := render(t, `{{ argv .A }}|{{ groovy .V }}|{{ docker (line .V) }}|{{ line .V }}`, map[string]any{"V": v, "A": []string{v}})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(got, "\n") {
			t.Errorf("%q breaks the line: %q", v, got)
		}
		if strings.Contains(got, "\x1b") {
			t.Errorf("%q keeps a control character", v)
		}
	}
}

func TestOverridesReplaceFileByFile(t *testing.T) {
	t.Parallel()
	embedded := fstest.MapFS{"init/init.sh.tmpl": {Data: []byte("waybill's")}, "dockerfile/Dockerfile.tmpl": {Data: []byte("waybill's")}}
	e, err := New(Options{Embedded: embedded, Overrides: fstest.MapFS{"init/init.sh.tmpl": {Data: []byte("mine")}}})
	if err != nil {
		t.Fatal(err)
	}
	out, err := e.Execute("init/init.sh.tmpl", nil)
	if err != nil || string(out) != "mine" {
		t.Errorf("got %q, %v", out, err)
	}
	if out, err = e.Execute("dockerfile/Dockerfile.tmpl", nil); err != nil || string(out) != "waybill's" {
		t.Errorf("the other template became %q, %v", out, err)
	}
}

// TestRunsOfOneTemplateAreApart: a template is parsed once for all its runs; each has its own data, and counts how deep its includes are alone.
func TestRunsOfOneTemplateAreApart(t *testing.T) {
	t.Parallel()
	reads := map[string]int{}
	e, err := New(Options{Embedded: counted{fstest.MapFS{
		"kubernetes/base/x.yaml.tmpl": {Data: []byte(`{{ include "down" . }}`)},
		"kubernetes/_down.tmpl":       {Data: []byte(`{{ define "down" }}{{ . }} {{ if gt . 0 }}{{ include "down" (sub . 1) }}{{ end }}{{ end }}`)},
	}, reads}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Execute("kubernetes/base/x.yaml.tmpl", 1); err != nil {
		t.Fatal(err)
	}
	clear(reads)
	done := make(chan string)
	for n := range 40 {
		go func() {
			out, err := e.Execute("kubernetes/base/x.yaml.tmpl", 60+n)
			if err != nil {
				out = []byte(err.Error())
			}
			done <- strings.Fields(string(out))[0]
		}()
	}
	seen := map[string]bool{}
	for range 40 {
		seen[<-done] = true
	}
	if len(seen) != 40 || !seen["60"] || !seen["99"] {
		t.Errorf("got %v", seen)
	}
	if len(reads) > 0 {
		t.Errorf("read again: %v", reads)
	}
}

// counted counts how often a file is opened.
type counted struct {
	fs.FS
	opened map[string]int
}

func (c counted) Open(name string) (fs.File, error) {
	c.opened[name]++
	return c.FS.Open(name)
}
