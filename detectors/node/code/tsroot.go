package code

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// InputRoot is the folder whose structure tsc keeps below outDir: rootDir; the folder of tsconfig.json for a composite project; else the
// longest folder that all emitted inputs share, declarations left out (https://www.typescriptlang.org/tsconfig/#rootDir).
// Inputs are the files that include, files and exclude name, and what source comes to by imports, JSON too.
// why names the file that moves the folder above those of include, "" for none.
func (c *Base) InputRoot(t *TSConfig, source string) (dir, why string) {
	switch {
	case t.RootDir != "":
		return t.RootDir, ""
	case t.composite:
		return path.Dir(t.file), ""
	}
	common := ""
	join := func(file string) {
		switch {
		case common == "":
			common = path.Dir(file)
		case !within(common, file):
			common = sharedFolder(common, path.Dir(file))
		}
	}
	for _, file := range c.inputs(t) {
		join(file)
	}
	if common == "" {
		common = path.Dir(source)
	}
	reached := c.Reach(source)
	if cut(reached) {
		if file := c.outside(t, common); file != "" { // imported further away than modules are followed
			why = file
			join(file)
		}
	}
	for _, m := range reached {
		for _, i := range m.Imports {
			file, ok := c.resolve(m.File, i.Spec)
			if !ok || strings.HasSuffix(file, ".d.ts") || within(common, file) {
				continue
			}
			if ext := path.Ext(file); ext == ".json" || ext == ".ts" || ext == ".tsx" || ext == ".mts" || t.allowJS {
				why = file
				join(file)
			}
		}
	}
	return common, why
}

// cut says whether there may be more modules than Reach gives.
func cut(reached []*javascript.Module) bool {
	bytes := 0
	for _, m := range reached {
		bytes += m.Size
	}
	return len(reached) >= maxUnitModules || bytes >= maxUnitBytes
}

// maxOutside bounds the files beside the sources that are looked for in the text of the sources.
const maxOutside = 8

// outside is a file beside the folder of the inputs that an input imports, by the text alone: "config/configuration", with a path before it
// or not.
func (c *Base) outside(t *TSConfig, common string) string {
	var files []string
	for _, file := range c.Tree.Under(path.Dir(t.file)) {
		if t.compiles(file) && !within(common, file) && path.Dir(file) != path.Dir(t.file) && !t.leavesOut(file) && len(files) < maxOutside {
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		return ""
	}
	for _, input := range c.inputs(t) {
		data, err := c.Tree.Read(input)
		if err != nil {
			continue
		}
		for _, file := range files {
			rel, _ := manifest.Relative(path.Dir(t.file), Stem(file))
			for _, quote := range []string{`'`, `"`} {
				if at := bytes.Index(data, []byte(rel+quote)); at > 0 && strings.IndexByte(`/'"`, data[at-1]) >= 0 {
					return file
				}
			}
		}
	}
	return ""
}

// leavesOut says whether exclude names a file, as it does for tests.
func (t *TSConfig) leavesOut(file string) bool { return matchesAny(t.exclude, file) }

func within(dir, file string) bool {
	_, ok := manifest.Relative(dir, file)
	return ok
}

// sharedFolder is the longest folder that holds both.
func sharedFolder(a, b string) string {
	for !within(a, b) {
		a = path.Dir(a)
	}
	return a
}

// inputs are the files of a project by its patterns; without any of them all below its folder. An excluded file that is imported
// counts all the same, which InputRoot adds.
func (c *Base) inputs(t *TSConfig) []string {
	include := t.include
	if include == nil && t.files == nil {
		include = []string{path.Dir(t.file)}
	}
	exclude := t.exclude
	if exclude == nil { // https://www.typescriptlang.org/tsconfig/#exclude
		exclude = []string{path.Join(path.Dir(t.file), "node_modules")}
		if t.OutDir != "" && t.OutDir != path.Dir(t.file) {
			exclude = append(exclude, t.OutDir)
		}
	}
	out := slices.Clone(t.files)
	for _, file := range c.Tree.Under(path.Dir(t.file)) {
		if t.compiles(file) && matchesAny(include, file) && !matchesAny(exclude, file) {
			out = append(out, file)
		}
	}
	return out
}

func (t *TSConfig) compiles(file string) bool {
	switch path.Ext(file) {
	case ".ts", ".tsx", ".mts", ".cts":
		return !strings.HasSuffix(file, ".d.ts") && !strings.HasSuffix(file, ".d.mts") && !strings.HasSuffix(file, ".d.cts")
	case ".js", ".jsx", ".mjs", ".cjs":
		return t.allowJS
	}
	return false
}

// matchesAny says whether a file is among patterns; one that names a folder takes all below it.
func matchesAny(patterns []string, file string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		if !strings.ContainsAny(p, "*?") {
			return within(p, file)
		}
		return doublestar.MatchUnvalidated(p, file) || doublestar.MatchUnvalidated(p+"/**", file)
	})
}
