package golang

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/value"
)

// listenFuncs are functions of packages that listen: import path and name → where the address is, and what is served.
var listenFuncs = map[string]sink{
	"net/http.ListenAndServe":                                                   {protocol: "http", fallback: "80"},
	"net/http.ListenAndServeTLS":                                                {protocol: "https", fallback: "443"},
	"github.com/valyala/fasthttp.ListenAndServe":                                {protocol: "http"},
	"github.com/valyala/fasthttp.ListenAndServeTLS":                             {protocol: "https"},
	"github.com/fvbock/endless.ListenAndServe":                                  {protocol: "http"},
	"github.com/GoogleCloudPlatform/functions-framework-go/funcframework.Start": {protocol: "http"},
	"github.com/zenazn/goji.Serve":                                              {protocol: "http"},
	"github.com/zenazn/goji/graceful.ListenAndServe":                            {protocol: "http"},
	"gopkg.in/tylerb/graceful.v1.Run":                                           {protocol: "http"},
	"github.com/soheilhy/cmux.New":                                              {protocol: "tcp"},
}

// listenMethods are the methods of servers and frameworks that listen on their first argument.
var listenMethods = map[string]bool{
	"Run": true, "RunTLS": true, "Start": true, "StartTLS": true, "StartAutoTLS": true, "Listen": true, "ListenTLS": true,
	"ListenAndServe": true, "ListenAndServeTLS": true, "StartH2CServer": true, "NewServer": true,
}

// sinkOf says whether a call listens, and on what.
func sinkOf(p *program, c fold.Call, f *module.File) (sink, bool) {
	sc := fold.Scope{File: f, Fn: c.Around.Fn}
	fun := p.FunctionValue(c.Node.Fun, sc)
	if id, ok := fun.(*ast.Ident); ok && f.Imports["."] != "" && p.Undeclared(f, id) { // import . "net/http"
		return packageSink(p, f.Imports["."], id.Name, c.Node, sc)
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return sink{}, false
	}
	args, name := c.Node.Args, sel.Sel.Name
	if imported, pkg, ok := p.PackageNamed(f, sel.X); ok {
		if pkg != nil {
			return sink{}, false
		}
		return packageSink(p, imported, name, c.Node, sc)
	}
	if name == "Listen" && len(args) == 3 && p.TypeOf(sel.X, sc).Ext == "net.ListenConfig" {
		return netListen(p, c.Node, args[1], args[2], sc)
	}
	if !listenMethods[name] || name == "NewServer" {
		return optionSink(p, c)
	}
	fw := frameworkOf(p.TypeOf(sel.X, sc).Ext)
	s := sink{node: c.Node, protocol: "http", rule: "." + name + "(address)", certain: fw != "" && fw != "net/http", waits: true}
	if len(args) == 0 {
		if fw == ginPath && name == "Run" {
			s.values = []value.Value{{Text: ":8080", Variable: "PORT", At: p.Repo.Place(c.Node, "gin default: :8080, or PORT")}}
			return s, true
		}
		return sink{}, false
	}
	if _, isFunc := args[0].(*ast.FuncLit); isFunc {
		return sink{}, false
	}
	s.addr = args[0]
	if len(args) == 2 && hostAndPort[fw] != "" {
		s.values = fold.Address(p.Program, args[0], args[1], sc)
	}
	if strings.HasSuffix(name, "TLS") {
		s.protocol = "https"
	}
	if ev, ok := args[0].(*ast.CallExpr); ok && fold.LastName(ev.Fun) == "Addr" && len(ev.Args) > 0 { // iris.Addr(":8080")
		s.addr = ev.Args[0]
	}
	if s.certain {
		return s, true
	}
	if p.Declared(c.Node, sc) {
		return sink{}, false // a method of the repository: what it does with the address is read there
	}
	// any other method of that name listens only when its argument is an address, which is not certain
	s.doubt = facts.Likely
	for _, v := range p.Fold(args[0], sc) {
		if host, port, ok := address(v.Text); ok && port != "" && (strings.Contains(v.Text, ":") || host == "" && strings.HasPrefix(name, "Listen")) {
			return s, true
		}
	}
	return sink{}, false
}

// addressOptions are how libraries call the option of a server's address: httpserver.WithAddress(":8080"). Options of clients are called so as
// well, but a client has to name a host (Go's net.Dial: "If the host is empty … the local system is assumed"), and an address without one is
// the server's own.
var addressOptions = map[string]bool{
	"WithAddress": true, "WithAddr": true, "WithListenAddress": true, "WithListenAddr": true, "WithBindAddress": true, "WithBindAddr": true,
	"WithServerAddress": true, "WithServerAddr": true, "WithHTTPAddress": true, "WithHTTPAddr": true,
}

