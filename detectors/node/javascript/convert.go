package javascript

import (
	"fmt"
	"strconv"

	"github.com/dop251/goja/ast"
)

// converter turns goja's tree, with one Go type for each construct, into Nodes.
type converter struct{ lines *lines }

func (c converter) node(kind Kind, at ast.Node, text string, kids ...*Node) *Node {
	return &Node{Kind: kind, Text: text, lines: c.lines, offset: int(at.Idx0()) - c.lines.file.Base(), Kids: kids}
}

func (c converter) statements(list []ast.Statement) []*Node {
	var nodes []*Node
	for _, s := range list {
		nodes = append(nodes, c.statement(s)...)
	}
	return nodes
}

func (c converter) block(at ast.Node, list []ast.Statement) *Node {
	return c.node(Other, at, "", c.statements(list)...)
}

// nested converts one optional statement to one node.
func (c converter) nested(s ast.Statement) *Node {
	if s == nil {
		return nil
	}
	return c.node(Other, s, "", c.statement(s)...)
}

func (c converter) statement(s ast.Statement) []*Node {
	switch s := s.(type) {
	case *ast.BlockStatement:
		return c.statements(s.List)
	case *ast.ExpressionStatement:
		return []*Node{c.expr(s.Expression)}
	case *ast.VariableStatement:
		return c.bindings(s.List)
	case *ast.LexicalDeclaration:
		return c.bindings(s.List)
	case *ast.FunctionDeclaration:
		f := c.expr(s.Function)
		return []*Node{c.node(Declare, s, f.Text, f)}
	case *ast.ClassDeclaration:
		class := c.expr(s.Class)
		return []*Node{c.node(Declare, s, class.Text, class)}
	case *ast.ReturnStatement:
		return []*Node{c.node(Return, s, "", c.expr(s.Argument))}
	case *ast.IfStatement:
		return []*Node{c.node(If, s, "", c.expr(s.Test), c.nested(s.Consequent), c.nested(s.Alternate))}
	case *ast.TryStatement:
		nodes := c.statements(s.Body.List)
		if s.Catch != nil {
			nodes = append(nodes, c.statements(s.Catch.Body.List)...)
		}
		if s.Finally != nil {
			nodes = append(nodes, c.statements(s.Finally.List)...)
		}
		return nodes
	case *ast.ThrowStatement:
		return []*Node{c.node(Throw, s, "", c.expr(s.Argument))}
	case *ast.LabelledStatement:
		return c.statement(s.Statement)
	case *ast.SwitchStatement:
		nodes := []*Node{c.expr(s.Discriminant)}
		for _, k := range s.Body {
			nodes = append(nodes, c.block(k, k.Consequent))
		}
		return nodes
	}
	return c.loop(s)
}

func (c converter) loop(s ast.Statement) []*Node {
	switch s := s.(type) {
	case *ast.ForStatement:
		return []*Node{c.expr(s.Test), c.nested(s.Body)}
	case *ast.ForOfStatement:
		return []*Node{c.expr(s.Source), c.nested(s.Body)}
	case *ast.ForInStatement:
		return []*Node{c.expr(s.Source), c.nested(s.Body)}
	case *ast.WhileStatement:
		return []*Node{c.expr(s.Test), c.nested(s.Body)}
	case *ast.DoWhileStatement:
		return []*Node{c.expr(s.Test), c.nested(s.Body)}
	}
	return nil
}

func (c converter) bindings(list []*ast.Binding) []*Node {
	var nodes []*Node
	for _, b := range list {
		value := c.expr(b.Initializer)
		switch target := b.Target.(type) {
		case *ast.Identifier:
			nodes = append(nodes, c.node(Declare, target, target.Name.String(), value))
		case *ast.ObjectPattern:
			n := c.node(Declare, target, "", value)
			for _, p := range target.Properties {
				nodes = append(nodes, c.taken(p, value, n)...)
			}
			nodes = append(nodes, n)
		default:
			nodes = append(nodes, c.node(Declare, b, "", value))
		}
	}
	return nodes
}

// taken makes `const {port: p = 3000} = config` the same as `const p = config.port ?? 3000`.
func (c converter) taken(p ast.Property, from, all *Node) []*Node {
	take := func(at ast.Node, key, name string, fallback ast.Expression) *Node {
		all.Keys = append(all.Keys, key)
		value := c.node(Member, at, key, from)
		value.shared = true
		if fallback != nil {
			value = c.node(Binary, at, "??", value, c.expr(fallback))
		}
		return c.node(Declare, at, name, value)
	}
	switch p := p.(type) {
	case *ast.PropertyShort:
		name := p.Name.Name.String()
		return []*Node{take(p, name, name, p.Initializer)}
	case *ast.PropertyKeyed:
		key := c.key(p.Key)
		switch v := p.Value.(type) {
		case *ast.Identifier:
			return []*Node{take(p, key, v.Name.String(), nil)}
		case *ast.AssignExpression:
			if id, ok := v.Left.(*ast.Identifier); ok {
				return []*Node{take(p, key, id.Name.String(), v.Right)}
			}
		}
	}
	return nil
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
		return c.node(Assign, e, e.Operator.String(), c.expr(e.Left), c.expr(e.Right))
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
		n := c.function(e, e.ParameterList, c.block(e.Body, e.Body.List))
		if e.Name != nil {
			n.Text = e.Name.Name.String()
		}
		return n
	case *ast.ArrowFunctionLiteral:
		switch body := e.Body.(type) {
		case *ast.BlockStatement:
			return c.function(e, e.ParameterList, c.block(body, body.List))
		case *ast.ExpressionBody:
			value := c.expr(body.Expression)
			return c.function(e, e.ParameterList, c.node(Return, e, "", value))
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
			nodes = append(nodes, c.node(Property, p, c.key(p.Key), c.expr(p.Value)))
		case *ast.SpreadElement:
			nodes = append(nodes, c.node(Spread, p, "", c.expr(p.Expression)))
		}
	}
	return nodes
}

func (c converter) function(at ast.Node, params *ast.ParameterList, body *Node) *Node {
	n := c.node(Function, at, "", body)
	if params == nil {
		return n
	}
	for _, p := range params.List {
		name := ""
		if id, ok := p.Target.(*ast.Identifier); ok {
			name = id.Name.String()
			if p.Initializer != nil {
				n.Kids = append([]*Node{c.node(Declare, p, name, c.expr(p.Initializer))}, n.Kids...)
			}
		}
		n.Params = append(n.Params, name)
	}
	return n
}

func (c converter) class(e *ast.ClassLiteral) *Node {
	n := c.node(Class, e, "", nil)
	if e.Name != nil {
		n.Text = e.Name.Name.String()
	}
	n.Kids = nil
	if e.SuperClass != nil {
		n.Kids = append(n.Kids, c.node(Other, e, "extends", c.expr(e.SuperClass)))
	}
	for _, element := range e.Body {
		switch m := element.(type) {
		case *ast.FieldDefinition:
			n.Kids = append(n.Kids, c.node(Property, m, c.key(m.Key), c.expr(m.Initializer)))
		case *ast.MethodDefinition:
			n.Kids = append(n.Kids, c.node(Property, m, c.key(m.Key), c.expr(m.Body)))
		case *ast.ClassStaticBlock:
			n.Kids = append(n.Kids, c.block(m, m.Block.List))
		}
	}
	return n
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
