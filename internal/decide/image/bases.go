// Package image decides what a unit is built and run on: the image's name and tag, the base image of each stage, the init and the files
// that it links, and where log files go.
package image

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// Bases finds the nearest image for each stage and for running.
func Bases(p *plan.Plan, u *plan.Unit, set settings.Unit, tree *imagetree.Tree) error {
	labels := map[string]string{"name": u.Name, "application": p.Application, "team": p.Team, "language": u.Facts.Language.Value}
	maps.DeleteFunc(labels, func(_, v string) bool { return v == "" })
	for i, s := range u.Facts.Image.Stages {
		need := imagetree.Need{App: u.Name, Role: imagetree.Build, Requires: s.Requires, Extras: s.Wants, Labels: labels}
		if s.Platform == "" {
			need.Platform = several(p.Platforms)
		}
		if i == len(u.Facts.Image.Stages)-1 {
			need.Pin = set.BuildBase
		}
		base, err := pickBuild(p, *u, tree, need)
		if err != nil {
			return err
		}
		p.Warnings = append(p.Warnings, unmet(*u, s, base)...)
		u.Stages = append(u.Stages, across(plan.Stage{Stage: fitted(s, base), Base: base}, p.Platforms))
	}
	run := u.Facts.Image.Run
	need := imagetree.Need{App: u.Name, Role: imagetree.Run, Requires: run.Requires, Extras: extras(u.Facts), Labels: labels, Pin: set.Base, Platform: several(p.Platforms)}
	base, err := pickRun(p, *u, tree, asBuilt(need, *u), set)
	if err != nil {
		base, err = pickRun(p, *u, tree, need, set)
	}
	u.Run = plan.Run{Run: run, Base: base, User: plan.DefaultUser}
	if err != nil || u.Image.Debug == "" || base.Has(u.Image.Debug) {
		return err
	}
	tools, err := pick(p, *u, tree, imagetree.Need{App: u.Name, Role: imagetree.Run, Requires: []facts.Require{{Capability: u.Image.Debug, Evidence: []facts.Evidence{{File: "waybill.yaml", Rule: "images.debug"}}}}, Labels: labels})
	u.Image.DebugFrom = tools.Ref
	return err
}

// asBuilt narrows what has to be the same in both images to the major of the build image.
func asBuilt(need imagetree.Need, u plan.Unit) imagetree.Need {
	if len(u.Stages) == 0 {
		return need
	}
	built := u.Stages[len(u.Stages)-1].Base.Provides
	need.Requires = slices.Clone(need.Requires)
	for i, r := range need.Requires {
		v, err := imagetree.SchemeOf(r.Capability).Version(built[r.Capability])
		if r.AsBuilt && err == nil && !v.IsZero() {
			need.Requires[i].Range = strconv.Itoa(v.Major())
		}
	}
	return need
}

// extras are the OS packages that the program needs when it runs, each once.
func extras(f facts.Unit) []string {
	all := slices.Concat(f.Image.Run.Wants, f.NativePackages)
	slices.Sort(all)
	return slices.Compact(all)
}

// pickRun asks for a shell or waybill-init as well where the program cannot start right without an init.
// A program that runs on an image without anything (capability static) runs on one with a shell too, so static is given up for it.
func pickRun(p *plan.Plan, u plan.Unit, tree *imagetree.Tree, need imagetree.Need, set settings.Unit) (plan.Base, error) {
	if !needsInit(u.Facts, set) || need.Pin != "" {
		return pick(p, u, tree, need)
	}
	first := need
	first.Requires = append(slices.Clone(need.Requires), facts.Require{Capability: "waybill-init"})
	shell := need
	shell.Requires = slices.DeleteFunc(slices.Clone(need.Requires), func(r facts.Require) bool { return r.Capability == "static" })
	shell.Requires = append(shell.Requires, facts.Require{Capability: "sh", Evidence: []facts.Evidence{{Rule: "the configuration is chosen when the container starts"}}})
	for _, n := range []imagetree.Need{first, shell} {
		if base, err := pick(p, u, tree, n); err == nil {
			return base, nil
		}
	}
	base, err := pick(p, u, tree, need)
	if err == nil {
		p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, Text: fmt.Sprintf("the tree has no image with a shell or waybill-init for it: the program starts on %s without an init, so nothing chooses its environment", base.Name)})
	}
	return base, err
}

// selectNearest asks the tree, and once more with developers' pins as lower bounds when it has nothing for them:
// a .nvmrc says what one team runs at home, not what the application works with.
func selectNearest(p *plan.Plan, u plan.Unit, tree *imagetree.Tree, need imagetree.Need) (*imagetree.Selection, error) {
	selection, err := tree.Select(need)
	if err == nil {
		err = selection.NoFit()
	}
	if err == nil {
		return selection, nil
	}
	loose, pins := loosened(need)
	if len(pins) == 0 {
		return nil, err
	}
	second, again := tree.Select(loose)
	if again != nil || second.NoFit() != nil {
		return nil, err
	}
	for _, r := range pins {
		w := facts.Warning{Unit: u.Path, Text: fmt.Sprintf("the tree has no image for %s %s: %s serves, which is newer", r.Capability, r.Range, second.Pick.Image.Name)}
		if len(r.Evidence) > 0 {
			w.File, w.Line = r.Evidence[0].File, r.Evidence[0].Line
		}
		p.Warnings = append(p.Warnings, w)
	}
	return second, nil
}

// loosened returns the need with every pin as a lower bound, and the pins.
func loosened(need imagetree.Need) (imagetree.Need, []facts.Require) {
	var pins []facts.Require
	need.Requires = slices.Clone(need.Requires)
	for i, r := range need.Requires {
		allowed, err := imagetree.SchemeOf(r.Capability).Range(r.Range)
		if err != nil || !r.Pin {
			continue
		}
		if lowest, ok := allowed.Lowest(); ok {
			pins = append(pins, r)
			need.Requires[i].Range = ">=" + lowest.Canonical()
		}
	}
	return need, pins
}

func pick(p *plan.Plan, u plan.Unit, tree *imagetree.Tree, need imagetree.Need) (plan.Base, error) {
	selection, err := selectNearest(p, u, tree, need)
	if err != nil {
		var f *fault.Error
		if errors.As(err, &f) && f.At.File == "" {
			f.At.File = path.Join(u.Path, ".")
		}
		return plan.Base{}, err
	}
	for _, w := range selection.Warnings {
		p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, Text: w})
	}
	image := selection.Pick.Image
	b := plan.Base{
		Name:     image.Name,
		Ref:      image.Reference(),
		BaseName: image.TagRef(),
		Digest:   image.Digest(),
		Provides: map[string]string{},
		Why:      selection.Why(),
		Pinned:   selection.Pinned,
	}
	for name, provided := range image.All() {
		b.Provides[name] = provided.Text
	}
	if _, named := b.Provides["sh"]; !named && image.Has("sh") {
		b.Provides["sh"] = "" // a distribution that does not name its shell has one
	}
	if missing := selection.Pick.Missing; len(missing) > 0 {
		b.Install = plan.Install{Manager: image.PackageManager(), Packages: image.Packages(missing)}
	}
	for _, c := range selection.Others() {
		b.Others = append(b.Others, plan.Other{Name: c.Image.Name, Refused: c.Refused, LostOn: c.LostOn})
	}
	return b, nil
}
