package javascript

import (
	"slices"

	"github.com/dop251/goja/file"
	"github.com/go-sourcemap/sourcemap"
)

// Kind tells the nodes apart that the analysis looks at.
type Kind int

// The kinds. What no rule looks at is Other: its children are still visited.
const (
	Other     Kind = iota
	Name           // Text: the identifier
	String         // Text: the value
	Number         // Text: decimal digits
	Bool           // Text: true or false
	Template       // Kids: String nodes and expressions in turn
	Member         // Text: the property; Kids[0]: the object
	Index          // Kids: object, property
	Call           // Kids[0]: the callee; the rest: arguments
	New            // like Call
	Object         // Kids: Property and Spread
	Property       // Text: the key; Kids[0]: the value
	Spread         // Kids[0]
	Array          // Kids: elements
	Function       // Text: its name; Kids: a Declare for each name of its parameters, then the body
	Class          // Text: its name; Kids: Property (fields and methods)
	Binary         // Text: the operator; Kids: left, right. Also && || ??
	Choice         // c ? a : b; Kids: test, a, b
	Assign         // Text: the operator; Kids: target, value
	Unary          // Text: the operator; Kids[0]
	Declare        // Text: the name, or "" with Keys; Kids[0]: the value, if any
	Return         // Kids[0], if any
	If             // Kids: test, then, else
	Throw          // Kids[0]
	This           // this, in the function or class around it
	Block          // Kids: statements with a scope of their own
	Loop           // like Block; its statements run any number of times
	Parameter      // the argument that a call hands over; the function and the position are in the node
	Each           // one element of Kids[0], in a for-of loop
)

// Node is one part of a program's tree.
type Node struct {
	Kind Kind
	Text string
	Kids []*Node
	Keys []string // names that a destructuring Declare takes from Kids[0]; with Text "" only

	lines    *lines
	offset   int
	position int     // of a Parameter: the index of its argument
	mark     marks   // how the node was written, where the kind alone does not say it
	guard    *guard  // the tests that decide whether the node runs
	scope    *scope  // where a node stands that is looked up by its scope: Name, This, Parameter
	holder   *holder // of a Class, Function or Object: what its code sets on this
	called   string  // of a Function or Class: the name that it is known by: start in const start = () => {}
	handed   *Node   // of a Function: the call that it is an argument of
	inPlace  *Node   // of a Function: the call that it is the callee of
}

// marks are details of how a node was written.
type marks uint8

const (
	hoisted marks = 1 << iota // declared by var: belongs to the function around it, not to the block
	arrow                     // a function without a this of its own
	getter                    // reading the property calls the function
	static                    // a member of the class itself
	shared                    // Kids belong to another node too, which Walk visits
)

// Kid returns the i-th child, or nil.
func (n *Node) Kid(i int) *Node {
	if n == nil || i < 0 || i >= len(n.Kids) {
		return nil
	}
	return n.Kids[i]
}

// Args returns the arguments of a Call or New.
func (n *Node) Args() []*Node {
	if n == nil || len(n.Kids) < 2 {
		return nil
	}
	return n.Kids[1:]
}

// Prop returns the value of an Object's or Class's own property.
func (n *Node) Prop(key string) *Node { return n.property(key).Kid(0) }

func (n *Node) property(key string) *Node {
	if n == nil {
		return nil
	}
	for _, k := range slices.Backward(n.Kids) {
		if k != nil && k.Kind == Property && k.Text == key {
			return k
		}
	}
	return nil
}

// own is the property that a Class itself (made is false) or its instances have by a key; of an Object every property is one.
func (n *Node) own(key string, made bool) *Node {
	if n == nil || n.Kind != Class {
		return n.property(key)
	}
	for _, k := range slices.Backward(n.Kids) {
		if k != nil && k.Kind == Property && k.Text == key && k.is(static) != made {
			return k
		}
	}
	return nil
}

// Method returns the last name of a callee: listen for app.server.listen, require for require.
func (n *Node) Method() string {
	callee := n.Kid(0)
	if n == nil || callee == nil || callee.Kind != Member && callee.Kind != Name {
		return ""
	}
	return callee.Text
}

// Walk visits n and all below it, parents first. visit returns false to leave out what is below.
func Walk(n *Node, visit func(*Node) bool) {
	if n == nil || !visit(n) || n.is(shared) {
		return
	}
	for _, k := range n.Kids {
		Walk(k, visit)
	}
}

func (n *Node) is(m marks) bool { return n != nil && n.mark&m != 0 }

// Line is the place of the node in the file as it was written, 1-based; 0 for a node that stands in no file.
func (n *Node) Line() int {
	if n.lines == nil {
		return 0
	}
	return n.lines.at(n.offset)
}

// At returns a Call like n with another callee.
func (n *Node) At(callee *Node) *Node {
	return &Node{Kind: Call, lines: n.lines, offset: n.offset, Kids: append([]*Node{callee}, n.Args()...)}
}

// Member is the expression n.name, where n stands.
func (n *Node) Member(name string) *Node {
	return &Node{Kind: Member, Text: name, Kids: []*Node{n}, lines: n.lines, offset: n.offset, scope: n.scope, guard: n.guard, mark: shared}
}

// lines finds the line of an offset. The source map is read when it is first asked for, since few nodes become evidence.
type lines struct {
	file      *file.File
	sourceMap []byte
}

func (l *lines) at(offset int) int {
	if l.sourceMap != nil {
		if consumer, err := sourcemap.Parse("", l.sourceMap); err == nil {
			l.file.SetSourceMap(consumer)
		}
		l.sourceMap = nil
	}
	return l.file.Position(offset).Line
}
