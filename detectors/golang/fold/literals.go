package fold

import (
	"go/ast"
	"go/types"
)

// literal is a composite literal in the call that it was found in.
type literal struct {
	lit *ast.CompositeLit
	sc  Scope
}

type literals []literal

// scope returns where to read a literal; false when it is none of those that made the struct. Of a struct of which nothing is known, any
// literal may have made it.
func (l literals) scope(lit *ast.CompositeLit, plain Scope) (Scope, bool) {
	if l == nil {
		return plain, true
	}
	for _, m := range l {
		if m.lit == lit {
			return m.sc, true
		}
	}
	return Scope{}, false
}

// literals follows an expression to the literals that its struct was made by; false when one of the ways leads elsewhere.
func (p *Program) literals(e ast.Expr, sc Scope, depth int) (literals, bool) {
	if depth > maxDepth {
		return nil, false
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.literals(e.X, sc, depth+1)
	case *ast.StarExpr:
		return p.literals(e.X, sc, depth+1)
	case *ast.UnaryExpr:
		return p.literals(e.X, sc, depth+1)
	case *ast.CompositeLit:
		return literals{{e, sc}}, true
	case *ast.CallExpr:
		return p.returned(e, sc, depth)
	case *ast.Ident:
		o, ok := p.object(sc.File, e).(*types.Var)
		if !ok {
			return nil, false
		}
		if b, bound := sc.bind[o.Pos()]; bound {
			return p.literals(b.expr, b.sc, depth+1)
		}
		d, f, ok := p.declaration(o)
		if !ok || d.param >= 0 || d.field != nil || d.value != nil {
			return nil, false
		}
		var all literals
		sets, _ := p.Index(f).reaching(p.assignments(f, o.Name(), o.Pos()), e.Pos())
		for _, s := range sets {
			found, ok := p.literals(s.Right, Scope{File: f, Fn: s.Fn, bind: sc.bind}, depth+1)
			if !ok || s.result > 0 {
				return nil, false
			}
			all = append(all, found...)
		}
		return all, len(all) > 0
	}
	return nil, false
}

// returned are the literals that the first result of a call is made by.
func (p *Program) returned(c *ast.CallExpr, sc Scope, depth int) (literals, bool) {
	callees := p.callees(c, sc)
	if len(callees) != 1 || callees[0].Fn.Body == nil {
		return nil, false
	}
	callee := p.called(c, callees[0], sc)
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
			found, ok := p.literals(n.Results[0], callee, depth+1)
			complete = complete && ok
			all = append(all, found...)
		}
		return complete
	})
	return all, complete && len(all) > 0
}
