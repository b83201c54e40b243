package fold

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// checker asks go/types which declaration each name means. Packages of the repository are checked from their sources, those from outside are
// empty stubs, and errors are ignored: a repository need not compile here, nor have its dependencies.
type checker struct {
	r        *module.Repo
	outlines map[*module.Package]*types.Package // without the bodies of functions, as packages that import it see it
	declared map[*module.Package]*types.Info    // what the names of an outline's declarations mean
	infos    map[*module.Package]*types.Info    // with the bodies
	stubs    map[string]*types.Package
}

func newChecker(r *module.Repo) *checker {
	return &checker{
		r: r, outlines: map[*module.Package]*types.Package{}, declared: map[*module.Package]*types.Info{}, infos: map[*module.Package]*types.Info{},
		stubs: map[string]*types.Package{},
	}
}

// info returns what the names in the files of a package mean. It is made when it is asked for: most packages of a program never are.
func (c *checker) info(pkg *module.Package) *types.Info {
	if info, ok := c.infos[pkg]; ok {
		return info
	}
	info := newInfo()
	c.infos[pkg] = info
	c.check(pkg, info, true)
	return info
}

func newInfo() *types.Info {
	return &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{}}
}

// declarations returns what the names in the declarations of a package mean: enough for the fields of its structs, and far less work than
// the bodies of its functions.
func (c *checker) declarations(pkg *module.Package) *types.Info {
	if info, ok := c.infos[pkg]; ok {
		return info
	}
	c.outline(pkg)
	return c.declared[pkg]
}

// outline returns a package by its declarations alone. The objects of an outline and of the package's own info are not the same; what they
// have in common is the position of their declaration, by which everything here is compared.
func (c *checker) outline(pkg *module.Package) *types.Package {
	if made, ok := c.outlines[pkg]; ok {
		return made
	}
	c.outlines[pkg] = nil // packages that import each other do not compile
	c.declared[pkg] = newInfo()
	c.outlines[pkg] = c.check(pkg, c.declared[pkg], false)
	return c.outlines[pkg]
}

func (c *checker) check(pkg *module.Package, info *types.Info, bodies bool) *types.Package {
	var files []*ast.File
	for _, f := range pkg.Files {
		if isMock(f.Path) {
			continue
		}
		if tree := c.r.Parse(f); tree != nil && tree.Name.Name == pkg.Name {
			files = append(files, tree)
		}
	}
	config := types.Config{
		Importer: importer{c, pkg.Mod}, IgnoreFuncBodies: !bodies, FakeImportC: true, DisableUnusedImportCheck: true,
		Error: func(error) {},
	}
	restore := tameConstants(files, bodies)
	defer restore()
	made, _ := config.Check(pkg.Dir, c.r.Fset, files, info)
	return made
}

// tameConstants takes the texts and the sums out of constant declarations while go/types works, which computes constants without a bound:
// thirty lines of "const b = a + a" would fill the memory. The values of constants are folded by this package, within its own bounds.
func tameConstants(files []*ast.File, bodies bool) (restore func()) {
	texts := map[*ast.BasicLit]string{}
	var sums []*ast.BinaryExpr
	tame := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				texts[n] = n.Value
				n.Value = `""`
			}
		case *ast.BinaryExpr:
			if n.Op == token.ADD {
				sums = append(sums, n)
				n.Op = token.SUB
			}
		}
		return true
	}
	declaration := func(n ast.Node) bool {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
			ast.Inspect(d, tame)
			return false
		}
		return true
	}
	for _, f := range files {
		for _, d := range f.Decls {
			if _, isFunc := d.(*ast.FuncDecl); !isFunc || bodies {
				ast.Inspect(d, declaration)
			}
		}
	}
	return func() {
		for lit, text := range texts {
			lit.Value = text
		}
		for _, sum := range sums {
			sum.Op = token.ADD
		}
	}
}

// importer resolves the imports of one module.
type importer struct {
	*checker
	mod *module.Module
}

// errOutside makes go/types take a package as one of which nothing is known, and not complain of each name that it lacks.
var errOutside = errors.New("not in the repository")

// Import returns the outline of a package of the repository, and a stub for any other.
func (i importer) Import(path string) (*types.Package, error) {
	if dir, m := i.r.Resolve(i.mod, path); m != nil {
		if pkg := i.r.Package(dir, m); len(pkg.Files) > 0 {
			if made := i.outline(pkg); made != nil {
				return made, nil
			}
		}
	}
	stub := i.stubs[path]
	if stub == nil {
		stub = types.NewPackage(path, module.ImportName(path))
		i.stubs[path] = stub
	}
	return stub, errOutside
}
