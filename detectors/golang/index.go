package golang

import (
	"go/ast"
	"go/token"
	"slices"
)

// index is what one parsed file declares and does, by name. It is made in one walk.
type index struct {
	names  map[string]bool    // of all variables, parameters and results
	decls  map[token.Pos]decl // what each name is declared as, by the position of the name
	funcs  map[string][]*ast.FuncDecl
	values map[string]global        // package-level constants and variables
	types  map[string]*ast.TypeSpec // package-level and local types
	sets   map[string][]set         // by the last name of the left side
	calls  map[string][]call        // by the last name of the callee
	pairs  map[string][]pair        // elements "key: value" of composite literals, by key
	uses   map[string][]use         // every name that is read
	lits   []pair                   // composite literals themselves (value is the literal)
	order  []string                 // names of calls, in the order of the file
	inner  []*ast.FuncLit           // function literals, in the order of the file
}

// block is a list of statements, and the list around it.
type block struct {
	from, to token.Pos
	loop     bool
	outer    *block
}

func (b *block) holds(at token.Pos) bool { return b.from <= at && at < b.to }

// set is an assignment: result is the index of the left side when the right side is one call or range.
type set struct {
	left, right ast.Expr
	typ         ast.Expr // of "var x T"
	fn          *ast.FuncDecl
	result      int
	ranged      bool
	defines     bool // declares the variable
	adds        bool // left += right
	end         token.Pos
	block       *block // nil at the top of a package-level value
}

// call is a call with what surrounds it.
type call struct {
	node   *ast.CallExpr
	around around
}

// pair is an element of a composite literal.
type pair struct {
	key    ast.Expr
	value  ast.Expr
	lit    *ast.CompositeLit
	around around
}

// use is a place that names something.
type use struct {
	of     string // what stands before the dot: a package, a variable; "" for a bare name, "." for what is no name
	around around
}

// around is where a node stands.
type around struct {
	fn    *ast.FuncDecl       // within a package-level value, one made for the function literal
	decl  string              // package-level variable whose value holds the node
	conds []ast.Expr          // conditions of the if and case clauses around it; a "!" stands before that of an else
	lits  []*ast.CompositeLit // composite literals around it, outermost first
	calls []*ast.CallExpr     // calls whose arguments hold it, outermost first
	block *block              // the list of statements that it is in
}

func newIndex(tree *ast.File) *index {
	x := &index{
		names: map[string]bool{}, decls: map[token.Pos]decl{}, funcs: map[string][]*ast.FuncDecl{}, values: map[string]global{}, types: map[string]*ast.TypeSpec{}, sets: map[string][]set{},
		calls: map[string][]call{}, pairs: map[string][]pair{}, uses: map[string][]use{},
	}
	for _, d := range tree.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			x.funcs[d.Name.Name] = append(x.funcs[d.Name.Name], d)
			x.decls[d.Name.Pos()] = decl{fn: d, param: -1}
			x.signature(d.Type, decl{fn: d})
			if d.Recv != nil {
				x.declared(d.Recv.List, decl{fn: d, param: -1})
			}
			if d.Body != nil {
				x.statements(d.Body, d.Body.List, around{fn: d})
			}
		case *ast.GenDecl:
			x.declare(d, around{})
		}
	}
	return x
}

