package javascript

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/value"
)

// guard is a test that decides whether what stands below it runs: of an if, of a case, of a || b, or the test of an early return above it.
type guard struct {
	up   *guard
	test *Node // nil for what stands behind a return
	want bool  // what the test has to be
	deep int   // number of guards above
}

// maxGuards bounds the tests around one statement that are decided.
const maxGuards = 64

func (g *guard) inner(test *Node, want bool) *guard {
	out := &guard{up: g, test: test, want: want}
	if g != nil {
		out.deep = g.deep + 1
	}
	return out
}

// below visits nodes that run only when a test has a value.
func (b *binder) below(test *Node, want bool, s *scope, nodes ...*Node) {
	outer := b.guard
	if test != nil {
		b.guard = outer.inner(test, want)
	}
	for _, n := range nodes {
		b.visit(n, s)
	}
	b.guard = outer
}

// statements visits a list of statements: what follows "if (test) return" runs only when the test fails, what follows a return never does.
// A function that is declared there can be called all the same, since declarations are hoisted.
func (b *binder) statements(list []*Node, s *scope) {
	outer := b.guard
	for _, n := range list {
		if n == nil {
			continue
		}
		if value := n.Kid(0); n.Kind == Declare && value != nil && value.Kind == Function && value.Text == n.Text {
			inner := b.guard
			b.guard = outer
			b.visit(n, s)
			b.guard = inner
			continue
		}
		b.visit(n, s)
		switch {
		case n.Kind == Return:
			b.guard = b.guard.inner(nil, false)
		case n.Kind == If && returnsAtEnd(n.Kid(1)) && n.Kid(2) == nil:
			b.guard = b.guard.inner(n.Kid(0), false)
		case n.Kind == If && returnsAtEnd(n.Kid(2)):
			b.guard = b.guard.inner(n.Kid(0), true)
		}
	}
	b.guard = outer
}

// returnsAtEnd says whether a branch ends with return. One that throws or exits refuses a setting and says nothing about what runs.
func returnsAtEnd(n *Node) bool {
	return n != nil && n.Kind == Block && len(n.Kids) > 0 && n.Kids[len(n.Kids)-1] != nil && n.Kids[len(n.Kids)-1].Kind == Return
}

// tests decides the tests of a module.
type tests struct {
	p *Program
	m *Module
}

func testsOf(p *Program, m *Module) tests { return tests{p, m} }

// verdict says how a test comes out in production when nothing is configured.
type verdict struct {
	is       int    // 1 it holds, -1 it does not, 0 nobody knows
	variable string // the variable on which the test hangs
	named    bool   // told by a name alone: isProduction
}

func (v verdict) not() verdict {
	v.is = -v.is
	return v
}

// runs says whether a node runs in production when nothing is configured, by the tests around it up to those that it shares with outer.
func (t tests) runs(n *Node, outer *guard, depth int) verdict {
	out := verdict{is: 1}
	end := common(n.guard, outer)
	for g, count := n.guard, 0; g != end; g, count = g.up, count+1 {
		if g.test == nil {
			return verdict{is: -1}
		}
		if count > maxGuards || slices.Contains(t.p.deciding, g) {
			out.is = 0
			continue
		}
		t.p.deciding = append(t.p.deciding, g)
		v := t.holds(g.test, depth+1)
		t.p.deciding = t.p.deciding[:len(t.p.deciding)-1]
		if !g.want {
			v = v.not()
		}
		if v.is < 0 {
			return v
		}
		out.is, out.variable = min(out.is, v.is), v.variable
		out.named = out.named || v.named
	}
	return out
}

// common is the innermost guard that two statements share, nil for none.
func common(a, b *guard) *guard {
	for a != b {
		switch {
		case a == nil || b == nil:
			return nil
		case a.deep > b.deep:
			a = a.up
		case b.deep > a.deep:
			b = b.up
		default:
			a, b = a.up, b.up
		}
	}
	return a
}

// Runs says whether a node runs in production when nothing is configured: 1 yes, -1 no, 0 nobody knows. variable is the one that
// would make it run, where the test asks for one.
func (p *Program) Runs(m *Module, n *Node) (is int, variable string) {
	p.begin()
	v := testsOf(p, m).reached(n, 0)
	return v.is, v.variable
}

// maxWays bounds the calls and imports that are followed back from a statement.
const maxWays = 4

// reached is runs, followed back to what calls the function around the node, and to what loads the module: a function whose every call
// stands under a test that fails does not run either.
func (t tests) reached(n *Node, far int) verdict {
	out := t.runs(n, nil, far)
	if out.is < 0 || far > maxWays {
		return out
	}
	var ways []verdict
	if f := n.function(); f != nil {
		for _, c := range t.p.callsOf(t.m, f, far) {
			ways = append(ways, testsOf(t.p, c.module).reached(c.node, far+1))
		}
	} else if len(t.p.Modules) > 0 && t.p.Modules[0] != t.m {
		for _, other := range t.p.callers(t.m) {
			for _, i := range other.Imports {
				if file, ok := t.p.Resolve(other.File, i.Spec); other != t.m && i.node != nil && ok && file == t.m.File {
					ways = append(ways, testsOf(t.p, other).reached(i.node, far+1))
				}
			}
		}
	}
	for _, w := range ways {
		if w.is >= 0 {
			return out
		}
	}
	if len(ways) > 0 {
		return ways[0]
	}
	return out
}

