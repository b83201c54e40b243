package module

import (
	"fmt"
	"go/parser"
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

// Repo is what one detection knows of a repository.
type Repo struct {
	Tree     *source.Tree
	Fset     *token.FileSet
	Dirs     map[string][]string // folder → Go files that are no tests
	Modules  []*Module
	Packages map[string]*Package
	byPath   map[string]*File // files that were parsed
	tags     []string
	tagged   map[string]tagged // what was read with other tags
	headers  map[string]header
	Warnings []facts.Warning
	Owned    map[string]string
	Mains    []string // folders of package main
	Unparsed bool     // a file that nobody could read was met: it may hold what is not found
}

// Open lists the Go files of a repository; nothing is parsed before something asks.
func Open(tree *source.Tree) *Repo {
	r := &Repo{Tree: tree, Fset: token.NewFileSet(), Dirs: map[string][]string{}, Packages: map[string]*Package{}, byPath: map[string]*File{}, tagged: map[string]tagged{}, headers: map[string]header{}}
	for _, f := range tree.Files() {
		if strings.HasSuffix(f, ".go") && !strings.HasSuffix(f, "_test.go") {
			dir := path.Dir(f)
			r.Dirs[dir] = append(r.Dirs[dir], f)
		}
	}
	return r
}

// Warn tells something about a file, once; line is 0 for the file as a whole.
func (r *Repo) Warn(file string, line int, text string) {
	if w := (facts.Warning{File: file, Line: line, Text: text}); !slices.Contains(r.Warnings, w) {
		r.Warnings = append(r.Warnings, w)
	}
}

// Exists looks past what the tree leaves out, such as vendor folders.
func (r *Repo) Exists(file string) bool {
	_, err := fs.Stat(r.Tree.FS(), file)
	return err == nil
}

// maxHead is how much of a file is read to see its package clause; longer comments before it are rare.
const maxHead = 6 << 10

// MainFolders returns the folders of package main that a linux build would compile, sorted.
func (r *Repo) MainFolders() []string {
	var mains []string
	for _, dir := range slices.Sorted(maps.Keys(r.Dirs)) {
		if IgnoredByGo(dir) {
			continue
		}
		if pkg := r.packageOf(dir); pkg == "main" {
			mains = append(mains, dir)
		}
	}
	return mains
}

// packageOf returns the package of a folder, that of its first file that a linux build would compile; "" for none. All files of a folder are
// of one package, which is asked where a program is, or where one would be expected.
func (r *Repo) packageOf(dir string) string {
	pkg, first := "", ""
	for _, f := range r.Dirs[dir] {
		if first != "" && pkg != "main" && path.Base(f) != "main.go" {
			continue
		}
		h, ok := r.headOf(f)
		if !ok || h.pkg == "" || h.pkg == documentation || !h.builds(f, r.tags) {
			continue
		}
		if first == "" {
			pkg, first = h.pkg, f
		} else if h.pkg != pkg {
			r.mixed(f, h.pkg, first, pkg)
			break
		}
	}
	return pkg
}

// documentation is a package whose files the go tool leaves out (go/build: Context.Import).
const documentation = "documentation"

// headOf reads what stands before the declarations of a file. What cannot be read is told.
func (r *Repo) headOf(f string) (header, bool) {
	head, err := r.Tree.Head(f, maxHead)
	if err != nil {
		r.Warn(f, 0, plainError(err))
		return header{}, false
	}
	h := readHeader(head)
	if h.pkg == "" && len(head) == maxHead {
		if head, err = r.Tree.Read(f); err != nil {
			r.Warn(f, 0, plainError(err))
			return header{}, false
		}
		h = readHeader(head)
	}
	if h.pkg == "" && Aside(path.Dir(f)) == "" {
		if _, err := parser.ParseFile(token.NewFileSet(), f, head, parser.PackageClauseOnly); err != nil {
			r.unparsed(f, err)
		}
	}
	return h, true
}

// mixed tells of a folder with files of two packages, which the go tool refuses to build.
func (r *Repo) mixed(file, pkg, first, other string) {
	if Aside(path.Dir(file)) != "" {
		return
	}
	line := 0
	if data, err := r.Tree.Read(file); err == nil {
		fset := token.NewFileSet()
		if tree, err := parser.ParseFile(fset, file, data, parser.PackageClauseOnly); err == nil {
			line = fset.Position(tree.Package).Line
		}
	}
	r.Unparsed = true
	r.Warn(file, line, fmt.Sprintf("is of package %s, and %s beside it of package %s: Go builds no folder of two packages", pkg, path.Base(first), other))
}

// Aside returns the folder name that says a program is not deployed: an example, a developer's script, a test.
func Aside(dir string) string {
	return aside.Folder(dir, aside.Example|aside.Sample|aside.Test|aside.Tool|aside.Documentation)
}
