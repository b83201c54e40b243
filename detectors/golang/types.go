package golang

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"
)

// scope is where an expression stands; bind holds the arguments of the call that is being followed, by the positions of the parameters.
type scope struct {
	file *gofile
	fn   *ast.FuncDecl
	bind map[token.Pos]bound
}

type bound struct {
	expr ast.Expr
	sc   scope
}

// typ is a type of the repository as go/types knows it, or the path of something outside of the repository as the code writes it
// ("net/http.Server"; for what a function there returns, "github.com/gin-gonic/gin.Default()").
type typ struct {
	own types.Type
	ext string
}

const maxDepth = 14

// key names a type, so that two can be compared: its folder and name, or its path; "" when it has no name.
func (t typ) key() string {
	if t.ext != "" {
		return t.ext
	}
	if n := t.named(); n != nil && n.Obj().Pkg() != nil {
		return n.Obj().Pkg().Path() + "." + n.Obj().Name()
	}
	return ""
}

// named is the declared type that a type or a pointer to it is.
func (t typ) named() *types.Named {
	own := t.own
	for p, ok := pointer(own); ok; p, ok = pointer(own) {
		own = p.Elem()
	}
	if own == nil {
		return nil
	}
	n, _ := types.Unalias(own).(*types.Named)
	return n
}

func pointer(t types.Type) (*types.Pointer, bool) {
	if t == nil {
		return nil, false
	}
	p, ok := types.Unalias(t).(*types.Pointer)
	return p, ok
}

// fieldOf finds a field of a struct type, also of embedded structs; nil when there is none. promoted says that it is of an embedded one.
func fieldOf(t typ, name string) (field *types.Var, promoted bool) {
	if t.own == nil {
		return nil, false
	}
	var from *types.Package
	if n := t.named(); n != nil {
		from = n.Obj().Pkg()
	}
	o, index, _ := types.LookupFieldOrMethod(t.own, true, from, name)
	field, _ = o.(*types.Var)
	return field, len(index) > 1
}

// field returns the declaration of a field, nil when there is none in the repository.
func (p *program) field(t typ, name string) *ast.Field {
	v, _ := fieldOf(t, name)
	if v == nil {
		return nil
	}
	d, _, _ := p.declaration(v)
	return d.field
}

// typeOf says the type of an expression as far as declarations show it; the zero typ when they do not.
func (p *program) typeOf(e ast.Expr, sc scope, depth int) typ {
	if depth > maxDepth || e == nil {
		return typ{}
	}
	t := p.src.types.info(sc.file.pkg).TypeOf(e)
	if several, ok := t.(*types.Tuple); ok && several.Len() > 0 {
		t = several.At(0).Type()
	}
	if known(t) {
		return p.resolved(t, depth)
	}
	return typ{ext: p.outside(e, sc, depth)}
}

// resolved replaces a type of the repository that is defined as one from outside by that one.
func (p *program) resolved(t types.Type, depth int) typ {
	n := typ{own: t}.named()
	if n == nil || known(n.Underlying()) {
		return typ{own: t}
	}
	if d, f, ok := p.declaration(n.Obj()); ok {
		if ext := p.written(d.typ, f, depth+1); ext != "" {
			return typ{ext: ext}
		}
	}
	return typ{own: t}
}

// known says whether go/types made a type out, down to what a pointer, list or map holds.
func known(t types.Type) bool {
	for {
		switch u := t.(type) {
		case nil:
			return false
		case *types.Basic:
			return u.Kind() != types.Invalid
		case *types.Pointer:
			t = u.Elem()
		case *types.Slice:
			t = u.Elem()
		case *types.Array:
			t = u.Elem()
		case *types.Map:
			t = u.Elem()
		default:
			return true
		}
	}
}

// written is the path of a type expression that names something outside of the repository, or of what a pointer or list of it holds.
func (p *program) written(e ast.Expr, f *gofile, depth int) string {
	if depth > maxDepth || f == nil {
		return ""
	}
	switch e := e.(type) {
	case *ast.StarExpr:
		return p.written(e.X, f, depth+1)
	case *ast.ParenExpr:
		return p.written(e.X, f, depth+1)
	case *ast.IndexExpr:
		return p.written(e.X, f, depth+1)
	case *ast.ArrayType:
		return p.written(e.Elt, f, depth+1)
	case *ast.Ellipsis:
		return p.written(e.Elt, f, depth+1)
	case *ast.MapType:
		return p.written(e.Value, f, depth+1)
	case *ast.Ident:
		if d, in, ok := p.declaration(p.object(f, e)); ok {
			return p.written(d.typ, in, depth+1)
		}
	case *ast.SelectorExpr:
		imported, pkg, ok := p.packageNamed(f, e.X)
		switch {
		case !ok:
		case pkg == nil:
			return imported + "." + e.Sel.Name
		default:
			if d, in, ok := p.declaration(p.object(f, e.Sel)); ok {
				return p.written(d.typ, in, depth+1)
			}
		}
	}
	return ""
}

