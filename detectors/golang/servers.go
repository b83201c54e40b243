package golang

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
	"github.com/waybill-dev/waybill/detectors/value"
)

// starting are the methods of http.Server that serve; those whose names begin with Listen open the port of its Addr, the others are given a
// listener (package net/http).
var starting = []string{"ListenAndServe", "ListenAndServeTLS", "Serve", "ServeTLS"}

// serverStarts says how the program starts its values of http.Server.
type serverStarts struct {
	any    bool // main comes to a place that starts one: a program that shares packages with a server makes one, and never starts it
	listen bool // one of these places opens the port of its Addr
}

// startsOf looks for the places that start an http.Server. Where no code at hand starts servers, another module does.
func startsOf(p *program) serverStarts {
	var starts serverStarts
	seen := false
	for _, name := range starting {
		for _, f := range p.With(name) {
			x := p.Index(f)
			for _, c := range x.Calls[name] {
				sel, ok := c.Node.Fun.(*ast.SelectorExpr)
				if !ok {
					continue
				}
				if _, _, isPackage := p.PackageNamed(f, sel.X); isPackage {
					continue
				}
				if key := p.TypeOf(sel.X, fold.Scope{File: f, Fn: c.Around.Fn}).Key(); key != "" && key != "net/http.Server" {
					continue
				}
				seen = true
				if p.ways.Route(reach.NodeOf(c.Around, f)).Reached {
					starts.any = true
					starts.listen = starts.listen || strings.HasPrefix(name, "Listen")
				}
			}
			if len(x.Uses[name]) > len(x.Calls[name]) { // a method value: group.Go(server.ListenAndServe)
				starts.any, starts.listen = true, starts.listen || strings.HasPrefix(name, "Listen")
			}
		}
	}
	if !seen {
		return serverStarts{true, true}
	}
	return starts
}

// serverLiteral recognises http.Server{Addr: …}.
func serverLiteral(p *program, pr fold.Pair, f *module.File) (sink, bool) {
	if fold.LastName(pr.Lit.Type) != "Server" && pr.Lit.Type != nil {
		return sink{}, false
	}
	addr := reach.LiteralField(pr.Lit, "Addr")
	if addr == nil {
		return withoutAddress(p, pr, f)
	}
	key := p.TypeOf(pr.Lit, fold.Scope{File: f}).Key()
	if pr.Lit.Type == nil && len(pr.Around.Lits) > 0 { // an element of []*http.Server{{Addr: …}}
		key = p.TypeOf(pr.Around.Lits[len(pr.Around.Lits)-1], fold.Scope{File: f}).Key()
	}
	if key != "net/http.Server" && !strings.HasSuffix(key, "smtpd.Server") && !strings.HasSuffix(key, "dns.Server") {
		return sink{}, false
	}
	s := sink{node: pr.Lit, addr: addr, protocol: "http", rule: "http.Server Addr", fallback: "80", certain: true, handler: reach.LiteralField(pr.Lit, "Handler")}
	if key != "net/http.Server" {
		s.protocol = "tcp"
		return s, true
	}
	s.server = true
	if readdressed(p) {
		s.doubt = facts.Likely
	}
	var started bool
	s.starts, started = localStarts(p, pr, f)
	return s, started
}

// withoutAddress recognises http.Server{} whose ListenAndServe is called where it was made: an empty Addr is ":http" (package net/http).
func withoutAddress(p *program, pr fold.Pair, f *module.File) (sink, bool) {
	if pr.Lit.Type == nil || p.TypeOf(pr.Lit, fold.Scope{File: f}).Key() != "net/http.Server" || readdressed(p) {
		return sink{}, false
	}
	starts, started := localStarts(p, pr, f)
	if !started || len(starts) == 0 {
		return sink{}, false
	}
	return sink{node: pr.Lit, protocol: "http", rule: "http.Server without Addr", fallback: "80", certain: true, server: true, starts: starts, values: []value.Value{{Text: ""}}}, true
}

// localStarts are the places that start a server which a variable of the same function holds and gives to nobody else; nil when it is given
// away. It is false when nobody starts it.
func localStarts(p *program, pr fold.Pair, f *module.File) ([]fold.Around, bool) {
	held := p.HeldBy(pr, f)
	if held != nil && replacedAddress(p, held, pr.Around, f) {
		return nil, false
	}
	if held == nil || pr.Around.Fn == nil || pr.Around.Fn.Body == nil {
		return nil, true
	}
	var starts []fold.Around
	away := false
	var above []ast.Node
	ast.Inspect(pr.Around.Fn.Body, func(n ast.Node) bool {
		if n == nil {
			above = above[:len(above)-1]
			return true
		}
		above = append(above, n)
		id, ok := n.(*ast.Ident)
		if !ok || id == held || !p.SameName(f, id, held) {
			return true
		}
		switch parent := above[len(above)-2].(type) {
		case *ast.SelectorExpr:
			if !slices.Contains(starting, parent.Sel.Name) {
				return true
			}
			i := slices.IndexFunc(p.Index(f).Calls[parent.Sel.Name], func(c fold.Call) bool { return c.Node.Fun == ast.Expr(parent) })
			if i < 0 {
				away = true // group.Go(server.ListenAndServe)
			} else if strings.HasPrefix(parent.Sel.Name, "Listen") {
				starts = append(starts, p.Index(f).Calls[parent.Sel.Name][i].Around)
			}
		case *ast.AssignStmt:
			away = away || !slices.Contains(parent.Lhs, ast.Expr(id)) && fold.LastName(parent.Lhs[0]) != "_"
		default:
			away = true
		}
		return true
	})
	if away {
		return nil, true
	}
	return starts, len(starts) > 0
}

// replacedAddress says whether the function that made a server gives it another address, whatever happens: srv.Addr = address.
func replacedAddress(p *program, held *ast.Ident, a fold.Around, f *module.File) bool {
	return slices.ContainsFunc(p.Index(f).Sets["Addr"], func(s fold.Set) bool {
		left, ok := s.Left().(*ast.SelectorExpr)
		if !ok || s.Fn != a.Fn || len(s.Around.Conds) > len(a.Conds) {
			return false
		}
		id, ok := left.X.(*ast.Ident)
		return ok && p.SameName(f, id, held)
	})
}

// readdressed says whether code gives an http.Server another address after it was made: srv.Addr = address.
func readdressed(p *program) bool {
	for _, f := range p.With(".Addr = ") {
		if slices.ContainsFunc(p.Index(f).Sets["Addr"], func(s fold.Set) bool { return ofServer(p, s, f) }) {
			return true
		}
	}
	return false
}

func ofServer(p *program, s fold.Set, f *module.File) bool {
	left, ok := s.Left().(*ast.SelectorExpr)
	if !ok {
		return false
	}
	sc := fold.Scope{File: f, Fn: s.Fn}
	return p.TypeOf(left.X, sc).Key() == "net/http.Server" || fold.PromotedFrom(p.Program, left, sc, "net/http.Server")
}

// serverAddress recognises srv.Addr = address of an http.Server.
func serverAddress(p *program, set fold.Set, f *module.File) (sink, bool) {
	if set.Right == nil || !ofServer(p, set, f) {
		return sink{}, false
	}
	return sink{node: set.Left(), addr: set.Right, protocol: "http", rule: "http.Server Addr", certain: true, server: true}, true
}
