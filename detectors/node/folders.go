package node

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
)

// configOf returns the first file stem.ext that the package holds.
func (p *project) configOf(m *manifest, stems ...string) (string, bool) {
	for _, stem := range stems {
		for _, ext := range []string{".ts", ".js", ".mjs", ".cjs", ".mts", ".cts", ".json"} {
			if file := m.join(stem + ext); p.tree.Has(file) {
				return file, true
			}
		}
	}
	return "", false
}

func (p *project) hasAny(m *manifest, files []string) bool {
	return slices.ContainsFunc(files, func(f string) bool { return p.tree.Has(m.join(f)) })
}

// examples are the folders of packages that nobody deploys.
const examples = aside.Example | aside.Sample | aside.Test | aside.Tool

// isExample says whether a package lies in a folder of examples, or is content that another package copies out.
func (p *project) isExample(m *manifest) bool {
	if aside.Folder(m.dir, examples) != "" {
		return true
	}
	for dir := path.Dir(m.dir); m.dir != "."; dir = path.Dir(dir) {
		if outer := p.byDir[dir]; outer != nil && p.root[m] == nil && len(outer.bins()) > 0 && outer.published() {
			return true
		}
		if dir == "." {
			break
		}
	}
	return false
}

var extensions = []string{".ts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".mts", ".cts"}

// relative returns child relative to dir, when it is dir or below.
func relative(dir, child string) (string, bool) {
	switch dir {
	case child:
		return ".", true
	case ".":
		return child, true
	}
	return strings.CutPrefix(child, dir+"/")
}

func sorted(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}
