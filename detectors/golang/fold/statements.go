package fold

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// starters are methods that run the functions they are given beside what follows: Go of errgroup.Group (golang.org/x/sync) and of
// sync.WaitGroup (Go 1.25), Add of run.Group (github.com/oklog/run).
var starters = map[string]bool{"Go": true, "TryGo": true, "Add": true}

// counter is a loop "for i := from; i < to; i++".
type counter struct {
	name  string
	loop  *ast.ForStmt
	from  ast.Expr
	to    ast.Expr
	equal bool // i <= to
	fn    *ast.FuncDecl
}

// loop walks a for statement: what its body sets may be there when the body begins again. Its first statement comes before the loop, and
// its last one after the body (Go specification, "For statements").
func (x *Index) loop(n *ast.ForStmt, a Around) {
	x.counted(n, a.Fn)
	from := n.Pos()
	if n.Init != nil {
		x.walk(n.Init, a)
		from = n.Init.End()
	}
	a.block = &block{from: from, to: n.End(), loop: true, breaks: breaks(n.Body), outer: a.block}
	if n.Cond != nil {
		x.walk(n.Cond, a)
	}
	if n.Post != nil {
		post := a
		post.block = &block{from: n.Post.Pos(), to: n.Post.End(), post: true, outer: a.block}
		x.walk(n.Post, post)
	}
	x.walk(n.Body, a)
}

// counted remembers a loop that counts up one by one.
func (x *Index) counted(n *ast.ForStmt, fn *ast.FuncDecl) {
	init, ok := n.Init.(*ast.AssignStmt)
	if !ok || init.Tok != token.DEFINE || len(init.Lhs) != 1 || len(init.Rhs) != 1 {
		return
	}
	id, _ := init.Lhs[0].(*ast.Ident)
	cond, _ := n.Cond.(*ast.BinaryExpr)
	post, _ := n.Post.(*ast.IncDecStmt)
	if id == nil || cond == nil || post == nil || post.Tok != token.INC || LastName(post.X) != id.Name || LastName(cond.X) != id.Name {
		return
	}
	if cond.Op == token.LSS || cond.Op == token.LEQ {
		x.counts[id.Pos()] = &counter{id.Name, n, init.Rhs[0], cond.Y, cond.Op == token.LEQ, fn}
	}
}

// ranges walks a range statement.
func (x *Index) ranges(n *ast.RangeStmt, a Around) {
	inner := a
	inner.block = &block{from: n.Pos(), to: n.End(), loop: true, breaks: breaks(n.Body), outer: a.block}
	s := Set{Right: n.X, Fn: a.Fn, ranged: true, defines: n.Tok == token.DEFINE, end: n.X.End(), block: inner.block, Around: a}
	if n.Value != nil {
		s.left = n.Value
		x.set(s)
	}
	if n.Key != nil {
		s.left, s.key = n.Key, true
		x.set(s)
	}
	x.walk(n.X, a)
	x.walk(n.Body, inner)
}

// breaks says whether something leaves a loop before its end: a search for the first that fits does.
func breaks(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return false
		case *ast.BranchStmt:
			found = found || n.Tok == token.BREAK || n.Tok == token.GOTO
		}
		return !found
	})
	return found
}

// returns says whether a loop ends its function with its own counter as a result.
func returns(body *ast.BlockStmt, name string) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = found || slices.ContainsFunc(n.Results, func(e ast.Expr) bool {
				id, ok := ast.Unparen(e).(*ast.Ident)
				return ok && id.Name == name
			})
		}
		return !found
	})
	return found
}

// send remembers what is sent to a channel.
func (x *Index) send(n *ast.SendStmt, a Around) {
	if name := LastName(n.Chan); name != "" {
		x.sends[name] = append(x.sends[name], Set{left: n.Chan, Right: n.Value, Fn: a.Fn, end: n.End(), block: a.block, Around: a})
	}
}

// ends says whether nothing comes to the statement behind one (Go specification, "Terminating statements"); os.Exit and log.Fatal end the
// program (packages os and log).
func ends(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok != token.FALLTHROUGH
	case *ast.ExprStmt:
		c, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		switch fun := c.Fun.(type) {
		case *ast.Ident:
			return fun.Name == "panic"
		case *ast.SelectorExpr:
			of := LastName(fun.X)
			return of == "os" && fun.Sel.Name == "Exit" || of == "log" && strings.HasPrefix(fun.Sel.Name, "Fatal")
		}
	}
	return false
}

func isLabelled(s ast.Stmt) bool {
	_, ok := s.(*ast.LabeledStmt)
	return ok
}

// operator is what an assignment does to its left side.
func operator(t token.Token) token.Token {
	switch t {
	case token.ADD_ASSIGN:
		return token.ADD
	case token.SUB_ASSIGN:
		return token.SUB
	case token.MUL_ASSIGN:
		return token.MUL
	case token.QUO_ASSIGN:
		return token.QUO
	case token.REM_ASSIGN:
		return token.REM
	case token.AND_ASSIGN, token.OR_ASSIGN, token.XOR_ASSIGN, token.SHL_ASSIGN, token.SHR_ASSIGN, token.AND_NOT_ASSIGN:
		return token.XOR // of which nothing is folded
	}
	return token.ILLEGAL
}
