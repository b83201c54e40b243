package module

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
)

// Mains returns the classes with a main method of a module, likely ones (…Application, Main, …) first.
// It stops early: as soon as one of the likely files is an annotated application, the others are not read.
func (x *Module) Mains() []code.Entry {
	if x.mainsRead {
		return x.mainFiles
	}
	x.mainsRead = true
	files := x.Sources()
	slices.SortStableFunc(files, func(a, b string) int { return EntryRank(a) - EntryRank(b) })
	for i, f := range files {
		if i >= code.MaxFiles || len(x.mainFiles) > 0 && x.mainFiles[0].Boot && EntryRank(f) > 0 {
			break
		}
		if j := x.Repo.Code.Entry(f); j.Main || j.Boot {
			x.mainFiles = append(x.mainFiles, j)
		}
	}
	slices.SortStableFunc(x.mainFiles, func(a, b code.Entry) int {
		switch {
		case a.Boot == b.Boot:
			return 0
		case a.Boot:
			return -1
		}
		return 1
	})
	return x.mainFiles
}

// Sources returns the Java and Kotlin files that the module compiles.
func (x *Module) Sources() []string {
	var files []string
	for _, dir := range []string{x.Model.SourceDirectory(), "src/main/kotlin", "src/main/groovy"} {
		if strings.Contains(dir, "$") {
			continue
		}
		for _, f := range x.Repo.Tree.Under(path.Join(x.POM.Dir, dir)) {
			if code.IsSource(f) {
				files = append(files, f)
			}
		}
	}
	return files
}

// EntryRank orders file names by how likely they hold the entry point.
func EntryRank(file string) int {
	base := strings.TrimSuffix(strings.TrimSuffix(path.Base(file), ".java"), ".kt")
	switch {
	case strings.HasSuffix(base, "Application") || strings.HasSuffix(base, "App") || base == "Main" || base == "Application":
		return 0
	case strings.HasSuffix(base, "Main") || strings.HasSuffix(base, "Bootstrap") || strings.HasSuffix(base, "Starter") || strings.HasSuffix(base, "Launcher") || strings.HasSuffix(base, "Server"):
		return 1
	}
	return 2
}

// Evidence is the place of an entry point.
func Evidence(e code.Entry, rule string) facts.Evidence {
	return facts.Evidence{File: e.File, Line: e.Line, Rule: rule}
}

// ClassFile returns the source file of a class name, "" when the module does not hold it.
func (x *Module) ClassFile(class string) string {
	return x.classBelow(x.POM.Dir, x.Model.SourceDirectory(), class)
}

// neededFile returns the source file of a class name in a module that this one needs, "" when none holds it: a module that only packs an
// application names a main class of its library.
func (x *Module) neededFile(class string) string {
	for _, q := range x.Needed {
		if f := x.classBelow(q.Dir, q.Resolved.SourceDirectory(), class); f != "" {
			return f
		}
	}
	return ""
}

func (x *Module) classBelow(base, sources, class string) string {
	if class == "" {
		return ""
	}
	name := strings.ReplaceAll(strings.TrimSuffix(class, "Kt"), ".", "/")
	for _, dir := range []string{sources, "src/main/java", "src/main/kotlin"} {
		for _, ext := range []string{".java", ".kt"} {
			if f := path.Join(base, dir, name+ext); x.Repo.Tree.Has(f) {
				return f
			}
		}
	}
	return ""
}

// Holds says whether the text of a source of the module holds one of the words; nothing is parsed for it.
func (x *Module) Holds(words ...string) bool {
	sources := x.Sources()
	return slices.ContainsFunc(sources[:min(len(sources), code.MaxFiles)], func(f string) bool { return x.Repo.Code.Holds(f, words...) })
}

// Annotated says whether a source of the module bears an annotation.
func (x *Module) Annotated(name string) bool {
	for i, f := range x.Sources() {
		if i >= code.MaxFiles {
			break
		}
		if len(x.Repo.Code.Annotations(f, name)) > 0 {
			return true
		}
	}
	return false
}
