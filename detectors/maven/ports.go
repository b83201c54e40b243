package maven

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/detectors/maven/recipe"
)

// portsOf says where the program listens: the port of users first, then management and other listeners.
func portsOf(x *module.Module, a *recipe.Artifact, framework string) []facts.Port {
	if s := a.Server; s != nil {
		at := s.At
		if at.Rule != "httpEndpoint" {
			at.Rule = "default of " + s.Name
		}
		return []facts.Port{{Value: s.Port, Name: "http", Confidence: facts.Likely, Evidence: []facts.Evidence{at}}}
	}
	if a.Form == recipe.War { // server.port of the configuration means nothing to the container that it is deployed to
		return []facts.Port{{Value: 8080, Name: "http", Confidence: facts.Likely, Evidence: []facts.Evidence{model.Ruled(a.At, "Tomcat's default connector")}}}
	}
	switch framework {
	case springBoot:
		return bootPorts(x, a)
	case quarkus:
		return quarkusPorts(x, a)
	case micronaut:
		return micronautPorts(x)
	case helidon:
		if _, mp := x.HasGroup("io.helidon.microprofile"); mp {
			return configuredPort(x, "http", 7001, "Helidon MP default", "SERVER_PORT", "server.port")
		}
		if p := configuredPort(x, "http", 0, "", "SERVER_PORT", "server.port", "server.sockets[0].port"); len(p) > 0 {
			return p
		}
		return codePorts(x, a, "http", 8080, "guess: no port in the configuration or in the code of this Helidon SE application")
	case dropwizard:
		return dropwizardPorts(x)
	case vertx:
		return vertxPorts(x, a)
	case dubbo:
		return dubboPorts(x, a)
	}
	if p, ok := recipe.Procfile(x); ok && p.Port && p.At == a.At {
		return []facts.Port{{Value: recipe.ProcfilePort, Name: "http", Confidence: facts.Likely, Evidence: []facts.Evidence{p.At}}}
	}
	if ports, ok := ktorPorts(x, a); ok {
		return ports
	}
	if p := configuredPort(x, "http", 0, "", "SERVER_PORT", "server.port", "http.port", "port"); len(p) > 0 {
		return p
	}
	if p := codePorts(x, a, "http", 0, ""); len(p) > 0 {
		return p
	}
	if p := documentedPorts(x, a); len(p) > 0 {
		return p
	}
	return libraryPort(x)
}

// libraryPorts are the ports that server libraries listen on when the program names none (the manual of each).
var libraryPorts = []struct {
	group, artifact string
	port            int
}{
	{"io.airlift", "http-server", 8080},
	{"io.javalin", "javalin", 8080},
	{"com.sparkjava", "spark-core", 4567},
	{"io.jooby", "jooby", 8080},
	{"io.ratpack", "ratpack-core", 5050},
	{"org.noear", "solon-web", 8080},
	{"org.noear", "solon-lib", 8080},
	{"com.hellokaton", "blade-core", 9000},
	{"io.undertow", "undertow-core", 8080},
	{"org.eclipse.microprofile", "microprofile", 8080},
	{"org.folio", "domain-models-runtime", 8081}, // raml-module-builder, README: http.port
}

// ktorPorts is the port of a Ktor application that EngineMain starts: ktor.deployment.port of its configuration, which no variable moves
// unless the file names one (Ktor, "Configuration in a file").
func ktorPorts(x *module.Module, a *recipe.Artifact) ([]facts.Port, bool) {
	if _, ok := x.HasGroup("io.ktor"); !ok {
		return nil, false
	}
	if !strings.HasPrefix(a.Main, "io.ktor.server.") && !x.Holds("EngineMain") {
		return nil, false
	}
	ports := configuredPort(x, "http", 0, "", "", "ktor.deployment.port")
	return ports, len(ports) > 0
}

// libraryPort is the default of the server library that a plain program uses: a guess.
func libraryPort(x *module.Module) []facts.Port {
	for _, l := range libraryPorts {
		if d, ok := x.Has(l.group + ":" + l.artifact); ok {
			at := model.Ruled(d.At, "default of "+l.artifact)
			x.Warn(at, "port "+strconv.Itoa(l.port)+" is a guess: the default of "+l.artifact)
			return []facts.Port{{Value: l.port, Name: "http", Confidence: facts.Guess, Evidence: []facts.Evidence{at}}}
		}
	}
	return nil
}

// configuredPort reads one port from the first of the keys that is set; the fallback 0 means none.
func configuredPort(x *module.Module, name string, fallback int, rule, env string, keys ...string) []facts.Port {
	for _, key := range keys {
		v, ok := x.Config().Get(key)
		if !ok {
			continue
		}
		p := portFrom(x, v, key, facts.Port{Value: fallback, Name: name, Env: env})
		if p.Value == 0 {
			return nil
		}
		return []facts.Port{p}
	}
	if fallback == 0 {
		return nil
	}
	return []facts.Port{{Value: fallback, Name: name, Env: env, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: x.POM.File, Line: x.POM.Root.Line, Rule: rule}}}}
}

