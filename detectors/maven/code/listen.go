package code

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

// Listener is a call that listens, with the values that its port can have; the first is the one without further conditions. A port
// that only a variable gives has no text that is known.
type Listener struct {
	Ports    []value.Value
	Call     facts.Evidence
	Loopback bool   // only programs of the same pod reach it
	Host     string // the variable that moves its address, "" without one
	Raw      bool   // a server of TCP alone, which speaks no HTTP
	Aside    bool   // its names say that it serves those who run the program, not its users

	call *expr
}

// Listeners returns the listening calls of the first source that has one whose port or variable can be told; nil when none has.
// Sources are looked at in their order, and calls in the order in which their kinds are believed, those that no condition decides about
// first. A listener on the loopback address, or one whose names say administration, counts only where there is no other: it serves those who
// run the program, or a machine for development.
func (p *Program) Listeners(sources []string) []Listener {
	var inside []Listener
	for i, file := range sources {
		if i >= MaxFiles {
			break
		}
		if !p.mentions(file, listenerNames...) {
			continue
		}
		found := p.listenersIn(file, sources)
		outward := slices.DeleteFunc(slices.Clone(found), func(l Listener) bool { return l.Loopback || l.Aside })
		if len(outward) > 0 {
			return outward
		}
		if inside == nil {
			inside = found
		}
	}
	return inside
}

