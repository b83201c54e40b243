package fold

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// Index is what one parsed file declares and does, by name. It is made in one walk.
type Index struct {
	names   map[string]bool    // of all variables, parameters and results
	decls   map[token.Pos]decl // what each name is declared as, by the position of the name
	funcs   map[string][]*ast.FuncDecl
	Values  map[string]global        // package-level constants and variables
	Types   map[string]*ast.TypeSpec // package-level and local types
	Sets    map[string][]Set         // by the last name of the left side
	Calls   map[string][]Call        // by the last name of the callee
	Pairs   map[string][]Pair        // elements "key: value" of composite literals, by key
	Uses    map[string][]Use         // every name that is read
	Lits    []Pair                   // composite literals themselves (value is the literal)
	Order   []string                 // names of calls, in the order of the file
	sends   map[string][]Set         // what is sent to a channel, by the name of the channel
	counts  map[token.Pos]*counter   // loops that count, by the position of their variable
	inner   []*ast.FuncLit           // function literals, in the order of the file
	typed   bool                     // a type of a declaration is being walked
	defined map[string][]Call        // see settings
	named   map[string][]Call        // see settingsBy
	bound   map[string][]boundFlag   // see boundFlags
	Unread  bool                     // the file is not parsed: what it holds is not known
}

// block is a list of statements, and the list around it.
type block struct {
	from, to token.Pos
	loop     bool
	breaks   bool // a loop that something leaves before its end
	post     bool // the last statement of a loop, which stands before the body and runs after it
	outer    *block
}

func (b *block) holds(at token.Pos) bool { return b.from <= at && at < b.to }

// Set is an assignment: result is the index of the left side when the right side is one call or range.
type Set struct {
	left, Right ast.Expr
	typ         ast.Expr // of "var x T"
	Fn          *ast.FuncDecl
	result      int
	ranged      bool
	key         bool        // of what is ranged over, the keys
	defines     bool        // declares the variable
	op          token.Token // what "left += right" does, token.ILLEGAL where the right side replaces the left one
	end         token.Pos
	block       *block // nil at the top of a package-level value
	Around      Around
}

// Left is what is assigned to.
func (s Set) Left() ast.Expr { return s.left }

// Call is a call with what surrounds it.
type Call struct {
	Node   *ast.CallExpr
	Around Around
}

// Pair is an element of a composite literal.
type Pair struct {
	key    ast.Expr
	Value  ast.Expr
	Lit    *ast.CompositeLit
	Around Around
}

// Use is a place that names something.
type Use struct {
	Of     string // what stands before the dot: a package, a variable; "" for a bare name, "." for what is no name
	Typed  bool   // as the type that something is declared with
	Around Around
}

// Declares says whether anything in the file has a name of its own, which may hide a package's.
func (x *Index) Declares(name string) bool { return x.names[name] }

// Around is where a node stands.
type Around struct {
	Fn    *ast.FuncDecl       // within a package-level value, one made for the function literal
	Decl  string              // package-level variable whose value holds the node
	Conds []ast.Expr          // conditions of the if and case clauses around it; a "!" stands before that of an else
	Lits  []*ast.CompositeLit // composite literals around it, outermost first
	Calls []*ast.CallExpr     // calls whose arguments hold it, outermost first
	Aside bool                // it runs beside what follows, in a goroutine of its own
	block *block              // the list of statements that it is in
}

func newIndex(tree *ast.File) *Index {
	x := &Index{
		names: map[string]bool{}, decls: map[token.Pos]decl{}, funcs: map[string][]*ast.FuncDecl{}, Values: map[string]global{}, Types: map[string]*ast.TypeSpec{}, Sets: map[string][]Set{},
		Calls: map[string][]Call{}, Pairs: map[string][]Pair{}, Uses: map[string][]Use{}, sends: map[string][]Set{}, counts: map[token.Pos]*counter{},
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
				x.statements(d.Body, d.Body.List, Around{Fn: d})
			}
		case *ast.GenDecl:
			x.declare(d, Around{})
		}
	}
	return x
}

