// Package maven concludes from a Maven repository what is built, how it starts, where it listens and what it needs.
//
// What goes in: a source.Tree. What comes out: facts.Findings, a unit for each module that makes something to run, or one library.
//
// The three types to know:
//
//   - module.Module is one POM with its class path, its configuration and its sources. Every question here is a function of it.
//   - recipe.Artifact is what the build of a module leaves to be run; a module without one is no unit.
//   - facts.Unit is the answer; unitOf asks all questions once, in one order.
//
// One example, a port on its way: unitOf asks portsOf; for a program without configuration that asks codePorts, which asks
// code.Program.Listeners; the value comes back with its file and line and becomes a facts.Port.
package maven

import (
	"context"
	"path"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/detectors/maven/recipe"
	"github.com/waybill-dev/waybill/internal/source"
)

// Detector is the Maven detector.
type Detector struct {
	POMs model.Given // finds parents and bills of materials outside of the repository; nil: none is known
}

// Name returns "maven".
func (Detector) Name() string { return "maven" }

// Detect reads all POMs of the tree and returns the modules that make something to run.
func (d Detector) Detect(ctx context.Context, tree *source.Tree) (facts.Findings, error) {
	var f facts.Findings
	if len(tree.Named("pom.xml")) == 0 {
		return f, ctx.Err()
	}
	r := module.NewWith(tree, d.POMs)
	var modules []*module.Module
	var all []candidate
	for _, file := range r.Files {
		if err := ctx.Err(); err != nil {
			return facts.Findings{}, err
		}
		x, a := recipe.Decide(r, r.POMs[file])
		modules = append(modules, x)
		if a != nil {
			all = append(all, candidate{x, a})
		}
	}
	for _, c := range deployed(r, packed(r, all)) {
		f.Units = append(f.Units, unitOf(c.x, c.a))
		f.Warnings = append(f.Warnings, c.x.Warnings...)
	}
	if len(f.Units) > 0 {
		f.Owned = frontends(r, all)
	}
	if len(f.Units) == 0 {
		f.Units = libraries(r)
	}
	unpacked(r, modules, all)
	broken(r, modules, f.Units)
	missingModules(r, modules, f.Units)
	otherArtifacts(r)
	for i, u := range f.Units {
		f.Units[i].Runtime = Runtime(u)
		otherBuilds(r, u.Path)
	}
	f.Warnings = distinct(append(f.Warnings, r.Warnings...))
	return f, nil
}

// otherBuilds names the build files of other tools beside a POM.
func otherBuilds(r *module.Repository, dir string) {
	for _, b := range []struct{ file, tool string }{{"build.gradle", "Gradle"}, {"build.gradle.kts", "Gradle"}, {"build.xml", "Ant"}, {"build.sbt", "sbt"}} {
		if file := path.Join(dir, b.file); r.Tree.Has(file) {
			r.Warn(file, 0, b.tool+" is described beside Maven: pom.xml is used, and this file is not read")
		}
	}
}

// distinct keeps the first of warnings that say the same of the same place: a parent's trouble is told once, not for each module.
func distinct(warnings []facts.Warning) []facts.Warning {
	type key struct {
		file, text string
		line       int
	}
	seen := map[key]bool{}
	var list []facts.Warning
	for _, w := range warnings {
		k := key{w.File, w.Text, w.Line}
		if !seen[k] {
			seen[k] = true
			list = append(list, w)
		}
	}
	return list
}

// libraries reports the roots of a repository that makes nothing to run.
func libraries(r *module.Repository) []facts.Unit {
	var units []facts.Unit
	for _, file := range r.Files {
		if _, listed := r.Listed[file]; listed || path.Dir(file) != "." && len(r.Files) > 1 && r.POMs["pom.xml"] != nil {
			continue
		}
		x := r.Module(r.POMs[file])
		at := []facts.Evidence{{File: file, Line: x.POM.Root.Line, Rule: "no plugin makes a runnable artefact, and no main class is named"}}
		u := facts.Unit{
			Path: x.POM.Dir, Name: unitName(x), Confidence: facts.Likely,
			Language:  facts.Text{Value: "java", Confidence: facts.Certain, Evidence: at[:1]},
			BuildTool: facts.Text{Value: "maven", Confidence: facts.Certain, Evidence: at[:1]},
			Kind:      facts.Text{Value: facts.Library, Confidence: facts.Likely, Evidence: at},
			Packaging: facts.Text{Value: "jar", Confidence: facts.Likely, Evidence: at},
			Version:   versionFact(x),
			Build:     recipe.BuildCommands(x, &recipe.Artifact{}),
		}
		u.RuntimeVersion = recipe.JavaVersion(x)
		x.Warnings = nil // a library that nobody deploys needs no word on its Java version
		outsideParent(x, &u)
		r.Warnings = append(r.Warnings, x.Warnings...)
		units = append(units, present(u))
	}
	return units
}
