package plan

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/settings"
)

// Input is all that a decision depends on.
type Input struct {
	Report   facts.Report
	Name     string // the repository's name, for an application that states none
	Settings settings.Settings
	Tree     *imagetree.Tree
	TreeInfo Tree
	// Only are the units that are asked for, by path, name or Go main package; all when empty. What cannot be decided for another is no error.
	Only []string
	// Root is the folder that generated files go below, relative to the repository: "" or ".waybill".
	Root string
	// Version is that of this waybill: pipelines run the same one when it is a release.
	Version string
}

// Make decides. Its errors name the unit and what to change; a guess is a warning of the plan.
func Make(in Input) (Plan, error) {
	s := in.Settings
	p := Plan{
		Schema:      Schema,
		Source:      in.Report.Source,
		Tree:        in.TreeInfo,
		Application: application(in),
		Team:        s.Team,
		Unsupported: in.Report.Unsupported,
		Warnings:    slices.Clone(in.Report.Warnings),
		Cluster:     clusterFor(s),
	}
	p.Environments = environmentsFor(s, p.Application)
	if err := unknownNames(&p, in); err != nil {
		return p, err
	}
	for _, n := range s.Idle() {
		p.Warnings = append(p.Warnings, facts.Warning{File: n.At.File, Line: n.At.Line, Text: n.Text})
	}
	for _, f := range in.Report.Units {
		set, err := unitSettings(s, f)
		if err != nil {
			return p, err
		}
		if set.Skip {
			p.Skipped = append(p.Skipped, Skipped{f.Path, f.Name, f.Kind.Value, "the settings skip it"})
			continue
		}
		keys := unitKeys(f)
		if err := settled(s, keys, f, set, in.Tree); err != nil {
			return p, err
		}
		f, overrides, untold := override(f, set)
		if untold != "" {
			at := s.UnitPlace(keys, "ports")
			p.Warnings = append(p.Warnings, facts.Warning{Unit: f.Path, File: at.File, Line: at.Line, Text: untold})
		}
		if f.Kind.Value == facts.CLI || f.Kind.Value == facts.Library {
			p.Skipped = append(p.Skipped, Skipped{f.Path, f.Name, f.Kind.Value, "a " + f.Kind.Value + " is not deployed"})
			continue
		}
		u := Unit{Name: cmp.Or(set.Name, f.Name), Path: f.Path, Dir: unitDir(in.Root, f, p.Units), Version: cmp.Or(f.Version.Value, "0.0.0"), Kind: f.Kind.Value, Facts: f, Overrides: overrides}
		if err := complete(&p, &u, set, in); err != nil {
			if !in.wants(u) {
				p.Skipped = append(p.Skipped, Skipped{f.Path, f.Name, f.Kind.Value, err.Error()})
				continue
			}
			return p, err
		}
		p.Warnings = append(p.Warnings, nowhere(s, keys, u)...)
		p.Units = append(p.Units, u)
	}
	p.Warnings = append(p.Warnings, nowhereOfAll(s, p)...)
	if err := uniqueNames(p.Units); err != nil {
		return p, err
	}
	var err error
	p.Pipeline, err = pipeline(&p, s, in.Version)
	sortWarnings(&p)
	return p, err
}

// wants says whether a unit is among those that are asked for.
func (in Input) wants(u Unit) bool {
	return len(in.Only) == 0 || slices.ContainsFunc(in.Only, u.Is)
}

// Is says whether a word names the unit: its name, its path, or the folder of its main package.
func (u Unit) Is(word string) bool {
	return word == u.Name || path.Clean(word) == u.Path || path.Clean(word) == u.Facts.Folder()
}

