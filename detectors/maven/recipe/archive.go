package recipe

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// jarOrArchive decides what is run where the build makes a jar that runs by itself and an archive that holds this jar. The archive is, when it
// adds what the jar lacks, when its start script replaces itself by the program, as a container needs it, or when a plug-in puts it into an image.
// Otherwise the jar is all that
// there is to run: scripts that put a program into the background have no use in a container. Both stand, so neither is certain.
func jarOrArchive(x *module.Module, archive *Artifact, d descriptor) *Artifact {
	jar := standaloneJar(x)
	if jar == nil {
		return archive
	}
	taken, other, why := archive, jar, "it holds "+d.more+", which the jar does not"
	if script := foregroundScript(x, d); d.more == "" && script != "" {
		why = script + " starts the program in the foreground"
	} else if plugin := imagePlugin(x, path.Ext(archive.File)); d.more == "" && plugin != "" {
		why = plugin + " puts it into an image"
	} else if d.more == "" {
		taken, other, why = jar, archive, "the archive adds only scripts, documents and copies of what the jar holds"
	}
	taken.Certainty = facts.Likely
	x.Warn(taken.At, fmt.Sprintf("the build makes %s and %s: the first one is taken, since %s (artifact: and start: in waybill.yaml for the other)", taken.File, other.File, why))
	return taken
}

// standaloneJar is the jar of the module that runs by itself, nil where the build makes none.
func standaloneJar(x *module.Module) *Artifact {
	for _, decide := range []func(*module.Module) *Artifact{bootRepackage, shadeArtifact} {
		if a := decide(x); a != nil && a.At.Rule != unboundRule {
			return a
		}
	}
	return nil
}

// addsToJar says whether a <fileSet> or <file> brings what the jar of the module does not hold: the jar holds the resources of the module and
// the folder of the classes (Maven, "Introduction to the Standard Directory Layout").
func addsToJar(x *module.Module, e *model.Element, from, to string) bool {
	build := x.Model.BuildDirectory()
	switch {
	case includesJar(e), ofScripts(from, to), from == path.Join(build, "classes"), slices.Contains(x.ResourceDirs(), path.Join(x.POM.Dir, from)):
		return false
	case aside.Named(from, aside.Documentation), ofDocuments(e):
		return false
	case from == build || strings.HasPrefix(from, build+"/"), strings.Contains(from, "$"):
		return true // what the build writes is not known
	}
	return len(x.Repo.Tree.Under(path.Join(x.POM.Dir, from))) > 0 || x.Repo.Tree.Has(path.Join(x.POM.Dir, from))
}

// ofScripts says whether a folder holds start scripts, by its name in the repository or in the archive.
func ofScripts(from, to string) bool {
	return strings.HasSuffix(to, "bin") || path.Base(from) == "bin" || path.Base(from) == "scripts"
}

var documentName = regexp.MustCompile(`(?i)(\.md|\.txt|\.adoc|\.pdf|\.sh|\.bat|\.cmd)$|^(README|LICEN[CS]E|NOTICE|CHANGELOG|CHANGES)`)

// ofDocuments says whether all that a <fileSet> or <file> takes are documents or scripts, by their names.
func ofDocuments(e *model.Element) bool {
	if file := e.Value("source"); file != "" {
		return documentName.MatchString(path.Base(file))
	}
	includes := e.Child("includes").Each("include")
	return len(includes) > 0 && !slices.ContainsFunc(includes, func(i *model.Element) bool { return !documentName.MatchString(path.Base(i.Text)) })
}

var execsJava = regexp.MustCompile(`(?m)^\s*exec\s+\S*java`)

// foregroundScript finds a start script of the archive that replaces itself by the program, "" without one.
func foregroundScript(x *module.Module, d descriptor) string {
	for _, dir := range d.scripts {
		for _, f := range x.Repo.Tree.Under(path.Join(x.POM.Dir, dir)) {
			if data, err := x.Repo.Tree.Read(f); err == nil && execsJava.Match(data) {
				return f
			}
		}
	}
	return ""
}

// imagePlugin names the plug-in whose configuration puts a file with this extension into an image, "" without one.
func imagePlugin(x *module.Module, ext string) string {
	for _, name := range []string{"docker-maven-plugin", "dockerfile-maven-plugin"} {
		p := x.Model.Plugin(name)
		if p == nil {
			continue
		}
		for _, config := range append([]*model.Element{p.Config}, configsOf(p.Executions)...) {
			found := false
			config.Walk(func(e *model.Element) { found = found || ext != "" && strings.HasSuffix(e.Text, ext) })
			if found {
				return name
			}
		}
	}
	return ""
}
