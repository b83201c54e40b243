package fold

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"

	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/value"
)

// NameKey is a name in a package, or within one of its functions.
type NameKey struct {
	Name string
	fn   *ast.FuncDecl
	Pkg  *module.Package
}

// useKey is one place that reads a variable.
type useKey struct{ declared, at token.Pos }

func (q *question) evalName(e *ast.Ident, sc Scope, depth int) []value.Value {
	o := q.object(sc.File, e)
	switch o := o.(type) {
	case nil:
		return q.evalUnresolved(e, sc, depth)
	case *types.Const:
		if e.Name == "iota" && o.Pkg() == nil {
			return []value.Value{{Text: strconv.Itoa(sc.iota), Number: true, At: q.Repo.Place(e, "iota")}}
		}
		if o.Pkg() == nil { // true and false
			return []value.Value{{Text: e.Name, At: q.Repo.Place(e, "literal")}}
		}
		return q.once(useKey{o.Pos(), 0}, func() []value.Value { return q.evalConst(o, depth) })
	case *types.Var:
		if o.Parent() != nil && o.Pkg() != nil && o.Parent() == o.Pkg().Scope() {
			if q.busy[useKey{o.Pos(), 0}] { // dir = filepath.Join(root, dir): on the right it is what it was declared as
				return q.once(useKey{o.Pos(), o.Pos()}, func() []value.Value { return q.evalDeclared(o, depth) })
			}
			return q.once(useKey{o.Pos(), 0}, func() []value.Value { return unsure(q.Program, q.evalPackageVar(o, depth), o, sc.File.Pkg.Files...) })
		}
		return q.once(useKey{o.Pos(), e.Pos()}, func() []value.Value { return q.evalLocal(o, e.Pos(), sc, depth) })
	}
	return nil
}

// evalUnresolved looks a name up by its text alone, where go/types did not read the file or the package does not compile.
func (q *question) evalUnresolved(e *ast.Ident, sc Scope, depth int) []value.Value {
	v, f, ok := q.declared(sc.File.Pkg, e.Name)
	if !ok || v.Expr == nil {
		return nil
	}
	return doubt(q.once(NameKey{e.Name, nil, sc.File.Pkg}, func() []value.Value { return q.eval(v.Expr, Scope{File: f}, depth+1) }))
}

// evalConst is the value of a constant.
func (q *question) evalConst(o *types.Const, depth int) []value.Value {
	d, f, ok := q.declaration(o)
	if !ok {
		return nil
	}
	if d.value != nil {
		return q.eval(d.value.Expr, Scope{File: f, iota: d.value.iota}, depth+1)
	}
	sets := q.assignments(f, o.Name(), o.Pos())
	if len(sets) != 1 {
		return nil
	}
	return q.eval(sets[0].Right, Scope{File: f, Fn: d.fn}, depth+1)
}

// evalLocal collects what a variable of a function can hold at a place.
func (q *question) evalLocal(o *types.Var, at token.Pos, sc Scope, depth int) []value.Value {
	d, f, ok := q.declaration(o)
	if !ok || d.field != nil {
		return nil
	}
	if c := q.Index(f).counts[o.Pos()]; c != nil && c.loop.Body.Pos() <= at && at < c.loop.Body.End() {
		if list := q.loops().evalCounter(c, Scope{File: f, Fn: c.fn, bind: sc.bind}, depth); list != nil {
			return list
		}
	}
	sets, initial := q.reaching(f, o, at)
	var sources [][]value.Value
	if b, bound := sc.bind[o.Pos()]; bound && initial {
		sources = append(sources, q.eval(b.expr, b.sc, depth+1))
	} else if d.param >= 0 && initial {
		if calls := q.evalParam(d, f, depth); calls != nil || len(sets) == 0 {
			sources = append(sources, calls)
		}
	}
	for _, s := range sets {
		sources = append(sources, q.evalSet(s, Scope{File: f, Fn: s.Fn, bind: sc.bind}, depth))
	}
	return append(unsure(q.Program, join(sources), o, f), q.flags().evalFlagVar(f, o.Name(), o.Pos(), depth)...)
}

func (q *question) evalSet(s Set, sc Scope, depth int) []value.Value {
	if s.Right == nil {
		return nil
	}
	if s.ranged {
		return q.loops().evalRanged(s, sc, depth)
	}
	if c, ok := s.Right.(*ast.CallExpr); ok && s.result > 0 {
		return q.evalResult(c, sc, s.result, depth+1)
	}
	if s.op != token.ILLEGAL {
		return operate(q.eval(s.left, sc, depth+1), s.op, q.eval(s.Right, sc, depth+1))
	}
	return q.eval(s.Right, sc, depth+1)
}

