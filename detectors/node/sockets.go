package node

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/launch"
)

// datagrams are the ports that the program opens for UDP: socket.bind(port) and socket.bind({port}) of dgram
// (https://nodejs.org/api/dgram.html).
func datagrams(p *code.Base, u *launch.Unit) []facts.Port {
	var out []facts.Port
	program := p.Program(nil, u.Modules...)
	for _, m := range u.Modules {
		if !slices.ContainsFunc(m.Imports, func(i javascript.Import) bool { return i.Spec == "dgram" || i.Spec == "node:dgram" }) {
			continue
		}
		javascript.Walk(m.Root, func(n *javascript.Node) bool {
			if n.Kind != javascript.Call || n.Method() != "bind" || len(n.Args()) == 0 {
				return true
			}
			v := program.Eval(m, n.Args()[0])
			if v.Kind == javascript.Structure {
				v = program.Eval(m, n.Args()[0].Member("port"))
			}
			if port, err := strconv.Atoi(v.Text); err == nil && v.Kind == javascript.Constant && port > 0 && port < 65536 {
				at := facts.Evidence{File: m.File, Line: n.Line(), Rule: "bind() of a socket for datagrams"}
				out = append(out, facts.Port{Value: port, Name: "udp", Env: v.Variable, Confidence: cmp.Or(v.Confidence, facts.Certain), Evidence: []facts.Evidence{at}})
			}
			return true
		})
	}
	return out
}

// onSocket says whether the program listens on a socket of the file system, listen('/run/app.sock') or listen({path}), and tells that
// (https://nodejs.org/api/net.html#identifying-paths-for-ipc-connections). It is asked where no port was found.
func onSocket(p *code.Base, u *launch.Unit) bool {
	program := p.Program(nil, u.Modules...)
	found := false
	for _, m := range u.Modules {
		javascript.Walk(m.Root, func(n *javascript.Node) bool {
			if n.Kind != javascript.Call || n.Method() != "listen" || len(n.Args()) == 0 || found {
				return true
			}
			v := program.Eval(m, n.Args()[0])
			if v.Kind == javascript.Structure {
				v = program.Eval(m, n.Args()[0].Member("path"))
			}
			if v.Kind == javascript.Constant && strings.HasPrefix(v.Text, "/") {
				found = true
				u.Warn(m.File, n.Line(), "listens on the socket "+v.Text+" and on no port: nothing outside of the container reaches it, and it gets no Service and no probe (ports: in waybill.yaml if it has one)")
			}
			return true
		})
	}
	return found
}
