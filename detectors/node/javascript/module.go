package javascript

// Module is one parsed file.
type Module struct {
	File  string
	Size  int // bytes
	Root  *Node
	decls map[string]*Node // name → value; the first declaration of the file wins, scopes are not told apart
	own   map[string]*Node // this.name → value, from assignments and fields
	// Imports are the specifiers of import, import(), export from and require, in the order of the file.
	Imports []Import

	exports map[string]*Node // name → value; "default" for module.exports and export default
	all     []string         // specifiers of export * from
}

// Import is one module that another asks for.
type Import struct {
	Spec string
	Line int
}

func newModule(file string, size int, root *Node) *Module {
	m := &Module{File: file, Size: size, Root: root, decls: map[string]*Node{}, own: map[string]*Node{}, exports: map[string]*Node{}}
	Walk(root, func(n *Node) bool {
		switch n.Kind {
		case Declare:
			m.declare(n.Text, n.Kid(0))
		case Assign:
			m.assign(n)
		case Class:
			for _, k := range n.Kids {
				if k.Kind == Property {
					m.field(k.Text, k.Kid(0))
				}
			}
		case Call:
			m.call(n)
		}
		return true
	})
	return m
}

func (m *Module) declare(name string, value *Node) {
	if _, again := m.decls[name]; name != "" && value != nil && !again {
		m.decls[name] = value
	}
}

func (m *Module) field(name string, value *Node) {
	if _, again := m.own[name]; name != "" && value != nil && !again {
		m.own[name] = value
	}
}

func (m *Module) assign(n *Node) {
	target, value := n.Kid(0), n.Kid(1)
	if target == nil || value == nil {
		return
	}
	if target.Kind == Name {
		m.declare(target.Text, value)
		return
	}
	if target.Kind != Member {
		return
	}
	switch object := target.Kid(0); {
	case object == nil:
	case object.Kind == This:
		m.field(target.Text, value)
	case object.Kind == Name && object.Text == "module" && target.Text == "exports":
		if value.Kind == Call && value.Method() == "__toCommonJS" {
			return
		}
		m.exports["default"] = value
	case object.Kind == Name && object.Text == "exports",
		object.Kind == Member && object.Text == "exports" && object.Kid(0) != nil && object.Kid(0).Text == "module":
		m.exports[target.Text] = value
	}
}

// call reads require and the helpers that esbuild writes for import and export.
func (m *Module) call(n *Node) {
	if callee := n.Kid(0); callee == nil || callee.Kind != Name {
		return
	}
	switch n.Method() {
	case "require":
		if spec := n.Kid(1); spec != nil && spec.Kind == String {
			m.Imports = append(m.Imports, Import{spec.Text, spec.Line()})
		}
	case "__export":
		for _, p := range n.Kid(2).list() {
			if value := returned(p.Kid(0)); p.Kind == Property && value != nil {
				m.exports[p.Text] = value
			}
		}
	case "__reExport":
		if from := n.Kid(2); from != nil && from.Kind == Call && from.Method() == "require" && from.Kid(1) != nil {
			m.all = append(m.all, from.Kid(1).Text)
		}
	}
}

func (n *Node) list() []*Node {
	if n == nil {
		return nil
	}
	return n.Kids
}

// returned gives the value of a function's first return, not looking into functions inside it.
func returned(f *Node) *Node {
	if f == nil || f.Kind != Function {
		return nil
	}
	var value *Node
	for _, k := range f.Kids {
		Walk(k, func(n *Node) bool {
			if n.Kind == Return && value == nil {
				value = n.Kid(0)
			}
			return value == nil && n.Kind != Function
		})
	}
	return value
}

// Exports says whether the module gives something to those that import it.
func (m *Module) Exports() bool { return len(m.exports) > 0 || len(m.all) > 0 }

// Declared gives the expression that a name, or a member of this, was given in the module; nil for all else.
func (m *Module) Declared(n *Node) *Node {
	switch {
	case n.Kind == Name:
		return m.decls[n.Text]
	case n.Kind == Member && n.Kid(0) != nil && n.Kid(0).Kind == This:
		return m.own[n.Text]
	}
	return nil
}

// Words are the distinct constant strings of the module.
func (m *Module) Words() map[string]bool {
	words := map[string]bool{}
	Walk(m.Root, func(n *Node) bool {
		if n.Kind == String && n.Text != "" && len(n.Text) < 200 {
			words[n.Text] = true
		}
		return true
	})
	return words
}
