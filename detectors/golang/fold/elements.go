package fold

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/value"
)

// element is one element of a list, map or channel.
type element struct {
	key   string // the index in a list; not known when keyed is false
	keyed bool
	at    ast.Node // where the key is written
	value ast.Expr
	sc    Scope
	texts []value.Value // of an element that no expression of its own makes
	shaky bool          // somebody else may have written to it
	set   *Set          // the assignment that makes it, nil when it comes with the whole
}

// elementsKey is the question for the elements of one expression.
type elementsKey struct{ of ast.Expr }

// elements are those that the program puts into a list, map or channel; false when something that cannot be followed may put others there.
func (q lists) elements(e ast.Expr, sc Scope, depth int) (list []element, ok bool) {
	key := elementsKey{e}
	if e == nil || q.busy[key] || !q.budget.Step(depth) {
		return nil, false
	}
	if q.lost[e] {
		return nil, false
	}
	q.busy[key] = true
	defer func() {
		delete(q.busy, key)
		if !ok && len(sc.bind) == 0 { // another question would follow the same way in vain
			q.lost[e] = true
		}
	}()
	switch e := e.(type) {
	case *ast.ParenExpr:
		return q.elements(e.X, sc, depth)
	case *ast.StarExpr:
		return q.elements(e.X, sc, depth)
	case *ast.UnaryExpr:
		return q.elements(e.X, sc, depth)
	case *ast.CompositeLit:
		return q.elementsOfLiteral(e, sc, depth)
	case *ast.Ident:
		return q.elementsOfName(e, sc, depth)
	case *ast.SelectorExpr:
		return q.elementsOfField(e, sc, depth)
	case *ast.CallExpr:
		return q.elementsOfCall(e, sc, depth)
	case *ast.SliceExpr:
		list, ok = q.elements(e.X, sc, depth+1)
		from, to, bounded := q.bounds(e, sc, len(list), depth)
		if !ok || !bounded {
			return nil, false
		}
		return numbered(list[from:to]), true
	}
	return nil, false
}

func (q lists) elementsOfLiteral(e *ast.CompositeLit, sc Scope, depth int) ([]element, bool) {
	if t := q.TypeOf(e, sc).own; t != nil {
		if _, isStruct := t.Underlying().(*types.Struct); isStruct {
			return nil, false
		}
	}
	var list []element
	next := 0
	for _, el := range e.Elts[:min(len(e.Elts), value.MaxValues)] {
		made := element{key: strconv.Itoa(next), keyed: true, at: el, value: el, sc: sc}
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			keys := q.eval(kv.Key, sc, depth+1)
			made.at, made.value, made.key = kv.Key, kv.Value, First(keys)
			made.keyed = len(keys) == 1 && keys[0].Known()
		}
		if n, err := strconv.Atoi(made.key); err == nil {
			next = n
		}
		next++
		list = append(list, made)
	}
	return list, true
}

// elementsOfName are those of a variable; none is certain where somebody else may write to the list.
func (q lists) elementsOfName(e *ast.Ident, sc Scope, depth int) ([]element, bool) {
	o, ok := q.object(sc.File, e).(*types.Var)
	if !ok {
		return nil, false
	}
	list, ok := q.elementsOfVariable(o, e, sc, depth)
	if !ok || len(list) == 0 {
		return list, ok
	}
	if d, f, found := q.declaration(o); found && (aliasing{q.Program}).escaped(o, d, f, e.Pos()) {
		list = slices.Clone(list)
		for i := range list {
			list[i].shaky = true
		}
	}
	return list, ok
}

func (q lists) elementsOfVariable(o *types.Var, e *ast.Ident, sc Scope, depth int) ([]element, bool) {
	if b, bound := sc.bind[o.Pos()]; bound {
		return q.elements(b.expr, b.sc, depth+1)
	}
	d, f, ok := q.declaration(o)
	if !ok || d.field != nil {
		return nil, false
	}
	if d.value != nil {
		return q.elementsOfPackage(o, d, f, depth)
	}
	if _, isChannel := o.Type().Underlying().(*types.Chan); isChannel {
		return q.sent(f, o)
	}
	var list []element
	sets, initial := q.reaching(f, o, e.Pos())
	switch {
	case d.param >= 0 && initial && len(sets) == 0:
		list, ok = q.elementsOfParam(d, depth)
	case len(sets) == 1:
		list, ok = q.elementsOfSet(sets[0], Scope{File: f, Fn: sets[0].Fn, bind: sc.bind}, depth)
	default:
		return nil, false
	}
	return append(list, q.replaced(f, o, sc, depth)...), ok
}

