package javascript

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

// name gives what a name means where it is read. A name that is given several values is at most likely.
func (p *Program) name(m *Module, n *Node, depth int) Value {
	d := n.scope.find(n.Text)
	if d == nil {
		if n.Text == "process" || n.Text == "Bun" { // globals of Node and Bun
			return Value{Kind: Package, Value: value.Value{Text: "process"}}
		}
		return Value{}
	}
	first, others := d.reaching(n)
	out := p.alternatives(m, first, others, depth)
	if !d.settled() {
		out = out.doubted(facts.Likely)
	}
	if r := d.root(); len(r.members) > 0 {
		out.held, out.heldIn = r, m
	}
	return out
}

func (p *Program) alternatives(m *Module, first *Node, others []*Node, depth int) Value {
	out := p.eval(m, first, depth)
	for _, other := range others {
		if out.Kind != Unknown && out.Variable != "" {
			break
		}
		out = out.or(p.eval(m, other, depth))
	}
	return out
}

// this is an instance of the class, or the object, in whose function the word stands.
func (p *Program) this(m *Module, n *Node) Value {
	if n.scope == nil {
		return Value{}
	}
	h := n.scope.self.root()
	if h.node == m.Root {
		return Value{}
	}
	return Value{Kind: Structure, Node: h.node, Module: m, made: true}
}

// property gives a member of a value: what code sets on its name, else what the value itself holds.
func (p *Program) property(v Value, key string, m *Module, line, depth int) Value {
	out := p.ownProperty(v, key, m, line, depth)
	if v.held != nil && len(v.held.members[key]) > 0 {
		var set Value
		for _, g := range v.held.members[key] {
			set = set.or(p.eval(v.heldIn, g.value, depth+1))
		}
		if len(v.held.members[key]) > 1 {
			set = set.doubted(facts.Likely)
		}
		out = set.or(out)
	}
	return out.doubted(v.Confidence)
}

func (p *Program) ownProperty(v Value, key string, m *Module, line, depth int) Value {
	switch v.Kind {
	case Variables:
		return Value{Value: value.Value{Variable: key, At: facts.Evidence{File: m.File, Line: line}}}
	case Package:
		if key == "env" && v.IsPackage("process") {
			return Value{Kind: Variables}
		}
		v.Members = append(slices.Clip(v.Members), key)
		v.held = nil
		return v
	case Namespace:
		return p.exported(v.Module, key, depth)
	case Structure:
		return p.field(v, key, depth)
	}
	return Value{}
}

// field looks a key up in an object or class: own members first, then what is spread into it or what it extends.
func (p *Program) field(v Value, key string, depth int) Value {
	if depth > value.MaxDepth {
		return Value{}
	}
	first, others := v.Node.Prop(key), []*Node(nil)
	if h := v.Node.holder; h != nil {
		first, others = h.field(key)
	}
	if first != nil {
		out := p.alternatives(v.Module, first, others, depth+1)
		if len(others) > 0 {
			out = out.doubted(facts.Likely)
		}
		if v.Node.property(key).is(getter) {
			return p.result(out, v.Module, nil, depth+1)
		}
		return out
	}
	for _, k := range v.Node.Kids {
		if k == nil || k.Kind != Spread && (k.Kind != Other || k.Text != extends) {
			continue
		}
		inner := p.eval(v.Module, k.Kid(0), depth+1)
		if inner.Kind == Structure || inner.Kind == Namespace || inner.Kind == Variables {
			if out := p.property(inner, key, v.Module, k.Line(), depth+1); out.says() {
				return out
			}
		}
	}
	if key == "data" || key == "value" || key == "default" {
		return v // the result of a schema's parse, or a module that has no default
	}
	return Value{}
}

func (p *Program) exported(m *Module, key string, depth int) Value {
	if depth > value.MaxDepth || m == nil {
		return Value{}
	}
	if exported, ok := m.exports[key]; ok {
		return p.eval(m, exported, depth+1)
	}
	if exported, ok := m.exports["default"]; ok && key != "default" {
		return p.property(p.eval(m, exported, depth+1), key, m, exported.Line(), depth+1)
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