// walk visits a subtree; a is what surrounds its root.
func (x *Index) walk(root ast.Node, a Around) {
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
				s := Set{left: left, Fn: a.Fn, result: i, defines: n.Tok == token.DEFINE, op: operator(n.Tok), end: n.End(), block: a.block, Around: a}
				if len(n.Rhs) == len(n.Lhs) {
					s.Right, s.result = n.Rhs[i], 0
				} else {
					s.Right = n.Rhs[0]
				}
				x.set(s)
			}
		case *ast.IncDecStmt:
			op := token.ADD
			if n.Tok == token.DEC {
				op = token.SUB
			}
			x.set(Set{left: n.X, Right: &ast.BasicLit{ValuePos: n.TokPos, Kind: token.INT, Value: "1"}, Fn: a.Fn, op: op, end: n.End(), block: a.block, Around: a})
		case *ast.SendStmt:
			x.send(n, a)
		case *ast.GoStmt:
			inner := a
			inner.Aside = true
			x.walk(n.Call, inner)
			return false
		case *ast.RangeStmt:
			x.ranges(n, a)
			return false
		case *ast.DeclStmt:
			if d, ok := n.Decl.(*ast.GenDecl); ok {
				x.declare(d, a)
			}
			return false
		case *ast.FuncLit:
			x.inner = append(x.inner, n)
			inner := a
			if a.Fn == nil { // the body of var serve = &cobra.Command{Run: func…}
				inner.Fn = &ast.FuncDecl{Name: ast.NewIdent("_"), Type: n.Type, Body: n.Body}
			}
			x.signature(n.Type, decl{fn: inner.Fn, lit: n})
			x.statements(n.Body, n.Body.List, inner)
			return false
		case *ast.Ident:
			x.Uses[n.Name] = append(x.Uses[n.Name], Use{Typed: x.typed, Around: a})
		case *ast.SelectorExpr:
			x.walk(n.X, a)
			of := "."
			if id, ok := n.X.(*ast.Ident); ok {
				of = id.Name
			}
			x.Uses[n.Sel.Name] = append(x.Uses[n.Sel.Name], Use{of, x.typed, a})
			return false
		}
		return true
	})
}

// statements walks a list; what follows "if disabled { return }" happens only when the condition does not hold.
func (x *Index) statements(of ast.Node, list []ast.Stmt, a Around) {
	a.block = &block{from: of.Pos(), to: of.End(), outer: a.block}
	for i, s := range list {
		x.walk(s, a)
		if ends(s) && !slices.ContainsFunc(list[i+1:], isLabelled) {
			return // nothing comes to what follows
		}
		if guard, ok := s.(*ast.IfStmt); ok && guard.Else == nil && leaves(guard.Body) {
			a.Conds = push(a.Conds, ast.Expr(&ast.UnaryExpr{Op: token.NOT, X: guard.Cond, OpPos: guard.Cond.Pos()}))
		}
	}
}

