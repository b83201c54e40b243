package javascript

// Use is one reading of an environment variable.
type Use struct {
	Name     string
	Line     int
	Optional bool // something stands in when it is not set: a default, a test, a schema that says so
}

// Variables lists the variables that a module reads from process.env by name.
func (p *Program) Variables(m *Module) []Use {
	var out []Use
	optional := map[*Node]bool{}
	Walk(m.Root, func(n *Node) bool {
		switch n.Kind {
		case Binary:
			// a || b, a ?? b, a && b, a === b: the program does without
			Walk(n.Kid(0), mark(optional))
			if n.Text != "||" && n.Text != "??" && n.Text != "+" {
				Walk(n.Kid(1), mark(optional))
			}
		case Choice, If:
			Walk(n.Kid(0), mark(optional))
		case Unary:
			if n.Text == "!" || n.Text == "typeof" || n.Text == "delete" {
				Walk(n.Kid(0), mark(optional))
			}
		case Assign:
			if k := n.Kid(0); k != nil {
				optional[k] = true
			}
		case Member:
			p.steps = 0
			if v := p.eval(m, n.Kid(0), 0); v.Kind == Variables {
				out = append(out, Use{n.Text, n.Line, optional[n]})
			}
		}
		return true
	})
	return out
}

func mark(optional map[*Node]bool) func(*Node) bool {
	return func(n *Node) bool {
		if n.Kind == Member {
			optional[n] = true
		}
		return n.Kind != Function
	}
}
