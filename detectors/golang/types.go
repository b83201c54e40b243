package golang

import (
	"go/ast"
	"go/token"
	"path"
	"strings"
)

// scope is where an expression stands; bind holds the arguments of the call that is being followed.
type scope struct {
	file *gofile
	fn   *ast.FuncDecl
	bind map[string]bound
}

type bound struct {
	expr ast.Expr
	sc   scope
}

// typ is a type as far as it is written down: an expression with the file it stands in, or the path of something outside of the repository
// ("net/http.Server"; for what a function there returns, "github.com/gin-gonic/gin.Default()").
type typ struct {
	expr ast.Expr
	file *gofile
	ext  string
}

const maxDepth = 14

// key names a type, so that two can be compared; "" when it has no name.
func (p *program) key(t typ) string {
	if t.ext != "" {
		return t.ext
	}
	switch e := t.expr.(type) {
	case *ast.StarExpr:
		return p.key(typ{expr: e.X, file: t.file})
	case *ast.ParenExpr:
		return p.key(typ{expr: e.X, file: t.file})
	case *ast.IndexExpr:
		return p.key(typ{expr: e.X, file: t.file})
	case *ast.Ident:
		return t.file.pkg.dir + "." + e.Name
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			if pkg := p.packageOf(t.file, x.Name); pkg != nil {
				return pkg.dir + "." + e.Sel.Name
			}
			return t.file.imports[x.Name] + "." + e.Sel.Name
		}
	}
	return ""
}

// under returns what a type is made of: named types and pointers are followed.
func (p *program) under(t typ, depth int) typ {
	if depth > maxDepth || t.ext != "" {
		return t
	}
	switch e := t.expr.(type) {
	case *ast.StarExpr:
		return p.under(typ{expr: e.X, file: t.file}, depth+1)
	case *ast.ParenExpr:
		return p.under(typ{expr: e.X, file: t.file}, depth+1)
	case *ast.IndexExpr:
		return p.under(typ{expr: e.X, file: t.file}, depth+1)
	case *ast.Ident:
		if spec, f := p.typeSpec(t.file.pkg, e.Name); spec != nil {
			return p.under(typ{expr: spec.Type, file: f}, depth+1)
		}
	case *ast.SelectorExpr:
		x, ok := e.X.(*ast.Ident)
		if !ok {
			return t
		}
		pkg := p.packageOf(t.file, x.Name)
		if pkg == nil {
			return typ{ext: p.key(t)}
		}
		if spec, f := p.typeSpec(pkg, e.Sel.Name); spec != nil {
			return p.under(typ{expr: spec.Type, file: f}, depth+1)
		}
	}
	return t
}

// field finds a field of a struct type, also of embedded structs.
func (p *program) field(t typ, name string, depth int) (*ast.Field, typ) {
	u := p.under(t, 0)
	s, ok := u.expr.(*ast.StructType)
	if !ok || depth > 4 {
		return nil, typ{}
	}
	for _, f := range s.Fields.List {
		for _, n := range f.Names {
			if n.Name == name {
				return f, typ{expr: f.Type, file: u.file}
			}
		}
		if len(f.Names) == 0 && lastName(f.Type) == name {
			return f, typ{expr: f.Type, file: u.file}
		}
	}
	for _, f := range s.Fields.List {
		if len(f.Names) == 0 {
			if found, ft := p.field(typ{expr: f.Type, file: u.file}, name, depth+1); found != nil {
				return found, ft
			}
		}
	}
	return nil, typ{}
}

// typeOf says the type of an expression as far as declarations show it; the zero typ when they do not.
func (p *program) typeOf(e ast.Expr, sc scope, depth int) typ {
	if depth > maxDepth || e == nil {
		return typ{}
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.typeOf(e.X, sc, depth+1)
	case *ast.StarExpr:
		return p.typeOf(e.X, sc, depth+1)
	case *ast.UnaryExpr:
		return p.typeOf(e.X, sc, depth+1)
	case *ast.TypeAssertExpr:
		return typ{expr: e.Type, file: sc.file}
	case *ast.CompositeLit:
		return p.written(e.Type, sc.file)
	case *ast.IndexExpr:
		return p.element(p.typeOf(e.X, sc, depth+1))
	case *ast.Ident:
		return p.typeOfName(e.Name, sc, depth)
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok && sc.file.imports[x.Name] != "" && !p.local(x.Name, x.Pos(), sc) {
			pkg := p.packageOf(sc.file, x.Name)
			if pkg == nil {
				return typ{ext: sc.file.imports[x.Name] + "." + e.Sel.Name}
			}
			if v, f, ok := p.declared(pkg, e.Sel.Name); ok {
				return p.typeOfValue(v, f, depth)
			}
			return typ{}
		}
		t := p.typeOf(e.X, sc, depth+1)
		if t.ext != "" {
			return typ{ext: t.ext + "." + e.Sel.Name}
		}
		_, ft := p.field(t, e.Sel.Name, 0)
		return ft
	case *ast.CallExpr:
		return p.typeOfCall(e, sc, 0, depth)
	}
	return typ{}
}

