// Package maven reads Maven's build model as it was written: POMs with their parents, modules, profiles and properties.
// From it, and from the configuration files of the frameworks, it concludes what is built, how it starts and where it listens.
package maven

import (
	"context"
	"path"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Detector is the Maven detector.
type Detector struct{}

// Name returns "maven".
func (Detector) Name() string { return "maven" }

// Detect reads all POMs of the tree and returns the modules that make something to run.
func (Detector) Detect(ctx context.Context, tree *source.Tree) (facts.Findings, error) {
	var f facts.Findings
	if len(tree.Named("pom.xml")) == 0 {
		return f, ctx.Err()
	}
	r := newRepository(tree)
	var all []candidate
	for _, file := range r.files {
		if err := ctx.Err(); err != nil {
			return facts.Findings{}, err
		}
		if x, a := r.decide(r.poms[file]); a != nil {
			all = append(all, candidate{x, a})
		}
	}
	for _, c := range r.deployed(all) {
		f.Units = append(f.Units, c.x.unit(c.a))
		f.Warnings = append(f.Warnings, c.x.warnings...)
	}
	if len(f.Units) > 0 {
		f.Owned = r.frontends(all)
	}
	if len(f.Units) == 0 {
		f.Units = r.libraries()
	}
	for _, u := range f.Units {
		r.otherBuilds(u.Path)
	}
	f.Warnings = distinct(append(f.Warnings, r.warnings...))
	return f, nil
}

// otherBuilds names the build files of other tools beside a POM.
func (r *repository) otherBuilds(dir string) {
	for _, b := range []struct{ file, tool string }{{"build.gradle", "Gradle"}, {"build.gradle.kts", "Gradle"}, {"build.xml", "Ant"}, {"build.sbt", "sbt"}} {
		if file := path.Join(dir, b.file); r.tree.Has(file) {
			r.warn(file, 0, b.tool+" is described beside Maven: pom.xml is used, and this file is not read")
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
func (r *repository) libraries() []facts.Unit {
	var units []facts.Unit
	for _, file := range r.files {
		if _, listed := r.listed[file]; listed || path.Dir(file) != "." && len(r.files) > 1 && r.poms["pom.xml"] != nil {
			continue
		}
		x := r.newModule(r.poms[file])
		at := []facts.Evidence{{File: file, Line: x.p.root.line, Rule: "no plugin makes a runnable artefact, and no main class is named"}}
		u := facts.Unit{
			Path: x.p.dir, Name: x.unitName(), Confidence: facts.Likely,
			Language:  facts.Text{Value: "java", Confidence: facts.Certain, Evidence: at[:1]},
			BuildTool: facts.Text{Value: "maven", Confidence: facts.Certain, Evidence: at[:1]},
			Kind:      facts.Text{Value: facts.Library, Confidence: facts.Likely, Evidence: at},
			Packaging: facts.Text{Value: "jar", Confidence: facts.Likely, Evidence: at},
			Version:   x.versionFact(),
			Build:     x.buildCommands(&artifact{}),
		}
		u.RuntimeVersion = x.javaVersion()
		units = append(units, present(u))
	}
	return units
}