// walk visits a subtree; a is what surrounds its root.
func (x *index) walk(root ast.Node, a around) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			x.branch(n, a)
			return false
		case *ast.BlockStmt:
			x.statements(n, n.List, a)
			return false
		case *ast.ForStmt:
			x.loop(n, a)
			return false
		case *ast.CaseClause:
			for _, e := range n.List {
				x.walk(e, a)
			}
			x.statements(n, n.Body, a)
			return false
		case *ast.CommClause:
			if n.Comm != nil {
				x.walk(n.Comm, a)
			}
			x.statements(n, n.Body, a)
			return false
		case *ast.StructType:
			x.fields(n)
		case *ast.SwitchStmt:
			x.branches(n, a)
			return false
		case *ast.CompositeLit:
			x.literal(n, a)
			return false
		case *ast.CallExpr:
			x.call(n, a)
			return false
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				s := set{left: left, fn: a.fn, result: i, defines: n.Tok == token.DEFINE, adds: n.Tok == token.ADD_ASSIGN, end: n.End(), block: a.block}
				if len(n.Rhs) == len(n.Lhs) {
					s.right, s.result = n.Rhs[i], 0
				} else {
					s.right = n.Rhs[0]
				}
				x.set(s)
			}
		case *ast.RangeStmt:
			inner := a
			inner.block = &block{from: n.Pos(), to: n.End(), loop: true, outer: a.block}
			if n.Value != nil {
				x.set(set{left: n.Value, right: n.X, fn: a.fn, ranged: true, defines: n.Tok == token.DEFINE, end: n.X.End(), block: inner.block})
			}
			x.walk(n.X, a)
			x.walk(n.Body, inner)
			return false
		case *ast.DeclStmt:
			if d, ok := n.Decl.(*ast.GenDecl); ok {
				x.declare(d, a)
			}
			return false
		case *ast.FuncLit:
			x.inner = append(x.inner, n)
			inner := a
			if a.fn == nil { // the body of var serve = &cobra.Command{Run: func…}
				inner.fn = &ast.FuncDecl{Name: ast.NewIdent("_"), Type: n.Type, Body: n.Body}
			}
			x.signature(n.Type, decl{fn: inner.fn, lit: n})
			x.statements(n.Body, n.Body.List, inner)
			return false
		case *ast.Ident:
			x.uses[n.Name] = append(x.uses[n.Name], use{around: a})
		case *ast.SelectorExpr:
			x.walk(n.X, a)
			of := "."
			if id, ok := n.X.(*ast.Ident); ok {
				of = id.Name
			}
			x.uses[n.Sel.Name] = append(x.uses[n.Sel.Name], use{of, a})
			return false
		}
		return true
	})
}

// statements walks a list; what follows "if disabled { return }" happens only when the condition does not hold.
func (x *index) statements(of ast.Node, list []ast.Stmt, a around) {
	a.block = &block{from: of.Pos(), to: of.End(), outer: a.block}
	for _, s := range list {
		x.walk(s, a)
		if guard, ok := s.(*ast.IfStmt); ok && guard.Else == nil && leaves(guard.Body) {
			a.conds = push(a.conds, ast.Expr(&ast.UnaryExpr{Op: token.NOT, X: guard.Cond, OpPos: guard.Cond.Pos()}))
		}
	}
}

// leaves says whether a block ends by returning nothing but nil: a feature that is off, not an error.
func leaves(b *ast.BlockStmt) bool {
	if len(b.List) == 0 {
		return false
	}
	r, ok := b.List[len(b.List)-1].(*ast.ReturnStmt)
	if !ok {
		return false
	}
	for _, e := range r.Results {
		if id, ok := e.(*ast.Ident); !ok || id.Name != "nil" {
			return false
		}
	}
	return true
}

func (x *index) set(s set) {
	name := lastName(s.left)
	if name == "" || name == "_" {
		return
	}
	x.sets[name] = append(x.sets[name], s)
	if s.defines {
		x.names[name] = true
		x.decls[s.left.Pos()] = decl{fn: s.fn, typ: s.typ, param: -1}
	}
}

// loop walks a for statement: what its body sets may be there when the body begins again.
func (x *index) loop(n *ast.ForStmt, a around) {
	a.block = &block{from: n.Pos(), to: n.End(), loop: true, outer: a.block}
	if n.Init != nil {
		x.walk(n.Init, a)
	}
	if n.Cond != nil {
		x.walk(n.Cond, a)
	}
	if n.Post != nil {
		x.walk(n.Post, a)
	}
	x.walk(n.Body, a)
}

