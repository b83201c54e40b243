package maven

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// ports says where the program listens: the port of users first, then management and other listeners.
func (x *module) ports(a *artifact, framework string) []facts.Port {
	if a.form == war { // server.port of the configuration means nothing to the container that it is deployed to
		return []facts.Port{{Value: 8080, Name: "http", Confidence: facts.Likely, Evidence: []facts.Evidence{ruled(a.at, "Tomcat's default connector")}}}
	}
	switch framework {
	case springBoot:
		return x.bootPorts(a)
	case quarkus:
		return x.quarkusPorts(a)
	case micronaut:
		return x.one("http", 8080, "Micronaut default", "MICRONAUT_SERVER_PORT", "micronaut.server.port")
	case helidon:
		if _, mp := x.hasGroup("io.helidon.microprofile"); mp {
			return x.one("http", 7001, "Helidon MP default", "SERVER_PORT", "server.port")
		}
		if p := x.one("http", 0, "", "SERVER_PORT", "server.port", "server.sockets[0].port"); len(p) > 0 {
			return p
		}
		return x.codePorts(a, "http", 8080, "guess: no port in the configuration or in the code of this Helidon SE application")
	case dropwizard:
		return x.dropwizardPorts()
	case vertx:
		return x.codePorts(a, "http", 8080, "guess: no port constant was found in this Vert.x application")
	case dubbo:
		return x.dubboPorts(a)
	}
	if p := x.one("http", 0, "", "SERVER_PORT", "server.port", "http.port", "port"); len(p) > 0 {
		return p
	}
	if p := x.codePorts(a, "http", 0, ""); len(p) > 0 {
		return p
	}
	if p := x.documentedPorts(a); len(p) > 0 {
		return p
	}
	return x.libraryPort()
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
}

// libraryPort is the default of the server library that a plain program uses: a guess.
func (x *module) libraryPort() []facts.Port {
	for _, l := range libraryPorts {
		if d, ok := x.has(l.artifact); ok && d.group == l.group {
			at := ruled(d.at, "default of "+l.artifact)
			x.warn(at, "port "+strconv.Itoa(l.port)+" is a guess: the default of "+l.artifact)
			return []facts.Port{{Value: l.port, Name: "http", Confidence: facts.Guess, Evidence: []facts.Evidence{at}}}
		}
	}
	return nil
}

func ruled(at facts.Evidence, rule string) facts.Evidence {
	at.Rule = rule
	return at
}

// one reads one port from the first of the keys that is set; the fallback 0 means none.
func (x *module) one(name string, fallback int, rule, env string, keys ...string) []facts.Port {
	for _, key := range keys {
		v, ok := x.config().get(key)
		if !ok {
			continue
		}
		p := x.portFrom(v, key, facts.Port{Value: fallback, Name: name, Env: env})
		if p.Value == 0 {
			return nil
		}
		return []facts.Port{p}
	}
	if fallback == 0 {
		return nil
	}
	return []facts.Port{{Value: fallback, Name: name, Env: env, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: x.p.file, Line: x.p.root.line, Rule: rule}}}}
}

// portFrom reads the port of a setting into p, whose value is the fallback. A setting that only a variable fills keeps the
// fallback as a guess, and the image sets the variable to it, since the program would not start without.
func (x *module) portFrom(v setting, key string, p facts.Port) facts.Port {
	p.Confidence, p.Evidence = facts.Certain, []facts.Evidence{v.at}
	if v.env != "" {
		p.Env = v.env
	}
	n, err := strconv.Atoi(strings.TrimSpace(v.text))
	if err == nil && n > 0 && n < 65536 {
		p.Value = n
		return p
	}
	if p.Value == 0 {
		return p
	}
	p.Confidence = facts.Guess
	what := " has no value without the variable "
	if err == nil {
		what = " is " + v.text + ", a random port or none, without the variable "
	}
	x.warn(v.at, key+what+p.Env+": "+strconv.Itoa(p.Value)+" is a guess, and the image sets the variable to it")
	if p.Env != "" {
		x.portEnv = append(x.portEnv, facts.EnvVar{Name: p.Env, Value: strconv.Itoa(p.Value)})
	}
	return p
}

// bootPorts: server.port, by default 8080; management.server.port when it is another (Spring Boot reference, "Common Application
// Properties"), and what other listeners of the ecosystem are configured with.
func (x *module) bootPorts(a *artifact) []facts.Port {
	kind := x.bootKind(a).Value
	var ports []facts.Port
	if kind == facts.Server {
		if _, ok := x.has("dubbo-spring-boot-starter"); ok && !x.webOnPath() {
			ports = x.one("dubbo", 20880, "Dubbo default", "DUBBO_PROTOCOL_PORT", "dubbo.protocol.port", "dubbo.protocols.dubbo.port", "dubbo.protocols.tri.port")
		} else if x.grpcOnly() {
			ports = x.one("grpc", 9090, "default of the gRPC starter", "GRPC_SERVER_PORT", "grpc.server.port", "spring.grpc.server.port", "grpc.port")
		} else if nacos := x.nacosPorts(); len(nacos) > 0 {
			return nacos
		} else {
			ports = x.one("http", 8080, "Spring Boot default", "SERVER_PORT", "server.port")
		}
	}
	if _, ok := x.has("spring-boot-starter-actuator"); ok && kind == facts.Server {
		ports = appendPorts(ports, x.one("management", 0, "", "MANAGEMENT_SERVER_PORT", "management.server.port", "management.port"))
	}
	if _, ok := x.has("dubbo-spring-boot-starter", "dubbo"); ok {
		ports = appendPorts(ports, x.one("dubbo", 0, "", "DUBBO_PROTOCOL_PORT", "dubbo.protocol.port", "dubbo.protocols.dubbo.port", "dubbo.protocols.tri.port"))
	}
	if _, ok := x.has("grpc-server-spring-boot-starter", "grpc-spring-boot-starter", "spring-grpc-spring-boot-starter", "spring-grpc-server-spring-boot-starter"); ok {
		ports = appendPorts(ports, x.one("grpc", 9090, "default of the gRPC starter", "GRPC_SERVER_PORT", "grpc.server.port", "spring.grpc.server.port", "grpc.port"))
	}
	return appendPorts(ports, x.ownListeners())
}

