package fold

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"github.com/waybill-dev/waybill/detectors/value"
)

// constant says of a condition whether it holds in every run (1) or in none (-1), by constants alone; 0 when it depends on anything else.
func (p constants) constant(e ast.Expr, sc Scope) int {
	if state, asked := p.fixed[e]; asked {
		return state
	}
	p.fixed[e] = 0 // while it is being answered
	p.fixed[e] = p.decided(e, sc)
	return p.fixed[e]
}

func (p constants) decided(e ast.Expr, sc Scope) int {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.constant(e.X, sc)
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return -p.constant(e.X, sc)
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND:
			return min(p.constant(e.X, sc), p.constant(e.Y, sc))
		case token.LOR:
			return max(p.constant(e.X, sc), p.constant(e.Y, sc))
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			left, ok := p.unchanging(e.X, sc)
			if !ok {
				return 0
			}
			if right, ok := p.unchanging(e.Y, sc); ok {
				return ordered(left, e.Op, right)
			}
		}
	case *ast.Ident, *ast.SelectorExpr:
		switch text, _ := p.unchanging(e, sc); text {
		case "true":
			return 1
		case "false":
			return -1
		}
	}
	return 0
}

// ordered compares two constants: as numbers when both are numbers.
func ordered(left string, op token.Token, right string) int {
	order := cmp.Compare(left, right)
	a, err := strconv.Atoi(left)
	b, err2 := strconv.Atoi(right)
	if err == nil && err2 == nil {
		order = cmp.Compare(a, b)
	}
	holds := false
	switch op {
	case token.EQL:
		holds = order == 0
	case token.NEQ:
		holds = order != 0
	case token.LSS:
		holds = order < 0
	case token.LEQ:
		holds = order <= 0
	case token.GTR:
		holds = order > 0
	case token.GEQ:
		holds = order >= 0
	}
	if holds {
		return 1
	}
	return -1
}

// goos is what runtime.GOOS is in an image of this tree: containers are built for Linux.
const goos = "linux"

// unchanging is the value of a literal or of a constant.
func (p constants) unchanging(e ast.Expr, sc Scope) (string, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.unchanging(e.X, sc)
	case *ast.BasicLit:
		return LiteralText(e)
	case *ast.Ident:
		return p.constantText(p.object(sc.File, e), e.Name)
	case *ast.SelectorExpr:
		imported, pkg, ok := p.PackageNamed(sc.File, e.X)
		switch {
		case !ok:
			return "", false
		case pkg == nil:
			return goos, imported == "runtime" && e.Sel.Name == "GOOS"
		}
		return p.constantText(p.object(sc.File, e.Sel), e.Sel.Name)
	}
	return "", false
}

func (p constants) constantText(o types.Object, name string) (string, bool) {
	c, ok := o.(*types.Const)
	switch {
	case !ok:
		return "", false
	case c.Pkg() == nil:
		return name, name == "true" || name == "false"
	}
	list := p.ask(value.FewSteps).evalConst(c, 0)
	if len(list) != 1 || !list[0].Known() || list[0].Confidence != "" {
		return "", false
	}
	return list[0].Text, true
}
