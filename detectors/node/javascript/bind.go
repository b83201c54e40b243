package javascript

// binder walks a module once and notes for every name where it stands and what it is given.
type binder struct {
	module  *Module
	assigns []assignment
	guard   *guard // around the node that is visited
}

// assignment waits until all declarations are known, since a function may use a name that is declared further down.
type assignment struct {
	target, value *Node
	scope         *scope
	offset        int
	moved         bool
	guard         *guard
}

func bind(m *Module) {
	b := &binder{module: m}
	m.scope = &scope{self: &holder{node: m.Root}}
	b.statements(m.Root.Kids, m.scope)
	for _, a := range b.assigns {
		b.assign(a)
	}
}

func (b *binder) visit(n *Node, s *scope) {
	if n == nil {
		return
	}
	n.scope, n.guard = s, b.guard
	if n.is(shared) { // its children stand elsewhere too; what does not is a default inside a pattern
		for _, k := range n.Kids {
			if k != nil && k.scope == nil {
				b.visit(k, s)
			}
		}
		return
	}
	switch n.Kind {
	case Function:
		b.function(n, s)
		return
	case Class:
		b.class(n, s)
		return
	case Object:
		n.holder = &holder{node: n}
		b.members(n, s)
		return
	case Block, Loop:
		s = &scope{up: s, function: s.function, self: s.self, loop: n.Kind == Loop || s.loop}
		if n.Kind == Block {
			b.statements(n.Kids, s)
			return
		}
	case If, Choice:
		b.visit(n.Kid(0), s)
		b.below(n.Kid(0), true, s, n.Kid(1))
		b.below(n.Kid(0), false, s, n.Kid(2))
		return
	case Binary:
		if n.Text == "&&" || n.Text == "||" {
			b.visit(n.Kid(0), s)
			b.below(n.Kid(0), n.Text == "&&", s, n.Kid(1))
			return
		}
	case Declare:
		b.declare(n, s)
	case Assign:
		b.named(n.Kid(0), n.Kid(1))
		b.assigns = append(b.assigns, assignment{n.Kid(0), n.Kid(1), s, n.offset, n.Text != "=" && n.Text != "||" && n.Text != "??", b.guard})
	case Unary:
		if n.Text == "++" || n.Text == "--" {
			b.assigns = append(b.assigns, assignment{target: n.Kid(0), scope: s, offset: n.offset, moved: true, guard: b.guard})
		}
		if n.Text == "delete" {
			b.assigns = append(b.assigns, assignment{target: n.Kid(0), scope: s, offset: n.offset, guard: b.guard})
		}
	case Call, New:
		b.call(n, s)
	}
	for _, k := range n.Kids {
		b.visit(k, s)
	}
}

func (b *binder) declare(n *Node, s *scope) {
	if n.Text == "" {
		return
	}
	if n.is(hoisted) {
		s = s.outer()
	}
	value, offset := n.Kid(0), n.offset
	if value != nil && (value.Kind == Function || value.Kind == Class) {
		value.called = n.Text
		if value.Text == n.Text {
			offset = -1 // function f() {} can be called above its place
		}
	}
	s.declare(n.Text).takes(given{value, n.scope, offset, b.guard})
}

// named gives a function the name of what it is assigned to.
func (b *binder) named(target, value *Node) {
	if value != nil && target != nil && value.Kind == Function && (target.Kind == Name || target.Kind == Member) {
		value.called = target.Text
		if of := target.Kid(0); target.Kind == Member && of != nil && of.Kind == Member && of.Text == "prototype" {
			value.holder = &holder{node: value, of: of.Kid(0)}
		}
	}
}

func (b *binder) function(n *Node, s *scope) {
	inner := &scope{up: s, function: n, self: s.self}
	if !n.is(arrow) {
		if n.holder == nil {
			n.holder = &holder{node: n}
		}
		inner.self = n.holder
	}
	if n.Text != "" && n.called != n.Text { // a function expression knows its own name
		own := inner.declare(n.Text)
		own.values = append(own.values, given{n, inner, -1, nil})
	}
	for i, k := range n.Kids {
		if i == len(n.Kids)-1 && k != nil && k.Kind == Other { // the body
			k.scope, k.guard = inner, b.guard
			b.statements(k.Kids, inner)
			continue
		}
		b.visit(k, inner)
	}
}

