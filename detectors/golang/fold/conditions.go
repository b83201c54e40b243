package fold

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/value"
)

// Holds says of a condition whether it holds when nothing is configured: 1 it does, -1 it does not, 0 unknown. word is what the command
// line must say for it.
//
// The answer is kept: the walks to main ask the same conditions of every place behind them.
func (p *Program) Holds(e ast.Expr, sc Scope) (state int, word string) {
	if h, asked := p.held[e]; asked {
		return h.state, h.word
	}
	var h held
	q := p.ask(value.SomeSteps)
	h.state, h.word = q.truth(e, sc, 0)
	if q.budget.Spent() { // what else there is to know may say the opposite
		h = held{}
	}
	p.held[e] = h
	return h.state, h.word
}

// held is the answer to one condition.
type held struct {
	state int
	word  string
}

// truth evaluates a condition with nothing configured: 1 holds, -1 does not, 0 unknown. arg is the word that the command line must have.
func (q *question) truth(e ast.Expr, sc Scope, depth int) (state int, arg string) {
	if depth > maxDepth {
		return 0, ""
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return q.truth(e.X, sc, depth+1)
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			state, _ = q.truth(e.X, sc, depth+1)
			return -state, ""
		}
	case *ast.BinaryExpr:
		return q.compare(e, sc, depth)
	case *ast.Ident, *ast.SelectorExpr, *ast.CallExpr, *ast.StarExpr:
		state, flag := q.evalBool(e, sc, depth+1)
		if flag != "" && serverFlags[strings.ToLower(flag)] {
			return state, "--" + flag
		}
		return state, ""
	}
	return 0, ""
}

func (q *question) compare(e *ast.BinaryExpr, sc Scope, depth int) (int, string) {
	switch e.Op {
	case token.LAND:
		a, arg := q.truth(e.X, sc, depth+1)
		b, arg2 := q.truth(e.Y, sc, depth+1)
		switch {
		case a < 0 && b < 0 && (arg == "" || arg2 == ""): // something else closes it as well
			return -1, ""
		case arg == "":
			arg = arg2
		}
		return min(a, b), arg
	case token.LOR:
		a, arg := q.truth(e.X, sc, depth+1)
		b, arg2 := q.truth(e.Y, sc, depth+1)
		if a < 0 && b < 0 { // case "http", "sse": either word opens it
			return -1, cmp.Or(arg, arg2)
		}
		return max(a, b), ""
	case token.EQL, token.NEQ, token.GTR:
	default:
		return 0, ""
	}
	left := e.X
	if c, ok := left.(*ast.CallExpr); ok && LastName(c.Fun) == "len" && len(c.Args) == 1 {
		left = c.Args[0]
		if lit, ok := LiteralText(e.Y); !ok || lit != "0" {
			return 0, ""
		}
		if id, ok := left.(*ast.Ident); ok && e.Op == token.EQL && neverFilled(q, id, sc, depth) {
			return 1, ""
		}
		return q.empty(left, sc, e.Op == token.EQL, depth)
	}
	if field, ok := e.X.(*ast.SelectorExpr); ok && isNil(e.Y) && e.Op != token.GTR {
		if !neverSet(q, field, sc, depth) {
			return 0, ""
		}
		return map[token.Token]int{token.EQL: 1, token.NEQ: -1}[e.Op], ""
	}
	right, ok := LiteralText(e.Y)
	if !ok {
		v := q.eval(e.Y, sc, depth+1)
		if len(v) != 1 || !v[0].Known() {
			return 0, ""
		}
		right = v[0].Text
	}
	if right == "" && e.Op != token.GTR {
		return q.empty(left, sc, e.Op == token.EQL, depth)
	}
	values := q.eval(left, sc, depth+1)
	if len(values) == 1 && values[0].Argument && e.Op == token.EQL {
		return 0, right
	}
	if len(values) == 0 || e.Op == token.GTR {
		return 0, ""
	}
	for _, v := range values {
		if !v.Known() || v.Text == right { // an environment variable may well be set to just this
			return 0, ""
		}
	}
	if e.Op == token.EQL {
		flag := values[0].Flag
		if flag != "" && serverModes[strings.ToLower(right)] {
			return -1, "--" + flag + "=" + right
		}
		return -1, "" // none of what it can be without configuration
	}
	return 0, ""
}

