// Package javascript parses JavaScript and TypeScript (esbuild strips the types and the module syntax, goja's parser builds the tree)
// and folds constants across the modules of a program, so that the detector can read a port or a route from code without running it.
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
	Other    Kind = iota
	Name          // Text: the identifier
	String        // Text: the value
	Number        // Text: decimal digits
	Bool          // Text: true or false
	Template      // Kids: String nodes and expressions in turn
	Member        // Text: the property; Kids[0]: the object
	Index         // Kids: object, property
	Call          // Kids[0]: the callee; the rest: arguments
	New           // like Call
	Object        // Kids: Property and Spread
	Property      // Text: the key; Kids[0]: the value
	Spread        // Kids[0]
	Array         // Kids: elements
	Function      // Params; Kids: body. Text: its name
	Class         // Kids: Property (fields and methods). Text: its name
	Binary        // Text: the operator; Kids: left, right. Also && || ??
	Choice        // c ? a : b; Kids: test, a, b
	Assign        // Text: the operator; Kids: target, value
	Unary         // Text: the operator; Kids[0]
	Declare       // Text: the name, or "" with a Pattern; Kids[0]: the value, if any
	Return        // Kids[0], if any
	If            // Kids: test, then, else
	Throw         // Kids[0]
	This
)

// Node is one part of a program's tree.
type Node struct {
	Kind   Kind
	Text   string
	Kids   []*Node
	Params []string // names of a Function's parameters, "" for patterns
	Keys   []string // names that a destructuring Declare takes from Kids[0]; with Text "" only
	lines  *lines
	offset int
	shared bool // Kids belong to another node too, which Walk visits
}

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
func (n *Node) Prop(key string) *Node {
	if n == nil {
		return nil
	}
	for _, v := range slices.Backward(n.Kids) {
		if k := v; k != nil && k.Kind == Property && k.Text == key {
			return k.Kid(0)
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
	if n == nil || !visit(n) || n.shared {
		return
	}
	for _, k := range n.Kids {
		Walk(k, visit)
	}
}

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