// portFrom reads the port of a setting into p, whose value is the fallback. A setting that only a variable fills keeps the
// fallback as a guess, and the image sets the variable to it, since the program would not start without. So the image does for a value
// that may not count.
func portFrom(x *module.Module, v module.Setting, key string, p facts.Port) facts.Port {
	p.Confidence, p.Evidence = facts.Certain, []facts.Evidence{v.At}
	variable := p.Env
	if v.Env != "" || v.Fixed {
		p.Env = v.Env
	}
	n, err := wholeNumber(strings.TrimSpace(v.Text))
	if err == nil && n > 0 && n < 65536 {
		p.Value = n
		if v.Doubt == "" {
			return p
		}
		p.Confidence = facts.Likely
		if v.Fixed || variable == "" {
			x.Warn(v.At, fmt.Sprintf("%s is %d here, but %s (ports: in waybill.yaml)", key, n, v.Doubt))
			return p
		}
		p.Env = variable
		x.Warn(v.At, fmt.Sprintf("%s is %d here, but %s: the image sets %s to %d", key, n, v.Doubt, variable, n))
		x.PortEnv = append(x.PortEnv, facts.EnvVar{Name: variable, Value: strconv.Itoa(n)})
		return p
	}
	if p.Value == 0 {
		return p
	}
	p.Confidence = facts.Guess
	what := " has no value without the variable "
	if err == nil {
		what = " is " + v.Text + ", a random port or none, without the variable "
	} else if v.Text != "" && !strings.ContainsAny(v.Text, "${}@") {
		what = " is " + strconv.Quote(v.Text) + ", which is no number, without the variable "
	}
	x.Warn(v.At, key+what+p.Env+": "+strconv.Itoa(p.Value)+" is a guess, and the image sets the variable to it")
	if p.Env != "" {
		x.PortEnv = append(x.PortEnv, facts.EnvVar{Name: p.Env, Value: strconv.Itoa(p.Value)})
	}
	return p
}

// bootPorts: server.port, by default 8080; management.server.port when it is another (Spring Boot reference, "Common Application
// Properties"), and what other listeners of the ecosystem are configured with.
func bootPorts(x *module.Module, a *recipe.Artifact) []facts.Port {
	kind := bootKind(x, a).Value
	var ports []facts.Port
	if kind == facts.Server {
		if _, ok := x.HasOne(module.DubboStarters); ok && !webOnPath(x) {
			ports = configuredPort(x, "dubbo", 20880, "Dubbo default", "DUBBO_PROTOCOL_PORT", "dubbo.protocol.port", "dubbo.protocols.dubbo.port", "dubbo.protocols.tri.port")
		} else if grpcOnly(x) {
			ports = configuredPort(x, "grpc", 9090, "default of the gRPC starter", "GRPC_SERVER_PORT", "grpc.server.port", "spring.grpc.server.port", "grpc.port")
		} else if built := builtInPorts(x); len(built) > 0 {
			return built
		} else {
			ports = bootCodePorts(x, servedPort(x, bootSetting, servedBy(x, bootSetting)))
			if len(ports) > 0 && bootTLS(x) {
				ports[0].Name = facts.PortHTTPS
			}
		}
	}
	if _, ok := x.Has(actuators...); ok && (kind == facts.Server || managementAlone(x)) {
		ports = appendPorts(ports, managementPorts(x, ports))
	}
	if _, ok := x.HasOne(slices.Concat(module.DubboStarters, module.DubboLibraries)); ok {
		ports = appendPorts(ports, dubboProtocol(x))
	}
	if _, ok := x.HasOne(module.GRPCStarters); ok {
		ports = appendPorts(ports, configuredPort(x, "grpc", 9090, "default of the gRPC starter", "GRPC_SERVER_PORT", "grpc.server.port", "spring.grpc.server.port", "grpc.port"))
	}
	return appendPorts(ports, ownListeners(x))
}

// dubboProtocol is the port of Dubbo beside a web server. -1 is any free port from 20880 on, which no Service can name: the image sets that one
// (Dubbo reference, "protocol").
func dubboProtocol(x *module.Module) []facts.Port {
	keys := []string{"dubbo.protocol.port", "dubbo.protocols.dubbo.port", "dubbo.protocols.tri.port"}
	for _, key := range keys {
		if v, ok := x.Config().Get(key); ok && strings.TrimSpace(v.Text) == "-1" {
			return configuredPort(x, "dubbo", 20880, "", module.EnvName(key), key)
		}
	}
	return configuredPort(x, "dubbo", 0, "", "DUBBO_PROTOCOL_PORT", keys...)
}

