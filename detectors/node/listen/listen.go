// Package listen finds where code opens a port.
//
// Into it go the modules that an entry reaches. Out of it come Listeners: the port when nothing is configured, the variable that moves
// it, the protocol, and whether only the loopback address is bound. What a port is worth is told by package javascript; where its value
// ends, a setting of the same name elsewhere in the program stands in, as a guess. For example,
//
//	const port = process.env.PORT || 3000; app.listen(port, '127.0.0.1')
//
// is Listener{Port: 3000, Env: "PORT", Name: "http", Loopback: true}.
package listen

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// Listener is one place in the code that opens a TCP port.
type Listener struct {
	Port      int    // 0: the code gives no default
	Env       string // the variable that moves it
	Name      string // http, grpc, websocket, …
	Loopback  bool   // binds 127.0.0.1 or localhost: nothing outside the container reaches it
	Evidence  facts.Evidence
	Guess     bool
	Secondary bool
}

// Find finds what the modules listen on, in the order in which the entry reaches them.
func Find(p *code.Base, modules []*javascript.Module, m *manifest.Manifest) []Listener {
	s := &listenSearch{p: p, m: m, modules: modules, program: p.Program(p.Setting(m), modules...)}
	for _, module := range modules {
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			if n.Kind == javascript.Call || n.Kind == javascript.New {
				s.look(module, n)
			}
			return true
		})
	}
	return s.found
}

type listenSearch struct {
	p       *code.Base
	m       *manifest.Manifest
	modules []*javascript.Module
	program *javascript.Program
	found   []Listener
}

func (s *listenSearch) look(module *javascript.Module, n *javascript.Node) {
	args := n.Args()
	if bound := boundListen(n.Kid(0)); bound != nil {
		n = n.At(bound)
	}
	switch n.Method() {
	case "listen":
		s.listen(module, n)
	case "server", "Server":
		callee := s.program.Eval(module, n.Kid(0))
		if callee.IsPackage("@hapi/hapi", "hapi", "@hapi/glue") {
			s.options(module, n, n.Kid(1), "http", 0)
		} else if n.Kind == javascript.New && callee.IsPackage("ws") {
			s.options(module, n, n.Kid(1), "websocket", 0)
		}
	case "WebSocketServer":
		if s.program.Eval(module, n.Kid(0)).IsPackage("ws") {
			s.options(module, n, n.Kid(1), "websocket", 0)
		}
	case "serve":
		callee := s.program.Eval(module, n.Kid(0))
		if callee.IsPackage("@hono/node-server", "srvx", "@whatwg-node/server") || callee.IsPackage("process", "bun") {
			s.options(module, n, n.Kid(1), "http", 3000)
		}
	case "startStandaloneServer":
		if len(args) > 1 && args[1].Kind == javascript.Object && args[1].Prop("listen") != nil {
			s.options(module, n, args[1].Prop("listen"), "http", 4000)
		} else {
			s.add(Listener{Port: 4000, Name: "http", Evidence: facts.Evidence{File: module.File, Line: n.Line(), Rule: "Apollo Server default"}})
		}
	case "bindAsync":
		if len(args) > 0 {
			address := s.program.Eval(module, args[0])
			port, ok := portOfAddress(address)
			if l := (Listener{Port: port, Env: address.Variable, Guess: address.Confidence != "", Name: "grpc", Evidence: facts.Evidence{File: module.File, Line: n.Line(), Rule: "bindAsync()"}}); ok || l.Env != "" {
				s.add(l)
			} else if s.m.Uses("@grpc/grpc-js", "grpc") { // a server all the same, the address comes from elsewhere
				if v, ok := s.called("port", module, args[0]); ok {
					l.Port, _ = v.Port()
					l.Env, l.Guess = v.Variable, true
				}
				s.add(l)
			}
		}
	case "createMicroservice":
		if len(args) > 1 {
			s.options(module, n, args[1].Prop("options"), "tcp", 0)
		}
	}
}

// boundListen finds x.listen in promisify(x.listen).bind(x), which is then called with listen's arguments.
func boundListen(callee *javascript.Node) *javascript.Node {
	if callee == nil || callee.Kind != javascript.Call || callee.Method() != "bind" && callee.Method() != "promisify" {
		return nil
	}
	var found *javascript.Node
	javascript.Walk(callee, func(n *javascript.Node) bool {
		if n.Kind == javascript.Member && n.Text == "listen" {
			found = n
		}
		return found == nil && n.Kind != javascript.Function
	})
	return found
}