// evalParam follows a parameter to the calls of its function.
func (q *question) evalParam(d decl, f *module.File, depth int) []value.Value {
	if d.lit != nil {
		return q.evalLiteralParam(d, f, depth)
	}
	var sources [][]value.Value
	name := d.fn.Name
	waiting, unasked := 0, true // calls that what follows waits for; whether no condition stands around any
	for _, g := range q.Naming(name.Name) {
		x := q.Index(g)
		for _, c := range x.Calls[name.Name] {
			if c.Around.Fn == d.fn || !q.allows(c.Around, g) {
				continue
			}
			called, certain := q.mayCall(c.Node, g, d.fn)
			if !called {
				continue
			}
			list := q.argument(c, g, d, depth)
			if !certain {
				list = doubt(list)
			}
			if list != nil {
				sources = append(sources, list)
			}
			if !c.Around.Aside {
				waiting++
			}
			unasked = unasked && len(c.Around.Conds) == 0
		}
	}
	list := join(sources)
	if len(sources) > 1 && unasked && (q.aside || waiting < 2) { // each of the calls happens, and none waits for another one's end
		return each(list)
	}
	return list
}

// argument folds what a call gives for a parameter.
func (q *question) argument(c Call, f *module.File, d decl, depth int) []value.Value {
	if len(c.Node.Args) == 0 || d.param >= len(c.Node.Args) && !d.variadic {
		return nil
	}
	if c.Around.Aside && !q.aside {
		q.aside = true
		defer func() { q.aside = false }()
	}
	return q.eval(c.Node.Args[min(d.param, len(c.Node.Args)-1)], Scope{File: f, Fn: c.Around.Fn}, depth+1)
}

// evalLiteralParam follows a parameter of a function literal to the calls of the variable that holds the literal.
func (q *question) evalLiteralParam(d decl, f *module.File, depth int) []value.Value {
	var sources [][]value.Value
	for _, name := range slices.Sorted(maps.Keys(q.Index(f).Sets)) {
		for _, s := range q.Index(f).Sets[name] {
			if s.Right != ast.Expr(d.lit) {
				continue
			}
			held := named(s.left)
			for _, c := range q.Index(f).Calls[name] {
				if id := named(c.Node.Fun); id != nil && q.same(f, id, held) {
					sources = append(sources, q.argument(c, f, d, depth))
				}
			}
		}
	}
	return join(sources)
}

// mayCall says whether a call means a function; it is not certain of a method that only its name shows, as through an interface.
func (p *Program) mayCall(c *ast.CallExpr, f *module.File, fn *ast.FuncDecl) (called, certain bool) {
	id := named(c.Fun)
	if id == nil {
		return false, false
	}
	o := p.object(f, id)
	if o != nil && o.Pos() == fn.Name.Pos() {
		return true, true
	}
	if d, _, ok := p.declaration(o); fn.Recv == nil || ok && d.fn != nil {
		return false, false
	}
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return false, false
	}
	_, _, isPackage := p.PackageNamed(f, sel.X)
	return !isPackage, false
}

// evalDeclared is a variable of a package as its declaration says.
func (q *question) evalDeclared(o *types.Var, depth int) []value.Value {
	d, f, ok := q.declaration(o)
	if !ok || d.value == nil || d.value.Expr == nil {
		return nil
	}
	return q.eval(d.value.Expr, Scope{File: f}, depth+1)
}

// evalPackageVar is a variable of a package with all that the program assigns to it.
func (q *question) evalPackageVar(o *types.Var, depth int) []value.Value {
	d, _, ok := q.declaration(o)
	if !ok || d.value == nil {
		return nil
	}
	var sources [][]value.Value
	if d.value.Expr != nil {
		sources = append(sources, q.evalDeclared(o, depth))
	}
	var flags []value.Value
	var home *module.File // whose init gives it a value whatever happens
	always := true
	for _, g := range q.Naming(o.Name()) {
		for _, s := range q.assignments(g, o.Name(), o.Pos()) {
			always = always && (home == nil || home == g) && q.Index(g).initial(s)
			home = g
			sources = append(sources, q.evalSet(s, Scope{File: g, Fn: s.Fn}, depth))
		}
		flags = append(flags, q.flags().evalFlagVar(g, o.Name(), o.Pos(), depth)...)
	}
	if home != nil && always {
		sources = sources[len(sources)-1:] // what init sets last, main finds (Go specification, "Package initialization")
	}
	return trim(append(join(sources), flags...))
}

// initial says whether an assignment is a statement of an init function that nothing leaves out.
func (x *Index) initial(s Set) bool {
	return s.Fn != nil && s.Fn.Recv == nil && s.Fn.Name.Name == "init" && len(s.Around.Conds) == 0 && s.block != nil && s.block.outer == nil && x.closure(s.left.Pos()) == nil && s.op == token.ILLEGAL
}
