package javascript

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// result is what a function returns when it is called with these arguments of a module.
// An empty result (false, null) says that there is none; of several others the first one counts, and is doubted.
func (p *Program) result(f Value, caller *Module, args []*Node, depth int) Value {
	if f.Kind != Callable || depth > maxCalls*2 && p.folding(f.Node) {
		return Value{}
	}
	p.frames = append(p.frames, frame{f.Node, caller, args, nil})
	defer func() { p.frames = p.frames[:len(p.frames)-1] }()
	var out Value
	for _, r := range returns(f.Node) {
		v := p.eval(f.Module, r, depth)
		if testsOf(p, f.Module).runs(r, f.Node.guard, depth).is < 0 {
			if v.Kind == Unknown { // if (process.env.PORT) return process.env.PORT
				out = out.or(v)
			}
			continue
		}
		if r.Kind == Bool || v.Kind == Constant && (v.Text == "" || v.Text == "false") {
			continue
		}
		out = out.or(v)
	}
	return out.doubted(f.Confidence)
}

// maxCalls bounds how deep a function is folded inside itself.
const maxCalls = 10

func (p *Program) folding(function *Node) bool {
	return slices.ContainsFunc(p.frames, func(f frame) bool { return f.function == function })
}

// parameter is the argument of the call that is being folded; outside of one, of the only call that the program has.
// Of several calls the first that is known counts, and is doubted.
func (p *Program) parameter(m *Module, n *Node, depth int) Value {
	if n.scope == nil {
		return Value{}
	}
	f := n.scope.function
	for i, fr := range slices.Backward(p.frames) {
		if fr.function != f {
			continue
		}
		// the argument is read where the call stands, in the frames below
		above := slices.Clone(p.frames[i:])
		p.frames = p.frames[:i]
		out := p.argument(fr.module, fr.args, n.position, depth)
		p.frames = append(p.frames, above...)
		return out
	}
	if v := p.handedOver(m, f, n.position, depth); v.says() {
		return v
	}
	calls := p.callsOf(m, f, depth)
	var out Value
	for _, c := range calls {
		out = out.or(p.argument(c.module, c.args, n.position, depth))
	}
	if len(calls) != 1 {
		out = out.doubted(facts.Likely)
	}
	return out
}

// handedOver is what a method gives the function that it is handed: forEach each element of a list, then the value of a promise.
func (p *Program) handedOver(m *Module, f *Node, position, depth int) Value {
	if f == nil || f.handed == nil || position != 0 || f.handed.Kid(0).Kid(0) == nil {
		return Value{}
	}
	object := f.handed.Kid(0).Kid(0)
	switch f.handed.Method() {
	case "forEach", "map":
		return p.first(m, object, depth).doubted(facts.Likely)
	case "then":
		return p.eval(m, object, depth)
	}
	return Value{}
}

func (p *Program) argument(m *Module, args []*Node, position, depth int) Value {
	if position >= len(args) || slices.ContainsFunc(args[:position+1], func(a *Node) bool { return a.Kind == Spread }) {
		return Value{}
	}
	return p.eval(m, args[position], depth)
}

// callsOf finds the calls of a function: in its own module, and in the modules of the program that import it.
func (p *Program) callsOf(m *Module, f *Node, depth int) []frame {
	if f == nil {
		return nil
	}
	if f.inPlace != nil {
		return []frame{{f, m, f.inPlace.Args(), f.inPlace}}
	}
	var out []frame
	for _, other := range p.callers(m) {
		for _, call := range other.calls {
			if p.mayCall(other, call, m, f) && p.target(other, call, depth).Node == f {
				out = append(out, frame{f, other, call.Args(), call})
			}
		}
	}
	return out
}

// callers are the modules that can call a function of m.
func (p *Program) callers(m *Module) []*Module {
	if len(m.exports) == 0 {
		return []*Module{m}
	}
	if p.importers == nil || p.imported != len(p.Modules) {
		p.importers, p.imported = importers(p.Modules, p.Resolve), len(p.Modules)
	}
	out := []*Module{m}
	for _, other := range p.importers[m.File] {
		if other != m {
			out = append(out, other)
		}
	}
	return out
}

// importers are the modules that import a file, by the file, in the order of the modules.
func importers(modules []*Module, resolve func(from, spec string) (string, bool)) map[string][]*Module {
	out := map[string][]*Module{}
	for _, m := range modules {
		for _, i := range m.Imports {
			file, ok := resolve(m.File, i.Spec)
			if ok && (len(out[file]) == 0 || out[file][len(out[file])-1] != m) {
				out[file] = append(out[file], m)
			}
		}
	}
	return out
}

// mayCall tells by the names alone whether a call is worth a look: that of the function, of its class, or any for a default export.
func (p *Program) mayCall(other *Module, call *Node, m *Module, f *Node) bool {
	name := call.Method()
	if call.Kind == New {
		return f.called == "constructor" || f.called == name || f.Text == name
	}
	return name != "" && name == f.called || name != "" && name == f.Text || other != m && (name == "default" || f.called == "" || m.exports["default"] != nil)
}

// target is the function that a call runs; the constructor for a class.
func (p *Program) target(m *Module, call *Node, depth int) Value {
	v := called(p, p.eval(m, call.Kid(0), depth), depth)
	if call.Kind == New && v.Kind == Structure {
		v.Node = v.Node.Prop("constructor")
	}
	return v
}

// called is what runs when a value is called: of a module what it exports as a whole, const start = require("./start"); start().
func called(p *Program, v Value, depth int) Value {
	if v.Kind == Namespace && v.Module != nil && v.Module.exports["default"] != nil {
		return testsOf(p, v.Module).exportOf("default", depth)
	}
	return v
}

func (p *Program) construct(m *Module, n *Node, depth int) Value {
	class := called(p, p.eval(m, n.Kid(0), depth), depth)
	switch {
	case class.Kind == Structure && class.Node.Kind == Class:
		class.made = true
		return class
	case class.Kind == Callable && class.Node.holder != nil:
		class.Kind, class.made = Structure, true
		return class
	}
	return Value{}
}
