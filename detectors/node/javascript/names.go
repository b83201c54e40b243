package javascript

import (
	"slices"
	"strings"

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
	first, others := d.reaching(n, func(g given) int { return testsOf(p, m).runs(&Node{guard: g.guard}, n.guard, depth).is })
	out := p.alternatives(m, first, others, depth)
	if !d.settled() {
		out = out.doubted(facts.Likely)
	}
	out.late = len(d.values) > 1
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
			if g.value == nil { // deleted
				out, set = out.doubted(facts.Likely), set.doubted(facts.Likely)
			}
		}
		if len(v.held.members[key]) > 1 {
			set = set.doubted(facts.Likely)
		}
		out = set.or(out)
		out.late = true
	}
	return overlaid(out, v, key).doubted(v.Confidence)
}

func (p *Program) ownProperty(v Value, key string, m *Module, line, depth int) Value {
	switch v.Kind {
	case Variables:
		if set := p.setVariable(key, depth); set.says() {
			return set
		}
		return Value{Value: value.Value{Variable: key, At: facts.Evidence{File: m.File, Line: line}}}
	case Package:
		if key == "env" && v.IsPackage("process") {
			return Value{Kind: Variables}
		}
		v.Members = append(slices.Clip(v.Members), key)
		v.held = nil
		if v.Text == "config" && p.Setting != nil {
			if set := p.Setting(v.Text, strings.TrimPrefix(strings.Join(v.Members, "."), "default.")); set.Kind == Constant {
				return set
			}
		}
		return v
	case Namespace:
		return p.exported(v.Module, key, depth)
	case Structure:
		return overridden(p, p.field(v, key, depth), v, key, depth)
	}
	return Value{}
}

// field looks a key up in an object or class: own members first, then what is spread into it or what it extends.
func (p *Program) field(v Value, key string, depth int) Value {
	if depth > value.MaxDepth {
		return Value{}
	}
	if h := v.Node.holder; h != nil && len(h.fields[key]) > 0 {
		first, others := h.field(key, v.Node.own(key, v.made).Kid(0))
		out := p.alternatives(v.Module, first, others, depth+1)
		if len(others) > 0 {
			out = out.doubted(facts.Likely)
		}
		out.late = slices.ContainsFunc(h.fields[key], func(g given) bool {
			f := g.scope.function
			return f != h.node && (f == nil || f.called != "constructor")
		})
		return out
	}
	parsed := key == "data" || key == "value" || key == "default"      // of the result of a schema's parse, or a module that has no default
	if parsed && v.Node.is(shared) && v.Node.own(key, v.made) == nil { // made of several schemas
		return v
	}
	if out := p.lastOf(v, key, depth); out.says() {
		return out
	}
	if parsed {
		return v
	}
	return Value{}
}

// lastOf is what an object or class itself says of a key: of its properties and of what is spread into it the one that stands last counts
// (ECMAScript, PropertyDefinitionEvaluation). What stands behind and is not known makes it doubtful.
func (p *Program) lastOf(v Value, key string, depth int) Value {
	variable, unknown := "", false
	for _, k := range slices.Backward(v.Node.Kids) {
		if k == nil {
			continue
		}
		var out Value
		switch {
		case k.Kind == Property && k == v.Node.own(key, v.made):
			out = p.eval(v.Module, k.Kid(0), depth+1)
			if k.is(getter) {
				out = p.result(out, v.Module, nil, depth+1)
			}
			if out.Variable == "" && envName.MatchString(key) && demands(p, v.Module, k.Kid(0), depth) {
				if out.Kind == Package { // a demand without a default
					out = Value{Value: value.Value{At: v.Module.place(k)}}
				}
				out.Variable = key
			}
			if !out.says() {
				return out
			}
		case k.Kind == Spread, k.Kind == Other && k.Text == extends:
			inner := p.eval(v.Module, k.Kid(0), depth+1)
			switch inner.Kind {
			case Structure, Namespace:
				inner.made = inner.made || v.made
				out = p.property(inner, key, v.Module, k.Line(), depth+1)
			case Variables:
				variable = key
			case Constant, List:
			default:
				unknown = unknown || !testsOf(p, v.Module).leftOut(k.Kid(0), depth)
			}
		}
		if out.says() {
			if variable != "" {
				out.Variable = variable
			}
			if unknown || p.changed(v, key, depth) {
				out = out.doubted(facts.Likely)
			}
			return out
		}
	}
	return Value{Value: value.Value{Variable: variable}}
}

// schemas are packages that describe what an object has to hold. One whose keys are names of variables describes the environment:
// z.object({PORT: z.coerce.number().default(3000)}).parse(process.env) (https://zod.dev, https://github.com/af/envalid, https://joi.dev,
// https://env.t3.gg, which takes schemas of zod).
var schemas = []string{"zod", "zod/v4", "zod/mini", "envalid", "joi", "@hapi/joi"}

// demands says whether an expression is a demand of such a schema: z.coerce.number().default(3000), port({default: 3000}).
func demands(p *Program, m *Module, n *Node, depth int) bool {
	if n == nil || n.Kind != Call {
		return false
	}
	for n != nil && (n.Kind == Call || n.Kind == Member) {
		n = n.Kid(0)
	}
	return n != nil && n.Kind == Name && p.eval(m, n, depth+1).IsPackage(schemas...)
}

// leftOut says whether {...(test && more)} leaves more out, since the test fails.
func (t tests) leftOut(n *Node, depth int) bool {
	return n != nil && n.Kind == Binary && n.Text == "&&" && t.holds(n.Kid(0), depth).is < 0
}

func (p *Program) exported(m *Module, key string, depth int) Value {
	if depth > value.MaxDepth || m == nil {
		return Value{}
	}
	if _, ok := m.exports[key]; ok {
		return testsOf(p, m).exportOf(key, depth)
	}
	if exported, ok := m.exports["default"]; ok && key != "default" {
		return p.property(testsOf(p, m).exportOf("default", depth), key, m, exported.Line(), depth+1)
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

// exportOf is what a module exports by a name. Of several statements the last that runs counts, and where tests decide that nobody knows,
// each may.
func (t tests) exportOf(name string, depth int) Value {
	if len(t.m.given[name]) < 2 {
		return t.p.eval(t.m, t.m.exports[name], depth+1)
	}
	var out Value
	for _, g := range t.m.given[name] {
		switch v := t.runs(g.statement, nil, depth); {
		case v.is > 0:
			out = t.p.eval(t.m, g.value, depth+1)
		case v.is == 0:
			out = out.or(t.p.eval(t.m, g.value, depth+1)).doubted(facts.Likely)
		}
	}
	return out
}

// changed says whether some statement of the program sets a member of an object by another name than the one that it is read by.
func (p *Program) changed(v Value, key string, depth int) bool {
	if v.Node.Kind != Object || p.looking || depth > value.MaxDepth/2 {
		return false
	}
	p.looking = true
	defer func() { p.looking = false }()
	modules := p.Modules
	if !slices.Contains(modules, v.Module) {
		modules = append(slices.Clip(modules), v.Module)
	}
	for _, m := range modules {
		for _, target := range m.sets[key] {
			if target.Kind == This || target.binding() != nil && target.binding().root() == v.held {
				continue
			}
			at := p.eval(m, target, depth+1)
			if at.Kind == Structure && at.Node == v.Node || at.Kind == Namespace && at.Module.exports["default"] == v.Node {
				return true
			}
		}
	}
	return false
}
