package module

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// maxGoFile is the largest Go file that is parsed; what is larger was generated and holds tables.
const maxGoFile = 1 << 20

// File is one Go file that takes part in a linux build. It is parsed only when something asks for what it declares.
type File struct {
	Path    string
	Pkg     *Package
	Src     []byte
	Imports map[string]string // name in the file → import path
	Paths   []string          // import paths, in order

	Broken bool // the compiler would refuse it: what is read of it is a part

	words  map[string]bool // what Has was asked
	runs   *trigrams       // of Src, once Has was asked
	parsed bool
	tree   *ast.File // nil when the file cannot be parsed
}

// Package is the package of one folder.
type Package struct {
	Dir   string
	Name  string
	Mod   *Module
	Files []*File
}

// Package returns the package of a folder, read once.
func (r *Repo) Package(dir string, m *Module) *Package {
	if p, ok := r.Packages[dir]; ok {
		return p
	}
	p := &Package{Dir: dir, Mod: m}
	r.Packages[dir] = p
	for _, name := range r.Dirs[dir] {
		src, err := r.Tree.Read(name)
		if err != nil {
			r.Warn(name, 0, plainError(err))
			continue
		}
		h := readHeader(src)
		if h.pkg == "" || !h.builds(name, r.tags) || h.pkg == "documentation" {
			continue
		}
		if p.Name == "" || h.pkg == "main" {
			p.Name = h.pkg
		}
		f := &File{Path: name, Pkg: p, Src: src}
		f.readImports(r.Fset)
		p.Files = append(p.Files, f)
	}
	return p
}

// VersionElement matches the last element of a module path that names its major version: v2 (go.dev/ref/mod, "Major version suffixes").
var VersionElement = regexp.MustCompile(`^v[0-9]+$`)

func (f *File) readImports(fset *token.FileSet) {
	f.Imports = map[string]string{}
	head := f.Src
	// a parse of the imports alone stops there, but the parser wants to see that the file goes on
	tree, _ := parser.ParseFile(fset, f.Path, head, parser.ImportsOnly|parser.SkipObjectResolution)
	if tree == nil {
		return
	}
	for _, spec := range tree.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		f.Paths = append(f.Paths, p)
		name := ImportName(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		f.Imports[name] = p
	}
}

// Rename corrects the guessed name of an import when its package is at hand and calls itself otherwise.
func (f *File) Rename(imported, name string) {
	if guess := ImportName(imported); name != "" && name != guess && f.Imports[guess] == imported {
		delete(f.Imports, guess)
		f.Imports[name] = imported
	}
}

// ImportName guesses the package name of an import path: its last element without a major version, gopkg.in suffix, go- prefix or .go suffix;
// of a module at the root of its host (gofr.dev, go-micro.dev/v5), the host's first part.
func ImportName(p string) string {
	base := path.Base(p)
	if VersionElement.MatchString(base) && strings.Contains(p, "/") {
		base = path.Base(path.Dir(p))
	}
	if name, _, ok := strings.Cut(base, ".v"); ok {
		base = name
	}
	if strings.HasPrefix(p, base) {
		base, _, _ = strings.Cut(base, ".")
	}
	base = strings.TrimSuffix(base, ".go")
	base = strings.TrimPrefix(strings.TrimSuffix(base, "-go"), "go-")
	if i := strings.LastIndexAny(base, "-."); i >= 0 && i+1 < len(base) {
		base = base[i+1:]
	}
	return base
}

// ImportLine is the line that imports a package, or one below it; 0 when none does.
func (f *File) ImportLine(path string) int {
	line := 0
	for text := range strings.Lines(string(f.Src)) {
		line++
		if strings.Contains(text, `"`+path) {
			return line
		}
	}
	return 0
}

// Has says whether the file's text holds a word, which is much cheaper than a parse.
// The answers are kept: the programs of a repository share most of their files.
func (f *File) Has(word string) bool {
	held, known := f.words[word]
	if !known {
		if f.words == nil {
			f.words, f.runs = map[string]bool{}, readTrigrams(f.Src)
		}
		held = f.runs.mayHold(word) && bytes.Contains(f.Src, []byte(word))
		f.words[word] = held
	}
	return held
}

// Parse returns the syntax of a file, nil when it cannot be parsed. It is done once.
func (r *Repo) Parse(f *File) *ast.File {
	if f.parsed {
		return f.tree
	}
	f.parsed = true
	if generatedTable(f.Src) {
		return nil
	}
	if len(f.Src) > maxGoFile {
		r.Unparsed = true
		r.Warn(f.Path, 0, fmt.Sprintf("is larger than %d bytes: what it says is not known", maxGoFile))
		return nil
	}
	tree, err := parser.ParseFile(r.Fset, f.Path, f.Src, parser.SkipObjectResolution)
	if err != nil {
		f.Broken = true
		r.unparsed(f.Path, err)
	}
	if tree == nil || err != nil && len(tree.Decls) == 0 {
		return nil
	}
	f.tree = tree
	r.byPath[f.Path] = f
	return f.tree
}

// unparsed tells the first thing that the compiler would refuse in a file.
func (r *Repo) unparsed(file string, err error) {
	r.Unparsed = true
	line, what := 0, plainError(err)
	if list, ok := errors.AsType[scanner.ErrorList](err); ok && len(list) > 0 {
		line, what = list[0].Pos.Line, list[0].Msg
	}
	r.Warn(file, line, "the file cannot be parsed, and what it says is not known: "+what)
}

// generatedTable says whether a file is large and written by a program: it sets no ports.
func generatedTable(src []byte) bool {
	return len(src) > 200_000 && bytes.Contains(src[:min(len(src), 2000)], []byte("DO NOT EDIT"))
}

// Place is the evidence of a node.
func (r *Repo) Place(n ast.Node, rule string) facts.Evidence {
	pos := r.Fset.Position(n.Pos())
	return facts.Evidence{File: pos.Filename, Line: pos.Line, Rule: rule}
}

// FileAt returns the parsed file that holds a position.
func (r *Repo) FileAt(at token.Pos) *File {
	file := r.Fset.File(at)
	if file == nil {
		return nil
	}
	return r.byPath[file.Name()]
}
