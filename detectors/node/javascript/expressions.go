package javascript

import (
	"fmt"
	"strconv"

	"github.com/dop251/goja/ast"
)

func (c converter) exprs(list []ast.Expression) []*Node {
	nodes := make([]*Node, 0, len(list))
	for _, e := range list {
		if n := c.expr(e); n != nil {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

func (c converter) expr(e ast.Expression) *Node {
	switch e := e.(type) {
	case nil:
		return nil
	case *ast.Identifier:
		return c.node(Name, e, e.Name.String())
	case *ast.StringLiteral:
		return c.node(String, e, e.Value.String())
	case *ast.NumberLiteral:
		return c.node(Number, e, number(e.Value))
	case *ast.BooleanLiteral:
		return c.node(Bool, e, strconv.FormatBool(e.Value))
	case *ast.ThisExpression:
		return c.node(This, e, "")
	case *ast.TemplateLiteral:
		return c.template(e)
	case *ast.DotExpression:
		return c.node(Member, e, e.Identifier.Name.String(), c.expr(e.Left))
	case *ast.PrivateDotExpression:
		return c.node(Member, e, e.Identifier.Name.String(), c.expr(e.Left))
	case *ast.BracketExpression:
		return c.bracket(e)
	case *ast.OptionalChain:
		return c.expr(e.Expression)
	case *ast.Optional:
		return c.expr(e.Expression)
	case *ast.CallExpression:
		return c.node(Call, e, "", append([]*Node{c.expr(e.Callee)}, c.exprs(e.ArgumentList)...)...)
	case *ast.NewExpression:
		return c.node(New, e, "", append([]*Node{c.expr(e.Callee)}, c.exprs(e.ArgumentList)...)...)
	case *ast.BinaryExpression:
		return c.node(Binary, e, e.Operator.String(), c.expr(e.Left), c.expr(e.Right))
	case *ast.ConditionalExpression:
		return c.node(Choice, e, "", c.expr(e.Test), c.expr(e.Consequent), c.expr(e.Alternate))
	case *ast.AssignExpression:
		return c.assignment(e)
	case *ast.UnaryExpression:
		return c.node(Unary, e, e.Operator.String(), c.expr(e.Operand))
	case *ast.AwaitExpression:
		return c.expr(e.Argument)
	case *ast.SequenceExpression:
		return c.sequence(e)
	}
	return c.composite(e)
}

func (c converter) composite(e ast.Expression) *Node {
	switch e := e.(type) {
	case *ast.ObjectLiteral:
		return c.node(Object, e, "", c.properties(e.Value)...)
	case *ast.ArrayLiteral:
		return c.node(Array, e, "", c.exprs(e.Value)...)
	case *ast.SpreadElement:
		return c.node(Spread, e, "", c.expr(e.Expression))
	case *ast.FunctionLiteral:
		n := c.function(e, e.ParameterList, c.body(e.Body, e.Body.List))
		if e.Name != nil {
			n.Text = e.Name.Name.String()
		}
		return n
	case *ast.ArrowFunctionLiteral:
		switch body := e.Body.(type) {
		case *ast.BlockStatement:
			n := c.function(e, e.ParameterList, c.body(body, body.List))
			n.mark |= arrow
			return n
		case *ast.ExpressionBody:
			value := c.expr(body.Expression)
			n := c.function(e, e.ParameterList, c.node(Return, e, "", value))
			n.mark |= arrow
			return n
		}
	case *ast.ClassLiteral:
		return c.class(e)
	case *ast.YieldExpression:
		return c.expr(e.Argument)
	}
	return nil
}

// sequence keeps the last value: esbuild calls an imported function as (0, module.f)().
func (c converter) sequence(e *ast.SequenceExpression) *Node {
	nodes := c.exprs(e.Sequence)
	if len(nodes) == 2 && nodes[0].Kind == Number {
		return nodes[1]
	}
	return c.node(Other, e, "", nodes...)
}

func (c converter) bracket(e *ast.BracketExpression) *Node {
	member := c.expr(e.Member)
	if member != nil && member.Kind == String {
		return c.node(Member, e, member.Text, c.expr(e.Left))
	}
	return c.node(Index, e, "", c.expr(e.Left), member)
}

func (c converter) template(e *ast.TemplateLiteral) *Node {
	n := c.node(Template, e, "")
	for i, part := range e.Elements {
		n.Kids = append(n.Kids, c.node(String, e, part.Parsed.String()))
		if i < len(e.Expressions) {
			n.Kids = append(n.Kids, c.expr(e.Expressions[i]))
		}
	}
	if len(n.Kids) == 1 && e.Tag == nil {
		return n.Kids[0]
	}
	return n
}

func (c converter) properties(list []ast.Property) []*Node {
	var nodes []*Node
	for _, p := range list {
		switch p := p.(type) {
		case *ast.PropertyShort:
			name := p.Name.Name.String()
			nodes = append(nodes, c.node(Property, p, name, c.node(Name, p, name)))
		case *ast.PropertyKeyed:
			if p.Kind == ast.PropertyKindSet {
				continue
			}
			n := c.node(Property, p, c.named(p.Key, p.Computed), c.expr(p.Value))
			if p.Kind == ast.PropertyKindGet {
				n.mark |= getter
			}
			nodes = append(nodes, n)
		case *ast.SpreadElement:
			nodes = append(nodes, c.node(Spread, p, "", c.expr(p.Expression)))
		}
	}
	return nodes
}

// extends is the text of the child of a Class that holds what it is derived from.
const extends = "extends"

func (c converter) class(e *ast.ClassLiteral) *Node {
	n := c.node(Class, e, "", nil)
	if e.Name != nil {
		n.Text = e.Name.Name.String()
	}
	n.Kids = nil
	if e.SuperClass != nil {
		n.Kids = append(n.Kids, c.node(Other, e, extends, c.expr(e.SuperClass)))
	}
	for _, element := range e.Body {
		switch m := element.(type) {
		case *ast.FieldDefinition:
			n.Kids = append(n.Kids, c.node(Property, m, c.named(m.Key, m.Computed), c.expr(m.Initializer)))
			n.Kids[len(n.Kids)-1].mark |= marked(static, m.Static)
		case *ast.MethodDefinition:
			if m.Kind == ast.PropertyKindSet {
				continue
			}
			method := c.node(Property, m, c.named(m.Key, m.Computed), c.expr(m.Body))
			method.mark |= marked(static, m.Static) | marked(getter, m.Kind == ast.PropertyKindGet)
			n.Kids = append(n.Kids, method)
		case *ast.ClassStaticBlock:
			n.Kids = append(n.Kids, c.block(m, m.Block.List))
		}
	}
	return n
}

func marked(m marks, yes bool) marks {
	if yes {
		return m
	}
	return 0
}

// assignment makes an Assign; one to a pattern becomes an Assign of each of its names.
func (c converter) assignment(e *ast.AssignExpression) *Node {
	value := c.expr(e.Right)
	pattern, ok := e.Left.(ast.Pattern)
	if !ok {
		return c.node(Assign, e, e.Operator.String(), c.expr(e.Left), value)
	}
	all := c.node(Other, e, "", value)
	c.target(pattern, value, func(at ast.Node, name string, value *Node) {
		all.Kids = append(all.Kids, c.node(Assign, at, "=", c.node(Name, at, name), value))
	})
	return all
}

func number(v any) string {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}
