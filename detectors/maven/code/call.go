package code

import (
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/value"
)

// Calls that give on what they are given: the argument, or without one what they are called on (JDK, Kotlin's standard library).
var passing = []string{
	"parseInt", "parseUnsignedInt", "valueOf", "decode", "toInt", "toIntOrNull", "toInteger", "intValue", "toString", "trim", "strip", "of", "ofNullable", "map", "filter",
	"requireNonNull", "let", "also", "apply", "run", "lazy", "create", "get", "asInt", "toUInt", "getAsInt", "createUnresolved", "fromUri", "build",
}

// Calls that give a default: a.orElse(b), or orElse(a, b).
var coalescing = []string{
	"orElse", "orElseGet", "getOrElse", "requireNonNullElse", "requireNonNullElseGet", "defaultIfBlank", "defaultIfEmpty", "defaultString", "firstNonNull", "ifBlank", "ifEmpty",
	"getOrDefault", "defaultIfNull",
}

// call folds a call: of the environment, of a method of the repository, of a getter with a default, or of what gives on its argument.
func (q *question) call(e *expr, fr *frame, depth int) []value.Value {
	if name, ok := q.environment(e, fr, depth); ok {
		v := []value.Value{{Text: value.Unknown, Variable: name, Required: true, At: e.at()}}
		if len(e.args) > 1 && len(name) > 0 {
			v[0].Required = false
			return otherwise(v, q.fold(e.args[1], fr, depth))
		}
		return v
	}
	if values, ok := q.own(e, fr, depth); ok {
		return values
	}
	if values, ok := q.setting(e, fr, depth); ok {
		return values
	}
	switch {
	case slices.Contains(coalescing, e.text):
		switch {
		case e.recv != nil && len(e.args) == 1:
			return otherwise(q.fold(e.recv, fr, depth), q.fold(e.args[0], fr, depth))
		case len(e.args) == 2:
			return otherwise(q.fold(e.args[0], fr, depth), q.fold(e.args[1], fr, depth))
		}
	case e.text == "port" && len(e.args) == 1 && e.recv != nil && e.root() == "UriBuilder":
		return q.fold(e.args[0], fr, depth)
	case slices.Contains(passing, e.text):
		if e.recv != nil && (len(e.args) == 0 || slices.Contains([]string{"map", "filter", "let", "also", "apply", "get", "build"}, e.text)) {
			return q.fold(e.recv, fr, depth)
		}
		if len(e.args) > 0 {
			return q.fold(e.args[0], fr, depth)
		}
	case e.text == "InetSocketAddress": // Kotlin creates without new
		return q.created(e, fr, depth)
	}
	return nothing
}

// environment says which variable a call reads: System.getenv("X"), getenv().get("X"), getenv().getOrDefault("X", d), dotenv.get("X"),
// or a helper that has env in its name.
func (q *question) environment(e *expr, fr *frame, depth int) (string, bool) {
	if len(e.args) == 0 {
		return "", false
	}
	lower := strings.ToLower(e.text)
	reads := e.text == "getenv" || e.recv != nil && q.isEnvironment(e.recv, depth) && (strings.HasPrefix(lower, "get") || lower == "containskey")
	if !reads && strings.Contains(lower, "env") && len(q.program.functionsOf(e)) == 0 {
		reads = true
	}
	if !reads {
		return "", false
	}
	name := q.fold(e.args[0], fr, depth)[0]
	if !name.Known() || !variable(name.Text) {
		return "", false
	}
	return name.Text, true
}

// variable says whether a text can be the name of an environment variable.
func variable(name string) bool {
	if name == "" {
		return false
	}
	for _, r := range name {
		if (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
			return false
		}
	}
	return true
}

// isEnvironment says whether an expression is the map of all variables: System.getenv(), or a name that holds it or a dotenv.
func (q *question) isEnvironment(e *expr, depth int) bool {
	if !q.budget.Step(depth) {
		return false
	}
	switch e.op {
	case opCall:
		return e.text == "getenv" && len(e.args) == 0
	case opName:
		d, _ := q.program.resolve(e.text, e.scope, e.pos)
		if d == nil {
			return false
		}
		return d.typ == "Dotenv" || d.init != nil && (d.init.root() == "Dotenv" || q.isEnvironment(d.init, depth+1))
	case opMember:
		return e.text == "env" && e.recv.op == opName && e.recv.text == "System"
	}
	return false
}

// index folds System.getenv()["X"] of Kotlin, and args[0], which the command line gives.
func (q *question) index(e *expr, fr *frame, depth int) []value.Value {
	if len(e.args) == 1 && q.isEnvironment(e.recv, depth) {
		if v := q.fold(e.args[0], fr, depth)[0]; v.Known() && variable(v.Text) {
			return []value.Value{{Text: value.Unknown, Variable: v.Text, Required: true, At: e.at()}}
		}
	}
	if list := q.array(e.recv); list != nil && len(e.args) == 1 {
		if n, err := strconv.Atoi(q.fold(e.args[0], fr, depth)[0].Text); err == nil && n >= 0 && n < len(list.args) {
			return q.fold(list.args[n], fr, depth)
		}
	}
	if e.recv.op == opName {
		if d, _ := q.program.resolve(e.recv.text, e.scope, e.pos); d != nil && d.kind == parameter && d.method != nil && d.method.name == "main" {
			return []value.Value{{Text: value.Unknown, Argument: true, At: e.at()}}
		}
	}
	return nothing
}

