// Package decide joins facts, settings and the image tree into one plan.
//
// What goes in is an [Input]; what comes out is a [plan.Plan], which is data only. [Make] decides what holds for the repository, and takes
// each unit through the steps of steps.go. The questions have a folder each: package image (name, base images, init, logs), workload
// (environments, probes, what Kubernetes needs to know) and pipeline (order, tests, deployments). A question sees the plan as far as it is
// decided, and adds to it; what nothing confirms becomes a warning of the plan.
package decide

import (
	"cmp"
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/decide/pipeline"
	"github.com/waybill-dev/waybill/internal/decide/workload"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// Input is all that a decision depends on.
type Input struct {
	Report   facts.Report
	Branch   string // the repository's default branch, "" where git does not tell
	Name     string // the repository's name, for an application that states none
	Settings settings.Settings
	Tree     *imagetree.Tree
	TreeInfo plan.Tree
	// Only are the units that are asked for, by path, name or Go main package; all when empty. What cannot be decided for another is no error.
	Only []string
	// Root is the folder that generated files go below, relative to the repository: "" or ".waybill".
	Root string
	// Dockerfile reads a Dockerfile of the repository's own, by its path and the folder that it is built in, "" where that is to be found
	// out; false when there is none. Nil where none is looked for.
	Dockerfile func(file, context string) (plan.Own, bool)
	// InPlace says that what is generated goes into the repository itself: a Dockerfile that stands there already is its own.
	InPlace bool
	// Version is that of this waybill: pipelines run the same one when it is a release.
	Version string
}

// Make decides. Its errors name the unit and what to change; a guess is a warning of the plan.
func Make(in Input) (plan.Plan, error) {
	s := in.Settings
	var told []facts.Warning
	s.Images.Labels, told = openLabels(s)
	in.Settings = s
	p := plan.Plan{
		Schema:      plan.Schema,
		Source:      in.Report.Source,
		Tree:        in.TreeInfo,
		Application: application(in),
		Team:        s.Team,
		Unsupported: in.Report.Unsupported,
		Warnings:    append(slices.Clone(in.Report.Warnings), told...),
		Secrets:     in.Report.Secrets,
		Cluster:     workload.Cluster(s),
		Platforms:   platforms(in),
	}
	p.Environments, told = workload.Environments(s, p.Application, in.Report.Units)
	p.Warnings = append(p.Warnings, told...)
	if err := unknownNames(&p, in); err != nil {
		return p, err
	}
	for _, n := range s.Idle() {
		p.Warnings = append(p.Warnings, facts.Warning{File: n.At.File, Line: n.At.Line, Text: n.Text})
	}
	var unfit []withoutImage
	for _, f := range in.Report.Units {
		set, err := unitSettings(s, f)
		if err != nil {
			return p, err
		}
		p.Warnings = append(p.Warnings, twoEntries(s, settings.UnitKeys(f), f)...)
		if set.Skip {
			p.Warnings = append(p.Warnings, besideSkip(s, settings.UnitKeys(f), f)...)
			p.Skipped = append(p.Skipped, skipped(f, "the settings skip it"))
			continue
		}
		keys := settings.UnitKeys(f)
		if err := settled(s, keys, f, set, in.Tree); err != nil {
			return p, err
		}
		if serves := f.Kind.Value == facts.Server || f.Kind.Value == facts.StaticSite; serves && set.Kind == "" && set.Workload.Schedule != "" {
			at := s.UnitPlace(keys, "workload", "schedule")
			p.Warnings = append(p.Warnings, facts.Warning{Unit: f.Path, File: at.File, Line: at.Line, Text: "a " + f.Kind.Value + " was found there, which does not end by itself, and the schedule makes a job of it: kind: job says that the program ends"})
		}
		f, overrides, untold := override(f, set)
		p.Warnings = settledInBuild(p.Warnings, f.Path, set.BuildEnv)
		if untold != "" {
			at := s.UnitPlace(keys, "ports")
			p.Warnings = append(p.Warnings, facts.Warning{Unit: f.Path, File: at.File, Line: at.Line, Text: untold})
		}
		takeNamed(&f, s.Jenkins.Credentials.Build)
		p.Warnings = append(p.Warnings, withoutSecrets(s, keys, &f, overrides)...)
		p.Warnings = append(p.Warnings, withoutLineBreaks(&f)...)
		if f.Kind.Value == facts.CLI || f.Kind.Value == facts.Library {
			p.Skipped = append(p.Skipped, skipped(f, "a "+f.Kind.Value+" is not deployed"))
			continue
		}
		u := plan.Unit{
			Name: cmp.Or(set.Name, f.Name), Path: f.Path, Dir: unitDir(in.Root, f, p.Units), Version: cmp.Or(f.Version.Value, "0.0.0"),
			Kind: f.Kind.Value, Facts: f, Overrides: overrides,
		}
		if err := fill(making{in: in, plan: &p, unit: &u, set: set}); err != nil {
			if !in.wants(u) {
				p.Skipped = append(p.Skipped, skipped(f, err.Error()))
				continue
			}
			if imagetree.IsUnfit(err) {
				unfit = append(unfit, withoutImage{u, err, chosen(set)})
				continue
			}
			return p, err
		}
		p.Warnings = append(p.Warnings, nowhere(p, s, set, keys, u)...)
		p.Units = append(p.Units, u)
	}
	callers(p.Units)
	if err := leaveOut(&p, unfit, in.Only); err != nil {
		return p, err
	}
	p.Warnings = append(p.Warnings, nowhereOfAll(s, p)...)
	p.Warnings = append(p.Warnings, otherBranch(s, in.Branch)...)
	if err := uniqueNames(p.Units, s); err != nil {
		return p, err
	}
	if err := unknownEnvironments(p.Environments, s); err != nil {
		return p, err
	}
	var err error
	p.Pipeline, err = pipeline.Decide(&p, s, in.Version)
	sortWarnings(&p)
	return p, err
}

func skipped(f facts.Unit, why string) plan.Skipped {
	return plan.Skipped{Path: f.Path, Name: f.Name, Kind: f.Kind.Value, Why: why}
}

// wants says whether a unit is among those that are asked for.
func (in Input) wants(u plan.Unit) bool {
	return len(in.Only) == 0 || slices.ContainsFunc(in.Only, u.Is)
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

// platforms are what images are built for: the settings', or what the tree says of all of its images.
func platforms(in Input) []string {
	if len(in.Settings.Images.Platforms) > 0 || in.Tree == nil {
		return in.Settings.Images.Platforms
	}
	return in.Tree.Platforms
}

// unitDir is the folder of a unit's generated files: its own, or that of its main package (contract: "Files that generate writes").
// Two units of one folder cannot both write its Dockerfile: the later one goes to deploy/NAME below it.
func unitDir(root string, f facts.Unit, earlier []plan.Unit) string {
	dir := path.Join(root, f.Folder())
	for i := range earlier {
		if earlier[i].Dir == dir {
			return path.Join(dir, "deploy", f.Name)
		}
	}
	return dir
}
