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
	"cmp"
	"path"
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
	Host      string // the variable that moves the address it binds
	HostLocal bool   // it binds the loopback address where Host is not set
	Evidence  facts.Evidence
	Guess     bool
	Wild      bool   // found by the name of a setting alone, in a file that nothing of the program is known to read
	Secondary bool   // not the one that serves users: of metrics, of probes, of another protocol
	Switch    string // of a listener that is off: the variable that would switch it on, "" when a setting in the code does
}

// Find finds what the modules listen on, in the order in which the entry reaches them.
func Find(p *code.Base, modules []*javascript.Module, m *manifest.Manifest) []Listener {
	found, _ := Search(p, modules, m)
	return found
}

// Search is Find with the listeners that a test around them switches off where nothing is configured: if (config.dashboard.enabled) app.listen(…).
func Search(p *code.Base, modules []*javascript.Module, m *manifest.Manifest) (found, off []Listener) {
	s := &search{p: p, m: m, modules: modules, program: p.Program(p.Setting(m), modules...)}
	for _, module := range modules {
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			if s.asked < maxAsked && (n.Kind == javascript.Call || n.Kind == javascript.New) {
				before := slices.Clone(s.found)
				s.look(module, n)
				if len(s.found) > len(before) {
					s.switched(module, n, before)
				}
			}
			return s.asked < maxAsked
		})
	}
	s.bunServes()
	s.startedElsewhere()
	return s.found, s.off
}

// switched moves what a call was found to listen on to the listeners that are off, when the tests around it do not let it run.
// A test of the variable of the port itself asks only whether the platform has given one.
func (s *search) switched(module *javascript.Module, n *javascript.Node, before []Listener) {
	is, variable := s.program.Runs(module, n)
	l := s.found[len(s.found)-1]
	if is >= 0 || variable != "" && variable == l.Env {
		return
	}
	l.Switch = variable
	s.found = before
	s.off = append(s.off, l)
}

// bunServes finds what Bun serves without a call: the default export of the entry file, when it has a method fetch, on the port that it
// names, else on that of PORT, else on 3000 (https://bun.com/docs/runtime/http/server#export-default-syntax).
func (s *search) bunServes() {
	if len(s.modules) == 0 || len(s.found) > 0 || !s.m.Uses("@types/bun", "bun-types") && !strings.HasPrefix(s.m.Script("start"), "bun ") {
		return
	}
	entry := s.modules[0]
	exported := s.program.Lookup(entry, nil)
	if exported.Kind != javascript.Structure || exported.Node.Prop("fetch") == nil {
		return
	}
	l := Listener{Port: 3000, Env: "PORT", Evidence: facts.Evidence{File: entry.File, Rule: "default export with fetch: Bun's default"}}
	if port := exported.Node.Prop("port"); port != nil {
		l = s.value(exported.Module, port, port)
	}
	l.Name = "http"
	s.add(l)
}

type search struct {
	p       *code.Base
	m       *manifest.Manifest
	modules []*javascript.Module
	program *javascript.Program
	found   []Listener
	off     []Listener
	asked   int // values of ports that were looked for
}

// maxAsked bounds the values that are looked for: each may lead through the whole program, and no program opens so many ports.
const maxAsked = 100

