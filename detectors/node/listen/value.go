package listen

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// values reads the ports that an expression can be: one, or one for each call of the function that is handed the port,
// start(config.port) and start(config.adminPort). What the program does not come to without settings is left out.
func (s *search) values(module *javascript.Module, arg, call *javascript.Node) []Listener {
	origins := javascript.Origins(s.program, module, arg)
	if len(origins) == 1 {
		l := s.value(module, arg, call)
		if l.Port > 0 && !l.Guess {
			return []Listener{l}
		}
		if o := s.value(origins[0].Module, origins[0].Node, call); l.Port == 0 && l.Env == "" || o.Port > 0 && !o.Wild && lastName(origins[0].Node) != "" && isPortName(lastName(origins[0].Node)) {
			o.Secondary = sideWords.MatchString(lastName(origins[0].Node))
			return []Listener{o}
		}
		return []Listener{l}
	}
	var out []Listener
	for _, o := range origins {
		is, variable := s.program.Runs(o.Module, o.Call)
		if is < 0 && variable == "" {
			continue
		}
		l := s.value(o.Module, o.Node, call)
		if is < 0 && variable != l.Env { // a test of the port's own variable asks only whether the platform has given one
			continue
		}
		l.Secondary = sideWords.MatchString(lastName(o.Node))
		if (l.Port > 0 || l.Env != "") && !l.Wild {
			out = append(out, l)
		}
	}
	if len(out) == 0 {
		return []Listener{s.value(module, arg, call)}
	}
	return joined(out)
}

// joined takes the variable of one call and the default of another together, start(process.env.PORT) and start(8080): the same listener.
func joined(all []Listener) []Listener {
	if len(all) == 2 && all[0].Port == 0 {
		all[0], all[1] = all[1], all[0]
	}
	if len(all) == 2 && all[1].Port == 0 && all[0].Port > 0 && all[0].Env == "" {
		all[0].Env = all[1].Env
		return all[:1]
	}
	return all
}

func isPortName(name string) bool { return strings.Contains(strings.ToLower(name), "port") }

// value reads a port from an expression; where folding ends, a setting of the same name elsewhere in the program stands in.
func (s *search) value(module *javascript.Module, arg, call *javascript.Node) Listener {
	s.asked++
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
	if v.Kind == javascript.Constant {
		return l
	}
	if found, ok := s.elsewhere(module, arg); ok {
		l.Port, _ = found.Port()
		l.Evidence, l.Guess = found.At, true
		return l
	}
	if v.Variable != "" {
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
	if found, ok := s.within(module, arg); ok {
		port, _ := found.Port()
		l.Port, l.Env, l.Evidence, l.Guess = port, found.Variable, found.Evidence("setting "+arg.Kid(0).Text+"."+arg.Text), true
		return l
	}
	names := []string{lastName(arg)}
	if !isPortName(names[0]) {
		names = nil
	}
	for _, name := range append(names, "PORT", "port", "HTTP_PORT", "SERVER_PORT", "APP_PORT", "httpPort", "serverPort") {
		if found, ok := s.called(name, module, arg); ok {
			port, _ := found.Port()
			l.Port, l.Env, l.Evidence, l.Guess = port, found.Variable, found.Evidence("setting "+name), true
			return l
		}
	}
	if found, ok := s.inFolder(); ok {
		l.Port, _ = found.Port()
		l.Env, l.Evidence, l.Guess, l.Wild = found.Variable, found.Evidence("key port of a settings file"), true, true
		return l
	}
	if arg.Kind == javascript.Name && portVariable.MatchString(arg.Text) { // const { PORT } = app.get(Settings): such names are those of the environment
		l.Env, l.Guess = arg.Text, true
	}
	return l
}

var portVariable = regexp.MustCompile(`^([A-Z0-9]+_)*PORT$`)

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
func (s *search) option(arg *javascript.Node) (javascript.Value, bool) {
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
var otherService = regexp.MustCompile(`(?i)redis|db|database|mysql|maria|postgres|^pg|mongo|kafka|smtp|mail|ldap|rabbit|amqp|elastic|memcache|mqtt|proxy|debug|nats|consul|zookeeper|clickhouse|influx|statsd|syslog|sftp|ftp|socks|transport`)

// stored follows app.get("port") to the app.set("port", …) of another module.
func (s *search) stored(arg *javascript.Node) (javascript.Value, bool) {
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
func (s *search) assigned(arg *javascript.Node) (javascript.Value, bool) {
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

// connects says whether an object describes what a program connects to, not where it listens: with credentials, or with the transport of a
// microservice.
func connects(n *javascript.Node) bool {
	return n.Kind == javascript.Object && (n.Prop("transport") != nil || slices.ContainsFunc(credentials, func(name string) bool { return n.Prop(name) != nil }))
}

// resolved follows a member of node-config's object: config.server.port.
func (s *search) resolved(v javascript.Value) javascript.Value {
	if v.IsPackage("config") && len(v.Members) > 0 {
		if set := s.program.Setting("config", strings.TrimPrefix(strings.Join(v.Members, "."), "default.")); set.Kind == javascript.Constant {
			set.Variable = cmp.Or(v.Variable, set.Variable)
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

// within follows settings.web.port to the port inside of what is called web: a getter or an object of a class of settings.
func (s *search) within(listens *javascript.Module, arg *javascript.Node) (javascript.Value, bool) {
	if arg.Kind != javascript.Member || arg.Kid(0) == nil || arg.Kid(0).Kind != javascript.Member {
		return javascript.Value{}, false
	}
	var out javascript.Value
	found := false
	for _, module := range s.modules {
		if module != listens && code.SettingsRank(module.File) > 0 {
			continue
		}
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			if found || n.Kind != javascript.Property || n.Text != arg.Kid(0).Text || n.Kid(0) == nil {
				return !found
			}
			javascript.Walk(n.Kid(0), func(inner *javascript.Node) bool {
				if !found && inner.Kind == javascript.Property && inner.Text == arg.Text {
					v := s.program.Eval(module, inner.Kid(0))
					if _, isPort := v.Port(); isPort || v.Variable != "" {
						out, found = v, true
					}
				}
				return !found
			})
			return false
		})
	}
	return out, found
}

// called finds the first value of a port in the program under a name: a property, a variable or a parameter's default,
// in the module that listens or in one of settings. What the language knows to be another name than arg does not count.
func (s *search) called(name string, listens *javascript.Module, arg *javascript.Node) (javascript.Value, bool) {
	want := strings.ToLower(strings.ReplaceAll(name, "_", ""))
	var out javascript.Value
	ok := false
	for _, module := range s.modules {
		if module != listens && module != s.modules[0] && code.SettingsRank(module.File) > 0 {
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