var listenerNames = func() []string {
	var names []string
	for _, l := range listeners {
		if name := l.call + "("; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return append(names, "NanoHTTPD", "WebSocketServer")
}()

func (p *Program) listenersIn(file string, sources []string) []Listener {
	f := p.File(file)
	var found []Listener
	for i := range listeners {
		var ofKind []Listener
		for _, call := range f.calls {
			if call.text != listeners[i].call {
				continue
			}
			q := p.ask(sources)
			port := q.portOf(call, &listeners[i])
			if port == nil {
				continue
			}
			ports := portsOf(q.fold(port, nil, 0))
			if len(ports) == 0 {
				continue
			}
			ofKind = slices.DeleteFunc(ofKind, func(l Listener) bool { return overwrites(call, l.call) })
			l := Listener{Ports: ports, Call: call.at(), Aside: aside(call, port), call: call}
			l.Loopback, l.Host = q.loopback(call)
			l.Raw = containsOne(strings.ToLower(strings.Join(q.receiver(call.recv, 0), " ")), []string{"netserver"})
			ofKind = append(ofKind, l)
		}
		slices.SortStableFunc(ofKind, func(a, b Listener) int { return conditional(a) - conditional(b) })
		found = append(found, ofKind...)
	}
	slices.SortStableFunc(found, func(a, b Listener) int { return raw(a) - raw(b) })
	return found
}

var asideName = regexp.MustCompile(`(?i)management|admin|metrics|prometheus|debug|healthcheck`)

// aside says whether the names of a port, or of the server that it is given to, say that it is for administration. The class of a server says it
// too, and its package does not.
func aside(call, port *expr) bool {
	names := append(port.chain(), call.recv.chain()...)
	if call.op == opNew {
		names = append(names, call.text)
	}
	return slices.ContainsFunc(names, asideName.MatchString)
}

func raw(l Listener) int {
	if l.Raw {
		return 1
	}
	return 0
}

func conditional(l Listener) int {
	if l.call.scope.branch() {
		return 1
	}
	return 0
}

// overwrites says whether a call sets the port of the same server anew: a setter on the same name, in the same block.
func overwrites(call, before *expr) bool {
	return strings.HasPrefix(call.text, "set") && call.scope == before.scope && call.recv != nil && before.recv != nil &&
		call.recv.op == opName && before.recv.op == opName && call.recv.text == before.recv.text
}

// Loopback says whether a host is the program's own machine, which in a pod is the pod itself.
func Loopback(host string) bool {
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}

// loopback says whether a call listens on the loopback address alone, and which variable moves that address.
func (q *question) loopback(call *expr) (bool, string) {
	for _, a := range call.args {
		if a.text == "InetSocketAddress" && len(a.args) > 1 {
			a = a.args[0]
		}
		if a.text == "getByName" && len(a.args) == 1 {
			a = a.args[0]
		}
		if a.op == opCall && a.text == "getLoopbackAddress" {
			return true, ""
		}
		if a.op == opNumber || call.text == "port" {
			continue
		}
		if v := q.fold(a, nil, 0)[0]; Loopback(v.Text) {
			return true, v.Variable
		}
	}
	return false, ""
}

// ask begins a question with a budget of its own.
func (p *Program) ask(sources []string) *question {
	return &question{program: p, sources: sources, budget: value.NewBudget(value.MaxSteps), sites: map[string][]*expr{}, seen: map[*decl]bool{}}
}

// portOf returns the argument that is the port, when the call is what the row means; nil otherwise.
func (q *question) portOf(call *expr, l *listener) *expr {
	if l.created {
		if call.op != opNew && (call.op != opCall || call.recv != nil || !call.scope.file.Kotlin) || q.program.class(call.text, call.scope) != nil {
			return nil
		}
	} else if call.op != opCall {
		return nil
	}
	if l.extends != "" && !slices.Contains(extended(call), l.extends) {
		return nil
	}
	port := call.argument(l.parameter, l.index)
	if port == nil || !l.created && l.extends == "" && !q.listens(call, l) || !l.created && len(q.ownMethods(call)) > 0 {
		return nil
	}
	if (port.op == opNew || port.op == opCall) && l.call == "asServer" {
		port = port.argument("port", 0)
	}
	return port
}

// ownMethods are the repository's own functions of that name that a call means: without a receiver, or of a class that has the name of a server's
// and uses no library that could be one. A class that wraps a server counts as that server.
func (q *question) ownMethods(call *expr) []*method {
	if call.text == "super" {
		return nil
	}
	if call.recv == nil {
		return q.program.functionsOf(call)
	}
	c, _ := q.object(call.recv, nil, 0)
	if c == nil || c.scope == nil || !q.program.alone(c.scope.file) {
		return nil
	}
	return q.program.methodsOf(c, call.text, len(call.args), 0)
}

// alone says whether a file uses nothing but the JDK without its servers, and its own repository.
func (p *Program) alone(f *File) bool {
	if p.mentions(f.Path, "Socket", "HttpServer", "nio.channels") {
		return false
	}
	return !slices.ContainsFunc(f.imports, func(im imported) bool {
		return !strings.HasPrefix(im.name, "java.") && p.qualified(im.name) == nil
	})
}

func extended(call *expr) []string {
	if c := call.scope.enclosing(); c != nil {
		return c.supers
	}
	return nil
}

// listens says whether the receiver of a call fits the row: its words are there, and none is of a client.
func (q *question) listens(call *expr, l *listener) bool {
	words := strings.ToLower(strings.Join(q.receiver(call.recv, 0), " "))
	if containsOne(words, clientWords) {
		return false
	}
	if len(l.of) == 1 && l.of[0] == "" {
		return call.recv == nil
	}
	return len(l.of) == 0 || containsOne(words, l.of)
}

func containsOne(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// receiver lists the names of what a call is made on: its chain, and for a name the type that it is declared with or created as.
func (q *question) receiver(e *expr, depth int) []string {
	if e == nil || depth > 8 {
		return nil
	}
	names := e.chain()
	for e.recv != nil {
		e = e.recv
	}
	if e.op != opName || e.text == "this" {
		if c := e.scope.enclosing(); e.text == "this" && c != nil {
			names = append(append(names, c.Name), c.supers...)
		}
		return names
	}
	d, _ := q.program.resolve(e.text, e.scope, e.pos)
	switch {
	case d == nil:
	case d.typ != "":
		names = append(names, d.typ)
	case d.init != nil:
		names = append(names, q.receiver(d.init, depth+1)...)
	}
	return names
}

var portInURL = regexp.MustCompile(`^(?:\w+://)?[^/:\s]*:(\d+)(?:/|$)`)

// portsOf keeps the values that are ports: numbers from 80 up, addresses with one, or a variable that gives it.
func portsOf(values []value.Value) []value.Value {
	var list []value.Value
	for _, v := range values {
		digits := v.Text
		if m := portInURL.FindStringSubmatch(v.Text); m != nil {
			digits = m[1]
		}
		n, err := strconv.Atoi(digits)
		switch {
		case err == nil && n >= 80 && n < 65536:
			v.Text = digits
		case v.Text == value.Unknown && v.Variable != "":
		default:
			continue
		}
		list = append(list, v)
	}
	return list
}

// Default returns the default of a setting or variable that has one of these names, of the first source that reads one with a default.
func (p *Program) Default(sources []string, keys ...string) (value.Value, bool) {
	quoted := make([]string, len(keys))
	for i, k := range keys {
		quoted[i] = `"` + k + `"`
	}
	for i, file := range sources {
		if i >= MaxFiles || !p.mentions(file, quoted...) {
			continue
		}
		for _, call := range p.File(file).calls {
			if len(call.args) < 2 || call.args[0].op != opText || !slices.Contains(keys, call.args[0].text) {
				continue
			}
			for _, v := range portsOf(p.ask(sources).fold(call, nil, 0)) {
				if v.Known() {
					return v, true
				}
			}
		}
	}
	return value.Value{}, false
}
