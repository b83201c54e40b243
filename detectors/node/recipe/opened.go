package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// codeFolders hold what a compiled program may open at run time, by the names that the ecosystem uses.
var codeFolders = []string{"public", "static", "assets", "views", "templates", "emails", "locales", "i18n", "lang", "config", "conf", "prisma", "migrations", "proto", "protos", "resources", "db", "drizzle", "data"}

// opened lists what lies beside the compiled program and is named in it, or known by its name.
func (f final) opened(outDir string) []string {
	m := f.u.M
	named := map[string]bool{}
	for _, module := range f.u.Modules {
		for word := range module.Words() {
			word = strings.TrimLeft(strings.TrimPrefix(word, "/"), "./")
			first, _, _ := strings.Cut(word, "/")
			if first != "" {
				named[first] = true
			}
		}
	}
	var out []string
	seen := map[string]bool{}
	for _, file := range f.p.Tree.Under(m.Dir) {
		rel, _ := manifest.Relative(m.Dir, file)
		first, _, nested := strings.Cut(rel, "/")
		if seen[first] || first == outDir || first == "src" || strings.HasPrefix(first, ".") || aside.Folder(first, aside.Example|aside.Sample|aside.Test) != "" || f.p.ByDir[m.Join(first)] != nil {
			continue
		}
		seen[first] = true
		known := nested && slices.Contains(codeFolders, first)
		if known || named[first] && (nested || !sourceName(first)) {
			out = append(out, first)
		}
	}
	return manifest.Sorted(out)
}

// sourceName says whether a file beside the program is one of its build, not of its run.
func sourceName(name string) bool {
	return slices.Contains(manifest.Extensions, path.Ext(name)) || strings.HasPrefix(name, "tsconfig") || strings.HasPrefix(name, "package") || strings.HasSuffix(name, ".md") || strings.Contains(name, "lock")
}
