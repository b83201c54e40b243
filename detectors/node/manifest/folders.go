package manifest

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
)

// ConfigOf returns the first file stem.ext that the package holds.
func (p *Project) ConfigOf(m *Manifest, stems ...string) (string, bool) {
	for _, stem := range stems {
		for _, ext := range []string{".ts", ".js", ".mjs", ".cjs", ".mts", ".cts", ".json"} {
			if file := m.Join(stem + ext); p.Tree.Has(file) {
				return file, true
			}
		}
	}
	return "", false
}

// HasAny says whether the package holds one of these files.
func (p *Project) HasAny(m *Manifest, files []string) bool {
	return slices.ContainsFunc(files, func(f string) bool { return p.Tree.Has(m.Join(f)) })
}

// examples are the folders of packages that nobody deploys.
const examples = aside.Example | aside.Sample | aside.Test | aside.Tool

// IsExample says whether a package lies in a folder of examples, or is content that another package copies out.
func (p *Project) IsExample(m *Manifest) bool {
	if p.Tree.Wanted(m.Dir) {
		return false
	}
	if aside.Folder(m.Dir, examples) != "" || p.Root[m] != nil && aside.Named(path.Base(m.Dir), aside.Example|aside.Sample) {
		return true
	}
	for folder := range strings.SplitSeq(path.Dir(m.Dir), "/") {
		if word := folder[strings.LastIndexByte(folder, '-')+1:]; p.Root[m] == nil && (word == "examples" || word == "samples" || word == "demos") {
			return true // push-examples/javascript
		}
	}
	for dir := path.Dir(m.Dir); m.Dir != "."; dir = path.Dir(dir) {
		if outer := p.ByDir[dir]; outer != nil && p.Root[m] == nil && len(outer.Bins()) > 0 && outer.Published() {
			return true
		}
		if dir == "." {
			break
		}
	}
	return false
}

// Extensions of source files, in the order in which an import is completed.
var Extensions = []string{".ts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".mts", ".cts"}

// Relative returns child relative to dir, when it is dir or below.
func Relative(dir, child string) (string, bool) {
	switch dir {
	case child:
		return ".", true
	case ".":
		return child, true
	}
	return strings.CutPrefix(child, dir+"/")
}

// Sorted sorts words and drops those that are there twice.
func Sorted(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}
