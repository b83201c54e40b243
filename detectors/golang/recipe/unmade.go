package recipe

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// unmade is a package whose folder is there and lacks a file: the program takes a name of the package that no file of the build declares,
// and a //go:generate line in the folder may make the file.
type unmade struct {
	dir  string
	name string         // as the program writes the name: assets.Files
	at   facts.Evidence // where the program takes the name
}

// unmadePackages looks at the packages that have a //go:generate line only: elsewhere a name that is not declared is a mistake of the
// repository, which go build tells.
func unmadePackages(p *Program) []unmade {
	var list []unmade
	for _, dir := range generating(p) {
		declared := declaredIn(p.Repo, dir)
		if declared == nil {
			continue
		}
		for _, f := range p.Files {
			if u, ok := takesUndeclared(p.Repo, f, dir, declared); ok {
				list = append(list, u)
				break
			}
		}
	}
	return list
}

// declaredIn returns the exported names that a package declares in the files that are built; nil when a part of them is not known.
func declaredIn(r *module.Repo, dir string) map[string]bool {
	pkg := r.Packages[dir]
	if pkg == nil || r.AskedFor(dir, "cgo") != "" {
		return nil
	}
	names := map[string]bool{}
	for _, f := range pkg.Files {
		tree := r.Parse(f)
		if tree == nil || f.Broken {
			return nil
		}
		for _, d := range tree.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				names[d.Name.Name] = true
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						names[s.Name.Name] = true
					case *ast.ValueSpec:
						for _, id := range s.Names {
							names[id.Name] = true
						}
					}
				}
			}
		}
	}
	return names
}

var exportedName = regexp.MustCompile(`\b([\pL_][\pL\pN_]*)\.(\p{Lu}[\pL\pN_]*)`)

// takesUndeclared finds the first name of a package in a file that the package does not declare. The text is looked through first; only a
// file that seems to hold such a name is parsed, as the word may be a comment, a text, or the field of a variable called like the package.
func takesUndeclared(r *module.Repo, f *module.File, dir string, declared map[string]bool) (unmade, bool) {
	for name, imported := range f.Imports {
		if at, _ := r.Resolve(f.Pkg.Mod, imported); at != dir {
			continue
		}
		lacks := func(pkg, of string) bool { return pkg == name && !declared[of] }
		if !slices.ContainsFunc(exportedName.FindAllSubmatch(f.Src, -1), func(m [][]byte) bool { return lacks(string(m[1]), string(m[2])) }) {
			continue
		}
		fset := token.NewFileSet()
		tree, err := parser.ParseFile(fset, f.Path, f.Src, 0) // with the scopes, which tell a variable from a package
		if err != nil {
			continue
		}
		var found unmade
		ast.Inspect(tree, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok || found.name != "" {
				return found.name == ""
			}
			if id, ok := s.X.(*ast.Ident); ok && id.Obj == nil && lacks(id.Name, s.Sel.Name) {
				found = unmade{dir, id.Name + "." + s.Sel.Name, facts.Evidence{File: f.Path, Line: fset.Position(s.Pos()).Line}}
			}
			return true
		})
		if found.name != "" {
			return found, true
		}
	}
	return unmade{}, false
}

var goRunFile = regexp.MustCompile(`^go run (?:-(?:mod|tags)[= ]\S+ )*(?:\./)?([A-Za-z0-9_.-]+\.go)(?: |$)`)

// runsOwn says whether a //go:generate line runs a Go file of its own folder (go help generate: the command runs there) whose imports are of
// the standard library, of the module, or of one that go.mod requires. That is looked at because go mod tidy leaves a file with the tag
// ignore out (go.dev/ref/mod, "go mod tidy").
func runsOwn(r *module.Repo, dir, text string) bool {
	m := goRunFile.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	data, err := r.Tree.Read(path.Join(dir, m[1]))
	if err != nil {
		return false
	}
	tree, err := parser.ParseFile(token.NewFileSet(), m[1], data, parser.ImportsOnly)
	mod := r.ModuleOf(dir)
	if err != nil || mod == nil || mod.File == nil {
		return false
	}
	return !slices.ContainsFunc(tree.Imports, func(s *ast.ImportSpec) bool {
		imported := strings.Trim(s.Path.Value, "`\"")
		if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") || module.Within(imported, mod.Path) {
			return false
		}
		for _, q := range mod.File.Require {
			if module.Within(imported, q.Mod.Path) {
				return false
			}
		}
		return true
	})
}

// make returns the command that makes the file which a package lacks, and tells what the program takes of it.
func (u unmade) make(p *Program) []string {
	lines := directives(p.Repo, u.dir)
	what := "takes " + u.name + ", which no Go file that is built declares in " + u.dir
	if len(lines) == 1 && lines[0].runsGo {
		at := lines[0].at
		p.Repo.Warn(u.at.File, u.at.Line, what+": the build runs go generate on "+at.File+" before, whose line "+strconv.Itoa(at.Line)+" makes it")
		return []string{"go", "generate", "./" + module.Relative(at.File, p.Main.Mod.Dir)}
	}
	var seem []string
	for _, l := range lines {
		seem = append(seem, l.at.File+":"+strconv.Itoa(l.at.Line)+" ("+l.text+")")
	}
	p.Repo.Warn(u.at.File, u.at.Line, what+", and go build ends there; "+strings.Join(seem, ", ")+" may make it; commit the file, or build the unit by a Dockerfile of your own (dockerfile:)")
	return nil
}
