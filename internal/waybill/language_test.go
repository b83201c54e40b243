package waybill

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/waybill/testdata/ruby"
)

const rubyTree = `version: 1
images:
  ruby-3.3:
    ref: docker.io/library/ruby:3.3-slim
    use: [build, run]
    provides: {ruby: "3.3.6", bundler: "2.5", debian: "12", sh: "", tini: ""}
`

// TestFourthLanguage: a folder and one line are a language. It gets all four artefacts, with its own memory variable, resources, pace and
// test run, although plan, templates and image tree have never heard of it.
func TestFourthLanguage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"shop/Gemfile":        "source \"https://rubygems.org\"\nruby \"3.3\"\ngem \"sinatra\"\ngem \"redis\"\n",
		"shop/app.rb":         "require \"sinatra\"\nset :port, ENV[\"PORT\"] || 4567\n",
		"tree/imagetree.yaml": rubyTree,
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o := Options{
		Location: filepath.Join(dir, "shop"), Tree: filepath.Join(dir, "tree"), Limits: source.DefaultLimits,
		More: []detectors.Detector{ruby.Detector{}}, // the one line
	}
	d, err := Decide(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if unknown := d.Plan.Units[0].Facts.Unknown(); len(unknown) > 0 || len(d.Plan.Unsupported) > 0 {
		t.Errorf("no table has %v, and not supported is %v", unknown, d.Plan.Unsupported)
	}
	files, err := Render(&d, o, Selection{})
	if err != nil {
		t.Fatal(err)
	}
	text := map[string]string{}
	for _, f := range files {
		text[f.Path] = string(f.Data)
	}
	for file, wants := range map[string][]string{
		"Dockerfile":                                {"FROM docker.io/library/ruby:3.3-slim", `"bundle", "install"`, "EXPOSE 4567"},
		"deploy/init.sh":                            {"#!/bin/sh", "APP_ENV"},
		"deploy/kubernetes/base/deployment.yaml":    {"containerPort: 4567", "memory: 384Mi", "cpu: 150m"},
		"deploy/kubernetes/base/kustomization.yaml": {"RUBY_GC_MALLOC_LIMIT_MAX=96000000"},
		"deploy/kubernetes/base/networkpolicy.yaml": {"port: 6379"},
		"deploy/ci/tests/bundler.sh":                {"bundle exec rake test"},
	} {
		for _, want := range wants {
			if !strings.Contains(text[file], want) {
				t.Errorf("%s has no %q:\n%s", file, want, text[file])
			}
		}
	}
	if got := d.Plan.Units[0].Probes; got.StartupSeconds != 45 || got.StopSeconds != 15 {
		t.Errorf("the pace is not the language's: %+v", got)
	}
	for _, w := range d.Plan.Warnings {
		if !strings.Contains(w.Text, "images.registry") {
			t.Errorf("a warning: %+v", w)
		}
	}
}

// TestNoLanguageIsACase: outside of the detectors nothing asks which language a unit is in; what differs is data by then.
func TestNoLanguageIsACase(t *testing.T) {
	t.Parallel()
	asks := regexp.MustCompile(`(case |[!=]= |\beq [^}]*|map\[string\][^{]*\{)"(java|node|go|ruby)"`)
	for _, root := range []string{"../decide", "../plan", "../fleet", "../write", "../waybill", "../../templates", "../../cmd/waybill", "../../imagetree"} {
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				if entry != nil && slices.Contains([]string{"testdata", "refresh", "scaffold"}, entry.Name()) { // refresh asks package registries, scaffold knows public images
					return fs.SkipDir
				}
				return err
			}
			if strings.HasSuffix(name, "_test.go") || !strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, ".tmpl") {
				return nil
			}
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			for i, line := range strings.Split(string(data), "\n") {
				if asks.MatchString(line) {
					t.Errorf("%s:%d knows a language: %s", name, i+1, strings.TrimSpace(line))
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