// array is the array that a name was declared with; nil when it is something else or is assigned to.
func (q *question) array(e *expr) *expr {
	if e.op == opName {
		if d, _ := q.program.resolve(e.text, e.scope, e.pos); d != nil && len(d.assigns) == 0 && d.init != nil {
			e = d.init
		}
	}
	if e.op == opArray {
		return e
	}
	return nil
}

// setting folds a getter with a key and a default of a configuration that the repository does not declare: config().getInteger("http.port", 8080).
// Nothing has to be configured, so the default is the value.
func (q *question) setting(e *expr, fr *frame, depth int) ([]value.Value, bool) {
	lower := strings.ToLower(e.text)
	getter := strings.HasPrefix(lower, "get") || strings.HasPrefix(lower, "opt") || strings.HasPrefix(lower, "read") || strings.HasSuffix(lower, "ordefault") || lower == "property"
	if !getter || len(e.args) == 0 {
		return nil, false
	}
	key := q.fold(e.args[0], fr, depth)[0]
	if !key.Known() || key.Number || key.Text == "" {
		return nil, false
	}
	if len(e.args) > 1 {
		return q.fold(e.args[1], fr, depth), true
	}
	return q.put(key.Text, depth)
}

// put finds the value that the sources put under a key: new JsonObject().put("http.port", 8080). Which object that is, is not known.
func (q *question) put(key string, depth int) ([]value.Value, bool) {
	var values []value.Value
	for _, call := range q.callsNamed("put") {
		if len(call.args) == 2 && call.args[0].op == opText && call.args[0].text == key {
			values = append(values, q.fold(call.args[1], nil, depth)...)
		}
	}
	return doubted(either(values)), len(values) > 0
}

// created folds new Type(…): an address is its port, a URI its text, a box what is in it.
func (q *question) created(e *expr, fr *frame, depth int) []value.Value {
	switch e.text {
	case "InetSocketAddress":
		if len(e.args) > 0 {
			return q.fold(e.args[len(e.args)-1], fr, depth)
		}
	case "Integer", "String", "URI", "URL", "AtomicInteger", "Long":
		if len(e.args) > 0 {
			return q.fold(e.args[0], fr, depth)
		}
	}
	return nothing
}

// own folds a call of a method that the repository declares: what it returns, with its parameters bound to the arguments.
func (q *question) own(e *expr, fr *frame, depth int) ([]value.Value, bool) {
	methods, frames := q.called(e, fr, depth)
	var values, early []value.Value // early: fixed values that are returned on a condition before the usual one
	for _, m := range methods {
		inner := frames.bind(m, e)
		inner.parent = frames
		for _, r := range m.returns {
			list := q.fold(r, inner, depth)
			if len(m.returns) > 1 && r.scope.branch() && list[0].Known() && list[0].Variable == "" {
				early = append(early, list...)
				continue
			}
			values = append(values, list...)
		}
	}
	values = either(append(values, early...))
	if len(methods) > 1 {
		values = doubted(values)
	}
	return values, len(methods) > 0 && (values[0].Known() || values[0].Variable != "")
}

// called finds the methods that a call may mean, and the frame of the object that it is called on.
func (q *question) called(e *expr, fr *frame, depth int) ([]*method, *frame) {
	if e.recv == nil || e.recv.op == opName && e.recv.text == "this" {
		return q.overridden(q.program.functions(e.text, e.scope, len(e.args)), len(e.args)), fr
	}
	c, object := q.object(e.recv, fr, depth)
	if c == nil {
		return nil, nil
	}
	if methods := q.program.methodsOf(c, e.text, len(e.args), 0); len(methods) > 0 {
		return methods, object
	}
	return q.getter(c, e), object
}

// overridden puts what a class of the sources that extends the one around has in place of it before a method that an object calls on itself: the
// call is answered by the class of the object (JLS 15.12.4.4).
func (q *question) overridden(methods []*method, arguments int) []*method {
	if len(methods) != 1 || methods[0].static || methods[0].class == nil || methods[0].file.Kotlin {
		return methods
	}
	list := methods
	for _, c := range q.program.extending(q.sources, methods[0].class) {
		for _, m := range c.methods {
			if m.name == methods[0].name && m.takes(arguments) && !m.static {
				list = append([]*method{m}, list...)
			}
		}
	}
	return list
}

// getter makes a method of a record's component or of a field that a generated getter reads: port(), getPort() (JLS 8.10.3; Lombok).
func (q *question) getter(c *Class, e *expr) []*method {
	if len(e.args) > 0 {
		return nil
	}
	name := e.text
	if rest, ok := strings.CutPrefix(name, "get"); ok && rest != "" {
		name = strings.ToLower(rest[:1]) + rest[1:]
	}
	d := q.program.member(c, name, 0)
	if d == nil {
		return nil
	}
	read := &expr{op: opName, text: name, line: d.line, pos: d.pos, scope: c.scope}
	return []*method{{name: e.text, class: c, file: c.file, returns: []*expr{read}}}
}

// functionsOf are the repository's functions that a call without a receiver calls.
func (p *Program) functionsOf(e *expr) []*method {
	if e.recv != nil {
		return nil
	}
	return p.functions(e.text, e.scope, len(e.args))
}
