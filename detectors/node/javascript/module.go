package javascript

import (
	"path"
	"strings"
)

// Module is one parsed file.
type Module struct {
	File    string
	Size    int // bytes
	Root    *Node
	scope   *scope  // of the module's own statements
	calls   []*Node // every Call and New
	derived []*Node // every Class with a base
	// Imports are the specifiers of import, import(), export from and require, in the order of the file.
	Imports []Import

	exports map[string]*Node      // name → value; "default" for module.exports and export default
	given   map[string][]exported // of a name that several statements export, all of them
	sets    map[string][]*Node    // objects whose member of a name is set by a statement
	all     []string              // specifiers of export * from
}

// Import is one module that another asks for.
type Import struct {
	Spec    string
	Line    int
	Started bool // not imported but started as a program of its own: fork("worker.js"), whose path is seen from where Node was started
	node    *Node
}

func newModule(file string, size int, root *Node) *Module {
	m := &Module{File: file, Size: size, Root: root, exports: map[string]*Node{}, sets: map[string][]*Node{}}
	bind(m)
	Walk(root, func(n *Node) bool {
		switch n.Kind {
		case Assign:
			m.export(n.Kid(0), n.Kid(1))
			if target := n.Kid(0); target != nil && target.Kind == Member && target.Kid(0) != nil {
				m.sets[target.Text] = append(m.sets[target.Text], target.Kid(0))
			}
		case Call:
			m.call(n)
			m.starts(n)
		case New:
			m.starts(n)
		}
		return true
	})
	return m
}

// starts reads what runs another file of the repository as a program: fork, a worker thread, and the workers of a cluster
// (https://nodejs.org/api/child_process.html#child_processforkmodulepath-args-options, https://nodejs.org/api/worker_threads.html#new-workerfilename-options,
// https://nodejs.org/api/cluster.html#clustersetupprimarysettings).
func (m *Module) starts(n *Node) {
	var file *Node
	switch method := n.Method(); {
	case method == "fork" && n.Kind == Call, method == "Worker" && n.Kind == New:
		file = n.Kid(1)
	case method == "setupMaster" || method == "setupPrimary":
		file = n.Kid(1).Prop("exec")
	}
	if spec := m.beside(file); spec != "" && !strings.ContainsAny(spec, " :") {
		m.Imports = append(m.Imports, Import{Spec: spec, Line: file.Line(), Started: true, node: n})
	}
}

// export reads module.exports = value and exports.name = value.
func (m *Module) export(target, value *Node) {
	if target == nil || value == nil || target.Kind != Member {
		return
	}
	switch object := target.Kid(0); {
	case object == nil:
	case object.Kind == Name && object.Text == "module" && target.Text == "exports":
		if value.Kind == Call && value.Method() == "__toCommonJS" {
			return
		}
		m.give("default", target, value)
	case object.Kind == Name && object.Text == "exports",
		object.Kind == Member && object.Text == "exports" && object.Kid(0) != nil && object.Kid(0).Text == "module":
		m.give(target.Text, target, value)
	}
}

// exported is one statement that gives a value to a name that others import.
type exported struct{ statement, value *Node }

func (m *Module) give(name string, statement, value *Node) {
	if m.given == nil {
		m.given = map[string][]exported{}
	}
	m.exports[name] = value
	m.given[name] = append(m.given[name], exported{statement, value})
}

// call reads require and the helpers that esbuild writes for import and export.
func (m *Module) call(n *Node) {
	if callee := n.Kid(0); callee == nil || callee.Kind != Name {
		return
	}
	switch n.Method() {
	case "require":
		if spec := m.beside(n.Kid(1)); spec != "" {
			m.Imports = append(m.Imports, Import{Spec: spec, Line: n.Kid(1).Line(), node: n})
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

// beside is the specifier of a required module: a string, or path.join(__dirname, "worker.js"), perhaps by a name.
func (m *Module) beside(n *Node) string {
	if n != nil && n.Kind == Name {
		n = m.Declared(n)
	}
	switch {
	case n == nil:
	case n.Kind == String:
		return n.Text
	case n.Kind == Call && n.Method() == "resolve" && len(n.Args()) == 1: // of a path that is put together already
		return m.beside(n.Args()[0])
	case n.Kind == Call && (n.Method() == "join" || n.Method() == "resolve") && len(n.Args()) > 1 && ownFolder(n.Args()[0]):
		words := []string{"."}
		for _, a := range n.Args()[1:] {
			if a == nil || a.Kind != String {
				return ""
			}
			words = append(words, a.Text)
		}
		return "./" + path.Join(words...)
	}
	return ""
}

// ownFolder says whether an expression is the folder of the module: __dirname, import.meta.dirname
// (https://nodejs.org/api/esm.html#importmetadirname).
func ownFolder(n *Node) bool {
	return n != nil && (n.Kind == Name && n.Text == "__dirname" || n.Kind == Member && n.Text == "dirname")
}

func (n *Node) list() []*Node {
	if n == nil {
		return nil
	}
	return n.Kids
}

// returned gives the value of a function's first return, not looking into functions inside it.
func returned(f *Node) *Node {
	if all := returns(f); len(all) > 0 {
		return all[0]
	}
	return nil
}

// returns lists the values that a function returns, not looking into functions inside it.
func returns(f *Node) []*Node {
	if f == nil || f.Kind != Function || len(f.Kids) == 0 {
		return nil
	}
	var out []*Node
	Walk(f.Kids[len(f.Kids)-1], func(n *Node) bool {
		if n.Kind == Return && n.Kid(0) != nil {
			out = append(out, n.Kid(0))
		}
		return n.Kind != Function
	})
	return out
}

// Exports says whether the module gives something to those that import it.
func (m *Module) Exports() bool { return len(m.exports) > 0 || len(m.all) > 0 }

// Declared gives the expression that a name, or a member of this, has where it is read; nil for all else.
func (m *Module) Declared(n *Node) *Node {
	if d := n.binding(); d != nil {
		value, _ := d.reaching(n, n.together)
		return value
	}
	if n.Kind == Member && n.Kid(0) != nil && n.Kid(0).Kind == This && n.Kid(0).scope != nil {
		h := n.Kid(0).scope.self.root()
		value, _ := h.field(n.Text, h.node.own(n.Text, true).Kid(0))
		return value
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
