package fold

import (
	"go/ast"
	"go/token"
)

// decl is the declaration of one name.
type decl struct {
	fn       *ast.FuncDecl // the function around it; of a function, its own declaration
	lit      *ast.FuncLit  // the function literal whose parameter it is
	typ      ast.Expr      // as it is written, nil when there is none
	value    *global       // of a package-level constant or variable
	field    *ast.Field    // of a field of a struct
	param    int           // position among the parameters, -1 for what is none
	variadic bool
}

// global is a package-level constant or variable.
type global struct {
	Expr ast.Expr // nil when it is declared without a value
	typ  ast.Expr
	iota int // position in its group of constants
}

// signature remembers parameters and results.
func (x *Index) signature(t *ast.FuncType, d decl) {
	if t.Params != nil {
		d.param = 0
		x.declared(t.Params.List, d)
	}
	if t.Results != nil {
		d.param = -1
		x.declared(t.Results.List, d)
	}
}

func (x *Index) declared(list []*ast.Field, d decl) {
	for _, field := range list {
		d.typ = field.Type
		_, d.variadic = field.Type.(*ast.Ellipsis)
		for _, name := range field.Names {
			x.decls[name.Pos()] = d
			x.names[name.Name] = true
			if d.param >= 0 {
				d.param++
			}
		}
		if len(field.Names) == 0 && d.param >= 0 {
			d.param++
		}
	}
}

// fields remembers the fields of the structs that a type is made of.
func (x *Index) fields(t ast.Expr) {
	if t == nil {
		return
	}
	ast.Inspect(t, func(n ast.Node) bool {
		s, ok := n.(*ast.StructType)
		if !ok {
			return true
		}
		for _, f := range s.Fields.List {
			for _, name := range f.Names {
				x.decls[name.Pos()] = decl{field: f, typ: f.Type, param: -1}
			}
			if len(f.Names) == 0 {
				x.decls[embeddedName(f.Type).Pos()] = decl{field: f, typ: f.Type, param: -1}
			}
		}
		return true
	})
}

// embeddedName is the identifier that names an embedded field: T of *pkg.T.
func embeddedName(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.StarExpr:
		return embeddedName(e.X)
	case *ast.SelectorExpr:
		return e.Sel
	case *ast.IndexExpr:
		return embeddedName(e.X)
	case *ast.IndexListExpr:
		return embeddedName(e.X)
	}
	return e
}

func (x *Index) declare(d *ast.GenDecl, a Around) {
	var last *ast.ValueSpec // of an iota group
	for n, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			x.Types[spec.Name.Name] = spec
			x.decls[spec.Name.Pos()] = decl{fn: a.Fn, typ: spec.Type, param: -1}
			x.fields(spec.Type)
			x.walkType(spec.Type, Around{Fn: a.Fn, Decl: spec.Name.Name})
		case *ast.ValueSpec:
			from := spec
			if d.Tok == token.CONST && len(spec.Values) == 0 && last != nil {
				from = last
			} else {
				last = spec
			}
			for i, name := range spec.Names {
				v := global{typ: from.Type, iota: n}
				if i < len(from.Values) {
					v.Expr = from.Values[i]
				}
				if i == 0 {
					x.fields(spec.Type)
				}
				inner := a
				if a.Fn == nil {
					x.Values[name.Name] = v
					x.decls[name.Pos()] = decl{typ: spec.Type, value: &v, param: -1}
					inner.Decl = name.Name
				} else {
					s := Set{left: name, Right: v.Expr, typ: spec.Type, Fn: a.Fn, defines: true, end: spec.End(), block: a.block, Around: a}
					if v.Expr == nil && len(spec.Values) == 1 {
						s.Right, s.result = spec.Values[0], i
					}
					x.set(s)
				}
				if i == 0 && spec.Type != nil {
					x.walkType(spec.Type, inner)
				}
				if v.Expr != nil && from == spec {
					x.walk(v.Expr, inner)
				}
			}
		}
	}
}

// walkType visits the type of a declaration, or the fields of a struct that is declared: a value of the one makes one of the other. What
// pointers, lists, maps and functions name is made elsewhere.
func (x *Index) walkType(t ast.Expr, a Around) {
	x.typed = true
	defer func() { x.typed = false }()
	switch t := t.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		x.walk(t, a)
	case *ast.ArrayType:
		if t.Len != nil {
			x.walkType(t.Elt, a)
		}
	case *ast.StructType:
		for _, f := range t.Fields.List {
			x.walkType(f.Type, a)
		}
	}
}
