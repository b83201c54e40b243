package fold

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// maxPackages bounds the packages of one program that are read.
const maxPackages = 3000

// Program is one main package with all packages of the repository that it imports.
type Program struct {
	*Texts
	src  *Sources
	Repo *module.Repo
	Main *module.Package
	pkgs []*module.Package       // breadth first: what is nearer to main comes first
	Deps map[string]*module.File // import paths outside of the repository, with the first file that imports each

	names     map[importKey]*module.Package
	above     map[parentKey][]string
	Settings  Settings                       // none until something opens them
	paths     map[*ast.SelectorExpr][]string // the keys that fields have in configuration files
	lost      map[ast.Expr]bool              // lists and maps whose elements cannot be followed
	targets   map[string]bool                // what viper fills, by type
	variables *viperEnv                      // by which viper is set, nil until somebody asks
	held      map[ast.Expr]held
	fixed     map[ast.Expr]int        // what conditions are in every run
	filled    map[token.Pos]bool      // the fields that something decodes into
	pointed   map[token.Pos]bool      // the fields whose address something takes
	escaping  map[token.Pos][]escape  // where lists and maps get a second name
	put       map[placesKey][]place   // where fields get their values
	defined   map[string][]definition // the flags and defaults of a name
}

// Program follows the imports of a main package through the repository.
func (s *Sources) Program(main *module.Package) *Program {
	r := s.r
	p := &Program{Texts: textsOf(nil), Settings: noSettings{}, src: s, Repo: r, Main: main, Deps: map[string]*module.File{}, names: map[importKey]*module.Package{}, above: map[parentKey][]string{}, held: map[ast.Expr]held{}, fixed: map[ast.Expr]int{}, lost: map[ast.Expr]bool{}, pointed: map[token.Pos]bool{}, escaping: map[token.Pos][]escape{}, paths: map[*ast.SelectorExpr][]string{}, put: map[placesKey][]place{}, defined: map[string][]definition{}}
	seen := map[string]bool{main.Dir: true}
	p.pkgs = []*module.Package{main}
	for i := 0; i < len(p.pkgs) && len(p.pkgs) < maxPackages; i++ {
		for _, f := range p.pkgs[i].Files {
			if p.pkgs[i].Name == "main" && p.pkgs[i] != main || isMock(f.Path) {
				continue
			}
			p.Files = append(p.Files, f)
			for _, imported := range f.Paths {
				dir, m := r.Resolve(p.pkgs[i].Mod, imported)
				if m == nil {
					if p.Deps[imported] == nil {
						p.Deps[imported] = f
					}
					continue
				}
				next := r.Package(dir, m)
				f.Rename(imported, next.Name)
				if !seen[dir] && len(next.Files) > 0 {
					p.pkgs = append(p.pkgs, next)
				}
				seen[dir] = true
			}
		}
	}
	return p
}

// Imports says whether the program imports a package, or any below it, and where.
func (p *Program) Imports(prefix string) *module.File {
	if f := p.Deps[prefix]; f != nil {
		return f
	}
	var found string
	for dep := range p.Deps {
		if strings.HasPrefix(dep, prefix+"/") && (found == "" || dep < found) {
			found = dep
		}
	}
	return p.Deps[found]
}

// PackageOf returns the package of the program that an identifier means in a file, when it is one of the repository.
func (p *Program) PackageOf(f *module.File, name string) *module.Package {
	imported, ok := f.Imports[name]
	if !ok {
		return nil
	}
	key := importKey{f.Pkg.Mod, imported}
	if pkg, known := p.names[key]; known {
		return pkg
	}
	var pkg *module.Package
	if dir, m := p.Repo.Resolve(f.Pkg.Mod, imported); m != nil {
		pkg = p.Repo.Package(dir, m)
	}
	p.names[key] = pkg
	return pkg
}

type importKey struct {
	mod  *module.Module
	path string
}

type parentKey struct{ typ, name string }

// funcs returns the declarations of a function of a package, or of the methods of that name when recv is true.
func (p *Program) funcs(pkg *module.Package, name string, recv string) []Scope {
	var found []Scope
	for _, f := range pkg.Files {
		if !f.Has(name) {
			continue
		}
		x := p.Index(f)
		for _, d := range x.funcs[name] {
			if Receiver(d) == recv {
				found = append(found, Scope{File: f, Fn: d})
			}
		}
	}
	return found
}

// declared finds a package-level constant or variable by its name alone.
func (p *Program) declared(pkg *module.Package, name string) (global, *module.File, bool) {
	for _, f := range pkg.Files {
		if !f.Has(name) {
			continue
		}
		if v, ok := p.Index(f).Values[name]; ok {
			return v, f, true
		}
	}
	return global{}, nil, false
}

// Receiver is the name of a method's receiver type, "" for a function.
func Receiver(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	return LastName(d.Recv.List[0].Type)
}

// Dependencies returns the import paths outside of the repository, sorted.
func (p *Program) Dependencies() []string {
	var list []string
	for dep := range p.Deps {
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