// outside follows an expression to the value of another module that it comes from, by the text of its declarations.
func (p *program) outside(e ast.Expr, sc scope, depth int) string {
	if depth > maxDepth || e == nil {
		return ""
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.outside(e.X, sc, depth+1)
	case *ast.StarExpr:
		return p.outside(e.X, sc, depth+1)
	case *ast.UnaryExpr:
		return p.outside(e.X, sc, depth+1)
	case *ast.IndexExpr:
		return p.outside(e.X, sc, depth+1)
	case *ast.TypeAssertExpr:
		return p.written(e.Type, sc.file, depth+1)
	case *ast.CompositeLit:
		return p.written(e.Type, sc.file, depth+1)
	case *ast.Ident:
		return p.outsideName(e, sc, depth)
	case *ast.SelectorExpr:
		if imported, pkg, ok := p.packageNamed(sc.file, e.X); ok && pkg == nil {
			return imported + "." + e.Sel.Name
		}
		if d, f, ok := p.declaration(p.object(sc.file, e.Sel)); ok {
			return p.outsideDeclared(d, e.Sel, f, depth)
		}
		if v, _ := fieldOf(p.typeOf(e.X, sc, depth+1), e.Sel.Name); v != nil {
			if d, f, ok := p.declaration(v); ok {
				return p.written(d.typ, f, depth+1)
			}
		}
		if ext := p.outside(e.X, sc, depth+1); ext != "" {
			return ext + "." + e.Sel.Name
		}
	case *ast.CallExpr:
		return p.outsideCall(e, sc, 0, depth)
	}
	return ""
}

func (p *program) outsideName(e *ast.Ident, sc scope, depth int) string {
	o := p.object(sc.file, e)
	d, f, ok := p.declaration(o)
	if !ok {
		return ""
	}
	if d.typ != nil || d.value != nil {
		return p.outsideDeclared(d, e, f, depth)
	}
	for _, s := range p.assignments(f, e.Name, o.Pos()) {
		in := scope{file: f, fn: s.fn}
		ext := ""
		if c, isCall := s.right.(*ast.CallExpr); isCall {
			ext = p.outsideCall(c, in, s.result, depth+1)
		} else if s.right != nil && s.right.Pos() != e.Pos() {
			ext = p.outside(s.right, in, depth+1)
		}
		if ext != "" {
			return ext
		}
	}
	return ""
}

// outsideDeclared is the type that a declaration writes down, or the one of its value.
func (p *program) outsideDeclared(d decl, id *ast.Ident, f *gofile, depth int) string {
	if d.typ != nil {
		return p.written(d.typ, f, depth+1)
	}
	if d.value != nil && d.value.expr != nil {
		return p.outside(d.value.expr, scope{file: f}, depth+1)
	}
	return ""
}

func (p *program) outsideCall(c *ast.CallExpr, sc scope, result, depth int) string {
	if id, ok := c.Fun.(*ast.Ident); ok && len(c.Args) > 0 && (id.Name == "new" || id.Name == "make") {
		return p.written(c.Args[0], sc.file, depth+1)
	}
	if found := p.callees(c, sc); len(found) > 0 {
		callee := found[0]
		if r := callee.fn.Type.Results; r != nil {
			i := 0
			for _, f := range r.List {
				for range max(1, len(f.Names)) {
					if i == result {
						return p.written(f.Type, callee.file, depth+1)
					}
					i++
				}
			}
		}
		return ""
	}
	if sel, ok := c.Fun.(*ast.SelectorExpr); ok {
		if ext := p.outside(sel, sc, depth+1); ext != "" {
			return ext + "()"
		}
	}
	return p.written(c.Fun, sc.file, depth+1) // a conversion
}

// callees returns the declaration of the repository that a call means.
func (p *program) callees(c *ast.CallExpr, sc scope) []scope {
	fun := p.functionValue(c.Fun, sc)
	if lit, ok := fun.(*ast.FuncLit); ok {
		return []scope{{file: sc.file, fn: &ast.FuncDecl{Name: ast.NewIdent("_"), Type: lit.Type, Body: lit.Body}, bind: sc.bind}}
	}
	id := named(fun)
	if id == nil {
		return nil
	}
	o := p.object(sc.file, id)
	if d, f, ok := p.declaration(o); ok && d.fn != nil && d.fn.Name.Pos() == o.Pos() {
		return []scope{{file: f, fn: d.fn}}
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	// a method that go/types did not find, because an embedded type is from outside
	key := p.typeOf(sel.X, sc, 0).key()
	dir, name := path.Split(key) // "internal/config.Options": the folder may hold dots, the type may not
	i := strings.LastIndex(name, ".")
	if key == "" || i < 0 {
		return nil
	}
	if pkg := p.r.packages[path.Join(dir, name[:i])]; pkg != nil {
		return p.funcs(pkg, sel.Sel.Name, name[i+1:])
	}
	return nil
}

// isFunctionName holds for what can stand for a function without a call.
func isFunctionName(e ast.Expr) bool {
	switch e.(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.FuncLit:
		return true
	}
	return false
}

// functionValue follows a variable that holds a function, where only one can be in it: listen := http.ListenAndServe, address := s.address.
func (p *program) functionValue(fun ast.Expr, sc scope) ast.Expr {
	id, ok := fun.(*ast.Ident)
	if !ok {
		return fun
	}
	if x := p.index(sc.file); x == nil || !slices.ContainsFunc(x.sets[id.Name], func(s set) bool { return isFunctionName(s.right) }) {
		return fun
	}
	o, ok := p.object(sc.file, id).(*types.Var)
	if !ok {
		return fun
	}
	d, f, ok := p.declaration(o)
	if !ok || f != sc.file || d.param >= 0 || d.value != nil {
		return fun
	}
	sets, _ := p.index(f).reaching(p.assignments(f, o.Name(), o.Pos()), id.Pos())
	if len(sets) != 1 || sets[0].right == nil {
		return fun
	}
	return sets[0].right
}
