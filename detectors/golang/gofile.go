package golang

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// maxGoFile is the largest Go file that is parsed; what is larger was generated and holds tables.
const maxGoFile = 1 << 20

// gofile is one Go file that takes part in a linux build. It is parsed only when something asks for what it declares.
type gofile struct {
	path    string
	pkg     *gopkg
	src     []byte
	imports map[string]string // name in the file → import path
	paths   []string          // import paths, in order

	words  map[string]bool // what has was asked
	parsed bool
	tree   *ast.File // nil when the file cannot be parsed
}

// gopkg is the package of one folder.
type gopkg struct {
	dir   string
	name  string
	mod   *mod
	files []*gofile
}

// pkg returns the package of a folder, read once.
func (r *repo) pkg(dir string, m *mod) *gopkg {
	if p, ok := r.packages[dir]; ok {
		return p
	}
	p := &gopkg{dir: dir, mod: m}
	r.packages[dir] = p
	for _, name := range r.dirs[dir] {
		src, err := r.tree.Read(name)
		if err != nil {
			r.warn(name, 0, plainError(err))
			continue
		}
		h := readHeader(src)
		if h.pkg == "" || !h.builds(name, r.tags) || h.pkg == "documentation" {
			continue
		}
		if p.name == "" || h.pkg == "main" {
			p.name = h.pkg
		}
		f := &gofile{path: name, pkg: p, src: src}
		f.readImports(r.fset)
		p.files = append(p.files, f)
	}
	return p
}

var versionElement = regexp.MustCompile(`^v[0-9]+$`)

func (f *gofile) readImports(fset *token.FileSet) {
	f.imports = map[string]string{}
	head := f.src
	// a parse of the imports alone stops there, but the parser wants to see that the file goes on
	tree, _ := parser.ParseFile(fset, f.path, head, parser.ImportsOnly|parser.SkipObjectResolution)
	if tree == nil {
		return
	}
	for _, spec := range tree.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		f.paths = append(f.paths, p)
		name := importName(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		f.imports[name] = p
	}
}

// rename corrects the guessed name of an import when its package is at hand and calls itself otherwise.
func (f *gofile) rename(imported, name string) {
	if guess := importName(imported); name != "" && name != guess && f.imports[guess] == imported {
		delete(f.imports, guess)
		f.imports[name] = imported
	}
}

// importName guesses the package name of an import path: its last element without a major version, gopkg.in suffix or go- prefix.
func importName(p string) string {
	base := path.Base(p)
	if versionElement.MatchString(base) && strings.Contains(p, "/") {
		base = path.Base(path.Dir(p))
	}
	if name, _, ok := strings.Cut(base, ".v"); ok {
		base = name
	}
	base = strings.TrimPrefix(strings.TrimSuffix(base, "-go"), "go-")
	if i := strings.LastIndexAny(base, "-."); i >= 0 && i+1 < len(base) {
		base = base[i+1:]
	}
	return base
}

// importLine is the line that imports a package, or one below it; 0 when none does.
func (f *gofile) importLine(path string) int {
	line := 0
	for text := range strings.Lines(string(f.src)) {
		line++
		if strings.Contains(text, `"`+path) {
			return line
		}
	}
	return 0
}

// has says whether the file's text holds a word, which is much cheaper than a parse.
// The answers are kept: the programs of a repository share most of their files.
func (f *gofile) has(word string) bool {
	held, known := f.words[word]
	if !known {
		if f.words == nil {
			f.words = map[string]bool{}
		}
		held = bytes.Contains(f.src, []byte(word))
		f.words[word] = held
	}
	return held
}

// parse returns the syntax of a file, nil when it cannot be parsed. It is done once.
func (r *repo) parse(f *gofile) *ast.File {
	if f.parsed {
		return f.tree
	}
	f.parsed = true
	if len(f.src) > maxGoFile || generatedTable(f.src) {
		return nil
	}
	tree, err := parser.ParseFile(r.fset, f.path, f.src, parser.SkipObjectResolution)
	if tree == nil || err != nil && len(tree.Decls) == 0 {
		return nil
	}
	f.tree = tree
	r.byPath[f.path] = f
	return f.tree
}

// generatedTable says whether a file is large and written by a program: it sets no ports.
func generatedTable(src []byte) bool {
	return len(src) > 200_000 && bytes.Contains(src[:min(len(src), 2000)], []byte("DO NOT EDIT"))
}

// place is the evidence of a node.
func (r *repo) place(n ast.Node, rule string) facts.Evidence {
	pos := r.fset.Position(n.Pos())
	return facts.Evidence{File: pos.Filename, Line: pos.Line, Rule: rule}
}

// fileAt returns the parsed file that holds a position.
func (r *repo) fileAt(at token.Pos) *gofile {
	file := r.fset.File(at)
	if file == nil {
		return nil
	}
	return r.byPath[file.Name()]
}
