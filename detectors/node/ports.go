package node

import (
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// ports joins what the start command, the code, the dotenv files and the framework say, in this order.
func ports(p *codebase, u *unit) []facts.Port {
	if port, ok := commandPort(p, u); ok {
		return []facts.Port{port}
	}
	var out []facts.Port
	for _, l := range u.listeners {
		if port, ok := listenerPort(p, u, l); ok {
			out = append(out, port)
		}
		if l.loopback {
			u.warn(l.evidence.File, l.evidence.Line, "listens on the loopback address, which nothing outside of the container reaches: listen on 0.0.0.0")
		}
	}
	secondary := func(port facts.Port) bool {
		for _, l := range u.listeners {
			if l.secondary && (l.port == port.Value || l.env != "" && l.env == port.Env) {
				return true
			}
		}
		return false
	}
	slices.SortStableFunc(out, func(a, b facts.Port) int {
		switch x, y := secondary(a), secondary(b); {
		case x == y:
			return 0
		case x:
			return 1
		}
		return -1
	})
	out = slices.CompactFunc(out, func(a, b facts.Port) bool { return a.Value == b.Value })
	main := slices.IndexFunc(u.listeners, func(l listener) bool { return !l.secondary })
	if len(out) == 0 || secondary(out[0]) && main >= 0 { // the port of metrics does not become the main one
		return append(defaultPort(p, u), out...)
	}
	return out
}

// commandPort reads a port that the start command itself gives: PORT=3001 node …, next start -p 8610.
func commandPort(p *codebase, u *unit) (facts.Port, bool) {
	for _, e := range u.launch.env {
		if n, err := strconv.Atoi(e.value); err == nil && e.name == "PORT" && n > 0 && n < 65536 {
			return facts.Port{Value: n, Name: "http", Env: "PORT", Confidence: facts.Certain, Evidence: u.launch.evidence}, true
		}
	}
	if u.launch.class != runsTool {
		return facts.Port{}, false
	}
	text := flagValue(u.launch.argv, "-p", "--port")
	if n, err := strconv.Atoi(text); err == nil && n > 0 && n < 65536 {
		return facts.Port{Value: n, Name: "http", Confidence: facts.Certain, Evidence: u.launch.evidence}, true
	}
	return facts.Port{}, false
}

func listenerPort(p *codebase, u *unit, l listener) (facts.Port, bool) {
	port := facts.Port{Value: l.port, Name: l.name, Env: l.env, Confidence: facts.Certain, Evidence: []facts.Evidence{l.evidence}}
	if l.guess {
		port.Confidence = facts.Likely
	}
	if l.port > 0 {
		return port, true
	}
	if l.env == "" {
		return port, false
	}
	v, file, ok := p.exampleValue(u.m, l.env)
	n, err := strconv.Atoi(strings.TrimSpace(v.Value))
	if !ok || err != nil || n <= 0 || n > 65535 {
		return port, false
	}
	port.Value, port.Confidence = n, facts.Likely
	port.Evidence = append(port.Evidence, facts.Evidence{File: file, Line: v.Line, Rule: l.env})
	return port, true
}

// defaultPort is the framework's own, else 3000, which most of the ecosystem uses: a guess, and told as one.
func defaultPort(p *codebase, u *unit) []facts.Port {
	port := facts.Port{Value: 3000, Name: "http", Env: "PORT", Confidence: facts.Guess, Evidence: []facts.Evidence{{File: u.m.file, Rule: "no port found, the ecosystem's usual one"}}}
	if u.known.port > 0 {
		port.Value, port.Env, port.Confidence = u.known.port, u.known.env, facts.Likely
		port.Evidence = []facts.Evidence{{File: u.m.file, Line: u.m.line(), Rule: u.known.name + " default"}}
		if v, file, ok := p.exampleValue(u.m, "PORT"); ok && u.known.env == "PORT" {
			if n, err := strconv.Atoi(v.Value); err == nil && n > 0 && n < 65536 && file == u.m.join(".env") {
				port.Value, port.Evidence = n, []facts.Evidence{{File: file, Line: v.Line, Rule: "PORT"}}
			}
		}
		return []facts.Port{port}
	}
	if len(u.listeners) > 0 && u.listeners[0].name == "grpc" { // grpc.io's guides and examples listen on 50051
		port.Value, port.Name, port.Evidence[0].Rule = 50051, "grpc", "no port found, gRPC's usual one"
	}
	for _, l := range u.listeners {
		if l.env != "" && !l.secondary {
			port.Env, port.Evidence = l.env, append([]facts.Evidence{l.evidence}, port.Evidence...)
			break
		}
	}
	u.warn(u.m.file, 0, "no port was found in the code: "+strconv.Itoa(port.Value)+" is a guess; set it in the settings")
	return []facts.Port{port}
}
