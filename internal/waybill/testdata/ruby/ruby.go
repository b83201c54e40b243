// Package ruby is a language that waybill does not have: the smallest detector that docs/adding-a-language.md describes. Tests add it with
// one line and expect all artefacts.
package ruby

import (
	"context"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Detector finds Sinatra applications by their Gemfile and app.rb.
type Detector struct{}

// Name returns "ruby".
func (Detector) Name() string { return "ruby" }

var (
	rubyVersion = regexp.MustCompile(`^ruby ["'](\d+\.\d+)`)
	setPort     = regexp.MustCompile(`^set :port, (?:ENV\["(\w+)"\] \|\| )?(\d+)`)
)

// Detect reads each Gemfile and the app.rb beside it.
func (Detector) Detect(_ context.Context, tree *source.Tree) (facts.Findings, error) {
	var f facts.Findings
	for _, gemfile := range tree.Named("Gemfile") {
		unit, ok := read(tree, gemfile)
		if ok {
			f.Units = append(f.Units, unit)
		}
	}
	return f, nil
}

func read(tree *source.Tree, gemfile string) (facts.Unit, bool) {
	dir := path.Dir(gemfile)
	app := path.Join(dir, "app.rb")
	gems, err := tree.Read(gemfile)
	if err != nil || !tree.Has(app) {
		return facts.Unit{}, false
	}
	sure := func(value string, e facts.Evidence) facts.Text {
		return facts.Text{Value: value, Confidence: facts.Certain, Evidence: []facts.Evidence{e}}
	}
	at := facts.Evidence{File: gemfile, Line: 1, Rule: "Gemfile"}
	u := facts.Unit{
		Path: dir, Name: tree.Name, Language: sure("ruby", at), BuildTool: sure("bundler", at), Framework: sure("sinatra", at),
		Kind: sure(facts.Server, at), Start: []string{"bundle", "exec", "ruby", "app.rb"}, Confidence: facts.Certain,
	}
	for i, line := range strings.Split(string(gems), "\n") {
		if m := rubyVersion.FindStringSubmatch(line); m != nil {
			u.RuntimeVersion = sure(m[1], facts.Evidence{File: gemfile, Line: i + 1, Rule: "ruby directive"})
			u.RuntimeVersion.Constraint = "~" + m[1]
		}
	}
	source, err := tree.Read(app)
	if err != nil {
		return facts.Unit{}, false
	}
	for i, line := range strings.Split(string(source), "\n") {
		if m := setPort.FindStringSubmatch(line); m != nil {
			port, _ := strconv.Atoi(m[2]) // digits, as the pattern says
			u.Ports = append(u.Ports, facts.Port{Value: port, Name: "http", Env: m[1], Confidence: facts.Certain, Evidence: []facts.Evidence{{File: app, Line: i + 1, Rule: "set :port"}}})
		}
	}
	if strings.Contains(string(gems), `"redis"`) {
		u.Needs = append(u.Needs, facts.Redis)
	}
	u.Image = recipe(u)
	u.Runtime = facts.Runtime{
		Memory:       []facts.MemoryVariable{{Name: "RUBY_GC_MALLOC_LIMIT_MAX", Value: "{MiB}000000", Percent: 25}},
		StartSeconds: 45, StopSeconds: 15,
		Resources: facts.Resources{CPU: "150m", Memory: "384Mi", EphemeralStorage: "256Mi"},
		Test:      facts.Test{Script: "bundle exec rake test"},
	}
	return u, true
}

func recipe(u facts.Unit) facts.Image {
	needs := []facts.Require{{Capability: "ruby", Range: u.RuntimeVersion.Constraint, Evidence: u.RuntimeVersion.Evidence}}
	return facts.Image{
		Stages: []facts.Stage{{
			Name: "build", Requires: append(needs, facts.Require{Capability: "bundler"}), Workdir: u.Path,
			Manifest: []string{path.Join(u.Path, "Gemfile")},
			Resolve:  [][]string{{"bundle", "install", "--path", "vendor/bundle"}},
			Build:    [][]string{{"bundle", "check"}},
		}},
		Run: facts.Run{
			Requires: needs,
			Copies:   []facts.Copy{{Stage: "build", From: u.Path, To: "."}},
			Command:  u.Start,
		},
	}
}