func (x *index) branch(n *ast.IfStmt, a around) {
	if n.Init != nil {
		x.walk(n.Init, a)
	}
	x.walk(n.Cond, a)
	then := a
	then.conds = push(a.conds, n.Cond)
	x.statements(n.Body, n.Body.List, then)
	if n.Else != nil {
		other := a
		other.conds = push(a.conds, ast.Expr(&ast.UnaryExpr{Op: token.NOT, X: n.Cond, OpPos: n.Cond.Pos()}))
		x.walk(n.Else, other)
	}
}

func (x *index) branches(n *ast.SwitchStmt, a around) {
	if n.Init != nil {
		x.walk(n.Init, a)
	}
	if n.Tag != nil {
		x.walk(n.Tag, a)
	}
	for _, s := range n.Body.List {
		c, ok := s.(*ast.CaseClause)
		if !ok {
			continue
		}
		inner := a
		for _, e := range c.List {
			x.walk(e, a)
			cond := e
			if n.Tag != nil {
				cond = &ast.BinaryExpr{X: n.Tag, Op: token.EQL, Y: e, OpPos: e.Pos()}
			}
			if len(c.List) == 1 {
				inner.conds = push(a.conds, cond)
			}
		}
		x.statements(c, c.Body, inner)
	}
}

func (x *index) literal(n *ast.CompositeLit, a around) {
	if n.Type != nil {
		x.walk(n.Type, a)
	}
	inner := a
	inner.lits = push(a.lits, n)
	x.lits = append(x.lits, pair{value: n, lit: n, around: a})
	for _, e := range n.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			x.walk(e, inner)
			continue
		}
		if key := lastName(kv.Key); key != "" {
			x.pairs[key] = append(x.pairs[key], pair{kv.Key, kv.Value, n, a})
		} else if s, ok := literalText(kv.Key); ok {
			x.pairs[s] = append(x.pairs[s], pair{kv.Key, kv.Value, n, a})
		}
		x.walk(kv.Value, inner)
	}
}

func (x *index) call(n *ast.CallExpr, a around) {
	if name := lastName(n.Fun); name != "" {
		if _, seen := x.calls[name]; !seen {
			x.order = append(x.order, name)
		}
		x.calls[name] = append(x.calls[name], call{n, a})
	}
	x.walk(n.Fun, a)
	if lit, ok := n.Fun.(*ast.FuncLit); ok {
		x.arguments(lit, n, a)
	}
	inner := a
	inner.calls = push(a.calls, n)
	for _, arg := range n.Args {
		x.walk(arg, inner)
	}
}

// maxAround bounds what is remembered of deeply nested code.
const maxAround = 40

// push appends to a copy, so that neighbours do not share what one of them adds.
func push[T any](list []T, e T) []T {
	if len(list) >= maxAround {
		return list
	}
	return append(slices.Clip(list), e)
}

// lastName is the name that an expression ends in: c for a.b.c, x for *x.
func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.StarExpr:
		return lastName(e.X)
	case *ast.ParenExpr:
		return lastName(e.X)
	case *ast.IndexExpr: // a generic function or type
		return lastName(e.X)
	case *ast.IndexListExpr:
		return lastName(e.X)
	}
	return ""
}

// arguments takes the call of a function literal as what sets its parameters: go func(addr string) { … }(":8080").
func (x *index) arguments(lit *ast.FuncLit, c *ast.CallExpr, a around) {
	i := 0
	for _, field := range lit.Type.Params.List {
		for _, name := range field.Names {
			if i < len(c.Args) {
				x.sets[name.Name] = append(x.sets[name.Name], set{left: name, right: c.Args[i], fn: a.fn, end: name.End(), block: &block{from: lit.Pos(), to: lit.End()}})
			}
			i++
		}
	}
}

// closure is the innermost function literal around a place, nil when there is none.
func (x *index) closure(at token.Pos) *ast.FuncLit {
	var best *ast.FuncLit
	for _, lit := range x.inner {
		if lit.Pos() <= at && at < lit.End() && (best == nil || lit.Pos() > best.Pos()) {
			best = lit
		}
	}
	return best
}
