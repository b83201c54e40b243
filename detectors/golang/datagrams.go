package golang

import (
	"cmp"
	"go/ast"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
	"github.com/waybill-dev/waybill/detectors/value"
)

// datagrams are the ports that the program opens for UDP: net.ListenPacket and net.ListenUDP (package net), and a Server of
// github.com/miekg/dns with Net: "udp".
func datagrams(p *program) []facts.Port {
	var out []facts.Port
	for _, f := range p.Files {
		if !f.Has("udp") {
			continue
		}
		x := p.Index(f)
		for _, name := range []string{"ListenPacket", "ListenUDP"} {
			for _, c := range x.Calls[name] {
				args, sc := c.Node.Args, fold.Scope{File: f, Fn: c.Around.Fn}
				sel, ok := c.Node.Fun.(*ast.SelectorExpr)
				if !ok || len(args) != 2 {
					continue
				}
				if imported, _, ok := p.PackageNamed(f, sel.X); ok && imported == "net" && isUDP(p, args[0], sc) {
					n, v := datagramPort(p, args[1], sc)
					out = append(out, datagram(p, f, c.Around, c.Node, n, v)...)
				}
			}
		}
		for _, lit := range x.Lits {
			sc := fold.Scope{File: f, Fn: lit.Around.Fn}
			network, addr := reach.LiteralField(lit.Lit, "Net"), reach.LiteralField(lit.Lit, "Addr")
			if network != nil && addr != nil && fold.LastName(lit.Lit.Type) == "Server" && isUDP(p, network, sc) {
				n, v := datagramPort(p, addr, sc)
				out = append(out, datagram(p, f, lit.Around, lit.Lit, n, v)...)
			}
		}
	}
	return out
}

func isUDP(p *program, network ast.Expr, sc fold.Scope) bool {
	for _, v := range p.Fold(network, sc) {
		if strings.HasPrefix(v.Text, "udp") {
			return true
		}
	}
	return false
}

// datagramPort is the port of an address, or of a literal of net.UDPAddr, with the value that says it; 0 when it is not known, or any free one.
func datagramPort(p *program, addr ast.Expr, sc fold.Scope) (int, value.Value) {
	if u, ok := addr.(*ast.UnaryExpr); ok {
		if lit, ok := u.X.(*ast.CompositeLit); ok && fold.LastName(lit.Type) == "UDPAddr" {
			if addr = reach.LiteralField(lit, "Port"); addr == nil {
				return 0, value.Value{}
			}
		}
	}
	for _, v := range p.Fold(addr, sc) {
		text := v.Text
		if _, port, ok := address(text); ok {
			text = port
		}
		if n, err := strconv.Atoi(text); err == nil && n > 0 && n < 65536 {
			return n, v
		}
	}
	return 0, value.Value{}
}

// datagram is the port of one place that opens it, where main comes there.
func datagram(p *program, f *module.File, a fold.Around, at ast.Node, n int, v value.Value) []facts.Port {
	if n == 0 || !p.ways.Route(reach.NodeOf(a, f)).Reached {
		return nil
	}
	port := facts.Port{Value: n, Name: "udp", Env: v.Variable, Confidence: cmp.Or(v.Confidence, facts.Certain), Evidence: []facts.Evidence{p.Repo.Place(at, "port for datagrams")}}
	if v.Variable != "" || v.Flag != "" || v.File != "" {
		port.Confidence = value.Weaker(port.Confidence, facts.Likely)
	}
	return []facts.Port{port}
}