func portOfAddress(v javascript.Value) (int, bool) {
	if v.Kind != javascript.Constant {
		return 0, false
	}
	at := strings.LastIndexByte(v.Text, ':')
	n, err := strconv.Atoi(v.Text[at+1:])
	return n, err == nil && n > 0 && n < 65536
}

// options reads {port: …} of the argument; fallback is the library's own default, 0 for "then it listens on nothing".
func (s *listenSearch) options(module *javascript.Module, n *javascript.Node, arg *javascript.Node, name string, fallback int) {
	object := s.program.Eval(module, arg)
	var port *javascript.Node
	from := module
	if object.Kind == javascript.Structure {
		port, from = object.Node.Prop("port"), object.Module
	}
	if port == nil {
		if fallback > 0 {
			s.add(Listener{Port: fallback, Env: "PORT", Name: name, Evidence: facts.Evidence{File: module.File, Line: n.Line(), Rule: n.Method() + "() default"}})
		}
		return
	}
	l := s.value(from, port, n)
	l.Name = name
	if host := object.Node.Prop("host"); host == nil || name != "http" {
		l.Loopback = false
	} else {
		l.Loopback = isLoopback(s.program.Eval(from, host))
	}
	if l.Port == 0 && l.Env == "" && fallback > 0 {
		l.Port = fallback
	}
	s.add(l)
}

// notServers have a listen method that opens no port.
var notServers = regexp.MustCompile(`(?i)^(history|i18n|i18next|redis|subscriber|pubsub|queue|consumer|broker|emitter|bus|events?|program|router|window|document|client|db|pg|notifier|browserHistory|worker)$`)

func (s *listenSearch) listen(module *javascript.Module, n *javascript.Node) {
	callee, args := n.Kid(0), n.Args()
	if callee.Kind != javascript.Member {
		return
	}
	if object := callee.Kid(0); object != nil && (object.Kind == javascript.Name || object.Kind == javascript.Member) && notServers.MatchString(object.Text) {
		return
	}
	if len(args) == 0 || args[0].Kind == javascript.Function {
		return
	}
	first := s.program.Eval(module, args[0])
	switch first.Kind {
	case javascript.Callable:
		return
	case javascript.Structure:
		if first.Node.Prop("port") == nil && first.Node.Prop("default") == nil {
			return
		}
		if first.Node.Prop("port") != nil {
			s.options(module, n, n.Kid(1), "http", 0)
			return
		}
	}
	l := s.value(module, args[0], n)
	if first.Kind == javascript.Constant && l.Port == 0 && l.Env == "" {
		if strings.TrimSpace(first.Text) != "0" {
			return // a socket's path or a word: no port
		}
		return
	}
	l.Name = s.protocol(module, callee.Kid(0))
	if len(args) > 1 && args[1].Kind != javascript.Function {
		l.Loopback = isLoopback(s.program.Eval(module, args[1]))
	}
	s.add(l)
}

// protocol tells by the library that made a server what it speaks; http is what nearly all do.
func (s *listenSearch) protocol(module *javascript.Module, object *javascript.Node) string {
	for range 5 {
		if object == nil {
			break
		}
		if object.Kind == javascript.Call || object.Kind == javascript.New {
			made := s.program.Eval(module, object.Kid(0))
			switch {
			case made.IsPackage("smtp-server"):
				return "smtp"
			case made.IsPackage("net", "tls"):
				return "tcp"
			}
			break
		}
		object = module.Declared(object)
	}
	return "http"
}

func isLoopback(v javascript.Value) bool {
	return v.Kind == javascript.Constant && v.Variable == "" && (v.Text == "127.0.0.1" || v.Text == "localhost" || v.Text == "::1")
}

