package javascript

import (
	"regexp"
	"strconv"
	"strings"
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
	left := p.eval(m, n.Kid(0), depth)
	switch n.Text {
	case "||", "??":
		return p.orElse(m, left, n, depth)
	case "&&":
		return p.eval(m, n.Kid(1), depth)
	case "+":
		right := p.eval(m, n.Kid(1), depth)
		if left.Kind == Constant && right.Kind == Constant {
			left.Text = plus(left.Text, right.Text, n)
			return left.doubted(right.Confidence)
		}
	}
	return Value{}
}

// orElse folds a || b and a ?? b.
func (p *Program) orElse(m *Module, left Value, n *Node, depth int) Value {
	empty := n.Text == "||" && left.Kind == Constant && left.Text == ""
	if left.Kind == Constant && !empty || left.Kind != Unknown && left.Kind != Package && left.Kind != Constant {
		return left
	}
	right := p.eval(m, n.Kid(1), depth).doubted(left.Confidence)
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

func plus(a, b string, n *Node) string {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if errX == nil && errY == nil && n.Kid(0).Kind != String && n.Kid(1).Kind != String {
		return strconv.Itoa(x + y)
	}
	return a + b
}

// choice takes the branch of production, when the test is about that; else the branch that is known.
func (p *Program) choice(m *Module, n *Node, depth int) Value {
	yes, no := p.eval(m, n.Kid(1), depth), p.eval(m, n.Kid(2), depth)
	switch p.production(m, n.Kid(0), depth) {
	case 1:
		return yes
	case -1:
		return no
	}
	if test := p.eval(m, n.Kid(0), depth); test.Variable != "" && test.Kind == Unknown && no.Kind != Unknown {
		if no.Variable == "" {
			no.Variable = yes.Variable
		}
		return no // a variable that is not set by default
	}
	if yes.Kind == Unknown {
		if yes.Variable != "" && no.Variable == "" {
			no.Variable = yes.Variable
		}
		return no
	}
	return yes
}

var (
	prodWord = regexp.MustCompile(`(?i)^is_?(prod|production)$|^production$`)
	devWord  = regexp.MustCompile(`(?i)^is_?(dev|development|test|testing|local)$|^(dev|development)$`)
)

// production says whether a test holds in production: 1 yes, -1 no, 0 it is about something else.
func (p *Program) production(m *Module, test *Node, depth int) int {
	switch {
	case test == nil:
	case test.Kind == Unary && test.Text == "!":
		return -p.production(m, test.Kid(0), depth)
	case test.Kind == Name || test.Kind == Member:
		if prodWord.MatchString(test.Text) {
			return 1
		}
		if devWord.MatchString(test.Text) {
			return -1
		}
	case test.Kind == Binary && strings.HasPrefix(strings.TrimPrefix(test.Text, "!"), "="):
		sign := 1
		if strings.HasPrefix(test.Text, "!") {
			sign = -1
		}
		left, right := p.eval(m, test.Kid(0), depth), p.eval(m, test.Kid(1), depth)
		if !isMode(left.Variable) {
			left, right = right, left
		}
		if isMode(left.Variable) && right.Kind == Constant {
			if right.Text == "production" || right.Text == "prod" {
				return sign
			}
			return -sign
		}
	}
	return 0
}