// leaves says whether a block ends by returning nothing but nil: a feature that is off, not an error. What tells an error before it returns
// misses something that has to be there.
func leaves(b *ast.BlockStmt) bool {
	if len(b.List) == 0 || slices.ContainsFunc(b.List, tellsError) {
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

// tellsError holds for a call of a logger's method for errors: Error of log/slog and zap, Errorf of logrus and klog, and others after their model.
func tellsError(s ast.Stmt) bool {
	e, ok := s.(*ast.ExprStmt)
	if !ok {
		return false
	}
	c, ok := e.X.(*ast.CallExpr)
	return ok && strings.HasPrefix(LastName(c.Fun), "Error")
}

func (x *Index) set(s Set) {
	name := LastName(s.left)
	if name == "" || name == "_" {
		return
	}
	x.Sets[name] = append(x.Sets[name], s)
	if s.defines {
		x.names[name] = true
		x.decls[s.left.Pos()] = decl{fn: s.Fn, typ: s.typ, param: -1}
	}
}

func (x *Index) branch(n *ast.IfStmt, a Around) {
	if n.Init != nil {
		x.walk(n.Init, a)
	}
	x.walk(n.Cond, a)
	then := a
	then.Conds = push(a.Conds, n.Cond)
	x.statements(n.Body, n.Body.List, then)
	if n.Else != nil {
		other := a
		other.Conds = push(a.Conds, ast.Expr(&ast.UnaryExpr{Op: token.NOT, X: n.Cond, OpPos: n.Cond.Pos()}))
		x.walk(n.Else, other)
	}
}

func (x *Index) branches(n *ast.SwitchStmt, a Around) {
	if n.Init != nil {
		x.walk(n.Init, a)
	}
	if n.Tag != nil {
		x.walk(n.Tag, a)
	}
	var others []ast.Expr // the opposite of each case, for the default
	for _, s := range n.Body.List {
		if c, ok := s.(*ast.CaseClause); ok && len(c.List) > 0 {
			cond := caseCondition(n.Tag, c)
			others = append(others, &ast.UnaryExpr{Op: token.NOT, X: cond, OpPos: cond.Pos()})
		}
	}
	var before ast.Expr // of a case that falls through
	for _, s := range n.Body.List {
		c, ok := s.(*ast.CaseClause)
		if !ok {
			continue
		}
		for _, e := range c.List {
			x.walk(e, a)
		}
		inner := a
		switch {
		case len(c.List) > 0:
			cond := caseCondition(n.Tag, c)
			if before != nil {
				cond = &ast.BinaryExpr{X: before, Op: token.LOR, Y: cond, OpPos: cond.Pos()}
			}
			inner.Conds = push(a.Conds, cond)
			before = nil
			if fallsThrough(c.Body) {
				before = cond
			}
		case before != nil: // a case falls through to the default: either may be what leads here
			before = nil
		default:
			for _, cond := range others {
				inner.Conds = push(inner.Conds, cond)
			}
		}
		x.statements(c, c.Body, inner)
	}
}

// fallsThrough says whether a case goes on with the next one (Go specification, "Fallthrough statements").
func fallsThrough(body []ast.Stmt) bool {
	if len(body) == 0 {
		return false
	}
	last, ok := body[len(body)-1].(*ast.BranchStmt)
	return ok && last.Tok == token.FALLTHROUGH
}

// caseCondition is what a case asks: that the tag is one of its values, or that one of its conditions holds.
func caseCondition(tag ast.Expr, c *ast.CaseClause) ast.Expr {
	var all ast.Expr
	for _, e := range c.List {
		cond := e
		if tag != nil {
			cond = &ast.BinaryExpr{X: tag, Op: token.EQL, Y: e, OpPos: e.Pos()}
		}
		if all != nil {
			cond = &ast.BinaryExpr{X: all, Op: token.LOR, Y: cond, OpPos: e.Pos()}
		}
		all = cond
	}
	return all
}

func (x *Index) literal(n *ast.CompositeLit, a Around) {
	if n.Type != nil {
		x.walk(n.Type, a)
	}
	inner := a
	inner.Lits = push(a.Lits, n)
	x.Lits = append(x.Lits, Pair{Value: n, Lit: n, Around: a})
	for _, e := range n.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			x.walk(e, inner)
			continue
		}
		if key := LastName(kv.Key); key != "" {
			x.Pairs[key] = append(x.Pairs[key], Pair{kv.Key, kv.Value, n, a})
		} else if s, ok := LiteralText(kv.Key); ok {
			x.Pairs[s] = append(x.Pairs[s], Pair{kv.Key, kv.Value, n, a})
		}
		x.walk(kv.Value, inner)
	}
}

func (x *Index) call(n *ast.CallExpr, a Around) {
	if name := LastName(n.Fun); name != "" {
		if _, seen := x.Calls[name]; !seen {
			x.Order = append(x.Order, name)
		}
		x.Calls[name] = append(x.Calls[name], Call{n, a})
	}
	x.walk(n.Fun, a)
	if lit, ok := n.Fun.(*ast.FuncLit); ok {
		x.arguments(lit, n, a)
	}
	inner := a
	inner.Calls = push(a.Calls, n)
	inner.Aside = a.Aside || starters[LastName(n.Fun)]
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

// LastName is the name that an expression ends in: c for a.b.c, x for *x.
func LastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.StarExpr:
		return LastName(e.X)
	case *ast.ParenExpr:
		return LastName(e.X)
	case *ast.IndexExpr: // a generic function or type
		return LastName(e.X)
	case *ast.IndexListExpr:
		return LastName(e.X)
	}
	return ""
}

// arguments takes the call of a function literal as what sets its parameters: go func(addr string) { … }(":8080").
func (x *Index) arguments(lit *ast.FuncLit, c *ast.CallExpr, a Around) {
	i := 0
	for _, field := range lit.Type.Params.List {
		for _, name := range field.Names {
			if i < len(c.Args) {
				x.Sets[name.Name] = append(x.Sets[name.Name], Set{left: name, Right: c.Args[i], Fn: a.Fn, end: name.End(), block: &block{from: lit.Pos(), to: lit.End()}, Around: a})
			}
			i++
		}
	}
}

// Main is the body of func main, nil when the file does not declare it.
func (x *Index) Main() *ast.BlockStmt {
	for _, d := range x.funcs["main"] {
		if d.Recv == nil {
			return d.Body
		}
	}
	return nil
}

// closure is the innermost function literal around a place, nil when there is none.
func (x *Index) closure(at token.Pos) *ast.FuncLit {
	var best *ast.FuncLit
	for _, lit := range x.inner {
		if lit.Pos() <= at && at < lit.End() && (best == nil || lit.Pos() > best.Pos()) {
			best = lit
		}
	}
	return best
}
