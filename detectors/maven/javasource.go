package maven

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
)

// mains returns the classes with a main method of a module, likely ones (…Application, Main, …) first.
// It stops early: as soon as one of the likely files is an annotated application, the others are not read.
func (x *module) mains() []code.Entry {
	if x.mainsRead {
		return x.mainFiles
	}
	x.mainsRead = true
	files := x.sources()
	slices.SortStableFunc(files, func(a, b string) int { return entryRank(a) - entryRank(b) })
	for i, f := range files {
		if i >= code.MaxFiles || len(x.mainFiles) > 0 && x.mainFiles[0].Boot && entryRank(f) > 0 {
			break
		}
		if j := x.r.code.Entry(f); j.Main || j.Boot {
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

// sources returns the Java and Kotlin files that the module compiles.
func (x *module) sources() []string {
	var files []string
	for _, dir := range []string{x.m.sourceDirectory(), "src/main/kotlin", "src/main/groovy"} {
		if strings.Contains(dir, "$") {
			continue
		}
		for _, f := range x.r.tree.Under(path.Join(x.p.dir, dir)) {
			if code.IsSource(f) {
				files = append(files, f)
			}
		}
	}
	return files
}

// entryRank orders file names by how likely they hold the entry point.
func entryRank(file string) int {
	base := strings.TrimSuffix(strings.TrimSuffix(path.Base(file), ".java"), ".kt")
	switch {
	case strings.HasSuffix(base, "Application") || strings.HasSuffix(base, "App") || base == "Main" || base == "Application":
		return 0
	case strings.HasSuffix(base, "Main") || strings.HasSuffix(base, "Bootstrap") || strings.HasSuffix(base, "Starter") || strings.HasSuffix(base, "Launcher") || strings.HasSuffix(base, "Server"):
		return 1
	}
	return 2
}

func entryEvidence(e code.Entry, rule string) facts.Evidence {
	return facts.Evidence{File: e.File, Line: e.Line, Rule: rule}
}

// classFile returns the source file of a class name, "" when the module does not hold it.
func (x *module) classFile(class string) string {
	name := strings.ReplaceAll(strings.TrimSuffix(class, "Kt"), ".", "/")
	for _, dir := range []string{x.m.sourceDirectory(), "src/main/java", "src/main/kotlin"} {
		for _, ext := range []string{".java", ".kt"} {
			if f := path.Join(x.p.dir, dir, name+ext); x.r.tree.Has(f) {
				return f
			}
		}
	}
	return ""
}
