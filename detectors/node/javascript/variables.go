package javascript

import "github.com/waybill-dev/waybill/detectors/facts"

// Use is one reading of an environment variable.
type Use struct {
	Name     string
	Line     int
	Optional bool // something stands in when it is not set: a default, a test, a schema that says so
	Required bool // the program refuses to start without it
}

// Variables lists the variables that a module reads from process.env by name.
func (p *Program) Variables(m *Module) []Use {
	var out []Use
	optional, required := map[*Node]bool{}, map[*Node]bool{}
	Walk(m.Root, func(n *Node) bool {
		switch n.Kind {
		case Binary:
			// a || b, a ?? b, a && b, a === b: the program does without
			Walk(n.Kid(0), mark(optional))
			if n.Text != "||" && n.Text != "??" && n.Text != "+" {
				Walk(n.Kid(1), mark(optional))
			}
		case If:
			Walk(n.Kid(0), mark(optional))
			if refuses(n.Kid(1)) {
				markMissing(n.Kid(0), required)
			}
		case Choice:
			Walk(n.Kid(0), mark(optional))
		case Call:
			if name := n.Method(); name == "assert" || name == "invariant" || name == "ok" || name == "requireEnv" || name == "required" {
				Walk(n.Kid(1), mark(required))
			}
		case Unary:
			if n.Text == "!" || n.Text == "typeof" || n.Text == "delete" {
				Walk(n.Kid(0), mark(optional))
			}
		case Assign:
			if k := n.Kid(0); k != nil {
				optional[k] = true
			}
		case Member:
			if p.isEnvironment(m, n.Kid(0)) {
				out = append(out, Use{Name: n.Text, Line: n.Line(), Optional: optional[n], Required: required[n]})
			}
		}
		return true
	})
	return out
}

// givenVariable is a statement that sets a variable of the process itself: process.env.PORT = process.env.PORT || "3000".
type givenVariable struct {
	module    *Module
	statement *Node
}

// setVariable is what the program gives a variable of its own process before anybody reads it, as far as the tests around the statement
// let it run. The mode is left to who starts the program.
func (p *Program) setVariable(name string, depth int) Value {
	if p.given == nil {
		p.given, p.busy = map[string][]givenVariable{}, map[string]bool{}
		for _, m := range p.Modules {
			Walk(m.Root, func(n *Node) bool {
				if target := n.Kid(0); n.Kind == Assign && target != nil && target.Kind == Member && isProcessEnv(target.Kid(0)) {
					p.given[target.Text] = append(p.given[target.Text], givenVariable{m, n})
				}
				return true
			})
		}
	}
	if len(p.given[name]) == 0 || isMode(name) || p.busy[name] {
		return Value{}
	}
	p.busy[name] = true
	defer delete(p.busy, name)
	var out Value
	for _, g := range p.given[name] {
		when := testsOf(p, g.module).runs(g.statement, nil, depth)
		if when.is < 0 {
			continue
		}
		set := p.eval(g.module, g.statement.Kid(1), depth+1).doubted(facts.Likely)
		if g.statement.Text == "||" || g.statement.Text == "??" || when.variable == name {
			set.Variable = name
		}
		out = out.or(set)
	}
	return out
}

func isProcessEnv(n *Node) bool {
	return n != nil && n.Kind == Member && n.Text == "env" && n.Kid(0) != nil && n.Kid(0).Kind == Name && n.Kid(0).Text == "process" && n.Kid(0).binding() == nil
}

// isEnvironment says whether an expression is process.env, without folding anything that does not look like it.
func (p *Program) isEnvironment(m *Module, n *Node) bool {
	for range 4 {
		switch {
		case n == nil:
			return false
		case n.Kind == Name:
			n = m.Declared(n)
		case n.Kind == Member && n.Text == "env":
			p.begin()
			return p.eval(m, n, 0).Kind == Variables
		default:
			return false
		}
	}
	return false
}

// refuses says whether a branch throws or ends the process.
func refuses(n *Node) bool {
	found := false
	Walk(n, func(k *Node) bool {
		found = found || k.Kind == Throw || k.Kind == Member && k.Text == "exit"
		return !found && k.Kind != Function
	})
	return found
}

// markMissing marks what a test finds missing: !a, a === undefined, one of several joined by ||.
func markMissing(test *Node, required map[*Node]bool) {
	switch {
	case test == nil:
	case test.Kind == Unary && test.Text == "!":
		if k := test.Kid(0); k != nil && k.Kind == Member {
			required[k] = true
		}
	case test.Kind == Binary && (test.Text == "||" || test.Text == "&&"):
		markMissing(test.Kid(0), required)
		markMissing(test.Kid(1), required)
	case test.Kind == Binary && (test.Text == "==" || test.Text == "==="):
		if right := test.Kid(1); test.Kid(0) != nil && (right == nil || right.Kind == Name && right.Text == "undefined") {
			required[test.Kid(0)] = true
		}
	}
}

func mark(optional map[*Node]bool) func(*Node) bool {
	return func(n *Node) bool {
		if n.Kind == Member {
			optional[n] = true
		}
		return n.Kind != Function
	}
}
