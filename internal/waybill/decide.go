// Package waybill is the one way through, for programs: from the location of a repository to the decision, and on to the files.
//
// What goes in is where the repository lies and what an organisation sets ([Options]). [Decide] opens the repository, detects, finds
// settings and image tree, and returns a [Decision], whose Plan says all. [Render] makes the files of it. Nothing is written here and
// nothing is printed: package write does the one, the command the other.
//
//	d, err := waybill.Decide(ctx, waybill.Options{Location: ".", Limits: source.DefaultLimits})
//	files, err := waybill.Render(&d, waybill.Selection{})
package waybill

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/decide"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/ownimage"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/pomsource"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/write"
	"github.com/waybill-dev/waybill/templates/gitlab"
)

// Options say what a decision is made from.
type Options struct {
	Location string   // of the repository: a folder, DIR@REV or a git URL[@REV]
	Tree     string   // of the image tree: a file, a folder, a git URL or oci://REF; "" for the settings' or the embedded one
	Settings string   // the organisation's file; "" for the one beside the tree
	Format   string   // of the manifests; "" for the settings'
	Root     string   // folder that generated files go below: "" or ".waybill"
	Units    []string // paths or names that are asked for; all when empty
	// InPlace says that what is generated goes into the repository itself: a Dockerfile that stands there already is used as it is.
	InPlace bool
	Version string // of this waybill
	Limits  source.Limits
	// More are detectors beside those of detectors.All: a language of a program that uses this package.
	More []detectors.Detector
}

// Decision is a plan with what it was made from.
type Decision struct {
	Source   *source.Tree
	Settings settings.Settings
	Tree     *imagetree.Tree
	Plan     plan.Plan
	POMs     map[string]string // digests of the POMs that repository managers gave, for the lock
}

// Decide runs the one way through, up to the plan: source, facts, settings, tree, plan.
// A repository in which nothing is supported is an error that says what was seen.
func Decide(ctx context.Context, o Options) (Decision, error) {
	var d Decision
	var err error
	if d.Source, err = source.Open(ctx, o.Location, o.Limits); err != nil {
		return d, err
	}
	report, s, from, err := d.facts(ctx, o)
	if err != nil {
		return d, err
	}
	if report.Units, err = declare(report.Units, s, d.Source); err != nil {
		return d, err
	}
	if len(report.Units) == 0 && !o.platform(s, report) {
		return d, NothingFound(report)
	}
	d.Settings = s
	if d.Tree, err = imagetree.Load(from.FS, from.Name); err != nil {
		return d, err
	}
	if err := d.Tree.Sound(); err != nil {
		return d, err
	}
	digest, err := d.Tree.Digest(from.FS)
	if err != nil {
		return d, err
	}
	if err := programsThere(report.Units, s, d.Source); err != nil {
		return d, err
	}
	written := write.Written(d.Source.Read)
	d.Plan, err = decide.Make(decide.Input{
		Version:  o.Version,
		Report:   report,
		Name:     detectors.Label(d.Source.Name),
		Branch:   d.Source.Branch,
		Settings: s,
		Tree:     d.Tree,
		TreeInfo: plan.Tree{Location: from.Location, Digest: digest},
		Root:     o.Root,
		Only:     o.Units,
		InPlace:  o.InPlace,
		Dockerfile: func(file, context string) (plan.Own, bool) {
			if written(file) {
				return plan.Own{}, false
			}
			return ownimage.Read(d.Source, file, context)
		},
	})
	if err == nil {
		d.ownGitLab(written)
	}
	return d, err
}

// ownGitLab leaves a repository the pipeline of GitLab that it has: the jobs go into a file beside the scripts, which that pipeline includes.
func (d *Decision) ownGitLab(written func(string) bool) {
	if !d.Plan.Pipeline.On(plan.GitLab) || !d.Source.Has(gitlab.Root) || written(gitlab.Root) {
		return
	}
	d.Plan.Pipeline.OwnGitLab = true
	if text, err := d.Source.Read(gitlab.Root); err == nil && strings.Contains(string(text), gitlab.File) {
		return
	}
	d.Plan.Warnings = append(d.Plan.Warnings, facts.Warning{File: gitlab.Root, Text: fmt.Sprintf("the repository has this file of its own, so that GitLab runs nothing of %s until it says include: [{local: /%[1]s}], with check, test, image and deploy in its list of stages, where it has one", gitlab.File)})
}

// platform says whether a repository without an application is where the organisation keeps its own pipeline: its settings are the repository's,
// or nothing at all lies beside them. Everywhere else a pipeline for all must not hide that an application could not be read.
func (o Options) platform(s settings.Settings, r facts.Report) bool {
	nothing := len(r.Unsupported) == 0 && len(r.Warnings) == 0
	return s.Jenkins.ForAll() && (nothing || o.vouched() || s.Own("jenkins", "form"))
}

// Facts runs the way as far as the facts: what the source says, with the POMs that the settings give.
func Facts(ctx context.Context, o Options) (facts.Report, error) {
	var d Decision
	var err error
	if d.Source, err = source.Open(ctx, o.Location, o.Limits); err != nil {
		return facts.Report{}, err
	}
	report, _, _, err := d.facts(ctx, o)
	return report, err
}

// facts reads the settings and asks the detectors. What stops the detectors is told before what is wrong with the settings.
func (d *Decision) facts(ctx context.Context, o Options) (facts.Report, settings.Settings, TreeSource, error) {
	s, from, settingsErr := o.settingsAndTree(ctx, d.Source)
	var given *pomsource.Source
	if settingsErr == nil {
		given, settingsErr = o.poms(s, d.Source, from)
	}
	d.Source.Want(slices.Collect(maps.Keys(s.Units))...)
	find := func(group, artifact, version string) ([]byte, bool) { return given.POM(ctx, group, artifact, version) }
	report, err := detectors.Run(ctx, d.Source, append(detectors.With(find), o.More...))
	if err == nil {
		err = cmp.Or(settingsErr, pomError(given, s))
	}
	d.POMs = given.Digests()
	return report, s, from, err
}

// NothingFound says what was seen instead, so that the user learns why.
func NothingFound(r facts.Report) error {
	var seen []string
	for i, u := range r.Unsupported {
		if i == 3 {
			seen = append(seen, fmt.Sprintf("and %d more", len(r.Unsupported)-i))
			break
		}
		file := u.Found
		if u.Path != "." {
			file = u.Path + "/" + file
		}
		seen = append(seen, fmt.Sprintf("found %s: %s", file, u.Say))
	}
	for i, w := range r.Warnings {
		if i == 3 {
			seen = append(seen, fmt.Sprintf("and %d more", len(r.Warnings)-i))
			break
		}
		seen = append(seen, fault.Position{File: w.File, Line: w.Line}.String()+" "+w.Text)
	}
	if len(seen) == 0 {
		seen = []string{"found no pom.xml, package.json, go.mod or Go main package"}
	}
	return fault.New(fault.Unsupported, "nothing supported here: %s", strings.Join(seen, "; "))
}
