package javascript

import (
	"slices"
	"strconv"
	"strings"
)

// ValueKind says what is known of an expression.
type ValueKind int

// The kinds of values.
const (
	Unknown   ValueKind = iota
	Constant            // Text holds it
	Structure           // an object or class: Node with its Module
	Callable            // a function: Node with its Module
	Namespace           // all exports of Module
	Package             // an installed package: Text is "name" or "name.member.member"
	Variables           // process.env itself
)

// Value is what folding finds out about an expression. An unknown value can still name the variable that it comes from.
type Value struct {
	Kind   ValueKind
	Text   string
	Env    string // the environment variable that wins over Text
	Node   *Node
	Module *Module
	File   string // where the constant stands, or the variable is read
	Line   int
}

// Port returns the value as a TCP port; an object of a schema ({default: 3000, env: "PORT"}) stands for its default.
func (v Value) Port() (int, bool) {
	if v.Kind != Constant {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(v.Text))
	return n, err == nil && n > 0 && n < 65536
}

// IsPackage says whether the value is one of these packages or a member of one; the node: prefix does not count.
func (v Value) IsPackage(names ...string) bool {
	if v.Kind != Package {
		return false
	}
	base := packageName(v.Text)
	return slices.Contains(names, base)
}

// packageName cuts the members off: "@hapi/hapi.server" and "express.default" are @hapi/hapi and express.
func packageName(text string) string {
	text = strings.TrimPrefix(text, "node:")
	slash := 0
	if strings.HasPrefix(text, "@") {
		slash = strings.IndexByte(text, '/') + 1
	}
	if dot := strings.IndexByte(text[slash:], '.'); dot >= 0 {
		rest := text[slash+dot:]
		if !strings.HasPrefix(rest, ".js") { // socket.io and chart.js are names
			name := text[:slash+dot]
			if name != "socket" && name != "discord" {
				return name
			}
		}
	}
	return text
}

// Program folds values across modules.
type Program struct {
	// Load returns the module of a file, nil when it cannot be had.
	Load func(file string) *Module
	// Resolve turns a specifier into a file of the repository; not ok for an installed package.
	Resolve func(from, spec string) (file string, ok bool)
	// Setting looks up a dotted key of the settings that a package reads by itself (node-config); may be nil.
	Setting func(pkg, key string) Value

	steps int
}

// maxSteps bounds one Eval, maxDepth its recursion.
const (
	maxSteps = 4000
	maxDepth = 60
)

// Eval says what is known of an expression of a module.
func (p *Program) Eval(m *Module, n *Node) Value {
	p.steps = 0
	v := p.eval(m, n, 0)
	return p.settled(v, 0)
}

// settled replaces a schema object by its default.
func (p *Program) settled(v Value, depth int) Value {
	if v.Kind != Structure || v.Node.Prop("default") == nil || depth > 4 {
		return v
	}
	out := p.settled(p.eval(v.Module, v.Node.Prop("default"), depth), depth+1)
	if env := p.eval(v.Module, v.Node.Prop("env"), depth); env.Kind == Constant {
		out.Env = env.Text
	}
	return out
}

func (p *Program) eval(m *Module, n *Node, depth int) Value {
	p.steps++
	if n == nil || m == nil || depth > maxDepth || p.steps > maxSteps {
		return Value{}
	}
	depth++
	switch n.Kind {
	case String, Number, Bool:
		return Value{Kind: Constant, Text: n.Text, File: m.File, Line: n.Line()}
	case Template:
		return p.template(m, n, depth)
	case Name:
		return p.name(m, n, depth)
	case Member:
		return p.member(m, n, depth)
	case Index:
		return p.index(m, n, depth)
	case Object, Class:
		return Value{Kind: Structure, Node: n, Module: m, File: m.File, Line: n.Line()}
	case Function:
		return Value{Kind: Callable, Node: n, Module: m, File: m.File, Line: n.Line()}
	case Call:
		return p.call(m, n, depth)
	case New:
		return p.construct(m, n, depth)
	case Binary:
		return p.binary(m, n, depth)
	case Choice:
		return p.choice(m, n, depth)
	case Unary:
		if n.Text == "+" || n.Text == "~" {
			return p.eval(m, n.Kid(0), depth)
		}
	case Assign:
		return p.eval(m, n.Kid(1), depth)
	}
	return Value{}
}

