package code

import (
	"slices"
	"strings"
)

// systemProperties are what System.setProperty sets before the application runs: in initializers, and in what main reaches up to the call that runs
// it (Spring Boot reads them when it prepares the environment, "Externalized Configuration"). What no static call reaches says nothing; what a method of
// an object sets may come in time.
func systemProperties(q *question, f *File) []Property {
	if !slices.ContainsFunc(f.calls, setsSystemProperty) {
		return nil
	}
	w := &startWalk{question: q, calls: map[*method][]*expr{}, named: map[string][]*method{}, seen: map[*method]bool{}}
	methods, scopes := methodsIn(f)
	for _, m := range methods {
		w.named[m.name] = append(w.named[m.name], m)
	}
	for _, call := range f.calls {
		m := methodAround(call.scope, scopes)
		w.calls[m] = append(w.calls[m], call)
	}
	main := mainOf(f)
	w.walk(nil, false) // initializers
	w.started = false
	if main != nil {
		w.walk(main, false)
	}
	var late []Property
	for _, m := range methods {
		if w.seen[m] || main != nil && (m.static || m.class == nil) {
			continue
		}
		for _, call := range w.calls[m] {
			if setsSystemProperty(call) {
				late = append(late, conditionally(q.property(call, call.args[0], call.args[1]))...)
			}
		}
	}
	return append(late, w.found...)
}

func setsSystemProperty(call *expr) bool {
	return call.text == "setProperty" && call.recv != nil && call.recv.op == opName && call.recv.text == "System" && len(call.args) == 2
}

func conditionally(list []Property) []Property {
	for i := range list {
		list[i].Conditional = true
	}
	return list
}

// startWalk follows the calls of a program in their order until it runs its application.
type startWalk struct {
	*question
	calls   map[*method][]*expr // in the order of the text
	named   map[string][]*method
	seen    map[*method]bool
	found   []Property
	started bool
}

// walk looks at the calls of a method; maybe says that a condition decides whether it is called.
func (w *startWalk) walk(m *method, maybe bool) {
	if w.seen[m] {
		return
	}
	w.seen[m] = true
	for _, call := range w.calls[m] {
		switch branch := maybe || call.scope.branch(); {
		case w.started:
			return
		case setsSystemProperty(call):
			list := w.property(call, call.args[0], call.args[1])
			if branch {
				list = conditionally(list)
			}
			w.found = append(w.found, list...)
		case w.runs(call):
			w.started = !branch
		default:
			for _, next := range w.named[call.text] {
				w.walk(next, branch)
			}
		}
	}
}

// runs says whether a call runs a Spring Boot application.
func (w *startWalk) runs(call *expr) bool {
	if call.text == "runApplication" {
		return true
	}
	return call.text == "run" && call.recv != nil && slices.ContainsFunc(w.receiver(call.recv, 0), func(name string) bool { return strings.HasPrefix(name, "SpringApplication") })
}

// methodsIn are the methods of a file, and by their scopes.
func methodsIn(f *File) ([]*method, map[*scope]*method) {
	list := slices.Clone(f.functions)
	for _, c := range f.Classes {
		list = append(list, c.methods...)
	}
	scopes := map[*scope]*method{}
	for _, m := range list {
		if m.scope != nil {
			scopes[m.scope] = m
		}
	}
	return list, scopes
}

// methodAround is the nearest method around a scope; nil in an initializer.
func methodAround(s *scope, methods map[*scope]*method) *method {
	for ; s != nil; s = s.parent {
		if m := methods[s]; m != nil {
			return m
		}
	}
	return nil
}

// mainOf is the method that the JVM calls, as far as the file shows.
func mainOf(f *File) *method {
	for _, m := range f.functions {
		if m.name == "main" && len(m.params) <= 1 {
			return m
		}
	}
	for _, c := range f.Classes {
		for _, m := range c.methods {
			if m.name == "main" && len(m.params) <= 1 && (m.static || named(m.annotations, "JvmStatic")) {
				return m
			}
		}
	}
	return nil
}
