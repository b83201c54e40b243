package javascript

import (
	"strconv"

	"github.com/dop251/goja/ast"
)

// bindings makes a Declare of every name that a declaration gives a value. A pattern leaves one more Declare without a name behind,
// which holds the value that it is taken from.
func (c converter) bindings(list []*ast.Binding, how marks) []*Node {
	var nodes []*Node
	for _, b := range list {
		value := c.expr(b.Initializer)
		if _, plain := b.Target.(*ast.Identifier); !plain {
			nodes = append(nodes, c.node(Declare, b, "", value))
			nodes[len(nodes)-1].Keys = keys(b.Target)
		}
		c.target(b.Target, value, func(at ast.Node, name string, value *Node) {
			n := c.node(Declare, at, name, value)
			n.mark |= how
			nodes = append(nodes, n)
		})
	}
	return nodes
}

// target calls take for every name of a target, with the expression that gives its value:
// const {port: p = 3000} = config is const p = config.port ?? 3000.
func (c converter) target(t ast.Expression, from *Node, take func(at ast.Node, name string, value *Node)) {
	switch t := t.(type) {
	case *ast.Identifier:
		take(t, t.Name.String(), from)
	case *ast.AssignExpression:
		c.target(t.Left, c.orElse(t, from, t.Right), take)
	case *ast.ObjectPattern:
		for _, p := range t.Properties {
			switch p := p.(type) {
			case *ast.PropertyShort:
				name := p.Name.Name.String()
				take(p, name, c.orElse(p, c.sharing(Member, p, name, from), p.Initializer))
			case *ast.PropertyKeyed:
				c.target(p.Value, c.sharing(Member, p, c.key(p.Key), from), take)
			}
		}
		if t.Rest != nil {
			c.target(t.Rest, c.sharing(Other, t, "rest", from), take)
		}
	case *ast.ArrayPattern:
		for i, element := range t.Elements {
			if element != nil {
				c.target(element, c.sharing(Index, element, "", from, c.node(Number, element, strconv.Itoa(i))), take)
			}
		}
	}
}

// sharing makes a node of one that stands elsewhere in the tree as well.
func (c converter) sharing(kind Kind, at ast.Node, text string, kids ...*Node) *Node {
	n := c.node(kind, at, text, kids...)
	n.mark |= shared
	return n
}

func (c converter) orElse(at ast.Node, value *Node, fallback ast.Expression) *Node {
	if fallback == nil {
		return value
	}
	return c.node(Binary, at, "??", value, c.expr(fallback))
}

// keys are the names that an object pattern takes.
func keys(t ast.Expression) []string {
	pattern, ok := t.(*ast.ObjectPattern)
	if !ok {
		return nil
	}
	var out []string
	for _, p := range pattern.Properties {
		switch p := p.(type) {
		case *ast.PropertyShort:
			out = append(out, p.Name.Name.String())
		case *ast.PropertyKeyed:
			out = append(out, converter{}.key(p.Key))
		}
	}
	return out
}

// function makes a Declare of every parameter, of the argument at its position or of its default, and puts the body last.
func (c converter) function(at ast.Node, params *ast.ParameterList, body *Node) *Node {
	n := c.node(Function, at, "")
	if params != nil {
		for i, p := range params.List {
			argument := c.node(Parameter, p, "")
			argument.position = i
			value := c.orElse(p, argument, p.Initializer)
			if _, plain := p.Target.(*ast.Identifier); !plain {
				n.Kids = append(n.Kids, c.node(Declare, p, "", value))
			}
			c.target(p.Target, value, func(at ast.Node, name string, value *Node) {
				n.Kids = append(n.Kids, c.node(Declare, at, name, value))
			})
		}
		if params.Rest != nil {
			c.target(params.Rest, nil, func(at ast.Node, name string, _ *Node) {
				n.Kids = append(n.Kids, c.node(Declare, at, name, nil))
			})
		}
	}
	n.Kids = append(n.Kids, body)
	return n
}

// named is the key of a property; "" for one that is computed, {[name]: value}, unless it is a text.
func (c converter) named(e ast.Expression, computed bool) string {
	if _, text := e.(*ast.StringLiteral); computed && !text {
		return ""
	}
	return c.key(e)
}

func (c converter) key(e ast.Expression) string {
	switch e := e.(type) {
	case *ast.Identifier:
		return e.Name.String()
	case *ast.StringLiteral:
		return e.Value.String()
	case *ast.NumberLiteral:
		return e.Literal
	case *ast.PrivateIdentifier:
		return e.Name.String()
	}
	return ""
}
