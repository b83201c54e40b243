package javascript

import (
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

// body is the statements of a function, which stand in the function's own scope.
func (c converter) body(at ast.Node, list []ast.Statement) *Node {
	return c.node(Other, at, "", c.statements(list)...)
}

func (c converter) block(at ast.Node, list []ast.Statement) *Node {
	return c.node(Block, at, "", c.statements(list)...)
}

// nested converts one optional statement to a block.
func (c converter) nested(s ast.Statement) *Node {
	switch s := s.(type) {
	case nil:
		return nil
	case *ast.BlockStatement:
		return c.block(s, s.List)
	}
	return c.node(Block, s, "", c.statement(s)...)
}

func (c converter) statement(s ast.Statement) []*Node {
	switch s := s.(type) {
	case *ast.BlockStatement:
		return []*Node{c.block(s, s.List)}
	case *ast.ExpressionStatement:
		return []*Node{c.expr(s.Expression)}
	case *ast.VariableStatement:
		return c.bindings(s.List, hoisted)
	case *ast.LexicalDeclaration:
		return c.bindings(s.List, 0)
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
		return c.try(s)
	case *ast.ThrowStatement:
		return []*Node{c.node(Throw, s, "", c.expr(s.Argument))}
	case *ast.LabelledStatement:
		return c.statement(s.Statement)
	case *ast.SwitchStatement:
		return c.cases(s)
	}
	return c.loop(s)
}

// cases makes an If of each group of cases, whose test compares what is switched on; a default runs when no other test holds.
func (c converter) cases(s *ast.SwitchStatement) []*Node {
	on := c.expr(s.Discriminant)
	all := c.node(Block, s, "")
	var waiting, every *Node // tests of the cases that fall into the next group; of all groups before it
	byDefault := false
	either := func(a, b *Node) *Node {
		if a == nil {
			return b
		}
		return c.node(Binary, s, "||", a, b)
	}
	var rest *Node
	for _, k := range s.Body {
		if k.Test == nil {
			byDefault = true
		} else {
			test := c.sharing(Binary, k, "===", on, c.expr(k.Test))
			waiting, every = either(waiting, test), either(every, test)
		}
		if len(k.Consequent) == 0 {
			continue
		}
		block := c.block(k, k.Consequent)
		one := c.node(If, k, "", waiting, block, nil)
		switch {
		case byDefault && waiting == nil:
			rest = one
		case byDefault:
			one.Kids[0] = c.node(Other, k, "") // default beside a case: nobody knows
		}
		all.Kids = append(all.Kids, one)
		if leaves(k.Consequent) {
			waiting, byDefault = nil, false
		}
	}
	if rest != nil && every != nil {
		rest.Kids[0] = c.sharing(Unary, s, "!", every)
	}
	return []*Node{on, all}
}

// leaves says whether a list of statements of a case ends the switch.
func leaves(list []ast.Statement) bool {
	switch s := list[len(list)-1].(type) {
	case *ast.BranchStatement, *ast.ReturnStatement, *ast.ThrowStatement:
		return true
	case *ast.BlockStatement:
		return len(s.List) > 0 && leaves(s.List)
	}
	return false
}

// try runs its block as any other statement; what stands in catch may run or not.
func (c converter) try(s *ast.TryStatement) []*Node {
	nodes := c.statements([]ast.Statement{s.Body})
	if s.Catch != nil {
		caught := c.node(Loop, s.Catch, "")
		c.target(s.Catch.Parameter, nil, func(at ast.Node, name string, _ *Node) {
			caught.Kids = append(caught.Kids, c.node(Declare, at, name, nil))
		})
		caught.Kids = append(caught.Kids, c.statements(s.Catch.Body.List)...)
		nodes = append(nodes, caught)
	}
	if s.Finally != nil {
		nodes = append(nodes, c.block(s.Finally, s.Finally.List))
	}
	return nodes
}

func (c converter) loop(s ast.Statement) []*Node {
	n := c.node(Loop, s, "")
	switch s := s.(type) {
	case *ast.ForStatement:
		n.Kids = append(c.initializer(s.Initializer), c.expr(s.Test), c.expr(s.Update), c.nested(s.Body))
	case *ast.ForOfStatement:
		source := c.expr(s.Source)
		n.Kids = append([]*Node{source}, c.into(s.Into, c.sharing(Each, s, "", source))...)
		n.Kids = append(n.Kids, c.nested(s.Body))
	case *ast.ForInStatement:
		n.Kids = append([]*Node{c.expr(s.Source)}, c.into(s.Into, nil)...)
		n.Kids = append(n.Kids, c.nested(s.Body))
	case *ast.WhileStatement:
		n.Kids = []*Node{c.expr(s.Test), c.nested(s.Body)}
	case *ast.DoWhileStatement:
		n.Kids = []*Node{c.expr(s.Test), c.nested(s.Body)}
	default:
		return nil
	}
	return []*Node{n}
}

func (c converter) initializer(i ast.ForLoopInitializer) []*Node {
	switch i := i.(type) {
	case *ast.ForLoopInitializerVarDeclList:
		var list []*ast.Binding
		list = append(list, i.List...)
		return c.bindings(list, hoisted)
	case *ast.ForLoopInitializerLexicalDecl:
		return c.bindings(i.LexicalDeclaration.List, 0)
	case *ast.ForLoopInitializerExpression:
		return []*Node{c.expr(i.Expression)}
	}
	return nil
}

// into declares the variable of for-in and for-of.
func (c converter) into(i ast.ForInto, value *Node) []*Node {
	var nodes []*Node
	declare := func(how marks) func(at ast.Node, name string, value *Node) {
		return func(at ast.Node, name string, value *Node) {
			n := c.node(Declare, at, name, value)
			n.mark |= how
			nodes = append(nodes, n)
		}
	}
	switch i := i.(type) {
	case *ast.ForIntoVar:
		c.target(i.Binding.Target, value, declare(hoisted))
	case *ast.ForDeclaration:
		c.target(i.Target, value, declare(0))
	case *ast.ForIntoExpression:
		nodes = append(nodes, c.node(Assign, i, "=", c.expr(i.Expression), value))
	}
	return nodes
}