// packageSink recognises functions of packages.
func packageSink(p *program, path, name string, c *ast.CallExpr, sc fold.Scope) (sink, bool) {
	args := c.Args
	switch {
	case (path == "net" || path == "crypto/tls") && name == "Listen" && len(args) >= 2:
		return netListen(p, c, args[0], args[1], sc)
	case strings.HasSuffix(path, "reuseport") && name == "Listen" && len(args) == 2:
		return netListen(p, c, args[0], args[1], sc)
	case strings.HasPrefix(path, "github.com/prometheus/exporter-toolkit/web") && name == "AddFlags" && len(args) > 0:
		s := sink{node: c, protocol: "http", rule: "exporter-toolkit flag -web.listen-address", certain: true}
		if len(args) > 1 {
			s.addr = args[1]
		} else {
			s.addr = args[0]
		}
		return s, true
	}
	if s, ok := listenFuncs[path+"."+name]; ok && len(args) > 0 {
		s.node, s.addr, s.rule, s.certain, s.waits = c, args[0], path+"."+name, true, true
		if path == "net/http" {
			s.handler = args[len(args)-1]
		}
		return s, true
	}
	if fw := frameworkOf(path); fw != "" {
		return frameworkCall(p, fw, path, name, c)
	}
	if strings.HasPrefix(name, "ListenAndServe") {
		return foreignServe(p, path, name, c, sc), true
	}
	if addressOptions[name] && len(args) == 1 && !strings.Contains(path, "client") {
		for _, v := range p.Fold(args[0], sc) {
			if host, port, ok := address(v.Text); ok && port != "" && strings.Contains(v.Text, ":") && (host == "" || host == "0.0.0.0" || host == "::") {
				return sink{node: c, addr: args[0], protocol: protocolOf(path), rule: module.ImportName(path) + "." + name, doubt: facts.Likely}, true
			}
		}
		return sink{}, false
	}
	// a server of any library that is told its address, as in NewServer(engine, ":80")
	if name == "NewServer" || listenMethods[name] {
		for _, a := range args {
			for _, v := range p.Fold(a, sc) {
				if _, port, ok := address(v.Text); ok && port != "" && strings.Contains(v.Text, ":") {
					return sink{node: c, addr: a, protocol: protocolOf(path), rule: module.ImportName(path) + "." + name, doubt: facts.Likely}, true
				}
			}
		}
	}
	return sink{}, false
}

func protocolOf(path string) string {
	switch {
	case strings.Contains(path, "grpc"):
		return "grpc"
	case strings.Contains(path, "http"):
		return "http"
	}
	return "tcp"
}

// netListen is net.Listen; sockets of the file system and UDP are no ports of a service.
func netListen(p *program, c *ast.CallExpr, network, addr ast.Expr, sc fold.Scope) (sink, bool) {
	networks := p.Fold(network, sc)
	if len(networks) > 0 && !slices.ContainsFunc(networks, func(v value.Value) bool { return !v.Known() || strings.HasPrefix(v.Text, "tcp") }) {
		return sink{}, false
	}
	s := sink{node: c, addr: addr, protocol: "tcp", rule: "net.Listen", certain: true}
	switch {
	case usesCall(p, sc, "grpc", "NewServer") || serves(p, sc, "google.golang.org/grpc"):
		s.protocol = "grpc"
	case serves(p, sc, "net/http") || slices.Contains(sc.File.Paths, "net/http"):
		s.protocol = "http"
	case slices.Contains(sc.File.Paths, "google.golang.org/grpc"):
		s.protocol = "grpc"
	}
	return s, true
}

// usesCall says whether a function calls pkg.name.
func usesCall(p *program, sc fold.Scope, pkg, name string) bool {
	x := p.Index(sc.File)
	for _, c := range x.Calls[name] {
		if sel, ok := c.Node.Fun.(*ast.SelectorExpr); ok && c.Around.Fn == sc.Fn {
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == pkg {
				return true
			}
		}
	}
	return false
}

// serves says whether the same function serves by a package: server.Serve(listener) with a server of that package.
func serves(p *program, sc fold.Scope, path string) bool {
	x := p.Index(sc.File)
	for _, c := range x.Calls["Serve"] {
		sel, ok := c.Node.Fun.(*ast.SelectorExpr)
		if !ok || c.Around.Fn != sc.Fn {
			continue
		}
		if imported, _, ok := p.PackageNamed(sc.File, sel.X); ok && imported == path {
			return true
		}
		if t := p.TypeOf(sel.X, fold.Scope{File: sc.File, Fn: c.Around.Fn}); strings.HasPrefix(t.Ext, path+".") {
			return true
		}
	}
	return false
}
