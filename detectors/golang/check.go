package golang

import (
	"errors"
	"go/ast"
	"go/types"
)

// checker asks go/types which declaration each name means. Packages of the repository are checked from their sources, those from outside are
// empty stubs, and errors are ignored: a repository need not compile here, nor have its dependencies.
type checker struct {
	r        *repo
	outlines map[*gopkg]*types.Package // without the bodies of functions, as packages that import it see it
	infos    map[*gopkg]*types.Info    // with the bodies
	stubs    map[string]*types.Package
}

func newChecker(r *repo) *checker {
	return &checker{r: r, outlines: map[*gopkg]*types.Package{}, infos: map[*gopkg]*types.Info{}, stubs: map[string]*types.Package{}}
}

// info returns what the names in the files of a package mean. It is made when it is asked for: most packages of a program never are.
func (c *checker) info(pkg *gopkg) *types.Info {
	if info, ok := c.infos[pkg]; ok {
		return info
	}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{}}
	c.infos[pkg] = info
	c.check(pkg, info)
	return info
}

// outline returns a package by its declarations alone. The objects of an outline and of the package's own info are not the same; what they
// have in common is the position of their declaration, by which everything here is compared.
func (c *checker) outline(pkg *gopkg) *types.Package {
	if made, ok := c.outlines[pkg]; ok {
		return made
	}
	c.outlines[pkg] = nil // packages that import each other do not compile
	c.outlines[pkg] = c.check(pkg, nil)
	return c.outlines[pkg]
}

func (c *checker) check(pkg *gopkg, info *types.Info) *types.Package {
	var files []*ast.File
	for _, f := range pkg.files {
		if isMock(f.path) {
			continue
		}
		if tree := c.r.parse(f); tree != nil && tree.Name.Name == pkg.name {
			files = append(files, tree)
		}
	}
	config := types.Config{
		Importer: importer{c, pkg.mod}, IgnoreFuncBodies: info == nil, FakeImportC: true, DisableUnusedImportCheck: true,
		Error: func(error) {},
	}
	made, _ := config.Check(pkg.dir, c.r.fset, files, info)
	return made
}

// importer resolves the imports of one module.
type importer struct {
	*checker
	mod *mod
}

// errOutside makes go/types take a package as one of which nothing is known, and not complain of each name that it lacks.
var errOutside = errors.New("not in the repository")

// Import returns the outline of a package of the repository, and a stub for any other.
func (i importer) Import(path string) (*types.Package, error) {
	if dir, m := i.r.resolve(i.mod, path); m != nil {
		if pkg := i.r.pkg(dir, m); len(pkg.files) > 0 {
			if made := i.outline(pkg); made != nil {
				return made, nil
			}
		}
	}
	stub := i.stubs[path]
	if stub == nil {
		stub = types.NewPackage(path, importName(path))
		i.stubs[path] = stub
	}
	return stub, errOutside
}
