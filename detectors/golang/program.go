package golang

import (
	"go/ast"
	"path"
	"slices"
	"strings"
)

// maxPackages bounds the packages of one program that are read.
const maxPackages = 3000

// program is one main package with all packages of the repository that it imports.
type program struct {
	src   *sources
	r     *repo
	main  *gopkg
	pkgs  []*gopkg // breadth first: what is nearer to main comes first
	files []*gofile
	deps  map[string]*gofile // import paths outside of the repository, with the first file that imports each

	withWord map[string][]*gofile
	words    wordIndex
	names    map[importKey]*gopkg
	above    map[parentKey][]string
	settings settings        // nil until something opens them
	targets  map[string]bool // what viper fills, by type
}

// program follows the imports of a main package through the repository.
func (s *sources) program(main *gopkg) *program {
	r := s.r
	p := &program{src: s, r: r, main: main, deps: map[string]*gofile{}, withWord: map[string][]*gofile{}, names: map[importKey]*gopkg{}, above: map[parentKey][]string{}}
	seen := map[string]bool{main.dir: true}
	p.pkgs = []*gopkg{main}
	for i := 0; i < len(p.pkgs) && len(p.pkgs) < maxPackages; i++ {
		for _, f := range p.pkgs[i].files {
			if p.pkgs[i].name == "main" && p.pkgs[i] != main || isMock(f.path) {
				continue
			}
			p.files = append(p.files, f)
			for _, imported := range f.paths {
				dir, m := r.resolve(p.pkgs[i].mod, imported)
				if m == nil {
					if p.deps[imported] == nil {
						p.deps[imported] = f
					}
					continue
				}
				next := r.pkg(dir, m)
				f.rename(imported, next.name)
				if !seen[dir] && len(next.files) > 0 {
					p.pkgs = append(p.pkgs, next)
				}
				seen[dir] = true
			}
		}
	}
	return p
}

// with returns the files of the program whose text holds a text, nearest to main first. See naming for a whole word.
func (p *program) with(word string) []*gofile {
	if list, ok := p.withWord[word]; ok {
		return list
	}
	files := p.files
	if whole := wholeWord(word); whole != "" && p.indexed() {
		files = p.words.files(p, whole)
	}
	var list []*gofile
	for _, f := range files {
		if f.has(word) {
			list = append(list, f)
		}
	}
	p.withWord[word] = list
	return list
}

// imports says whether the program imports a package, or any below it, and where.
func (p *program) imports(prefix string) *gofile {
	if f := p.deps[prefix]; f != nil {
		return f
	}
	var found string
	for dep := range p.deps {
		if strings.HasPrefix(dep, prefix+"/") && (found == "" || dep < found) {
			found = dep
		}
	}
	return p.deps[found]
}

// packageOf returns the package of the program that an identifier means in a file, when it is one of the repository.
func (p *program) packageOf(f *gofile, name string) *gopkg {
	imported, ok := f.imports[name]
	if !ok {
		return nil
	}
	key := importKey{f.pkg.mod, imported}
	if pkg, known := p.names[key]; known {
		return pkg
	}
	var pkg *gopkg
	if dir, m := p.r.resolve(f.pkg.mod, imported); m != nil {
		pkg = p.r.pkg(dir, m)
	}
	p.names[key] = pkg
	return pkg
}

type importKey struct {
	mod  *mod
	path string
}

type parentKey struct{ typ, name string }

// funcs returns the declarations of a function of a package, or of the methods of that name when recv is true.
func (p *program) funcs(pkg *gopkg, name string, recv string) []scope {
	var found []scope
	for _, f := range pkg.files {
		if !f.has(name) {
			continue
		}
		x := p.index(f)
		if x == nil {
			continue
		}
		for _, d := range x.funcs[name] {
			if receiver(d) == recv {
				found = append(found, scope{file: f, fn: d})
			}
		}
	}
	return found
}

// declared finds a package-level constant or variable by its name alone.
func (p *program) declared(pkg *gopkg, name string) (global, *gofile, bool) {
	for _, f := range pkg.files {
		if !f.has(name) {
			continue
		}
		if x := p.index(f); x != nil {
			if v, ok := x.values[name]; ok {
				return v, f, true
			}
		}
	}
	return global{}, nil, false
}

// receiver is the name of a method's receiver type, "" for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	return lastName(d.Recv.List[0].Type)
}

// dependencies returns the import paths outside of the repository, sorted.
func (p *program) dependencies() []string {
	var list []string
	for dep := range p.deps {
		list = append(list, dep)
	}
	slices.Sort(list)
	return list
}

// isMock holds for files of test doubles that are no _test.go files.
func isMock(file string) bool {
	base := path.Base(file)
	return strings.HasPrefix(base, "mock_") || strings.HasSuffix(base, "_mock.go") || base == "mock.go" || base == "mocks.go"
}