func (s *search) look(module *javascript.Module, n *javascript.Node) {
	args := n.Args()
	if bound := boundListen(n.Kid(0)); bound != nil {
		n = n.At(bound)
	}
	switch n.Method() {
	case "listen":
		s.listen(module, n)
	case "server", "Server":
		switch callee := s.program.Eval(module, n.Kid(0)); {
		case callee.IsPackage("@hapi/hapi", "hapi", "@hapi/glue"):
			s.options(module, n, n.Kid(1), "http", 0)
		case callee.IsPackage("socket.io") && len(args) > 0 && s.program.Eval(module, args[0]).Kind == javascript.Constant: // new Server(3000)
			l := s.value(module, args[0], n)
			l.Name = "http"
			s.add(l)
		case n.Kind == javascript.New && callee.IsPackage("ws"):
			s.options(module, n, n.Kid(1), "websocket", 0)
		}
	case "connection": // of hapi before 17 (https://hapi.dev/tutorials/gettingstarted, in the tutorial of 16)
		if callee := n.Kid(0); callee.Kind == javascript.Member && s.maker(module, callee.Kid(0)).IsPackage("hapi") {
			s.options(module, n, n.Kid(1), "http", 0)
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
			s.add(Listener{Port: 4000, Name: "http", Guess: true, Evidence: facts.Evidence{File: module.File, Line: n.Line(), Rule: "Apollo Server default"}})
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
			s.microservice(module, n, args[1])
		}
	case "connectMicroservice":
		if len(args) > 0 {
			s.microservice(module, n, args[0])
		}
	default:
		s.selfServed(module, n)
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
func (s *search) options(module *javascript.Module, n *javascript.Node, arg *javascript.Node, name string, fallback int) {
	object := s.program.Eval(module, arg)
	var port *javascript.Node
	from := module
	if object.Kind == javascript.Structure {
		port, from = object.Node.Prop("port"), object.Module
		if inherited := arg.Member("port"); port == nil || spreads(object.Node) { // {...config.server, host}
			if v := s.program.Eval(module, inherited); v.Kind == javascript.Constant || v.Variable != "" {
				port, from = inherited, module
			}
		}
	}
	if port == nil {
		if fallback > 0 {
			s.add(Listener{Port: fallback, Env: "PORT", Name: name, Guess: true, Evidence: facts.Evidence{File: module.File, Line: n.Line(), Rule: n.Method() + "() default"}})
		}
		return
	}
	for _, l := range s.values(from, port, n) {
		l.Name = name
		if host := object.Node.Prop("host"); host == nil || name != "http" {
			l.Loopback = false
		} else {
			l.bind(s.program.Eval(from, host), s.localByDefault(module, n.Kid(0).Kid(0)))
		}
		if l.Port == 0 && fallback > 0 { // the variable is not set, so that the library's default counts
			l.Port, l.Guess = fallback, true
		}
		s.add(l)
	}
}

// spreads says whether an object takes members of others over.
func spreads(n *javascript.Node) bool {
	return slices.ContainsFunc(n.Kids, func(k *javascript.Node) bool { return k != nil && k.Kind == javascript.Spread })
}

// notServers have a listen method that opens no port.
var notServers = regexp.MustCompile(`(?i)^(history|i18n|i18next|redis|subscriber|pubsub|queue|consumer|broker|emitter|bus|events?|program|router|window|document|client|db|pg|notifier|browserHistory|worker)$`)

func (s *search) listen(module *javascript.Module, n *javascript.Node) {
	callee, args := n.Kid(0), n.Args()
	if callee.Kind != javascript.Member {
		return
	}
	if object := callee.Kid(0); object != nil && (object.Kind == javascript.Name || object.Kind == javascript.Member) && notServers.MatchString(object.Text) {
		return
	}
	if len(args) == 0 || args[0].Kind == javascript.Function || s.imitates(module, callee) {
		return
	}
	first := s.program.Eval(module, args[0])
	switch first.Kind {
	case javascript.Callable:
		return
	case javascript.Structure:
		inherited := s.program.Eval(module, args[0].Member("port"))
		if first.Node.Prop("port") == nil && first.Node.Prop("default") == nil && inherited.Kind != javascript.Constant && inherited.Variable == "" {
			return
		}
		if first.Node.Prop("port") != nil || first.Node.Prop("default") == nil {
			before := len(s.found)
			s.options(module, n, n.Kid(1), "http", 0)
			if len(s.found) > before && first.Node.Prop("host") == nil && s.maker(module, callee.Kid(0)).IsPackage("fastify") {
				s.found[before].Loopback = true
			}
			return
		}
	}
	for _, l := range s.values(module, args[0], n) {
		if first.Kind == javascript.Constant && l.Port == 0 && l.Env == "" {
			return // any free port, or a socket's path
		}
		l.Name = s.protocol(module, callee.Kid(0))
		l.Secondary = l.Secondary || sideWords.MatchString(lastName(callee.Kid(0))+" "+lastName(args[0])+" "+path.Base(module.File)) || s.maker(module, callee.Kid(0)).IsPackage("https")
		if hostless := len(args) == 1 || args[1].Kind == javascript.Function; hostless {
			l.Loopback = s.localByDefault(module, callee.Kid(0))
		} else {
			l.bind(s.program.Eval(module, args[1]), s.localByDefault(module, callee.Kid(0)))
		}
		s.add(l)
	}
}

// sideWords are in the names of servers, ports and files that serve machines, and of no server that serves users.
var sideWords = regexp.MustCompile(`(?i)metric|prometheus|monitor|management|mgmt|probe|health|liveness|debug|inspect|private(?:Api|App|Port|Server)`)

// imitates says whether a method called listen is the program's own and opens nothing: that of a double for tests, or of an object that
// listens for something else.
func (s *search) imitates(module *javascript.Module, callee *javascript.Node) bool {
	own := s.program.Eval(module, callee)
	if own.Kind != javascript.Callable {
		return false
	}
	opens := false
	javascript.Walk(own.Node, func(n *javascript.Node) bool {
		opens = opens || (n.Kind == javascript.Call || n.Kind == javascript.New) && starting.MatchString(n.Method())
		return !opens
	})
	return !opens
}

// starting are calls that may open a port on the way.
var starting = regexp.MustCompile(`(?i)listen|serve|start|run|bind|open|boot|launch|apply|call|promisify|create`)

// protocol tells by the library that made a server what it speaks; http is what nearly all do.
func (s *search) protocol(module *javascript.Module, object *javascript.Node) string {
	switch made := s.maker(module, object); {
	case made.IsPackage("smtp-server"):
		return "smtp"
	case made.IsPackage("net", "tls"):
		return "tcp"
	}
	return "http"
}

// maker is the function or class that made an object, as far as it can be told.
func (s *search) maker(module *javascript.Module, object *javascript.Node) javascript.Value {
	for range 5 {
		if object == nil {
			break
		}
		if object.Kind == javascript.Call || object.Kind == javascript.New {
			made := s.program.Eval(module, object.Kid(0))
			if callee := object.Kid(0); callee != nil && callee.Kind == javascript.Member && callee.Kid(0) != nil && callee.Kid(0).Kind == javascript.Call {
				object = callee.Kid(0) // fastify().withTypeProvider()
				continue
			}
			return made
		}
		object = module.Declared(object)
	}
	return javascript.Value{}
}

// localByDefault says whether a server that is given no host listens on localhost: Fastify does (https://fastify.dev/docs/latest/Reference/Server/#listen),
// and Nest on top of it (https://docs.nestjs.com/techniques/performance).
func (s *search) localByDefault(module *javascript.Module, object *javascript.Node) bool {
	return s.maker(module, object).IsPackage("fastify") ||
		slices.ContainsFunc(module.Imports, func(i javascript.Import) bool { return i.Spec == "@nestjs/platform-fastify" })
}

// bind says which address a listener binds: that of a host, which a variable may move. local says that the server binds the loopback
// address where it is given none.
func (l *Listener) bind(host javascript.Value, local bool) {
	loopback := host.Kind == javascript.Constant && (host.Text == "127.0.0.1" || host.Text == "localhost" || host.Text == "::1")
	l.Host = host.Variable
	l.HostLocal = host.Variable != "" && (loopback || local && host.Kind == javascript.Unknown)
	l.Loopback = loopback && host.Variable == ""
}

var secondaryWords = regexp.MustCompile(`(?i)metric|prometheus|monitor|management|admin|mgmt|internal|probe|health|debug|inspect|socket|https|ssl|tls|grpc|smtp|mail|redis|proxy|hmr|mock`)

func (s *search) add(l Listener) {
	l.Secondary = l.Secondary || l.Name == "grpc" || l.Name == "websocket" || l.Name == "tcp" || l.Name == "smtp" || secondaryWords.MatchString(l.Env)
	for i, have := range s.found {
		if have.Port == l.Port && have.Env == l.Env || have.Port == l.Port && l.Port > 0 {
			s.found[i].Loopback = have.Loopback && l.Loopback
			s.found[i].Env = cmp.Or(have.Env, l.Env)
			s.found[i].Host, s.found[i].HostLocal = cmp.Or(have.Host, l.Host), have.HostLocal || l.HostLocal
			return
		}
	}
	s.found = append(s.found, l)
}