func (b *binder) class(n *Node, s *scope) {
	n.holder = &holder{node: n}
	if n.base() != nil {
		b.module.derived = append(b.module.derived, n)
	}
	inner := &scope{up: s, function: s.function, self: n.holder, loop: s.loop}
	if n.Text != "" && n.called != n.Text {
		own := inner.declare(n.Text)
		own.values = append(own.values, given{n, inner, -1, nil})
	}
	b.members(n, inner)
}

// members visits the properties of a class or an object, whose functions have it as their this.
func (b *binder) members(n *Node, s *scope) {
	for _, p := range n.Kids {
		if value := p.Kid(0); p != nil && p.Kind == Property && value != nil && value.Kind == Function {
			value.called = p.Text
			if !value.is(arrow) {
				value.holder = n.holder
			}
		}
		b.visit(p, s)
	}
}

// call notes who calls, and reads what esbuild makes of enums, namespaces and fields.
func (b *binder) call(n *Node, s *scope) {
	m := b.module
	m.calls = append(m.calls, n)
	if object := changedInPlace(n); object != nil && object.Kind == Name {
		b.assigns = append(b.assigns, assignment{target: object, scope: s, offset: n.offset, moved: true, guard: b.guard})
	}
	callee := n.Kid(0)
	if callee != nil && callee.Kind == Function {
		callee.inPlace = n
	}
	for _, a := range n.Args() {
		if a != nil && a.Kind == Function {
			a.handed = n
		}
	}
	if n.Method() == "__publicField" && len(n.Args()) > 2 && n.Kid(2).Kind == String {
		field := &Node{Kind: Member, Text: n.Kid(2).Text, Kids: []*Node{n.Kid(1)}, lines: n.lines, offset: n.offset, scope: s, mark: shared}
		b.assigns = append(b.assigns, assignment{target: field, value: n.Kid(3), scope: s, offset: n.offset})
	}
}

func (b *binder) assign(a assignment) {
	if a.target == nil {
		return
	}
	switch {
	case a.target.Kind == Name:
		d := a.scope.find(a.target.Text)
		if d == nil && a.moved {
			return
		}
		if d == nil { // a global of sloppy code
			d = b.module.scope.declare(a.target.Text)
		}
		switch {
		case a.moved:
			d.moved = true
		case a.value != nil && a.value.Kind == Call && a.value.Method() == "__decorateClass": // the class itself, decorated
		default:
			d.takes(given{a.value, a.scope, a.offset, a.guard})
		}
	case a.target.Kind == Member && !a.moved:
		b.assignMember(a)
	case a.target.Kind == Index: // by a key that the program makes
		if d := a.target.Kid(0).binding(); d != nil && !isReverse(a.target.Kid(1)) {
			standsFor(d).moved = true
		}
	}
}

// isReverse says whether a key is that of the way back from the value of an enum to its name: Ports[Ports["Http"] = 80] = "Http".
func isReverse(key *Node) bool { return key != nil && key.Kind == Assign }

func (b *binder) assignMember(a assignment) {
	g := given{a.value, a.scope, a.offset, a.guard}
	object := a.target.Kid(0)
	switch {
	case object == nil:
	case object.Kind == This:
		a.scope.self.root().give(a.target.Text, g)
	case object.Kind == Name:
		if d := a.scope.find(object.Text); d != nil {
			standsFor(d).give(a.target.Text, g)
		}
	}
}

// standsFor returns the name that a parameter stands for in what esbuild makes of an enum and a namespace:
// (Ports2 => { Ports2["Http"] = 80 })(Ports || {}) sets a member of Ports.
func standsFor(d *binding) *binding {
	if d.same != nil || len(d.values) != 1 || d.values[0].value == nil || d.values[0].value.Kind != Parameter {
		return d.root()
	}
	call := d.scope.function.inPlaceOf()
	if call == nil {
		return d
	}
	argument := call.Kid(1 + d.values[0].value.position)
	if argument == nil || argument.Kind != Binary || argument.Text != "||" {
		return d
	}
	if outer := argument.Kid(0).binding(); outer != nil && outer != d {
		d.same = outer
	}
	return d.root()
}

func (n *Node) inPlaceOf() *Node {
	if n == nil {
		return nil
	}
	return n.inPlace
}

// root is the holder itself, or the one of X for a method that is written X.prototype.name = function.
func (h *holder) root() *holder {
	if h.of == nil {
		return h
	}
	if d := h.of.binding(); d != nil {
		for _, g := range d.values {
			if g.value != nil && g.value.holder != nil {
				return g.value.holder
			}
		}
	}
	return h
}

func (h *holder) give(name string, g given) {
	if h.fields == nil {
		h.fields = map[string][]given{}
	}
	h.fields[name] = append(h.fields[name], g)
}
