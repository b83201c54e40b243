package golang

import (
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// repo is what one detection knows of a repository.
type repo struct {
	tree     *source.Tree
	fset     *token.FileSet
	dirs     map[string][]string // folder → Go files that are no tests
	modules  []*mod
	packages map[string]*gopkg
	byPath   map[string]*gofile // files that were parsed
	tags     []string
	warnings []facts.Warning
	owned    map[string]string
	mains    []string // folders of package main
}

func newRepo(tree *source.Tree) *repo {
	r := &repo{tree: tree, fset: token.NewFileSet(), dirs: map[string][]string{}, packages: map[string]*gopkg{}, byPath: map[string]*gofile{}}
	for _, f := range tree.Files() {
		if strings.HasSuffix(f, ".go") && !strings.HasSuffix(f, "_test.go") {
			dir := path.Dir(f)
			r.dirs[dir] = append(r.dirs[dir], f)
		}
	}
	return r
}

func (r *repo) warn(file string, line int, text string) {
	if w := (facts.Warning{File: file, Line: line, Text: text}); !slices.Contains(r.warnings, w) {
		r.warnings = append(r.warnings, w)
	}
}

// exists looks past what the tree leaves out, such as vendor folders.
func (r *repo) exists(file string) bool {
	_, err := fs.Stat(r.tree.FS(), file)
	return err == nil
}

// maxHead is how much of a file is read to see its package clause; longer comments before it are rare.
const maxHead = 6 << 10

// mainFolders returns the folders of package main that a linux build would compile, sorted.
func (r *repo) mainFolders() []string {
	var mains []string
	for _, dir := range slices.Sorted(maps.Keys(r.dirs)) {
		if ignoredByGo(dir) {
			continue
		}
		for _, f := range r.dirs[dir] {
			head, err := r.tree.Head(f, maxHead)
			if err != nil {
				continue
			}
			h := readHeader(head)
			if h.pkg == "" && len(head) == maxHead {
				if head, err = r.tree.Read(f); err != nil {
					continue
				}
				h = readHeader(head)
			}
			if h.pkg == "" || !h.builds(f, r.tags) {
				continue
			}
			if h.pkg == "main" {
				mains = append(mains, dir)
			}
			break // all files of a folder are of one package
		}
	}
	return mains
}

// asideBy returns the folder name that says a program is not deployed: an example, a developer's script, a test.
func asideBy(dir string) string {
	return aside.Folder(dir, aside.Example|aside.Sample|aside.Test|aside.Tool|aside.Documentation)
}
