package fold

import (
	"go/ast"
	"go/types"
)

// literal is a composite literal in the call that it was found in.
type literal struct {
	lit  *ast.CompositeLit
	sc   Scope
	loop *block // the loop that takes it, with others
}

type literals []literal

// scope returns where to read a literal, and the loop that takes it; false when it is none of those that made the struct. Of a struct of which
// nothing is known, any literal may have made it.
func (l literals) scope(lit *ast.CompositeLit, plain Scope) (Scope, *block, bool) {
	if l == nil {
		return plain, nil, true
	}
	for _, m := range l {
		if m.lit == lit {
			return m.sc, m.loop, true
		}
	}
	return Scope{}, nil, false
}

// literals follows an expression to the literals that its struct was made by; false when one of the ways leads elsewhere.
func (q *question) literals(e ast.Expr, sc Scope, depth int) (literals, bool) {
	if depth > maxDepth {
		return nil, false
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return q.literals(e.X, sc, depth+1)
	case *ast.StarExpr:
		return q.literals(e.X, sc, depth+1)
	case *ast.UnaryExpr:
		return q.literals(e.X, sc, depth+1)
	case *ast.CompositeLit:
		return literals{{lit: e, sc: sc}}, true
	case *ast.CallExpr:
		return q.returned(e, sc, depth)
	case *ast.IndexExpr:
		list, ok := q.lists().elements(e.X, sc, depth)
		if !ok {
			return nil, false
		}
		found, certain, _ := q.lists().under(e, list, sc, depth)
		if !certain {
			return nil, false
		}
		return q.literalsOf(found, nil, depth)
	case *ast.Ident:
		o, ok := q.object(sc.File, e).(*types.Var)
		if !ok {
			return nil, false
		}
		if b, bound := sc.bind[o.Pos()]; bound {
			return q.literals(b.expr, b.sc, depth+1)
		}
		d, f, ok := q.declaration(o)
		if !ok || d.param >= 0 || d.field != nil || d.value != nil {
			return nil, false
		}
		var all literals
		sets, _ := q.reaching(f, o, e.Pos())
		for _, s := range sets {
			if s.ranged {
				found, ok := q.rangedLiterals(s, Scope{File: f, Fn: s.Fn, bind: sc.bind}, depth)
				if !ok {
					return nil, false
				}
				all = append(all, found...)
				continue
			}
			found, ok := q.literals(s.Right, Scope{File: f, Fn: s.Fn, bind: sc.bind}, depth+1)
			if !ok || s.result > 0 {
				return nil, false
			}
			all = append(all, found...)
		}
		return all, len(all) > 0
	}
	return nil, false
}

// rangedLiterals are those that a range statement takes in turn.
func (q *question) rangedLiterals(s Set, sc Scope, depth int) (literals, bool) {
	list, ok := q.lists().elements(s.Right, sc, depth)
	if !ok || s.key && !q.typing().isKeyOnly(s.Right, sc) {
		return nil, false
	}
	return q.literalsOf(list, s.block, depth)
}

func (q *question) literalsOf(list []element, loop *block, depth int) (literals, bool) {
	var all literals
	for _, el := range list {
		found, ok := q.literals(el.value, el.sc, depth+1)
		if !ok {
			return nil, false
		}
		for _, l := range found {
			if loop != nil {
				l.loop = loop
			}
			all = append(all, l)
		}
	}
	return all, len(all) > 0
}

// returned are the literals that the first result of a call is made by.
func (q *question) returned(c *ast.CallExpr, sc Scope, depth int) (literals, bool) {
	callees := q.Callees(c, sc)
	if len(callees) != 1 || callees[0].Fn.Body == nil {
		return nil, false
	}
	callee := q.called(c, callees[0], sc)
	var all literals
	complete := true
	ast.Inspect(callee.Fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 0 {
				complete = false
				return false
			}
			if id, ok := n.Results[0].(*ast.Ident); ok && id.Name == "nil" {
				return false
			}
			found, ok := q.literals(n.Results[0], callee, depth+1)
			complete = complete && ok
			all = append(all, found...)
		}
		return complete
	})
	return all, complete && len(all) > 0
}
