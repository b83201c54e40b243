package fold

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// reaching returns the assignments of one variable whose value can be there at a place: the last one that the way to the place certainly
// passes, and all that may come between. In
//
//	port := "7070"
//	port = "8093"
//	if debug { port = "6060" }
//	listen(port)
//
// these are the second and the third. What a loop or a function literal does is taken as possible at any time. initial is false when
// one of them certainly replaced the value that a parameter came with.
func (p *Program) reaching(f *module.File, o *types.Var, at token.Pos) (list []Set, initial bool) {
	x := p.Index(f)
	sets := slices.DeleteFunc(p.assignments(f, o.Name(), o.Pos()), func(s Set) bool { return s.element() || p.never(s.Around, f) })
	slices.SortStableFunc(sets, func(a, b Set) int { return cmp.Compare(a.left.Pos(), b.left.Pos()) })
	last := -1
	for i, s := range sets {
		use := x.place(s, at)
		if s.block == nil || s.block.post || s.end > use || !p.passes(s, use, f) || x.elsewhere(s, at) {
			continue
		}
		last = i
	}
	for i, s := range sets {
		switch {
		case i < last && !x.elsewhere(s, at):
			continue
		case i > last && s.end > x.place(s, at) && x.place(s, at) == at && !again(s, at, sets, last) && !x.elsewhere(s, at):
			continue // it comes later
		}
		list = append(list, s)
	}
	return list, last < 0
}

// passes says whether the way to a use goes through an assignment: it stands in a list of statements around the use, or in one below it
// whose condition always holds.
func (p *Program) passes(s Set, use token.Pos, f *module.File) bool {
	b := s.block
	if b.holds(use) {
		return true
	}
	for b != nil && !b.loop && !b.holds(use) {
		b = b.outer
	}
	return b != nil && b.holds(use) && p.always(s.Around, f)
}

// always says whether conditions stand around a place, and each of them holds in every run.
func (p *Program) always(a Around, f *module.File) bool {
	return len(a.Conds) > 0 && !slices.ContainsFunc(a.Conds, func(c ast.Expr) bool { return p.constants().constant(c, Scope{File: f, Fn: a.Fn}) <= 0 })
}

// never says whether a condition around a place holds in no run.
func (p *Program) never(a Around, f *module.File) bool {
	return slices.ContainsFunc(a.Conds, func(c ast.Expr) bool { return p.constants().constant(c, Scope{File: f, Fn: a.Fn}) < 0 })
}

// element says whether an assignment replaces one element of a list or map, and not the whole.
func (s Set) element() bool {
	_, indexed := s.left.(*ast.IndexExpr)
	return indexed && !s.ranged
}

// place is where a use stands as seen from an assignment: a function literal that holds the use and not the assignment stands for it.
func (x *Index) place(s Set, at token.Pos) token.Pos {
	for lit := x.closure(at); lit != nil; lit = x.closure(at) {
		if lit.Pos() <= s.left.Pos() && s.left.Pos() < lit.End() {
			break
		}
		at = lit.Pos() - 1
	}
	return at
}

// elsewhere says whether an assignment is in a function literal that does not hold the use: nobody knows when it happens.
func (x *Index) elsewhere(s Set, at token.Pos) bool {
	lit := x.closure(s.left.Pos())
	return lit != nil && (at < lit.Pos() || at >= lit.End())
}

// again says whether a loop brings an assignment that stands behind a use back to it.
func again(s Set, at token.Pos, sets []Set, last int) bool {
	for b := s.block; b != nil; b = b.outer {
		if b.loop && b.holds(at) {
			return last < 0 || !b.holds(sets[last].left.Pos())
		}
	}
	return false
}

// assignments are the places of a file that assign to what is declared at a position.
func (p *Program) assignments(f *module.File, name string, declared token.Pos) []Set {
	x := p.Index(f)
	if len(x.Sets[name]) == 0 {
		return nil
	}
	var list []Set
	for _, s := range x.Sets[name] {
		if id := named(s.left); id != nil && p.means(f, id, declared) {
			list = append(list, s)
		}
	}
	return list
}

// named is the identifier that an expression ends in: of a.b.c and *c it is c.
func named(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	case *ast.StarExpr:
		return named(e.X)
	case *ast.ParenExpr:
		return named(e.X)
	case *ast.IndexExpr:
		return named(e.X)
	case *ast.IndexListExpr:
		return named(e.X)
	}
	return nil
}