// function is the named function around a node; one that is handed over or called in place runs where it stands.
func (n *Node) function() *Node {
	if n.scope == nil {
		return nil
	}
	f := n.scope.function
	for f != nil && (f.inPlace != nil || f.handed != nil) {
		call := f.inPlace
		if call == nil {
			call = f.handed
		}
		if call.scope == nil {
			return nil
		}
		f = call.scope.function
	}
	return f
}

// holds decides a test.
func (t tests) holds(test *Node, depth int) verdict {
	if test == nil || depth > value.MaxDepth {
		return verdict{}
	}
	if is := t.production(test, depth); is.is != 0 {
		return is
	}
	switch {
	case test.Kind == Unary && test.Text == "!":
		return t.holds(test.Kid(0), depth+1).not()
	case test.Kind == Binary && (test.Text == "&&" || test.Text == "||"):
		return both(t.holds(test.Kid(0), depth+1), t.holds(test.Kid(1), depth+1), test.Text == "||")
	case test.Kind == Binary && (test.Text == "===" || test.Text == "=="):
		return t.equal(test.Kid(0), test.Kid(1), depth)
	case test.Kind == Binary && (test.Text == "!==" || test.Text == "!="):
		return t.equal(test.Kid(0), test.Kid(1), depth).not()
	case test.Kind == Member && test.Text == "parent" && test.Kid(0) != nil && test.Kid(0).Kind == Name && test.Kid(0).Text == "module":
		return t.isEntry().not() // https://nodejs.org/api/modules.html#moduleparent
	}
	return truth(t.p.eval(t.m, test, depth))
}

// both joins two verdicts as && does, or as || does.
func both(a, b verdict, either bool) verdict {
	if either {
		return both(a.not(), b.not(), false).not()
	}
	switch {
	case a.is < 0:
		return a
	case b.is < 0:
		return b
	}
	return verdict{is: min(a.is, b.is), named: a.named || b.named}
}

// truth says what a value counts as in a test (ECMAScript, ToBoolean). Texts that stand for a switch are turned into one by most programs.
func truth(v Value) verdict {
	switch {
	case v.Confidence != "" || v.late:
	case v.Kind == Unknown && v.Variable != "":
		return verdict{is: -1, variable: v.Variable} // not set
	case v.Kind == Constant && v.falsy():
		return verdict{is: -1, variable: v.Variable}
	case v.Kind == Constant && !v.boolean && (v.Text == "false" || v.Text == "0"): // a text, which most programs take for no
	case v.Kind == Constant, v.Kind == Structure, v.Kind == List, v.Kind == Callable:
		return verdict{is: 1}
	}
	return verdict{}
}

// equal compares two expressions. A variable that is not set is undefined.
func (t tests) equal(a, b *Node, depth int) verdict {
	if isRequireMain(a) || isRequireMain(b) { // https://nodejs.org/api/modules.html#accessing-the-main-module
		return t.isEntry()
	}
	if a != nil && a.Kind == Unary && a.Text == "typeof" && b != nil && b.Text == "undefined" {
		a, b = a.Kid(0), nil
	}
	left, right := t.p.eval(t.m, a, depth), t.p.eval(t.m, b, depth)
	if nothing(a) || right.Kind == Unknown && right.Variable != "" {
		b, left, right = a, right, left
	}
	switch {
	case left.Confidence != "" || right.Confidence != "" || left.late || right.late:
	case nothing(b) && left.Kind == Unknown && left.Variable != "":
		return verdict{is: 1, variable: left.Variable}
	case nothing(b) && left.Kind != Unknown && left.Kind != Package:
		return verdict{is: -1, variable: left.Variable}
	case left.Kind == Unknown && left.Variable != "" && right.Kind == Constant && right.Variable == "" && !right.falsy():
		return verdict{is: -1, variable: left.Variable}
	case left.Kind == Constant && right.Kind == Constant:
		if left.Text == right.Text {
			return verdict{is: 1}
		}
		return verdict{is: -1, variable: left.Variable + right.Variable}
	}
	return verdict{}
}

// nothing says whether an expression is null or undefined, which esbuild writes as void 0.
func nothing(n *Node) bool {
	return n == nil || n.Kind == Name && n.Text == "undefined" || n.Kind == Unary && n.Text == "void"
}

func isRequireMain(n *Node) bool {
	return n != nil && n.Kind == Member && n.Text == "main" && n.Kid(0) != nil && n.Kid(0).Kind == Name && n.Kid(0).Text == "require"
}

// isEntry says whether a module is the one that was started: the first one of the program.
func (t tests) isEntry() verdict {
	switch {
	case len(t.p.Modules) == 0:
		return verdict{}
	case t.p.Modules[0] == t.m:
		return verdict{is: 1}
	}
	return verdict{is: -1}
}
