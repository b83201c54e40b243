package golang

import (
	"go/ast"
	"go/token"
	"go/types"
)

// object returns what an identifier of a file means: nil when it is a name of something outside of the repository, or of code that does
// not compile.
func (p *program) object(f *gofile, id *ast.Ident) types.Object {
	info := p.src.types.info(f.pkg)
	if o := info.Uses[id]; o != nil {
		return o
	}
	return info.Defs[id]
}

// means says whether an identifier means what is declared at a position.
func (p *program) means(f *gofile, id *ast.Ident, declared token.Pos) bool {
	if id.Pos() == declared {
		return true
	}
	o := p.object(f, id)
	return o != nil && o.Pos() == declared
}

// packageNamed says which package an expression names: one of the repository, or the import path of one from outside.
func (p *program) packageNamed(f *gofile, e ast.Expr) (path string, pkg *gopkg, ok bool) {
	id, isName := e.(*ast.Ident)
	if !isName || f.imports[id.Name] == "" {
		return "", nil, false
	}
	if x := p.index(f); x != nil && !x.names[id.Name] { // nothing in the file can hide it
		return f.imports[id.Name], p.packageOf(f, id.Name), true
	}
	switch o := p.object(f, id).(type) {
	case *types.PkgName:
		path = o.Imported().Path()
		if p.src.types.stubs[path] == o.Imported() {
			return path, nil, true
		}
		return path, p.r.packages[path], true
	case nil:
		path = f.imports[id.Name]
		return path, p.packageOf(f, id.Name), path != ""
	}
	return "", nil, false
}

// declaration returns the declaration of an object of the repository, with its file.
func (p *program) declaration(o types.Object) (decl, *gofile, bool) {
	if o == nil || !o.Pos().IsValid() {
		return decl{}, nil, false
	}
	f := p.r.fileAt(o.Pos())
	if f == nil {
		return decl{}, nil, false
	}
	d, ok := p.index(f).decls[o.Pos()]
	return d, f, ok
}

// same says whether two identifiers of a file mean the same declaration.
func (p *program) same(f *gofile, a, b *ast.Ident) bool {
	o := p.object(f, b)
	return o != nil && p.means(f, a, o.Pos())
}