// complete fills a unit in: each step uses what the steps before it decided.
func complete(p *Plan, u *Unit, set settings.Unit, in Input) error {
	u.Image = image(in.Settings, p.Application, *u)
	u.Ports = ports(u.Facts)
	if err := pickBases(p, u, set, in.Tree); err != nil {
		return err
	}
	u.Logs = logs(u.Facts, set)
	configure(p, u, set)
	u.Probes = probesFor(u.Facts, u.Ports, set)
	guesses(p, *u)
	return workload(p, u, in.Settings, set)
}

// application is the name of the whole: the settings', that of the only unit at the root, or the repository's.
func application(in Input) string {
	if in.Settings.Application != "" {
		return in.Settings.Application
	}
	roots := slices.DeleteFunc(slices.Clone(in.Report.Units), func(u facts.Unit) bool { return u.Path != "." && len(in.Report.Units) > 1 })
	if len(roots) == 1 {
		return roots[0].Name // several programs of one Go module share the root, and none of them names the whole
	}
	return cmp.Or(in.Name, "app")
}

// unitDir is the folder of a unit's generated files: its own, or that of its main package (contract: "Files that generate writes").
// Two units of one folder cannot both write its Dockerfile: the later one goes to deploy/NAME below it.
func unitDir(root string, f facts.Unit, earlier []Unit) string {
	dir := path.Join(root, f.Folder())
	for _, u := range earlier {
		if u.Dir == dir {
			return path.Join(dir, "deploy", f.Name)
		}
	}
	return dir
}

func image(s settings.Settings, application string, u Unit) Image {
	name := u.Name
	if application != name {
		name = path.Join(application, name)
	}
	return Image{
		Repository: path.Join(s.Images.Registry, name),
		Tag:        cmp.Or(s.Images.Tag, imageTag(u.Version)),
		Labels:     s.Images.Labels,
		Debug:      s.Images.Debug,
		Health:     s.Images.Healthcheck,
	}
}

// imageTag turns an application's version into a tag (OCI distribution spec: [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}).
func imageTag(version string) string {
	tag := make([]byte, 0, len(version))
	for _, c := range []byte(version) {
		ok := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || len(tag) > 0 && (c == '.' || c == '-')
		switch {
		case ok:
			tag = append(tag, c)
		case len(tag) > 0:
			tag = append(tag, '-')
		}
	}
	return cmp.Or(string(tag[:min(len(tag), 128)]), "0.0.0")
}

func sortWarnings(p *Plan) {
	slices.SortStableFunc(p.Warnings, func(a, b facts.Warning) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	p.Warnings = slices.Compact(p.Warnings)
}

// guesses turns what nothing confirms into warnings: a default must not pass for knowledge.
func guesses(p *Plan, u Unit) {
	for _, f := range []struct {
		name string
		fact facts.Text
	}{
		{"runtime version", u.Facts.RuntimeVersion}, {"framework", u.Facts.Framework}, {"kind", u.Facts.Kind}, {"artifact", u.Facts.Artifact}, {"main", u.Facts.Main},
	} {
		if f.fact.Confidence == facts.Guess && f.fact.Value != "" {
			guess(p, u, f.name, f.fact.Value, f.fact.Evidence)
		}
	}
	for _, port := range u.Facts.Ports {
		if port.Confidence == facts.Guess {
			guess(p, u, "port", strconv.Itoa(port.Value), port.Evidence)
		}
	}
	if u.Facts.RuntimeVersion.Value == "" && u.Kind != facts.StaticSite {
		p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, Text: fmt.Sprintf("the repository states no %s version: %s decides", u.Facts.Language.Value, u.Run.Base.Name)})
	}
}

func guess(p *Plan, u Unit, name, value string, evidence []facts.Evidence) {
	w := facts.Warning{Unit: u.Path, Text: fmt.Sprintf("the %s %s is a guess", name, value)}
	if len(evidence) > 0 {
		e := evidence[0]
		w.File, w.Line = e.File, e.Line
		if e.Rule != "" {
			w.Text += ": " + e.Rule
		}
	}
	p.Warnings = append(p.Warnings, w)
}