func (p *program) written(e ast.Expr, f *gofile) typ {
	if e == nil {
		return typ{}
	}
	t := typ{expr: e, file: f}
	if u := p.under(t, 0); u.ext != "" {
		return u
	}
	return t
}

// local says whether a name is a parameter or variable of the function at a place; in "gin := gin.Default()" the right side is still the package.
func (p *program) local(name string, at token.Pos, sc scope) bool {
	if sc.fn == nil {
		return false
	}
	if i, _, _ := param(sc.fn, name); i >= 0 {
		return true
	}
	x := p.r.index(sc.file)
	if x == nil {
		return false
	}
	for _, s := range x.sets[name] {
		if id, ok := s.left.(*ast.Ident); ok && s.fn == sc.fn && s.defines && id.Name == name {
			end := id.End()
			if s.right != nil {
				end = s.right.End()
			}
			if !at.IsValid() || at > end {
				return true
			}
		}
	}
	return false
}

func (p *program) typeOfName(name string, sc scope, depth int) typ {
	if sc.fn != nil {
		if sc.fn.Recv != nil && len(sc.fn.Recv.List) > 0 {
			for _, n := range sc.fn.Recv.List[0].Names {
				if n.Name == name {
					return p.written(sc.fn.Recv.List[0].Type, sc.file)
				}
			}
		}
		if i, t, _ := param(sc.fn, name); i >= 0 {
			return p.written(t, sc.file)
		}
		if x := p.r.index(sc.file); x != nil {
			for _, s := range x.sets[name] {
				if id, ok := s.left.(*ast.Ident); !ok || s.fn != sc.fn || id.Name != name {
					continue
				}
				var t typ
				switch {
				case s.typ != nil:
					t = p.written(s.typ, sc.file)
				case s.ranged:
					t = p.element(p.typeOf(s.right, sc, depth+1))
				default:
					if c, ok := s.right.(*ast.CallExpr); ok {
						t = p.typeOfCall(c, sc, s.result, depth+1)
					} else if s.right != nil {
						t = p.typeOf(s.right, sc, depth+1)
					}
				}
				if t != (typ{}) {
					return t
				}
			}
		}
	}
	if v, f, ok := p.declared(sc.file.pkg, name); ok {
		return p.typeOfValue(v, f, depth)
	}
	return typ{}
}

func (p *program) typeOfValue(v value, f *gofile, depth int) typ {
	if v.typ != nil {
		return p.written(v.typ, f)
	}
	if v.expr != nil {
		return p.typeOf(v.expr, scope{file: f}, depth+1)
	}
	return typ{}
}

func (p *program) element(t typ) typ {
	switch u := p.under(t, 0); e := u.expr.(type) {
	case *ast.ArrayType:
		return p.written(e.Elt, u.file)
	case *ast.Ellipsis:
		return p.written(e.Elt, u.file)
	case *ast.MapType:
		return p.written(e.Value, u.file)
	}
	return typ{}
}

func (p *program) typeOfCall(c *ast.CallExpr, sc scope, result, depth int) typ {
	if depth > maxDepth {
		return typ{}
	}
	if id, ok := c.Fun.(*ast.Ident); ok && len(c.Args) > 0 && (id.Name == "new" || id.Name == "make") {
		return p.written(c.Args[0], sc.file)
	}
	if found := p.callees(c, sc, depth+1); len(found) > 0 {
		callee := found[0]
		if r := callee.fn.Type.Results; r != nil {
			i := 0
			for _, f := range r.List {
				for range max(1, len(f.Names)) {
					if i == result {
						return p.written(f.Type, callee.file)
					}
					i++
				}
			}
		}
		return typ{}
	}
	if sel, ok := c.Fun.(*ast.SelectorExpr); ok {
		if t := p.typeOf(sel, sc, depth+1); t.ext != "" {
			return typ{ext: t.ext + "()"}
		}
	}
	if id, ok := c.Fun.(*ast.Ident); ok && len(c.Args) == 1 { // a conversion to a type of the package
		if spec, f := p.typeSpec(sc.file.pkg, id.Name); spec != nil {
			return p.written(ast.NewIdent(id.Name), f)
		}
	}
	return typ{}
}

// callees returns the declarations that a call can mean, inside the repository.
func (p *program) callees(c *ast.CallExpr, sc scope, depth int) []scope {
	fun := c.Fun
	if ix, ok := fun.(*ast.IndexExpr); ok {
		fun = ix.X
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		return p.funcs(sc.file.pkg, fun.Name, "")
	case *ast.SelectorExpr:
		if x, ok := fun.X.(*ast.Ident); ok && sc.file.imports[x.Name] != "" && !p.local(x.Name, x.Pos(), sc) {
			if pkg := p.packageOf(sc.file, x.Name); pkg != nil {
				return p.funcs(pkg, fun.Sel.Name, "")
			}
			return nil
		}
		key := p.key(p.typeOf(fun.X, sc, depth+1))
		dir, name := path.Split(key) // "internal/config.Options": the folder may hold dots, the type may not
		i := strings.LastIndex(name, ".")
		if key == "" || i < 0 {
			return nil
		}
		if pkg := p.r.packages[path.Join(dir, name[:i])]; pkg != nil {
			return p.funcs(pkg, fun.Sel.Name, name[i+1:])
		}
	}
	return nil
}