func webOnPath(x *module.Module) bool {
	_, ok := x.HasOne(module.WebStarters)
	if !ok {
		_, ok = x.Config().Get("server.port")
	}
	return ok
}

func grpcOnly(x *module.Module) bool {
	_, ok := x.HasOne(module.GRPCStarters)
	return ok && !webOnPath(x)
}

// builtInServer is a server product that an application is built around: it listens where its own settings say.
type builtInServer struct {
	main     string // the setting of its main port; without it the product is not there
	name     string
	fallback int
	more     []builtInPort
	source   string
}

// builtInPort is a further port: of a setting, or of the main port plus a number.
type builtInPort struct {
	name, key string
	fallback  int
	plus      int
}

var builtInServers = []builtInServer{
	{main: "nacos.server.main.port", name: "http", fallback: 8848, more: []builtInPort{{name: "grpc", plus: 1000}, {name: "console", key: "nacos.console.port", fallback: 8080}}, source: "Nacos manual, System parameters"},
}

// builtInPorts are the ports of the first server product that the configuration sets up.
func builtInPorts(x *module.Module) []facts.Port {
	s, at, ok := builtIn(x)
	if !ok {
		return nil
	}
	ports := configuredPort(x, s.name, s.fallback, s.source, "", s.main)
	for _, m := range s.more {
		if m.plus > 0 {
			rule := fmt.Sprintf("%s + %d for %s (%s)", s.main, m.plus, m.name, s.source)
			ports = append(ports, facts.Port{Value: ports[0].Value + m.plus, Name: m.name, Confidence: facts.Likely, Evidence: []facts.Evidence{model.Ruled(at, rule)}})
			continue
		}
		ports = appendPorts(ports, configuredPort(x, m.name, m.fallback, s.source, "", m.key))
	}
	return ports
}

// builtIn finds the server product whose main port is configured, and the place of that.
func builtIn(x *module.Module) (builtInServer, facts.Evidence, bool) {
	for _, s := range builtInServers {
		if main, ok := x.Config().Get(s.main); ok {
			return s, main.At, true
		}
	}
	return builtInServer{}, facts.Evidence{}, false
}

// appendPorts adds the ports that are not in the list yet.
func appendPorts(ports, more []facts.Port) []facts.Port {
	for _, p := range more {
		known := false
		for _, q := range ports {
			known = known || q.Value == p.Value
		}
		if !known {
			ports = append(ports, p)
		}
	}
	return ports
}

// listenerWords stand before ".port" in keys of the application's own listeners, with the name that the port gets.
var listenerWords = map[string]string{
	"executor":    "executor",  // xxl.job.executor.port: XXL-JOB, "Executor properties"
	"rsocket":     "rsocket",   // spring.rsocket.server.port: Spring Boot, "RSocket Properties"
	"socketio":    "socketio",  // the application's own word: netty-socketio has no key
	"netty":       "netty",     // the application's own word for a listener that it opens by Netty
	"nettyserver": "netty",     // likewise
	"websocket":   "websocket", // the protocol, likewise
	"ws":          "websocket", // RFC 6455, section 3
	"tcp":         "tcp",       // the protocol, likewise
	"udp":         "udp",       // likewise
	"socket":      "socket",    // likewise
	"rpc":         "rpc",       // likewise
	"mqtt":        "mqtt",      // likewise
}

// ownListeners finds ports of further listeners: a key like xxl.job.executor.port or netty.port with a number,
// not beside a host of somebody else.
func ownListeners(x *module.Module) []facts.Port {
	c := x.Config()
	found := map[string]facts.Port{}
	for _, l := range c.Layers {
		for _, v := range l.Order {
			parts := strings.Split(module.Relaxed(v.Key), ".")
			n := len(parts)
			if n < 2 || parts[n-1] != "port" || parts[0] == "spring" && parts[1] != "rsocket" || parts[0] == "server" {
				continue
			}
			word := parts[n-2]
			if word == "server" && n > 2 {
				word = parts[n-3]
			}
			name := listenerWords[word]
			if name == "" || c.NamesPeer(strings.Join(parts[:n-1], ".")) {
				continue
			}
			s, _ := c.Get(v.Key)
			if value, err := strconv.Atoi(s.Text); err == nil && value > 0 && value < 65536 {
				found[module.Relaxed(v.Key)] = facts.Port{Value: value, Name: name, Env: s.Env, Confidence: facts.Likely, Evidence: []facts.Evidence{s.At}}
			}
		}
	}
	var ports []facts.Port
	for _, k := range slices.Sorted(maps.Keys(found)) {
		ports = append(ports, found[k])
	}
	return ports
}
