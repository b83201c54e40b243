package node

import (
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/listen"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// ports joins what the start command, the code, the dotenv files and the framework say, in this order.
func ports(p *code.Base, u *launch.Unit) []facts.Port {
	if port, ok := commandPort(u); ok {
		return []facts.Port{port}
	}
	if mainListener(u) == nil {
		if port, ok := launch.ConfiguredPort(p, u.M, u.Known); ok {
			return []facts.Port{port}
		}
	}
	var out []facts.Port
	for _, l := range u.Find {
		if port, ok := listenerPort(p, u, l); ok {
			out = append(out, port)
		}
		if l.Loopback {
			u.Warn(l.Evidence.File, l.Evidence.Line, "listens on the loopback address, which nothing outside of the container reaches: listen on 0.0.0.0")
		}
	}
	secondary := func(port facts.Port) bool {
		for _, l := range u.Find {
			if l.Secondary && (l.Port == port.Value || l.Env != "" && l.Env == port.Env) {
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
	doubtSeveral(out, secondary)
	out = slices.CompactFunc(out, func(a, b facts.Port) bool { return a.Value == b.Value })
	if len(out) == 0 && u.Known.Port == 0 && onSocket(p, u) {
		return nil
	}
	main := slices.IndexFunc(u.Find, func(l listen.Listener) bool { return !l.Secondary })
	if len(out) == 0 || secondary(out[0]) && main >= 0 { // the port of metrics does not become the main one
		return append(defaultPort(p, u), out...)
	}
	return out
}

// doubtSeveral lowers the ports of a program that listens on more than one: which of them serves users is not said.
func doubtSeveral(out []facts.Port, secondary func(facts.Port) bool) {
	var main []int
	for i, port := range out {
		if !secondary(port) && !slices.ContainsFunc(main, func(j int) bool { return out[j].Value == port.Value }) {
			main = append(main, i)
		}
	}
	if len(main) < 2 {
		return
	}
	for _, i := range main {
		if out[i].Confidence == facts.Certain {
			out[i].Confidence = facts.Likely
		}
	}
}

// commandPort reads a port that the start command itself gives: PORT=3001 node …, next start -p 8610.
func commandPort(u *launch.Unit) (facts.Port, bool) {
	for _, e := range u.Launch.Env {
		if n, err := strconv.Atoi(e.Value); err == nil && e.Name == "PORT" && n > 0 && n < 65536 {
			return facts.Port{Value: n, Name: "http", Env: "PORT", Confidence: facts.Certain, Evidence: u.Launch.Evidence}, true
		}
	}
	confidence := facts.Certain
	if _, parses := u.M.Has(argumentParsers...); u.Launch.Class != scripts.RunsTool && !parses {
		return facts.Port{}, false
	} else if parses {
		confidence = facts.Likely // what the program makes of the argument is its own
	}
	text := scripts.FlagValue(u.Launch.Argv, "-p", "--port")
	if n, err := strconv.Atoi(text); err == nil && n > 0 && n < 65536 {
		return facts.Port{Value: n, Name: "http", Confidence: confidence, Evidence: u.Launch.Evidence}, true
	}
	return facts.Port{}, false
}

// argumentParsers read the command line of a program (npmjs.com/package/NAME): --port there is an argument of its own.
var argumentParsers = []string{"yargs", "yargs-parser", "commander", "minimist", "meow", "cac", "arg", "command-line-args", "mri", "nopt", "getopts", "sade", "citty", "argparse"}

func listenerPort(p *code.Base, u *launch.Unit, l listen.Listener) (facts.Port, bool) {
	port := facts.Port{Value: l.Port, Name: l.Name, Env: l.Env, Confidence: facts.Certain, Evidence: []facts.Evidence{l.Evidence}}
	if l.Guess {
		port.Confidence = facts.Likely
	}
	if l.Wild && l.Port > 0 {
		port.Confidence = facts.Guess
		u.Warn(l.Evidence.File, l.Evidence.Line, "the port comes from a place that was not found: "+strconv.Itoa(l.Port)+" is a guess, by the name of the setting alone; ports: in waybill.yaml settles it")
	}
	if n, at, ok := dotenvPort(p, u, l.Env); ok && l.Env != "" && n != l.Port {
		port.Value, port.Confidence = n, facts.Likely
		port.Evidence = append([]facts.Evidence{at}, port.Evidence...)
		return port, true
	}
	if l.Port > 0 {
		return port, true
	}
	if l.Env == "" {
		return port, false
	}
	v, file, ok := p.ExampleValue(u.M, l.Env)
	n, err := strconv.Atoi(strings.TrimSpace(v.Value))
	if !ok || err != nil || n <= 0 || n > 65535 {
		n, at, ok := deployedPort(p, u, l.Env)
		port.Value, port.Confidence = n, facts.Likely
		port.Evidence = append(port.Evidence, at)
		return port, ok
	}
	port.Value, port.Confidence = n, facts.Likely
	port.Evidence = append(port.Evidence, facts.Evidence{File: file, Line: v.Line, Rule: l.Env})
	return port, true
}

// mainListener is the first place where the code itself opens a port for users, nil when the framework alone does.
func mainListener(u *launch.Unit) *listen.Listener {
	for i := range u.Find {
		if !u.Find[i].Secondary {
			return &u.Find[i]
		}
	}
	return nil
}

// defaultPort is the framework's own, else 3000, which most of the ecosystem uses: a guess, and told as one.
func defaultPort(p *code.Base, u *launch.Unit) []facts.Port {
	port := facts.Port{Value: 3000, Name: "http", Env: "PORT", Confidence: facts.Guess, Evidence: []facts.Evidence{{File: u.M.File, Rule: "no port found, the ecosystem's usual one"}}}
	if own := mainListener(u); u.Known.Port > 0 && (own == nil || own.Port == 0 && own.Env == "" || own.Env == u.Known.Env) {
		port.Value, port.Env, port.Confidence = u.Known.Port, u.Known.Env, facts.Likely
		port.Evidence = []facts.Evidence{{File: u.M.File, Line: u.M.Line(), Rule: u.Known.Name + " default"}}
		if own == nil && u.Launch.Source != "" && launch.MetaFrameworks[u.Known.Name] {
			port.Confidence = facts.Guess
			u.Warn(u.Launch.Source, 0, "starts "+u.Known.Name+" by its own code, in which no port was found: "+strconv.Itoa(port.Value)+" is what "+u.Known.Name+" usually listens on; ports: in waybill.yaml settles it")
		}
		if own != nil { // the code names a port that was not found
			port.Confidence = facts.Guess
			port.Evidence = append([]facts.Evidence{own.Evidence}, port.Evidence...)
			u.Warn(own.Evidence.File, own.Evidence.Line, "the port comes from a place that was not found: "+strconv.Itoa(port.Value)+" is what "+u.Known.Name+" usually listens on; ports: in waybill.yaml settles it")
		}
		if v, file, ok := p.ExampleValue(u.M, "PORT"); ok && u.Known.Env == "PORT" && u.Known.Name != "next" { // which reads .env after its port (https://nextjs.org/docs/app/api-reference/cli/next#next-start-options)
			if n, err := strconv.Atoi(v.Value); err == nil && n > 0 && n < 65536 && file == u.M.Join(".env") {
				port.Value, port.Evidence = n, []facts.Evidence{{File: file, Line: v.Line, Rule: "PORT"}}
			}
		}
		return []facts.Port{port}
	}
	if len(u.Find) > 0 && u.Find[0].Name == "grpc" { // grpc.io's guides and examples listen on 50051
		port.Value, port.Name, port.Evidence[0].Rule = 50051, "grpc", "no port found, gRPC's usual one"
	}
	for _, l := range u.Find {
		if l.Env != "" && !l.Secondary {
			port.Env, port.Evidence = l.Env, append([]facts.Evidence{l.Evidence}, port.Evidence...)
			break
		}
	}
	u.Warn(u.M.File, 0, "no port was found in the code: "+strconv.Itoa(port.Value)+" is a guess; ports: in waybill.yaml settles it")
	return []facts.Port{port}
}