func isNil(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "nil"
}

// neverSet says whether a field stays nil when nothing is configured: all that puts something into it stands under a condition that does not
// hold then.
func neverSet(q *question, e *ast.SelectorExpr, sc Scope, depth int) bool {
	holder := q.TypeOf(e.X, sc)
	variable, _ := fieldOf(holder, e.Sel.Name)
	closed := false
	for _, at := range q.fields().places(target{holder.Key(), e.Sel.Name, variable}) {
		var around Around
		switch {
		case at.pair != nil && !isNil(at.pair.Value):
			around = at.pair.Around
		case at.set != nil && !isNil(at.set.Right):
			around = at.set.Around
		default:
			return false
		}
		if !slices.ContainsFunc(around.Conds, func(c ast.Expr) bool {
			state, word := q.truth(c, Scope{File: at.file, Fn: around.Fn}, depth+1)
			return state < 0 && word == ""
		}) {
			return false
		}
		closed = true
	}
	return closed
}

// neverFilled says whether a list of a function stays empty when nothing is configured: all that puts something into it stands under a
// condition that does not hold then.
func neverFilled(q *question, id *ast.Ident, sc Scope, depth int) bool {
	o := q.object(sc.File, id)
	if o == nil || sc.Fn == nil || sc.Fn.Body == nil || addressTaken(sc.Fn.Body, id.Name) {
		return false
	}
	made := false
	for _, s := range q.assignments(sc.File, id.Name, o.Pos()) {
		if lit, isLit := s.Right.(*ast.CompositeLit); s.defines && (s.Right == nil && !s.ranged && s.typ != nil || isLit && len(lit.Elts) == 0) {
			made = true
			continue
		}
		if !slices.ContainsFunc(s.Around.Conds, func(c ast.Expr) bool {
			state, word := q.truth(c, sc, depth+1)
			return state < 0 && word == ""
		}) {
			return false
		}
	}
	return made
}

// addressTaken says whether something else may write to a variable of a function.
func addressTaken(body *ast.BlockStmt, name string) bool {
	taken := false
	ast.Inspect(body, func(n ast.Node) bool {
		if u, ok := n.(*ast.UnaryExpr); ok && u.Op == token.AND {
			id := named(u.X)
			taken = taken || id != nil && id.Name == name
		}
		return !taken
	})
	return taken
}

// empty says whether a text is empty when nothing is configured; want is what the condition asks.
func (q *question) empty(e ast.Expr, sc Scope, want bool, depth int) (int, string) {
	values := q.eval(e, sc, depth+1)
	if len(values) == 0 {
		return 0, ""
	}
	state := 1
	for _, v := range values {
		switch {
		case v.Argument:
			return 0, ""
		case v.Known() && v.Text != "": // a default: never empty
			state = -1
		case !v.Known() && (v.Text != value.Unknown || v.Variable == "") && state == 1:
			state = 0
		}
	}
	if want {
		return state, ""
	}
	return -state, ""
}

// serverFlags are switches that are off by default and start the server of a program that does something else, or nothing, without them.
var serverFlags = map[string]bool{"server": true, "serve": true, "run-server": true, "start-server": true, "api": true}

// serverModes are values of a flag that chooses between serving over the network and something else, as -transport=http beside stdio.
var serverModes = map[string]bool{"http": true, "https": true, "server": true, "serve": true, "sse": true, "streamable-http": true, "web": true, "api": true, "grpc": true}

// evalBool says what a boolean is when nothing is configured: 1 true, -1 false, 0 unknown. flag is the switch that alone decides.
func (q *question) evalBool(e ast.Expr, sc Scope, depth int) (state int, flag string) {
	values := q.eval(e, sc, depth+1)
	if len(values) == 0 {
		return 0, ""
	}
	for _, v := range values {
		switch {
		case v.Known() && v.Text == "true":
			return 0, ""
		case v.Known() && v.Text == "false", v.Text == value.Unknown && v.Variable != "":
		default:
			return 0, ""
		}
	}
	if len(values) == 1 {
		flag = values[0].Flag
	}
	return -1, flag
}
