package golang

import (
	"go/ast"
	"go/token"
)

// truth evaluates a condition with nothing configured: 1 holds, -1 does not, 0 unknown. arg is the word that the command line must have.
func (p *program) truth(e ast.Expr, sc scope, depth int) (state int, arg string) {
	if depth > maxDepth {
		return 0, ""
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.truth(e.X, sc, depth+1)
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			state, _ = p.truth(e.X, sc, depth+1)
			return -state, ""
		}
	case *ast.BinaryExpr:
		return p.compare(e, sc, depth)
	case *ast.Ident, *ast.SelectorExpr, *ast.CallExpr, *ast.StarExpr:
		if list := p.evalBool(e, sc, depth+1); list != 0 {
			return list, ""
		}
	}
	return 0, ""
}

func (p *program) compare(e *ast.BinaryExpr, sc scope, depth int) (int, string) {
	switch e.Op {
	case token.LAND:
		a, arg := p.truth(e.X, sc, depth+1)
		b, arg2 := p.truth(e.Y, sc, depth+1)
		if arg == "" {
			arg = arg2
		}
		return min(a, b), arg
	case token.LOR:
		a, _ := p.truth(e.X, sc, depth+1)
		b, _ := p.truth(e.Y, sc, depth+1)
		return max(a, b), ""
	case token.EQL, token.NEQ, token.GTR:
	default:
		return 0, ""
	}
	left := e.X
	if c, ok := left.(*ast.CallExpr); ok && lastName(c.Fun) == "len" && len(c.Args) == 1 {
		left = c.Args[0]
		if lit, ok := literalText(e.Y); !ok || lit != "0" {
			return 0, ""
		}
		return p.empty(left, sc, e.Op == token.EQL, depth)
	}
	right, ok := literalText(e.Y)
	if !ok {
		v := p.eval(e.Y, sc, depth+1)
		if len(v) != 1 || !v[0].known() {
			return 0, ""
		}
		right = v[0].text
	}
	if right == "" && e.Op != token.GTR {
		return p.empty(left, sc, e.Op == token.EQL, depth)
	}
	values := p.eval(left, sc, depth+1)
	if len(values) == 1 && values[0].arg && e.Op == token.EQL {
		return 0, right
	}
	if len(values) == 0 || e.Op == token.GTR {
		return 0, ""
	}
	for _, v := range values {
		if !v.known() || v.text == right { // an environment variable may well be set to just this
			return 0, ""
		}
	}
	if e.Op == token.EQL {
		return -1, "" // none of what it can be without configuration
	}
	return 0, ""
}

// empty says whether a text is empty when nothing is configured; want is what the condition asks.
func (p *program) empty(e ast.Expr, sc scope, want bool, depth int) (int, string) {
	values := p.eval(e, sc, depth+1)
	if len(values) == 0 {
		return 0, ""
	}
	state := 1
	for _, v := range values {
		switch {
		case v.arg:
			return 0, ""
		case v.known() && v.text != "": // a default: never empty
			state = -1
		case !v.known() && (v.text != unknown || v.env == "") && state == 1:
			state = 0
		}
	}
	if want {
		return state, ""
	}
	return -state, ""
}

// evalBool says what a boolean is when nothing is configured: 1 true, -1 false, 0 unknown.
func (p *program) evalBool(e ast.Expr, sc scope, depth int) int {
	values := p.eval(e, sc, depth+1)
	if len(values) == 0 {
		return 0
	}
	for _, v := range values {
		switch {
		case v.known() && v.text == "true":
			return 0
		case v.known() && v.text == "false", v.text == unknown && v.env != "":
		default:
			return 0
		}
	}
	return -1
}
