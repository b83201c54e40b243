package javascript

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

// Program folds values across modules. It answers one question at a time.
type Program struct {
	// Load returns the module of a file, nil when it cannot be had.
	Load func(file string) *Module
	// Resolve turns a specifier into a file of the repository; not ok for an installed package.
	Resolve func(from, spec string) (file string, ok bool)
	// Setting looks up a dotted key of the settings that a package reads by itself (node-config); may be nil.
	Setting func(pkg, key string) Value
	// Modules are those in which calls of an exported function are looked for; may be empty.
	Modules []*Module

	budget   *value.Budget
	frames   []frame
	deciding []*guard                   // tests that are being decided
	looking  bool                       // for statements that change an object
	busy     map[string]bool            // variables whose own statement is being folded
	given    map[string][]givenVariable // variables that the program sets itself; nil before they are looked for

	importers map[string][]*Module // by the file that they import; made of as many Modules as imported says
	imported  int
}

// frame is one call that is being folded.
type frame struct {
	function *Node
	module   *Module // of the call
	args     []*Node
	node     *Node // the call itself
}

// Eval says what is known of an expression of a module.
func (p *Program) Eval(m *Module, n *Node) Value {
	p.begin()
	return p.settled(p.eval(m, n, 0), 0)
}

// Lookup reads a path of keys in what a module exports.
func (p *Program) Lookup(m *Module, keys []string) Value {
	p.begin()
	v := Value{Kind: Namespace, Module: m}
	if d, ok := m.exports["default"]; ok {
		v = p.eval(m, d, 0)
	}
	return below(p, m, v, keys)
}

// LookupExport reads a path of keys in what a module exports under a name.
func LookupExport(p *Program, m *Module, name string, keys []string) Value {
	p.begin()
	d, ok := m.exports[name]
	if !ok {
		return Value{}
	}
	return below(p, m, p.eval(m, d, 0), keys)
}

// LookupBeside reads a path that what a module exports says from the module's own folder: path.resolve(__dirname, "dist"). The path begins
// with "./"; it is "" for all else.
func LookupBeside(p *Program, m *Module, keys []string) (string, facts.Evidence) {
	last := len(keys) - 1
	v := p.Lookup(m, keys[:last])
	if v.Kind != Structure || v.Node == nil {
		return "", facts.Evidence{}
	}
	n := v.Node.Prop(keys[last])
	if n == nil || n.Kind != Call {
		return "", facts.Evidence{}
	}
	return v.Module.beside(n), v.Module.place(n)
}

func below(p *Program, m *Module, v Value, keys []string) Value {
	for _, key := range keys {
		if v.Kind == Callable {
			v = p.result(v, m, nil, 0) // a function of the mode, as vite.config may export
		}
		v = p.property(v, key, m, 0, 0)
	}
	return p.settled(v, 0)
}

func (p *Program) begin() {
	p.budget = value.NewBudget(value.MaxSteps)
	p.frames, p.deciding = p.frames[:0], p.deciding[:0]
}

// maxSchemas bounds schema objects inside each other.
const maxSchemas = 4

// settled replaces a schema object ({default: 3000, env: "PORT"}) by its default.
func (p *Program) settled(v Value, depth int) Value {
	if v.Kind != Structure || v.Node.Prop("default") == nil || depth > maxSchemas {
		return v
	}
	out := p.settled(p.eval(v.Module, v.Node.Prop("default"), depth), depth+1)
	if env := p.eval(v.Module, v.Node.Prop("env"), depth); env.Kind == Constant {
		out.Variable = env.Text
	}
	return out.doubted(v.Confidence)
}

// place is where a node stands.
func (m *Module) place(n *Node) facts.Evidence { return facts.Evidence{File: m.File, Line: n.Line()} }

func (m *Module) constant(text string, n *Node) Value { return Literal(text, m.place(n)) }

func (p *Program) eval(m *Module, n *Node, depth int) Value {
	if n == nil || m == nil || !p.budget.Step(depth) {
		return Value{}
	}
	depth++
	switch n.Kind {
	case String, Number, Bool:
		out := m.constant(n.Text, n)
		out.Number, out.boolean = n.Kind == Number, n.Kind == Bool
		return out
	case Template:
		return p.template(m, n, depth)
	case Name:
		return p.name(m, n, depth)
	case This:
		return p.this(m, n)
	case Parameter:
		return p.parameter(m, n, depth)
	case Member:
		return p.property(p.eval(m, n.Kid(0), depth), n.Text, m, n.Line(), depth)
	case Index:
		return p.index(m, n, depth)
	case Object, Class:
		return Value{Kind: Structure, Node: n, Module: m, Value: value.Value{At: m.place(n)}}
	case Array:
		return Value{Kind: List, Node: n, Module: m, Value: value.Value{At: m.place(n)}}
	case Function:
		return Value{Kind: Callable, Node: n, Module: m, Value: value.Value{At: m.place(n)}}
	case Call:
		return p.call(m, n, depth)
	case New:
		return p.construct(m, n, depth)
	case Binary:
		return p.binary(m, n, depth)
	case Choice:
		return p.choice(m, n, depth)
	case Unary:
		switch n.Text {
		case "+", "~":
			out := p.eval(m, n.Kid(0), depth)
			out.Number = true
			return out
		case "!":
			if v := testsOf(p, m).holds(n, depth); v.is != 0 && !v.named {
				return m.truth(v.is > 0, n)
			}
		}
	case Assign:
		return p.eval(m, n.Kid(1), depth)
	case Each:
		return p.first(m, n.Kid(0), depth).doubted(facts.Likely)
	}
	return Value{}
}

func (p *Program) template(m *Module, n *Node, depth int) Value {
	var b strings.Builder
	out := m.constant("", n)
	for _, k := range n.Kids {
		v := p.eval(m, k, depth)
		out = out.doubted(v.Confidence)
		if v.Variable != "" {
			out.Variable = v.Variable
		}
		if v.Kind != Constant {
			return Value{Value: value.Value{Variable: out.Variable, At: m.place(n)}}
		}
		b.WriteString(v.Text)
	}
	out.Text = b.String()
	return out
}
