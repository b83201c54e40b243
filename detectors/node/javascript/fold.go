package javascript

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

func (p *Program) index(m *Module, n *Node, depth int) Value {
	object, key := p.eval(m, n.Kid(0), depth), p.eval(m, n.Kid(1), depth)
	if isMode(key.Variable) {
		if v := p.property(object, "production", m, n.Line(), depth); v.Kind != Unknown {
			return v
		}
	}
	if key.Kind != Constant {
		return Value{}
	}
	if i, err := strconv.Atoi(key.Text); err == nil && object.Kind == List {
		return p.eval(object.Module, object.Node.Kid(i), depth).doubted(object.Confidence)
	}
	return p.property(object, key.Text, m, n.Line(), depth).doubted(key.Confidence)
}

func isMode(variable string) bool { return variable == "NODE_ENV" || variable == "APP_ENV" }

func (p *Program) binary(m *Module, n *Node, depth int) Value {
	switch n.Text {
	case "===", "==", "!==", "!=":
		if v := testsOf(p, m).holds(n, depth); v.is != 0 && !v.named {
			return m.truth(v.is > 0, n)
		}
		return Value{}
	}
	left := p.eval(m, n.Kid(0), depth)
	switch n.Text {
	case "||", "??":
		return p.orElse(m, left, n, depth)
	case "&&":
		return testsOf(p, m).andThen(left, n, depth)
	case "+", "-", "*":
		return arithmetic(n.Text, left, p.eval(m, n.Kid(1), depth))
	}
	return Value{}
}

func (m *Module) truth(is bool, n *Node) Value {
	out := m.constant(strconv.FormatBool(is), n)
	out.boolean = true
	return out
}

// andThen folds a && b: what is not set or false stays, else the right side counts.
func (t tests) andThen(left Value, n *Node, depth int) Value {
	right := t.p.eval(t.m, n.Kid(1), depth)
	switch v := truth(left); {
	case left.Kind == Constant && v.is < 0:
		return left
	case v.is < 0: // a variable that is not set: what it would give is not there
		return Value{Value: value.Value{Variable: right.Variable, At: left.At}}
	case v.is == 0:
		return right.doubted(facts.Likely)
	}
	return right
}

// orElse folds a || b and a ?? b.
func (p *Program) orElse(m *Module, left Value, n *Node, depth int) Value {
	empty := n.Text == "||" && left.Kind == Constant && left.falsy()
	if left.Kind == Constant && !empty || left.Kind != Unknown && left.Kind != Package && left.Kind != Constant {
		return left
	}
	right := p.eval(m, n.Kid(1), depth).doubted(left.Confidence)
	if left.Kind == Package || left.Variable == "" && !empty && n.Kid(0) != nil && n.Kid(0).Kind == Call { // it may give a value of its own
		right = right.doubted(facts.Likely)
	}
	switch {
	case left.Variable != "":
		if right.Kind == Unknown {
			right.At = left.At
		}
		right.Variable = left.Variable
	case left.Kind == Package && right.Kind != Constant && right.Variable == "":
		return left
	}
	return right // args.port || 3001: what a package gives is not known, what stands in for it is
}

// arithmetic folds a sum, a difference or a product. A sum of texts joins them; a number that a variable takes part in is not the variable's.
func arithmetic(operator string, left, right Value) Value {
	if left.Kind != Constant || right.Kind != Constant {
		return Value{}
	}
	out := left.doubted(right.Confidence)
	x, errX := strconv.Atoi(left.Text)
	y, errY := strconv.Atoi(right.Text)
	switch {
	case operator == "+" && (!left.Number || !right.Number):
		out.Text, out.Number = left.Text+right.Text, false
		if out.Variable == "" {
			out.Variable = right.Variable
		}
		return out
	case errX != nil || errY != nil:
		return Value{}
	case operator == "+":
		x += y
	case operator == "-":
		x -= y
	case operator == "*":
		x *= y
	}
	out.Text, out.Number = strconv.Itoa(x), true
	if out.Variable+right.Variable != "" {
		out.Variable = ""
		out = out.doubted(facts.Likely)
	}
	return out
}

// choice takes the branch of production, when the test is about that; else the branch that is known.
func (p *Program) choice(m *Module, n *Node, depth int) Value {
	yes, no := p.eval(m, n.Kid(1), depth), p.eval(m, n.Kid(2), depth)
	test := testsOf(p, m).holds(n.Kid(0), depth)
	out, other, chosen := yes, no, n.Kid(1)
	if test.is < 0 {
		out, other, chosen = no, yes, n.Kid(2)
	}
	if test.is == 0 {
		return yes.or(no)
	}
	if test.is != 0 && nothing(chosen) {
		return Value{Value: value.Value{Variable: other.Variable, At: other.At}} // undefined, unless the variable of the other branch is set
	}
	if out.Kind == Unknown && out.Variable == "" {
		return other.doubted(facts.Likely)
	}
	if out.Variable == "" && other.Kind == Unknown {
		out.Variable = other.Variable // process.env.PORT ? Number(process.env.PORT) : 3000
	}
	if test.named {
		out = out.doubted(facts.Likely)
	}
	return out
}

var (
	prodWord = regexp.MustCompile(`(?i)^is_?(prod|production)$|^production$`)
	devWord  = regexp.MustCompile(`(?i)^is_?(dev|development|test|testing|local)$|^(dev|development)$`)
)

// production says whether a test holds in production, where it is about that. A name that says so is followed first.
func (t tests) production(test *Node, depth int) verdict {
	switch {
	case test == nil || depth > value.MaxDepth:
	case test.Kind == Name || test.Kind == Member:
		is := -1
		if prodWord.MatchString(test.Text) {
			is = 1
		} else if !devWord.MatchString(test.Text) {
			return verdict{}
		}
		if d := t.m.Declared(test); d != nil {
			if v := t.production(d, depth+1); v.is != 0 {
				return v
			}
		}
		return verdict{is: is, named: true}
	case test.Kind == Binary && strings.HasPrefix(strings.TrimPrefix(test.Text, "!"), "="):
		sign := 1
		if strings.HasPrefix(test.Text, "!") {
			sign = -1
		}
		left, right := t.p.eval(t.m, test.Kid(0), depth), t.p.eval(t.m, test.Kid(1), depth)
		if !isMode(left.Variable) {
			left, right = right, left
		}
		if isMode(left.Variable) && right.Kind == Constant {
			if right.Text == "production" || right.Text == "prod" {
				return verdict{is: sign}
			}
			return verdict{is: -sign}
		}
	}
	return verdict{}
}
