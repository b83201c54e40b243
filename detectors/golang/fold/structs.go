package fold

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// PromotedFrom says whether a selector means a field of an embedded struct from outside of the repository, as s.Addr does of
// type S struct{ *http.Server } for "net/http.Server".
func PromotedFrom(p *Program, e *ast.SelectorExpr, sc Scope, outside string) bool {
	s := p.StructOf(e.X, sc)
	if s == nil {
		return false
	}
	found := false
	for field := range s.Fields() {
		if field.Name() == e.Sel.Name {
			return false // a field of its own hides the embedded one
		}
		if !field.Embedded() {
			continue
		}
		d, f, ok := p.declaration(field)
		found = found || ok && d.field != nil && p.typing().written(d.field.Type, f, 0) == outside
	}
	return found
}

// BodyOf is the body of the one function of the repository that a call means, nil when it means none.
func BodyOf(p *Program, c *ast.CallExpr, sc Scope) *ast.BlockStmt {
	if callees := p.Callees(c, sc); len(callees) == 1 {
		return callees[0].Fn.Body
	}
	return nil
}

// isOption says whether an assignment sets a field of what a function literal gets: func(o *options) { o.port = port }.
func (p fields) isOption(s Set, f *module.File) bool {
	left, ok := s.left.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := left.X.(*ast.Ident)
	if !ok {
		return false
	}
	d, _, ok := p.declaration(p.object(f, id))
	return ok && d.lit != nil && d.param >= 0
}

// isCopy says whether an assignment sets a field of the variable of a range statement that holds a struct itself, and not what e selects
// from: the variable is a copy of the element (Go specification, "For statements with range clause").
func (p fields) isCopy(s Set, f *module.File, e *ast.SelectorExpr) bool {
	left, ok := s.left.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := left.X.(*ast.Ident)
	if !ok {
		return false
	}
	o, ok := p.object(f, id).(*types.Var)
	if !ok {
		return false
	}
	if of := named(e.X); of != nil && p.means(f, of, o.Pos()) {
		return false
	}
	_, isStruct := o.Type().Underlying().(*types.Struct)
	return isStruct && slices.ContainsFunc(p.assignments(f, o.Name(), o.Pos()), func(s Set) bool { return s.ranged })
}

// StructOf is the struct that an expression, a pointer to one or a name of one is; nil when it is none or its declaration is not here.
func (p *Program) StructOf(e ast.Expr, sc Scope) *types.Struct {
	own := p.TypeOf(e, sc).own
	for ptr, ok := pointer(own); ok; ptr, ok = pointer(own) {
		own = ptr.Elem()
	}
	if own == nil {
		return nil
	}
	s, _ := own.Underlying().(*types.Struct)
	return s
}
