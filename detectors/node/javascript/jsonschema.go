package javascript

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/value"
)

// Demand is what a JSON schema says of one property.
type Demand struct {
	Name     string
	Default  *Node // nil where the schema gives none
	Required bool
}

// Demands lists what a schema says of its properties, in the order in which they are written. It reads a JSON schema as an object
// ({required: ["PORT"], properties: {PORT: {default: 3000}}}), one that TypeBox writes (Type.Object({PORT: Type.Number({default: 3000})}),
// https://github.com/sinclairzx81/typebox), and a chain of fluent-json-schema (S.object().prop("PORT", S.number().default(3000)),
// https://github.com/fastify/fluent-json-schema). For an expression of another form there are none.
func Demands(m *Module, n *Node) []Demand {
	if n != nil && n.Kind == Name {
		n = m.Declared(n)
	}
	switch {
	case n == nil:
		return nil
	case n.Kind == Object:
		return written(n)
	case n.Kind == Call && n.Method() == "Object" && len(n.Args()) > 0:
		return typed(n.Args()[0])
	case n.Kind == Call:
		return chained(n)
	}
	return nil
}

func written(schema *Node) []Demand {
	properties := schema.Prop("properties")
	if properties == nil || properties.Kind != Object {
		return nil
	}
	required := names(schema.Prop("required"))
	var out []Demand
	for _, k := range properties.Kids {
		if k != nil && k.Kind == Property {
			out = append(out, Demand{k.Text, k.Kid(0).Prop("default"), required[k.Text]})
		}
	}
	return out
}

func typed(properties *Node) []Demand {
	if properties == nil || properties.Kind != Object {
		return nil
	}
	var out []Demand
	for _, k := range properties.Kids {
		if k == nil || k.Kind != Property {
			continue
		}
		d := Demand{Name: k.Text, Required: true}
		Walk(k.Kid(0), func(n *Node) bool {
			switch {
			case n.Kind == Call && n.Method() == "Optional":
				d.Required = false
			case n.Kind == Object && n.Prop("default") != nil && d.Default == nil:
				d.Default = n.Prop("default")
			}
			return true
		})
		out = append(out, d)
	}
	return out
}

// chained reads a chain from its end, where the outermost call stands.
func chained(n *Node) []Demand {
	var out []Demand
	required := map[string]bool{}
	last := false // required() without names means the property before it
	for n != nil && n.Kind == Call {
		args := n.Args()
		switch n.Method() {
		case "required":
			if len(args) == 0 {
				last = true
				break
			}
			for name := range names(args[0]) {
				required[name] = true
			}
		case "prop":
			if len(args) == 0 || args[0].Kind != String {
				break
			}
			d := Demand{Name: args[0].Text, Required: last || required[args[0].Text]}
			last = false
			if len(args) > 1 {
				Walk(args[1], func(n *Node) bool {
					switch {
					case n.Kind != Call:
					case n.Method() == "required" && len(n.Args()) == 0:
						d.Required = true
					case n.Method() == "default" && d.Default == nil && len(n.Args()) > 0:
						d.Default = n.Args()[0]
					}
					return true
				})
			}
			out = append(out, d)
		}
		callee := n.Kid(0)
		if callee == nil || callee.Kind != Member {
			break
		}
		n = callee.Kid(0)
	}
	slices.Reverse(out)
	return out
}

func names(list *Node) map[string]bool {
	out := map[string]bool{}
	if list == nil || list.Kind != Array {
		return out
	}
	for _, k := range list.Kids {
		if k != nil && k.Kind == String {
			out[k.Text] = true
		}
	}
	return out
}

// environment is what env-schema makes of the environment: a variable for each property of the schema, else the default of the schema
// (https://github.com/fastify/env-schema#usage).
func (l libraries) environment(schema *Node, depth int) Value {
	m := l.m
	if v := l.p.eval(m, schema, depth); v.Kind == Structure {
		schema, m = v.Node, v.Module
	}
	demands := Demands(m, schema)
	if len(demands) == 0 {
		return Value{}
	}
	object := &Node{Kind: Object, lines: schema.lines, offset: schema.offset, scope: schema.scope, guard: schema.guard, mark: shared}
	for _, d := range demands {
		at := schema
		if d.Default != nil {
			at = d.Default
		}
		of := func(kind Kind, text string, kids ...*Node) *Node {
			return &Node{Kind: kind, Text: text, Kids: kids, lines: at.lines, offset: at.offset, mark: shared}
		}
		v := of(Member, d.Name, of(Member, "env", of(Name, "process")))
		if d.Default != nil {
			v = of(Binary, "||", v, d.Default)
		}
		object.Kids = append(object.Kids, of(Property, d.Name, v))
	}
	return Value{Kind: Structure, Node: object, Module: m, Value: value.Value{At: m.place(object)}}
}
