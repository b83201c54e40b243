package fold

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// Scope is where an expression stands; bind holds the arguments of the call that is being followed, by the positions of the parameters.
type Scope struct {
	File *module.File
	Fn   *ast.FuncDecl
	bind map[token.Pos]bound
	iota int // of a constant
}

type bound struct {
	expr ast.Expr
	sc   Scope
}

// Type is a type of the repository as go/types knows it, or the path of something outside of the repository as the code writes it
// ("net/http.Server"; for what a function there returns, "github.com/gin-gonic/gin.Default()").
type Type struct {
	own types.Type
	Ext string
}

const maxDepth = 14

// Key names a type, so that two can be compared: its folder and name, or its path; "" when it has no name.
func (t Type) Key() string {
	if t.Ext != "" {
		return t.Ext
	}
	if n := t.named(); n != nil && n.Obj().Pkg() != nil {
		return n.Obj().Pkg().Path() + "." + n.Obj().Name()
	}
	return ""
}

// named is the declared type that a type or a pointer to it is.
func (t Type) named() *types.Named {
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
func fieldOf(t Type, name string) (field *types.Var, promoted bool) {
	if t.own == nil {
		return nil, false
	}
	var from *types.Package // whose names that are not exported are seen
	if n := t.named(); n != nil {
		from = n.Obj().Pkg()
	} else if s, ok := structOf(t.own); ok && s.NumFields() > 0 { // var config struct { bind string }
		from = s.Field(0).Pkg()
	}
	o, index, _ := types.LookupFieldOrMethod(t.own, true, from, name)
	field, _ = o.(*types.Var)
	return field, len(index) > 1
}

// structOf is the struct type without a name that a type or a pointer to it is.
func structOf(t types.Type) (*types.Struct, bool) {
	for p, ok := pointer(t); ok; p, ok = pointer(t) {
		t = p.Elem()
	}
	s, ok := types.Unalias(t).(*types.Struct)
	return s, ok
}

// field returns the declaration of a field, nil when there is none in the repository.
func (p *Program) field(t Type, name string) *ast.Field {
	v, _ := fieldOf(t, name)
	if v == nil {
		return nil
	}
	d, _, _ := p.declaration(v)
	return d.field
}

// TypeOf says the type of an expression as far as declarations show it; the zero Type when they do not.
func (p *Program) TypeOf(e ast.Expr, sc Scope) Type {
	if e == nil {
		return Type{}
	}
	return typeIn(p.src.types.info(sc.File.Pkg), p, e, sc)
}

// declaredType is the type of an expression in a declaration of a type, a variable or a constant, not in the body of a function.
func declaredType(p *Program, e ast.Expr, sc Scope) Type {
	return typeIn(p.src.types.declarations(sc.File.Pkg), p, e, sc)
}

func typeIn(info *types.Info, p *Program, e ast.Expr, sc Scope) Type {
	t := info.TypeOf(e)
	if several, ok := t.(*types.Tuple); ok && several.Len() > 0 {
		t = several.At(0).Type()
	}
	if known(t) {
		return p.typing().resolved(t)
	}
	if t := instantiated(p, e, sc); known(t) {
		return p.typing().resolved(t)
	}
	return Type{Ext: p.typing().outside(e, sc.File)}
}

// instantiated is the type that a call of a generic function from outside names between its brackets. A function with one type parameter that
// has no argument to take it from returns that type, or a pointer to it: env.ParseAs[Config](), which caarlos0/env and others have.
func instantiated(p *Program, e ast.Expr, sc Scope) types.Type {
	call, _ := e.(*ast.CallExpr)
	if id, ok := e.(*ast.Ident); ok {
		o := p.object(sc.File, id)
		if o == nil {
			return nil
		}
		for _, s := range p.assignments(sc.File, id.Name, o.Pos()) {
			if c, ok := s.Right.(*ast.CallExpr); ok && s.result == 0 {
				call = c
			}
		}
	}
	if call == nil || len(call.Args) > 0 {
		return nil
	}
	of, ok := call.Fun.(*ast.IndexExpr)
	if !ok {
		return nil
	}
	if sel, ok := of.X.(*ast.SelectorExpr); !ok || !isOutside(p, sc.File, sel.X) {
		return nil
	}
	return p.src.types.info(sc.File.Pkg).TypeOf(of.Index)
}

func isOutside(p *Program, f *module.File, x ast.Expr) bool {
	_, pkg, ok := p.PackageNamed(f, x)
	return ok && pkg == nil
}

// resolved replaces a type of the repository that is defined as one from outside by that one.
func (p typing) resolved(t types.Type) Type {
	n := Type{own: t}.named()
	if n == nil || known(n.Underlying()) {
		return Type{own: t}
	}
	if d, f, ok := p.declaration(n.Obj()); ok {
		if ext := p.written(d.typ, f, 0); ext != "" {
			return Type{Ext: ext}
		}
	}
	return Type{own: t}
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
func (p typing) written(e ast.Expr, f *module.File, depth int) string {
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
		imported, pkg, ok := p.PackageNamed(f, e.X)
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

// Callees returns the declaration of the repository that a call means.
func (p *Program) Callees(c *ast.CallExpr, sc Scope) []Scope {
	fun := p.FunctionValue(c.Fun, sc)
	if lit, ok := fun.(*ast.FuncLit); ok {
		return []Scope{{File: sc.File, Fn: &ast.FuncDecl{Name: ast.NewIdent("_"), Type: lit.Type, Body: lit.Body}, bind: sc.bind}}
	}
	id := named(fun)
	if id == nil {
		return nil
	}
	o := p.object(sc.File, id)
	if d, f, ok := p.declaration(o); ok && d.fn != nil && d.fn.Name.Pos() == o.Pos() {
		return []Scope{{File: f, Fn: d.fn}}
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if method, ok := o.(*types.Func); ok && types.IsInterface(receiverOf(method)) {
		return p.typing().implementation(sel.Sel.Name)
	}
	// a method that go/types did not find, because an embedded type is from outside
	key := p.TypeOf(sel.X, sc).Key()
	dir, name := path.Split(key) // "internal/config.Options": the folder may hold dots, the type may not
	i := strings.LastIndex(name, ".")
	if key == "" || i < 0 {
		return nil
	}
	if pkg := p.Repo.Packages[path.Join(dir, name[:i])]; pkg != nil {
		return p.funcs(pkg, sel.Sel.Name, name[i+1:])
	}
	return nil
}

// receiverOf is the type that a method belongs to; of a function it is no type.
func receiverOf(f *types.Func) types.Type {
	if recv := f.Signature().Recv(); recv != nil {
		return recv.Type()
	}
	return types.Typ[types.Invalid]
}

// implementation is the method that a call through an interface of the repository leads to, where the program has only one of that name.
func (p typing) implementation(name string) []Scope {
	var found []Scope
	for _, f := range p.Naming(name) {
		for _, d := range p.Index(f).funcs[name] {
			if d.Recv != nil && d.Body != nil {
				found = append(found, Scope{File: f, Fn: d})
			}
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found
}

// isFunctionName holds for what can stand for a function without a call.
func isFunctionName(e ast.Expr) bool {
	switch e.(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.FuncLit:
		return true
	}
	return false
}

// FunctionValue follows a variable that holds a function, where only one can be in it: listen := http.ListenAndServe, address := s.address.
func (p *Program) FunctionValue(fun ast.Expr, sc Scope) ast.Expr {
	id, ok := fun.(*ast.Ident)
	if !ok {
		return fun
	}
	if x := p.Index(sc.File); !slices.ContainsFunc(x.Sets[id.Name], func(s Set) bool { return isFunctionName(s.Right) }) {
		return fun
	}
	o, ok := p.object(sc.File, id).(*types.Var)
	if !ok {
		return fun
	}
	d, f, ok := p.declaration(o)
	if !ok || f != sc.File || d.param >= 0 || d.value != nil {
		return fun
	}
	sets, _ := p.reaching(f, o, id.Pos())
	if len(sets) != 1 || sets[0].Right == nil {
		return fun
	}
	return sets[0].Right
}
