package code

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

// Property is a key of the configuration that the program sets in its code. A value that a variable moves is written as a placeholder
// with a default, as in a file.
type Property struct {
	Key, Value  string
	Line        int
	Conditional bool // a condition decides whether it is set
}

// application reads what the file of a Spring Boot application sets by calls (Spring Boot reference, "Customizing SpringApplication",
// "Fluent Builder API" and "Externalized Configuration" for the order: default properties are the weakest, command line arguments the
// strongest, system properties before those).
func (p *Program) application(e *Entry, f *File) {
	q := p.ask([]string{f.Path})
	e.Fixed = systemProperties(q, f)
	for _, call := range f.calls {
		switch call.text {
		case "run", "runApplication":
			for _, a := range call.args {
				e.Fixed = append(e.Fixed, q.argument(call, a)...)
			}
		case "properties":
			if slices.Contains(call.chain(), "SpringApplicationBuilder") {
				for _, a := range call.args {
					q.defaults(e, call, append(assignment(call, q.literal(a)), q.entries(a)...))
				}
			}
		case "setDefaultProperties":
			if len(call.args) == 1 {
				q.defaults(e, call, q.entries(call.args[0]))
			}
		case "setAdditionalProfiles":
			e.Profiles = append(e.Profiles, q.texts(call.args)...)
		case "profiles":
			if slices.Contains(call.chain(), "SpringApplicationBuilder") {
				e.Profiles = append(e.Profiles, q.texts(call.args)...)
			}
		case "web", "setWebApplicationType", "setWebEnvironment":
			if len(call.args) == 1 && !call.scope.branch() {
				e.Defaults = append(e.Defaults, webType(call.args[0])...)
			}
		}
	}
	for _, a := range f.assigns { // app.webApplicationType = … of Kotlin
		if names := a.target.chain(); len(names) > 0 && names[len(names)-1] == "webApplicationType" && !a.scope.branch() {
			e.Defaults = append(e.Defaults, webType(a.value)...)
		}
	}
}

// argument reads --key=value. What a call or an array gives to the program holds the texts that it is made of, as far as that can be told.
func (q *question) argument(call, a *expr) []Property {
	if text, ok := strings.CutPrefix(q.literal(a), "--"); ok {
		return assignment(call, text)
	}
	if a.op != opCall && a.op != opArray {
		return nil
	}
	var list []Property
	for _, inner := range a.args {
		if text, ok := strings.CutPrefix(q.literal(inner), "--"); ok {
			for _, p := range assignment(call, text) {
				p.Conditional = p.Conditional || a.op == opCall
				list = append(list, p)
			}
		}
	}
	return list
}

// defaults adds default properties, or notes that a call sets what is not known.
func (q *question) defaults(e *Entry, call *expr, list []Property) {
	if e.Defaults = append(e.Defaults, list...); len(list) == 0 {
		e.Elsewhere = call.line
	}
}

// webType is spring.main.web-application-type for WebApplicationType.NONE, and for the false of Spring Boot 1; nothing otherwise.
func webType(e *expr) []Property {
	if names := e.chain(); len(names) == 0 || names[len(names)-1] != "NONE" && !slices.Equal(names, []string{"false"}) {
		return nil
	}
	return []Property{{Key: "spring.main.web-application-type", Value: "none", Line: e.line}}
}

// property folds a key and a value.
func (q *question) property(call, key, val *expr) []Property {
	k := q.literal(key)
	v := q.fold(val, nil, 0)[0]
	text := v.Text
	switch {
	case k == "" || !v.Known() && v.Text != value.Unknown:
		return nil
	case v.Variable != "" && v.Known():
		text = "${" + v.Variable + ":" + v.Text + "}"
	case v.Variable != "":
		text = "${" + v.Variable + "}"
	case !v.Known():
		return nil
	}
	return []Property{{Key: k, Value: text, Line: call.line, Conditional: call.scope.branch()}}
}

// literal is the text of an expression, "" when it is not known.
func (q *question) literal(e *expr) string {
	if v := q.fold(e, nil, 0)[0]; v.Known() && !v.Number {
		return v.Text
	}
	return ""
}

func (q *question) texts(list []*expr) []string {
	var texts []string
	for _, e := range list {
		if t := q.literal(e); t != "" {
			texts = append(texts, t)
		}
	}
	return texts
}

// assignment reads "key=value" or "key:value".
func assignment(call *expr, text string) []Property {
	i := strings.IndexAny(text, "=:")
	if i <= 0 {
		return nil
	}
	return []Property{{Key: strings.TrimSpace(text[:i]), Value: strings.TrimSpace(text[i+1:]), Line: call.line, Conditional: call.scope.branch()}}
}

// entries reads a map: Map.of(k, v, …), Collections.singletonMap(k, v), or a name that puts fill.
func (q *question) entries(e *expr) []Property {
	if e.op == opCall && (e.text == "of" || e.text == "singletonMap") {
		var list []Property
		for i := 0; i+1 < len(e.args); i += 2 {
			list = append(list, q.property(e, e.args[i], e.args[i+1])...)
		}
		return list
	}
	if e.op != opName {
		return nil
	}
	var list []Property
	d, _ := q.program.resolve(e.text, e.scope, e.pos)
	if d == nil {
		return nil
	}
	if d.init != nil && d.init.op == opCall {
		list = q.entries(d.init)
	}
	for _, call := range d.file.calls {
		if (call.text != "put" && call.text != "setProperty") || len(call.args) != 2 || call.recv == nil || call.recv.op != opName || call.recv.text != e.text {
			continue
		}
		if at, _ := q.program.resolve(e.text, call.scope, call.pos); at == d {
			list = append(list, q.property(call, call.args[0], call.args[1])...)
		}
	}
	return list
}

// RunsOnce finds a class of a source that implements a runner of Spring Boot, a method that makes one, or a call of SpringApplication.exit.
func (p *Program) RunsOnce(file string) (facts.Evidence, bool) {
	if !p.mentions(file, "CommandLineRunner", "ApplicationRunner", "SpringApplication.exit") {
		return facts.Evidence{}, false
	}
	f := p.File(file)
	for _, c := range f.Classes {
		for _, s := range c.supers {
			if s == "CommandLineRunner" || s == "ApplicationRunner" {
				return facts.Evidence{File: file, Line: c.Line, Rule: s}, true
			}
		}
		for _, m := range c.methods {
			if m.typ == "CommandLineRunner" || m.typ == "ApplicationRunner" {
				return facts.Evidence{File: file, Line: m.line, Rule: m.typ}, true
			}
		}
	}
	for _, call := range f.calls {
		if call.text == "exit" && call.recv != nil && call.recv.root() == "SpringApplication" {
			return facts.Evidence{File: file, Line: call.line, Rule: "SpringApplication.exit"}, true
		}
	}
	return facts.Evidence{}, false
}