// value reads a port from an expression; where folding ends, a setting of the same name elsewhere in the program stands in.
func (s *listenSearch) value(module *javascript.Module, arg, call *javascript.Node) Listener {
	v := s.resolved(s.program.Eval(module, arg))
	l := Listener{Env: v.Variable, Evidence: v.Evidence("listen()"), Guess: v.Confidence != ""}
	if l.Evidence.File == "" {
		l.Evidence = facts.Evidence{File: module.File, Line: call.Line(), Rule: "listen()"}
	}
	if port, ok := v.Port(); ok {
		l.Port = port
		return l
	}
	if v.Kind != javascript.Constant {
		if option, ok := s.option(arg); ok {
			l.Port, _ = option.Port()
			l.Guess = true
			l.Evidence = option.Evidence("default of the option --" + lastOf(arg))
			return l
		}
	}
	if v.Kind == javascript.Constant || v.Variable != "" {
		return l
	}
	if stored, ok := s.stored(arg); ok {
		port, _ := stored.Port()
		l.Port, l.Env, l.Evidence, l.Guess = port, stored.Variable, stored.Evidence("set()"), stored.Confidence != ""
		return l
	}
	if v, ok := s.assigned(arg); ok {
		port, _ := v.Port()
		l.Port, l.Env, l.Evidence, l.Guess = port, v.Variable, v.Evidence("assignment"), true
		return l
	}
	names := []string{lastName(arg)}
	if names[0] == "" || !strings.Contains(strings.ToLower(names[0]), "port") {
		names = nil
	}
	for _, name := range append(names, "PORT", "port", "HTTP_PORT", "SERVER_PORT", "APP_PORT", "httpPort", "serverPort") {
		if found, ok := s.called(name, module, arg); ok {
			port, _ := found.Port()
			l.Port, l.Env, l.Evidence, l.Guess = port, found.Variable, found.Evidence("setting "+name), true
			return l
		}
	}
	return l
}

// lastOf is the name that stands last in a || b: what counts when nothing is set.
func lastOf(arg *javascript.Node) string {
	for arg.Kind == javascript.Binary && arg.Kid(1) != nil {
		arg = arg.Kid(1)
	}
	if arg.Kind != javascript.Member {
		return ""
	}
	return arg.Text
}

// option reads the default that a command line option has: .option("-p, --port <port>", text, 8080) of commander and cac,
// .option("port", {default: 8080}) of yargs.
func (s *listenSearch) option(arg *javascript.Node) (javascript.Value, bool) {
	name := lastOf(arg)
	if name == "" {
		return javascript.Value{}, false
	}
	flag := regexp.MustCompile(`^(?:.*--)?` + regexp.QuoteMeta(name) + `\b`)
	var out javascript.Value
	found := false
	for _, module := range s.modules {
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			if found || n.Kind != javascript.Call || n.Method() != "option" || len(n.Args()) < 2 || n.Args()[0].Kind != javascript.String || !flag.MatchString(n.Args()[0].Text) {
				return !found
			}
			value := n.Args()[1].Prop("default")
			if value == nil && len(n.Args()) > 2 {
				value = n.Args()[2]
			}
			out = s.program.Eval(module, value)
			_, found = out.Port()
			return !found
		})
	}
	return out, found
}

// otherService names the ports of what a program connects to.
var otherService = regexp.MustCompile(`(?i)redis|db|database|mysql|maria|postgres|^pg|mongo|kafka|smtp|mail|ldap|rabbit|amqp|elastic|memcache|mqtt|proxy|debug`)

// stored follows app.get("port") to the app.set("port", …) of another module.
func (s *listenSearch) stored(arg *javascript.Node) (javascript.Value, bool) {
	if arg.Kind != javascript.Call || arg.Method() != "get" || len(arg.Args()) != 1 || arg.Args()[0].Kind != javascript.String {
		return javascript.Value{}, false
	}
	var out javascript.Value
	for _, module := range s.modules {
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			if n.Kind == javascript.Call && n.Method() == "set" && len(n.Args()) == 2 && n.Args()[0].Kind == javascript.String && n.Args()[0].Text == arg.Args()[0].Text && !otherService.MatchString(lastName(n.Kid(0).Kid(0))) {
				out = s.program.Eval(module, n.Args()[1])
			}
			return out.Kind != javascript.Constant
		})
		if out.Kind == javascript.Constant {
			return out, true
		}
	}
	return out, false
}