func (p *Program) template(m *Module, n *Node, depth int) Value {
	var b strings.Builder
	out := Value{Kind: Constant, File: m.File, Line: n.Line()}
	for _, k := range n.Kids {
		v := p.eval(m, k, depth)
		if v.Env != "" {
			out.Env = v.Env
		}
		if v.Kind != Constant {
			return Value{Env: out.Env, File: m.File, Line: n.Line()}
		}
		b.WriteString(v.Text)
	}
	out.Text = b.String()
	return out
}

func (p *Program) name(m *Module, n *Node, depth int) Value {
	if value, ok := m.decls[n.Text]; ok {
		return p.eval(m, value, depth)
	}
	if n.Text == "process" || n.Text == "Bun" {
		return Value{Kind: Package, Text: "process"}
	}
	return Value{}
}

func (p *Program) member(m *Module, n *Node, depth int) Value {
	object := n.Kid(0)
	if object != nil && object.Kind == This {
		return p.eval(m, m.own[n.Text], depth)
	}
	return p.property(p.eval(m, object, depth), n.Text, m, n.Line(), depth)
}

func (p *Program) property(v Value, key string, m *Module, line, depth int) Value {
	switch v.Kind {
	case Variables:
		return Value{Env: key, File: m.File, Line: line}
	case Package:
		if key == "env" && v.IsPackage("process") {
			return Value{Kind: Variables}
		}
		v.Text += "." + key
		return v
	case Namespace:
		return p.exported(v.Module, key, depth)
	case Structure:
		return p.field(v, key, depth)
	}
	return Value{}
}

// field looks a key up in an object: own properties first, then what is spread into it.
func (p *Program) field(v Value, key string, depth int) Value {
	if depth > maxDepth {
		return Value{}
	}
	if prop := v.Node.Prop(key); prop != nil {
		out := p.eval(v.Module, prop, depth+1)
		if out.Kind == Callable && v.Node.Kind == Class {
			return p.result(out, depth+1) // a getter; calling a method gives the same
		}
		return out
	}
	if v.Node.Kind == Class {
		if own, ok := v.Module.own[key]; ok {
			return p.eval(v.Module, own, depth+1)
		}
	}
	for _, k := range v.Node.Kids {
		if k != nil && k.Kind == Spread {
			inner := p.eval(v.Module, k.Kid(0), depth+1)
			if inner.Kind == Structure || inner.Kind == Namespace || inner.Kind == Variables {
				if out := p.property(inner, key, v.Module, k.Line(), depth+1); out.Kind != Unknown || out.Env != "" {
					return out
				}
			}
		}
	}
	if key == "data" || key == "value" || key == "default" {
		return v // the result of a schema's parse, or a module that has no default
	}
	return Value{}
}

func (p *Program) exported(m *Module, key string, depth int) Value {
	if depth > maxDepth || m == nil {
		return Value{}
	}
	if value, ok := m.exports[key]; ok {
		return p.eval(m, value, depth+1)
	}
	if value, ok := m.exports["default"]; ok && key != "default" {
		return p.property(p.eval(m, value, depth+1), key, m, value.Line(), depth+1)
	}
	for _, spec := range m.all {
		if file, ok := p.Resolve(m.File, spec); ok {
			if v := p.exported(p.Load(file), key, depth+1); v.Kind != Unknown {
				return v
			}
		}
	}
	if key == "default" {
		return Value{Kind: Namespace, Module: m}
	}
	return Value{}
}

// result is what a function returns.
func (p *Program) result(f Value, depth int) Value {
	if f.Kind != Callable {
		return Value{}
	}
	return p.eval(f.Module, returned(f.Node), depth)
}

// Lookup reads a path of keys in what a module exports.
func (p *Program) Lookup(m *Module, keys []string) Value {
	p.steps = 0
	v := Value{Kind: Namespace, Module: m}
	if d, ok := m.exports["default"]; ok {
		v = p.eval(m, d, 0)
	}
	for _, key := range keys {
		if v.Kind == Callable {
			v = p.result(v, 0) // a function of the mode, as vite.config may export
		}
		v = p.property(v, key, m, 0, 0)
	}
	return p.settled(v, 0)
}
