package golang

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
)

// parsers give an error for an empty text (packages strconv and time).
var parsers = []string{"Atoi", "ParseBool", "ParseDuration", "ParseFloat", "ParseInt", "ParseUint"}

// tolerated says whether a function reads a number, a yes or a duration out of an expression and goes on where there is none: a variable that
// is not set is no error then.
func tolerated(fn *ast.FuncDecl, is func(ast.Expr) bool) bool {
	if fn == nil || fn.Body == nil {
		return false
	}
	found := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		s, ok := n.(*ast.AssignStmt)
		if !ok || len(s.Rhs) != 1 || len(s.Lhs) != 2 {
			return !found
		}
		c, ok := s.Rhs[0].(*ast.CallExpr)
		if ok && slices.Contains(parsers, fold.LastName(c.Fun)) && len(c.Args) > 0 && is(c.Args[0]) {
			found = goesOn(fn, s)
		}
		return !found
	})
	return found
}

// goesOn says whether an error that a statement assigns ends nothing: it is dropped, or the first condition on it neither ends the program
// nor gives the error back.
func goesOn(fn *ast.FuncDecl, s *ast.AssignStmt) bool {
	name := fold.LastName(s.Lhs[len(s.Lhs)-1])
	if name == "_" {
		return true
	}
	var first *ast.IfStmt
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if c, ok := n.(*ast.IfStmt); ok && (c.Init == ast.Stmt(s) || c.Pos() > s.End() && reach.Mentions(c.Cond, name)) && first == nil {
			first = c
		}
		return first == nil
	})
	if first == nil {
		return false
	}
	failed := ast.Stmt(first.Body)
	if asksForNil(first.Cond, name) {
		failed = first.Else
	}
	block, ok := failed.(*ast.BlockStmt)
	return !ok || !gives(block) && !slices.ContainsFunc(block.List, func(s ast.Stmt) bool {
		r, ok := s.(*ast.ReturnStmt)
		return ok && slices.ContainsFunc(r.Results, func(e ast.Expr) bool { return reach.Mentions(e, name) })
	})
}

// asksForNil says whether a condition holds only without an error: err == nil && n > 0.
func asksForNil(cond ast.Expr, name string) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	if b.Op == token.LAND {
		return asksForNil(b.X, name) || asksForNil(b.Y, name)
	}
	return b.Op == token.EQL && fold.LastName(b.X) == name
}

// chosenBy says whether a switch of a function compares a variable with what it knows, and nothing happens to any other value.
func chosenBy(fn *ast.FuncDecl, name string) bool {
	if fn == nil || fn.Body == nil {
		return false
	}
	found := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		s, ok := n.(*ast.SwitchStmt)
		if ok && reach.Mentions(s.Tag, name) {
			found = !slices.ContainsFunc(s.Body.List, func(c ast.Stmt) bool {
				clause, ok := c.(*ast.CaseClause)
				return ok && clause.List == nil && gives(&ast.BlockStmt{List: clause.Body})
			})
		}
		return !found
	})
	return found
}

// inCondition says whether a call is a part of the condition of an if statement: the program has an answer for an empty variable, and demanded
// sees the one that ends it.
func inCondition(c fold.Call) bool {
	if c.Around.Fn == nil || c.Around.Fn.Body == nil {
		return false
	}
	found := false
	ast.Inspect(c.Around.Fn.Body, func(n ast.Node) bool {
		s, ok := n.(*ast.IfStmt)
		found = found || ok && s.Cond.Pos() <= c.Node.Pos() && c.Node.End() <= s.Cond.End()
		return !found
	})
	return found
}

// movedByFlag says whether a flag sets what is assigned to, so that the assigned value is a default only: flag.StringVar(&config.Label, …).
func movedByFlag(x *fold.Index, left ast.Expr) bool {
	for _, fn := range []string{"StringVar", "StringVarP"} {
		for _, c := range x.Calls[fn] {
			variable, _, _, ok := fold.FlagArgs(c.Node)
			if !ok {
				continue
			}
			u, ok := c.Node.Args[variable].(*ast.UnaryExpr)
			if ok && types.ExprString(u.X) == types.ExprString(left) {
				return true
			}
		}
	}
	return false
}

// handled says whether what a call reads goes to a place that has an answer for an empty text: a function of the repository that asks for it and
// goes on, or a field of which conditions elsewhere ask that, none of which ends the program.
func handled(p *program, f *module.File, c fold.Call) bool {
	sc := fold.Scope{File: f, Fn: c.Around.Fn}
	if n := len(c.Around.Calls); n > 0 {
		outer := c.Around.Calls[n-1]
		at := slices.Index(outer.Args, ast.Expr(c.Node))
		for _, callee := range p.Callees(outer, sc) {
			if name := parameterName(callee.Fn, at); name != "" && answers(callee.Fn.Body, name) {
				return true
			}
		}
		return false
	}
	for name, v := range p.Index(f).Values {
		if v.Expr == ast.Expr(c.Node) {
			return answered(p, name, func(g *module.File, e ast.Expr) bool { return g.Pkg == f.Pkg && named(e, name) })
		}
	}
	for _, sets := range p.Index(f).Sets {
		for _, s := range sets {
			if sel, ok := s.Left().(*ast.SelectorExpr); ok && s.Right == ast.Expr(c.Node) {
				holder, field := fold.LastName(sel.X), sel.Sel.Name
				return answered(p, holder+"."+field, func(_ *module.File, e ast.Expr) bool {
					sel, ok := e.(*ast.SelectorExpr)
					return ok && sel.Sel.Name == field && fold.LastName(sel.X) == holder
				})
			}
		}
	}
	return false
}