func (x *module) webOnPath() bool {
	_, ok := x.has(webStarters...)
	if !ok {
		_, ok = x.config().get("server.port")
	}
	return ok
}

func (x *module) grpcOnly() bool {
	_, ok := x.has("grpc-server-spring-boot-starter", "grpc-spring-boot-starter", "spring-grpc-spring-boot-starter", "spring-grpc-server-spring-boot-starter")
	return ok && !x.webOnPath()
}

// nacosPorts: the Nacos 3 server listens on its main port, on that plus 1000 for gRPC, and on the console's
// (Nacos manual, "System parameters").
func (x *module) nacosPorts() []facts.Port {
	main, ok := x.config().get("nacos.server.main.port")
	if !ok {
		return nil
	}
	ports := x.one("http", 8848, "Nacos default", "", "nacos.server.main.port")
	ports = append(ports, facts.Port{Value: ports[0].Value + 1000, Name: "grpc", Confidence: facts.Likely, Evidence: []facts.Evidence{ruled(main.at, "Nacos: main port + 1000 for gRPC")}})
	return appendPorts(ports, x.one("console", 8080, "Nacos console default", "", "nacos.console.port"))
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

// listenerWords stand before ".port" in keys of the application's own listeners.
var listenerWords = map[string]string{
	"executor": "executor", "netty": "netty", "nettyserver": "netty", "websocket": "websocket", "ws": "websocket", "tcp": "tcp", "udp": "udp", "socket": "socket",
	"socketio": "socketio", "rpc": "rpc", "rsocket": "rsocket", "mqtt": "mqtt",
}

// ownListeners finds ports of further listeners: a key like xxl.job.executor.port or netty.port with a number,
// not beside a host of somebody else.
func (x *module) ownListeners() []facts.Port {
	c := x.config()
	found := map[string]facts.Port{}
	for _, l := range c.layers {
		for _, v := range l.order {
			parts := strings.Split(relaxed(v.Key), ".")
			n := len(parts)
			if n < 2 || parts[n-1] != "port" || parts[0] == "spring" && parts[1] != "rsocket" || parts[0] == "server" {
				continue
			}
			word := parts[n-2]
			if word == "server" && n > 2 {
				word = parts[n-3]
			}
			name := listenerWords[word]
			if name == "" || c.namesPeer(strings.Join(parts[:n-1], ".")) {
				continue
			}
			s, _ := c.get(v.Key)
			if value, err := strconv.Atoi(s.text); err == nil && value > 0 && value < 65536 {
				found[relaxed(v.Key)] = facts.Port{Value: value, Name: name, Env: s.env, Confidence: facts.Likely, Evidence: []facts.Evidence{s.at}}
			}
		}
	}
	var ports []facts.Port
	for _, k := range slices.Sorted(maps.Keys(found)) {
		ports = append(ports, found[k])
	}
	return ports
}

// namesPeer says whether the group of keys holds the address of another machine.
func (c *appConfig) namesPeer(prefix string) bool {
	for _, word := range []string{"host", "hostname", "url", "addr"} {
		if v, ok := c.lookup(prefix+"."+word, 0); ok && v.text != "" && v.text != "0.0.0.0" {
			return true
		}
	}
	return false
}

// quarkusPorts: quarkus.http.port (%prod. wins in the packaged program), by default 8080; the management interface on 9000 when
// enabled (Quarkus guides "HTTP reference", "Management interface reference").
func (x *module) quarkusPorts(a *artifact) []facts.Port {
	if x.quarkusKind(a).Value != facts.Server {
		return nil
	}
	ports := x.one("http", 8080, "Quarkus default", "QUARKUS_HTTP_PORT", "%prod.quarkus.http.port", "quarkus.http.port")
	if v, ok := x.config().get("quarkus.management.enabled"); ok && v.text == "true" {
		ports = appendPorts(ports, x.one("management", 9000, "Quarkus management default", "QUARKUS_MANAGEMENT_PORT", "%prod.quarkus.management.port", "quarkus.management.port"))
	}
	if _, ok := x.has("quarkus-grpc"); ok && x.annotated("GrpcService") {
		if v, ok := x.config().get("quarkus.grpc.server.use-separate-server"); !ok || v.text != "false" {
			ports = appendPorts(ports, x.one("grpc", 9000, "Quarkus gRPC default", "QUARKUS_GRPC_SERVER_PORT", "%prod.quarkus.grpc.server.port", "quarkus.grpc.server.port"))
		}
	}
	return ports
}

func containsAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}
