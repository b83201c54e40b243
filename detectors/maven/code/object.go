package code

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/value"
)

// memberValue folds a.b: a field of this, of an object or class of the repository, a constant of an enum.
func (q *question) memberValue(e *expr, fr *frame, depth int) []value.Value {
	if e.recv.op == opName && e.recv.text == "this" {
		if c := e.scope.enclosing(); c != nil {
			if d := q.program.member(c, e.text, 0); d != nil {
				return q.decl(d, e, fr, depth)
			}
		}
		return nothing
	}
	c, object := q.object(e.recv, fr, depth)
	if c == nil {
		if d := q.packageProperty(e); d != nil {
			return q.decl(d, e, nil, depth)
		}
		return nothing
	}
	if d := q.program.member(c, e.text, 0); d != nil {
		if object == nil {
			object = fr
		}
		return q.decl(d, e, object, depth)
	}
	return nothing
}

// packageProperty finds a.b.PORT of Kotlin, written with its package.
func (q *question) packageProperty(e *expr) *decl {
	return q.program.topLevel(strings.Join(e.recv.chain(), "."), e.text, "")
}

// object finds the class that an expression is an object of, or that it names, and a frame with the arguments that the object was
// created with, where that is seen.
func (q *question) object(e *expr, fr *frame, depth int) (*Class, *frame) {
	if e == nil || !q.budget.Step(depth) {
		return nil, nil
	}
	depth++
	switch e.op {
	case opName:
		if e.text == "this" {
			return e.scope.enclosing(), fr
		}
		if e.text == "super" {
			return e.scope.enclosing(), fr
		}
		if d, _ := q.program.resolve(e.text, e.scope, e.pos); d != nil {
			return q.objectOf(d, fr, depth)
		}
		return q.program.class(e.text, e.scope), nil
	case opMember:
		if c, object := q.object(e.recv, fr, depth); c != nil {
			if d := q.program.member(c, e.text, 0); d != nil {
				return q.objectOf(d, object, depth)
			}
			return q.program.nestedIn(c, e.text, 0), nil
		}
		return q.program.qualified(strings.Join(e.chain(), ".")), nil
	case opNew:
		return q.constructed(e, fr)
	case opCall:
		if c := q.program.class(e.text, e.scope); c != nil && e.recv == nil { // Kotlin
			return q.constructed(e, fr)
		}
		methods, frames := q.called(e, fr, depth)
		for _, m := range methods {
			for _, r := range m.returns {
				if c, object := q.object(r, frames.bind(m, e), depth); c != nil {
					return c, object
				}
			}
		}
	case opCast:
		return q.object(e.args[0], fr, depth)
	}
	return nil, nil
}

// objectOf finds the class of what a name holds: by what it was created with, else by its declared type.
func (q *question) objectOf(d *decl, fr *frame, depth int) (*Class, *frame) {
	if q.seen[d] {
		return nil, nil
	}
	q.seen[d] = true
	defer delete(q.seen, d)
	if b, ok := fr.find(d); ok {
		if c, object := q.object(b.value, b.frame, depth); c != nil {
			return c, object
		}
	}
	value := d.init
	if value == nil && len(d.assigns) == 1 {
		value = d.assigns[0].value
	}
	if d.kind == constant {
		return q.constructed(d.init, fr)
	}
	if value != nil {
		if c, object := q.object(value, fr, depth); c != nil {
			return c, object
		}
	}
	if d.typ != "" && d.scope != nil {
		return q.program.class(d.typ, d.scope), nil
	}
	return nil, nil
}

// constructed is the class of new T(…) with the parameters of its constructor bound.
func (q *question) constructed(e *expr, fr *frame) (*Class, *frame) {
	c := q.program.class(e.text, e.scope)
	if c == nil {
		return nil, nil
	}
	object := fr
	for _, m := range c.methods {
		if m.name == c.Name && m.takes(len(e.args)) {
			object = fr.bind(m, e)
			break
		}
	}
	return c, object
}

// callers finds the calls of a method, or of a constructor, in the sources of the question.
func (q *question) callers(m *method) []*expr {
	var list []*expr
	constructor := m.class != nil && m.name == m.class.Name
	for _, call := range q.callsNamed(m.name) {
		if len(list) == maxSites || !m.takes(len(call.args)) {
			continue
		}
		if constructor && (call.op == opNew || call.scope.file.Kotlin) && q.program.class(m.name, call.scope) == m.class || !constructor && q.mayCall(call, m) {
			list = append(list, call)
		}
	}
	if constructor {
		for _, call := range m.file.calls { // this(…) of another constructor
			if call.text == "this" && call.recv == nil && call.scope.enclosing() == m.class && m.takes(len(call.args)) {
				list = append(list, call)
			}
		}
	}
	return list
}

// mayCall says whether a call can mean a method: by the class of its receiver, where that is known, and by the classes around.
func (q *question) mayCall(call *expr, m *method) bool {
	if call.op != opCall {
		return false
	}
	if call.recv == nil {
		return slices.Contains(q.program.functions(call.text, call.scope, len(call.args)), m)
	}
	c, _ := q.object(call.recv, nil, 1)
	if c == nil {
		return false
	}
	return slices.Contains(q.program.methodsOf(c, call.text, len(call.args), 0), m)
}

// callsNamed lists all calls of a name in the sources.
func (q *question) callsNamed(name string) []*expr {
	if list, ok := q.sites[name]; ok {
		return list
	}
	var list []*expr
	for i, file := range q.sources {
		if i >= MaxFiles || len(list) >= 4*maxSites {
			break
		}
		if !q.program.mentions(file, name+"(") {
			continue
		}
		for _, call := range q.program.File(file).calls {
			if call.text == name {
				list = append(list, call)
			}
		}
	}
	q.sites[name] = list
	return list
}

// misfits says whether an argument cannot be one of a parameter: a number for a text, a text for a number. So overloads are told apart.
func misfits(d *decl, a *expr) bool {
	switch d.typ {
	case "int", "Integer", "Int", "short", "long", "Long":
		return a.op == opText
	case "String":
		return a.op == opNumber
	}
	return false
}

// annotated is the default that an annotation gives to a field or parameter: @Value("${http.port:8080}"),
// @ConfigProperty(name = "…", defaultValue = "8080"), @Option(names = "-p", defaultValue = "8080").
func annotated(d *decl) (value.Value, bool) {
	for _, a := range d.note {
		for _, t := range a.Texts {
			if inner, ok := strings.CutPrefix(t, "${"); ok {
				if _, rest, ok := strings.Cut(strings.TrimSuffix(inner, "}"), ":"); ok {
					t = rest
				}
			}
			if t != "" && strings.Trim(t, "0123456789") == "" {
				v := value.Value{Text: t, Number: true}
				v.At.File, v.At.Line = d.file.Path, a.Line
				return v, true
			}
		}
	}
	return value.Value{}, false
}