// parameterName is the name of a parameter by its place, "" for none.
func parameterName(fn *ast.FuncDecl, at int) string {
	for _, field := range fn.Type.Params.List {
		for _, n := range field.Names {
			if at == 0 {
				return n.Name
			}
			at--
		}
	}
	return ""
}

// answers says whether a function asks for an empty parameter, or an empty text or list made of it, and goes on or returns without an error.
func answers(body *ast.BlockStmt, name string) bool {
	if body == nil {
		return false
	}
	holders := []string{name}
	for _, s := range body.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if len(s.Lhs) == 1 && len(s.Rhs) == 1 && slices.ContainsFunc(holders, func(h string) bool { return reach.Mentions(s.Rhs[0], h) }) {
				holders = append(holders, fold.LastName(s.Lhs[0]))
			}
		case *ast.IfStmt:
			for _, h := range holders {
				if empty, asks := asksEmpty(s.Cond, func(e ast.Expr) bool { return named(e, h) }); asks {
					return !empty || !gives(s.Body)
				}
			}
		}
	}
	return false
}

// answered says whether conditions of the program ask whether something is empty, by an expression with the given text, and none of them
// ends it. One that is asked only where another setting is there does not end it either, and is told.
func answered(p *program, text string, is func(*module.File, ast.Expr) bool) bool {
	answered, ended := false, false
	var sometimes []facts.Evidence
	for _, f := range p.With(text) {
		tree := p.Repo.Parse(f)
		if tree == nil {
			continue
		}
		var fn *ast.FuncDecl
		ast.Inspect(tree, func(n ast.Node) bool {
			switch s := n.(type) {
			case *ast.FuncDecl:
				fn = s
			case *ast.IfStmt:
				empty, asks := asksEmpty(s.Cond, func(e ast.Expr) bool { return is(f, e) })
				switch {
				case !asks:
				case !empty || !gives(s.Body):
					answered = true
				case leftBefore(fn, s):
					answered, sometimes = true, append(sometimes, p.Repo.Place(s, ""))
				default:
					ended = true
				}
			}
			return true
		})
	}
	if answered && !ended {
		for _, at := range sometimes {
			tellSometimes(p, at, text)
		}
	}
	return answered && !ended
}

// tellSometimes tells a setting without which the program ends only where another one is given.
func tellSometimes(p *program, at facts.Evidence, what string) {
	p.Repo.Warn(at.File, at.Line, "ends where "+what+" is empty and the setting that it is asked with is not: give both by env: for the unit, or none")
}

// leftBefore says whether a function has left without an error before a condition because another setting is empty, so that the condition is
// asked only where that is set: if config.Host == "" { return nil }.
func leftBefore(fn *ast.FuncDecl, asked *ast.IfStmt) bool {
	if fn == nil || fn.Body == nil || fn.Name.Name == "main" {
		return false
	}
	return slices.ContainsFunc(fn.Body.List, func(s ast.Stmt) bool {
		c, ok := s.(*ast.IfStmt)
		if !ok || c.End() > asked.Pos() || len(c.Body.List) == 0 {
			return false
		}
		r, ok := c.Body.List[len(c.Body.List)-1].(*ast.ReturnStmt)
		if !ok || gives(c.Body) || len(r.Results) > 0 && !named(r.Results[len(r.Results)-1], "nil") {
			return false
		}
		empty, asks := asksEmpty(c.Cond, func(e ast.Expr) bool {
			id, isName := e.(*ast.Ident)
			return !isName || parameter(fn, id.Name) < 0
		})
		return asks && empty
	})
}

// asksEmpty says whether a condition, or a part of it, asks whether something is empty; empty is false where it asks for the opposite.
func asksEmpty(cond ast.Expr, is func(ast.Expr) bool) (empty, asks bool) {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false, false
	}
	if b.Op == token.LAND || b.Op == token.LOR {
		if empty, asks = asksEmpty(b.X, is); asks {
			return empty, true
		}
		return asksEmpty(b.Y, is)
	}
	left := b.X
	if c, ok := left.(*ast.CallExpr); ok && named(c.Fun, "len") && len(c.Args) == 1 && isZero(b.Y) {
		left = c.Args[0]
	} else if !isEmptyText(b.Y) {
		return false, false
	}
	return b.Op == token.EQL, is(left) && (b.Op == token.EQL || b.Op == token.NEQ || b.Op == token.GTR)
}