// elementsOfPackage are those of a variable of a package: what it is declared with, and what is put under single keys.
func (q lists) elementsOfPackage(o *types.Var, d decl, f *module.File, depth int) ([]element, bool) {
	list, ok := q.elements(d.value.Expr, Scope{File: f}, depth+1)
	if d.value.Expr == nil {
		list, ok = nil, true
	}
	for _, g := range q.Naming(o.Name()) {
		for _, s := range q.assignments(g, o.Name(), o.Pos()) {
			if !s.element() {
				return nil, false
			}
		}
		list = append(list, q.replaced(g, o, Scope{File: g}, depth)...)
	}
	return list, ok
}

func (q lists) elementsOfSet(s Set, sc Scope, depth int) ([]element, bool) {
	switch {
	case s.Right == nil:
		return nil, true
	case s.ranged || s.result > 0 || s.op != token.ILLEGAL:
		return nil, false
	}
	return q.elements(s.Right, sc, depth+1)
}

// elementsOfParam are those of the list that the one caller of a function gives.
func (q lists) elementsOfParam(d decl, depth int) ([]element, bool) {
	if d.lit != nil || d.fn == nil {
		return nil, false
	}
	var list []element
	found, ok := 0, false
	for _, g := range q.Naming(d.fn.Name.Name) {
		for _, c := range q.Index(g).Calls[d.fn.Name.Name] {
			if called, certain := q.mayCall(c.Node, g, d.fn); !called || !certain || d.param >= len(c.Node.Args) {
				continue
			}
			found++
			in := Scope{File: g, Fn: c.Around.Fn}
			switch {
			case d.variadic && !c.Node.Ellipsis.IsValid():
				list, ok = q.elementsOfLiteral(&ast.CompositeLit{Elts: c.Node.Args[d.param:], Lbrace: c.Node.Lparen}, in, depth)
			default:
				list, ok = q.elements(c.Node.Args[d.param], in, depth+1)
			}
		}
	}
	return list, ok && found == 1
}

// replaced are the elements that assignments put under single keys: ports["web"] = ":8080".
func (q lists) replaced(f *module.File, o *types.Var, sc Scope, depth int) []element {
	var list []element
	for _, s := range q.assignments(f, o.Name(), o.Pos()) {
		ix, ok := s.left.(*ast.IndexExpr)
		if id, isName := indexed(ix).(*ast.Ident); !ok || !isName || s.result > 0 || s.op != token.ILLEGAL || !q.means(f, id, o.Pos()) {
			continue
		}
		in := Scope{File: f, Fn: s.Fn, bind: sc.bind}
		keys := q.eval(ix.Index, in, depth+1)
		list = append(list, element{key: First(keys), keyed: len(keys) == 1 && keys[0].Known(), at: ix.Index, value: s.Right, sc: in, set: &s})
	}
	return list
}

func indexed(ix *ast.IndexExpr) ast.Expr {
	if ix == nil {
		return nil
	}
	return ix.X
}

// elementsOfField are those of a list that a field of one struct literal holds.
func (q lists) elementsOfField(e *ast.SelectorExpr, sc Scope, depth int) ([]element, bool) {
	if _, pkg, ok := q.PackageNamed(sc.File, e.X); ok {
		o, isVar := q.object(sc.File, e.Sel).(*types.Var)
		if pkg == nil || !isVar {
			return nil, false
		}
		d, f, found := q.declaration(o)
		if !found || d.value == nil {
			return nil, false
		}
		return q.elementsOfPackage(o, d, f, depth)
	}
	made, ok := q.literals(e.X, sc, 0)
	if !ok || len(made) != 1 {
		return nil, false
	}
	for _, f := range q.Naming(e.Sel.Name) {
		if slices.ContainsFunc(q.Index(f).Sets[e.Sel.Name], func(s Set) bool { _, isField := s.left.(*ast.SelectorExpr); return isField }) {
			return nil, false
		}
	}
	for _, el := range made[0].lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok && LastName(kv.Key) == e.Sel.Name {
			return q.elements(kv.Value, made[0].sc, depth+1)
		}
	}
	return nil, false
}

