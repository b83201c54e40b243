package javascript

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// mutators are the methods of Array.prototype that change the list that they are called on (ECMAScript, Array.prototype).
var mutators = []string{"copyWithin", "fill", "pop", "push", "reverse", "shift", "sort", "splice", "unshift"}

// writers are functions that change the object that they are handed first: of ECMAScript's Object and Reflect, and of lodash and its kin.
var writers = []string{"assign", "assignIn", "defaults", "defaultsDeep", "defineProperties", "defineProperty", "extend", "merge", "mergeWith", "set", "setPrototypeOf", "unset"}

// changedInPlace is the object that a call changes, nil for a call that is not known to change one.
func changedInPlace(call *Node) *Node {
	callee := call.Kid(0)
	if call.Kind != Call || callee == nil || callee.Kind != Member {
		return nil
	}
	if slices.Contains(mutators, callee.Text) {
		return callee.Kid(0)
	}
	if of := callee.Kid(0); len(call.Args()) > 1 && slices.Contains(writers, callee.Text) && of != nil && of.Kind == Name && slices.Contains([]string{"Object", "Reflect", "_", "lodash"}, of.Text) {
		return call.Kid(1)
	}
	return nil
}

// base is what a Class is derived from, nil for nothing.
func (n *Node) base() *Node {
	for _, k := range n.Kids {
		if k != nil && k.Kind == Other && k.Text == extends {
			return k.Kid(0)
		}
	}
	return nil
}

// overridden doubts a member of an instance that a class derived from its own says anew: nobody knows of which of them the instance is.
func overridden(p *Program, out, instance Value, key string, depth int) Value {
	if !instance.made || instance.Node.Kind != Class || !out.says() {
		return out
	}
	for _, m := range p.Modules {
		for _, class := range m.derived {
			if class == instance.Node || class.own(key, true) == nil && len(class.holder.fields[key]) == 0 {
				continue
			}
			if p.eval(m, class.base(), depth+1).Node == instance.Node {
				return out.doubted(facts.Likely)
			}
		}
	}
	return out
}

// configured is what ConfigModule.forRoot of Nest gives a key: the functions that it loads, else the default of its schema
// (https://docs.nestjs.com/techniques/configuration).
func configured(p *Program, key []string, depth int) Value {
	for _, m := range p.Modules {
		for _, call := range m.calls {
			if call.Method() != "forRoot" || call.Kid(1) == nil || call.Kid(1).Kind != Object {
				continue
			}
			for _, part := range append(slices.Clone(call.Kid(1).Prop("load").list()), call.Kid(1).Prop("validationSchema")) {
				v := p.eval(m, part, depth)
				if v.Kind == Callable {
					v = p.result(v, m, nil, depth)
				}
				if v.Kind != Structure {
					continue
				}
				for _, word := range key {
					v = p.property(v, word, m, call.Line(), depth)
				}
				if v = p.settled(v, 0); v.says() {
					return v.doubted(facts.Likely)
				}
			}
		}
	}
	return Value{}
}