// assigned follows this.config.port to the statement that sets it, perhaps of another module: this.config.port = args.port || 3001.
func (s *listenSearch) assigned(arg *javascript.Node) (javascript.Value, bool) {
	if arg.Kind != javascript.Member || arg.Kid(0) == nil {
		return javascript.Value{}, false
	}
	var out javascript.Value
	found := false
	for _, module := range s.modules {
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			target := n.Kid(0)
			if found || n.Kind != javascript.Assign || target == nil || target.Kind != javascript.Member || target.Text != arg.Text || target.Kid(0) == nil ||
				target.Kid(0).Kind != arg.Kid(0).Kind || target.Kid(0).Text != arg.Kid(0).Text || javascript.Apart(target.Kid(0), arg.Kid(0)) {
				return !found
			}
			v := s.program.Eval(module, n.Kid(1))
			if _, isPort := v.Port(); isPort || v.Variable != "" {
				out, found = v, true
			}
			return !found
		})
		if found {
			break
		}
	}
	return out, found
}

// credentials are properties that stand beside the port of something that a program connects to.
var credentials = []string{"pass", "password", "user", "username", "secure", "database"}

// connects says whether an object describes what a program connects to, not where it listens.
func connects(n *javascript.Node) bool {
	return n.Kind == javascript.Object && slices.ContainsFunc(credentials, func(name string) bool { return n.Prop(name) != nil })
}

// resolved follows a member of node-config's object: config.server.port.
func (s *listenSearch) resolved(v javascript.Value) javascript.Value {
	if v.IsPackage("config") && len(v.Members) > 0 {
		if set := s.program.Setting("config", strings.TrimPrefix(strings.Join(v.Members, "."), "default.")); set.Kind == javascript.Constant {
			return set
		}
	}
	return v
}

func lastName(n *javascript.Node) string {
	name := ""
	javascript.Walk(n, func(k *javascript.Node) bool {
		if name == "" && (k.Kind == javascript.Name || k.Kind == javascript.Member) && k.Text != "default" {
			name = k.Text
		}
		return name == ""
	})
	return name
}

// another says whether a declaration or property is known to be of another name than arg, which is spelt the same.
func another(module *javascript.Module, n, arg *javascript.Node) bool {
	if arg.Kind != javascript.Name {
		return false
	}
	return javascript.Apart(n.Kid(0), arg) || n.Kind == javascript.Declare && n.Text == arg.Text && module.Declared(arg) != n.Kid(0)
}

// called finds the first value of a port in the program under a name: a property, a variable or a parameter's default,
// in the module that listens or in one of settings. What the language knows to be another name than arg does not count.
func (s *listenSearch) called(name string, listens *javascript.Module, arg *javascript.Node) (javascript.Value, bool) {
	want := strings.ToLower(strings.ReplaceAll(name, "_", ""))
	var out javascript.Value
	ok := false
	for _, module := range s.modules {
		if module != listens && code.SettingsRank(module.File) > 0 {
			continue
		}
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			if ok || connects(n) {
				return false
			}
			if n.Kind != javascript.Property && n.Kind != javascript.Declare || n.Kid(0) == nil || n.Kid(0).Kind == javascript.Parameter {
				return true
			}
			if strings.ToLower(strings.ReplaceAll(n.Text, "_", "")) != want || module == listens && another(module, n, arg) {
				return true
			}
			v := s.program.Eval(module, n.Kid(0))
			if otherService.MatchString(v.Variable) {
				return true
			}
			if _, isPort := v.Port(); isPort || v.Variable != "" && strings.Contains(strings.ToUpper(v.Variable), "PORT") {
				out, ok = v, true
			}
			return !ok
		})
		if ok {
			return out, true
		}
	}
	return out, false
}

var secondaryWords = regexp.MustCompile(`(?i)metric|prometheus|management|admin|mgmt|internal|probe|health|debug|inspect|socket|https|ssl|tls|grpc|smtp|mail|redis|proxy|hmr|mock`)

func (s *listenSearch) add(l Listener) {
	l.Secondary = l.Name == "grpc" || l.Name == "websocket" || l.Name == "tcp" || l.Name == "smtp" || secondaryWords.MatchString(l.Env)
	for i, have := range s.found {
		if have.Port == l.Port && have.Env == l.Env || have.Port == l.Port && l.Port > 0 {
			s.found[i].Loopback = have.Loopback && l.Loopback
			return
		}
	}
	s.found = append(s.found, l)
}