// passing are functions that give the elements of their first argument (packages slices and maps).
var passing = map[string]bool{"slices.Values": true, "slices.Clone": true, "maps.Values": true, "maps.Clone": true}

func (q lists) elementsOfCall(c *ast.CallExpr, sc Scope, depth int) ([]element, bool) {
	if id, ok := c.Fun.(*ast.Ident); ok && len(c.Args) > 0 && q.builtin(sc.File, id) {
		switch id.Name {
		case "make":
			return nil, true
		case "append":
			list, ok := q.elements(c.Args[0], sc, depth+1)
			rest, ok2 := q.elementsOfLiteral(&ast.CompositeLit{Elts: c.Args[1:], Lbrace: c.Lparen}, sc, depth)
			if c.Ellipsis.IsValid() && len(c.Args) == 2 {
				rest, ok2 = q.elements(c.Args[1], sc, depth+1)
			}
			return numbered(append(slices.Clone(list), rest...)), ok && ok2
		}
		return nil, false
	}
	if sel, ok := c.Fun.(*ast.SelectorExpr); ok && len(c.Args) > 0 {
		if imported, pkg, ok := q.PackageNamed(sc.File, sel.X); ok && pkg == nil {
			name := imported + "." + sel.Sel.Name
			if passing[name] {
				return q.elements(c.Args[0], sc, depth+1)
			}
			if parts, ok := q.split(name, c, sc, depth); ok {
				return parts, true
			}
			return nil, false
		}
	}
	callees := q.Callees(c, sc)
	if len(callees) != 1 || callees[0].Fn.Body == nil {
		return nil, false
	}
	callee := q.called(c, callees[0], sc)
	returns := returnsOf(callee.Fn.Body)
	if len(returns) != 1 || len(returns[0].Results) == 0 {
		return nil, false
	}
	return q.elements(returns[0].Results[0], callee, depth+1)
}

// split are the parts of one text that strings.Split cuts.
func (q lists) split(name string, c *ast.CallExpr, sc Scope, depth int) ([]element, bool) {
	if name != "strings.Split" && name != "strings.Fields" {
		return nil, false
	}
	if text := q.eval(c.Args[0], sc, depth+1); len(text) != 1 || !text[0].Known() {
		return nil, false
	}
	var list []element
	for i, v := range q.eval(c, sc, depth+1) {
		list = append(list, element{key: strconv.Itoa(i), keyed: true, at: c, sc: sc, texts: []value.Value{v}})
	}
	return list, len(list) > 0
}

// returnsOf are the return statements of a function without those of the function literals in it.
func returnsOf(body *ast.BlockStmt) []*ast.ReturnStmt {
	var list []*ast.ReturnStmt
	ast.Inspect(body, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok {
			list = append(list, r)
		}
		_, isLit := n.(*ast.FuncLit)
		return !isLit
	})
	return list
}

// sent is what the program sends to a channel.
func (q lists) sent(f *module.File, o *types.Var) ([]element, bool) {
	var list []element
	for _, s := range q.Index(f).sends[o.Name()] {
		if id := named(s.left); id != nil && q.means(f, id, o.Pos()) {
			list = append(list, element{at: s.Right, value: s.Right, sc: Scope{File: f, Fn: s.Fn}})
		}
	}
	return list, len(list) > 0
}

// numbered gives elements the keys of a list.
func numbered(list []element) []element {
	out := slices.Clone(list)
	for i := range out {
		out[i].key, out[i].keyed = strconv.Itoa(i), true
	}
	return out
}

// bounds are those of a slice of something with a length.
func (q lists) bounds(e *ast.SliceExpr, sc Scope, length, depth int) (from, to int, ok bool) {
	to = length
	for _, b := range []struct {
		e  ast.Expr
		to *int
	}{{e.Low, &from}, {e.High, &to}} {
		if b.e == nil {
			continue
		}
		n, err := strconv.Atoi(First(q.eval(b.e, sc, depth+1)))
		if err != nil || n < 0 || n > length {
			return 0, 0, false
		}
		*b.to = n
	}
	return from, to, from <= to
}

// builtin says whether a name means what the language predeclares, and no declaration of the repository.
func (p *Program) builtin(f *module.File, id *ast.Ident) bool {
	o := p.object(f, id)
	return o == nil || o.Pkg() == nil
}
