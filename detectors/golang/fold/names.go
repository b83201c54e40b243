package fold

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// object returns what an identifier of a file means: nil when it is a name of something outside of the repository, or of code that does
// not compile.
func (p *Program) object(f *module.File, id *ast.Ident) types.Object {
	info := p.src.types.info(f.Pkg)
	if o := info.Uses[id]; o != nil {
		return o
	}
	return info.Defs[id]
}

// means says whether an identifier means what is declared at a position.
func (p *Program) means(f *module.File, id *ast.Ident, declared token.Pos) bool {
	if id.Pos() == declared {
		return true
	}
	o := p.object(f, id)
	return o != nil && o.Pos() == declared
}

// Undeclared says whether nothing in the repository declares what an identifier means.
func (p *Program) Undeclared(f *module.File, id *ast.Ident) bool { return p.object(f, id) == nil }

// SameName says whether two identifiers of a file mean the same declaration.
func (p *Program) SameName(f *module.File, a, b *ast.Ident) bool { return p.same(f, a, b) }

// HeldBy is the name of the local variable that holds a literal or its address, nil when something else does.
func (p *Program) HeldBy(pr Pair, f *module.File) *ast.Ident {
	for _, sets := range p.Index(f).Sets {
		for _, s := range sets {
			right := s.Right
			if u, ok := right.(*ast.UnaryExpr); ok {
				right = u.X
			}
			if right == ast.Expr(pr.Lit) && s.defines {
				id, _ := s.left.(*ast.Ident)
				return id
			}
		}
	}
	return nil
}

// Declared says whether a call means a function or method of the repository that has a body.
func (p *Program) Declared(c *ast.CallExpr, sc Scope) bool {
	return slices.ContainsFunc(p.Callees(c, sc), func(s Scope) bool { return s.Fn.Body != nil })
}

// PackageNamed says which package an expression names: one of the repository, or the import path of one from outside.
func (p *Program) PackageNamed(f *module.File, e ast.Expr) (path string, pkg *module.Package, ok bool) {
	id, isName := e.(*ast.Ident)
	if !isName || f.Imports[id.Name] == "" {
		return "", nil, false
	}
	if x := p.Index(f); !x.names[id.Name] { // nothing in the file can hide it
		return f.Imports[id.Name], p.PackageOf(f, id.Name), true
	}
	switch o := p.object(f, id).(type) {
	case *types.PkgName:
		path = o.Imported().Path()
		if p.src.types.stubs[path] == o.Imported() {
			return path, nil, true
		}
		return path, p.Repo.Packages[path], true
	case nil:
		path = f.Imports[id.Name]
		return path, p.PackageOf(f, id.Name), path != ""
	}
	return "", nil, false
}

// declaration returns the declaration of an object of the repository, with its file.
func (p *Program) declaration(o types.Object) (decl, *module.File, bool) {
	if o == nil || !o.Pos().IsValid() {
		return decl{}, nil, false
	}
	f := p.Repo.FileAt(o.Pos())
	if f == nil {
		return decl{}, nil, false
	}
	d, ok := p.Index(f).decls[o.Pos()]
	return d, f, ok
}

// same says whether two identifiers of a file mean the same declaration.
func (p *Program) same(f *module.File, a, b *ast.Ident) bool {
	o := p.object(f, b)
	return o != nil && p.means(f, a, o.Pos())
}
