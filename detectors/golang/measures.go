package golang

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// protocolMetrics is the protocol of a listener that serves measurements only: it is never the port that serves users.
const protocolMetrics = "metrics"

// measurePaths are the routes that a listener for operators has: Prometheus' own default ("/metrics", prometheus.io, "scrape_config"), the
// prefix of net/http/pprof and expvar, and the usual names of probes beside them.
var measurePaths = []string{"/metrics", "/debug/", "/healthz", "/health", "/livez", "/live", "/readyz", "/ready"}

// measuresOnly says whether a listener's handler serves measurements and nothing else: promhttp's handler itself, or a mux that this
// function made and gave such routes alone.
func measuresOnly(p *program, handler ast.Expr, call ast.Node, f *module.File, a fold.Around) bool {
	switch h := handler.(type) {
	case *ast.CallExpr:
		if inner := wrapped(p, f, h); inner != nil {
			return measuresOnly(p, inner, h, f, a)
		}
		return isMetricsHandler(p, f, h)
	case *ast.Ident:
		if h.Name == "nil" {
			return measuresByDefault(p)
		}
		x := p.Index(f)
		var routes []string
		for _, name := range x.Order {
			for _, c := range x.Calls[name] {
				if c.Around.Fn != a.Fn || ast.Node(c.Node) == call {
					continue
				}
				sel, _ := c.Node.Fun.(*ast.SelectorExpr)
				if sel != nil && named(sel.X, h.Name) && (name == "Handle" || name == "HandleFunc") {
					routes = append(routes, route(c.Node))
					continue
				}
				if slices.ContainsFunc(c.Node.Args, func(arg ast.Expr) bool { return named(arg, h.Name) }) {
					return false // somebody else adds routes to it
				}
			}
		}
		return measured(routes)
	}
	return false
}

// wrapped is the handler that a function of net/http limits and passes all requests to, nil for any other call.
func wrapped(p *program, f *module.File, call *ast.CallExpr) ast.Expr {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 || sel.Sel.Name != "TimeoutHandler" && sel.Sel.Name != "MaxBytesHandler" && sel.Sel.Name != "AllowQuerySemicolons" {
		return nil
	}
	if imported, _, ok := p.PackageNamed(f, sel.X); !ok || imported != "net/http" {
		return nil
	}
	return call.Args[0]
}

// measuresByDefault looks at what the program registers at net/http's own mux, which a nil handler means.
func measuresByDefault(p *program) bool {
	routes, read := defaultRoutes(p)
	return read && measured(routes)
}

// profilesOnly says whether a listener serves net/http's own mux, on which nothing is registered but what the import of net/http/pprof puts
// there: whoever runs the program may look at it, and it is no server for that.
func profilesOnly(p *program, handler ast.Expr) bool {
	if handler == nil || !named(handler, "nil") || p.Imports("net/http/pprof") == nil || len(p.With("rpc.HandleHTTP")) > 0 {
		return false
	}
	routes, read := defaultRoutes(p)
	return read && len(routes) == 0
}

// defaultRoutes are what the program registers at net/http's own mux; false when a file cannot be read.
func defaultRoutes(p *program) (routes []string, read bool) {
	for _, f := range p.With("http.Handle") {
		x := p.Index(f)
		if x.Unread {
			return nil, false
		}
		for _, name := range []string{"Handle", "HandleFunc"} {
			for _, c := range x.Calls[name] {
				sel, ok := c.Node.Fun.(*ast.SelectorExpr)
				if !ok {
					continue
				}
				if imported, _, ok := p.PackageNamed(f, sel.X); ok && imported == "net/http" {
					routes = append(routes, route(c.Node))
				}
			}
		}
	}
	return routes, true
}

func isMetricsHandler(p *program, f *module.File, call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	imported, _, ok := p.PackageNamed(f, sel.X)
	return ok && strings.HasSuffix(imported, "/promhttp")
}

func named(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// route is the path of a registration, without the method that a pattern may begin with; "" when it is not written as a text.
func route(c *ast.CallExpr) string {
	if len(c.Args) == 0 {
		return ""
	}
	text, _ := fold.LiteralText(c.Args[0])
	if _, path, ok := strings.Cut(text, " "); ok {
		return path
	}
	return text
}

// measured says whether all of some routes are for operators, and one of them is for measurements.
func measured(routes []string) bool {
	measures := false
	for _, r := range routes {
		if !slices.ContainsFunc(measurePaths, func(m string) bool { return r == m || strings.HasSuffix(m, "/") && strings.HasPrefix(r, m) }) {
			return false
		}
		measures = measures || r == "/metrics" || strings.HasPrefix(r, "/debug/")
	}
	return measures
}

// exports says whether a program that serves measurements alone is an exporter, whose measurements are of something else, and not a worker
// that tells its own: by its name, by the library of exporters, or by a collector of its own (prometheus.io/docs/instrumenting/writing_exporters).
func exports(p *program) bool {
	return strings.Contains(path.Base(p.Main.Dir)+" "+path.Base(p.Main.Mod.Path), "export") ||
		p.Imports("github.com/prometheus/exporter-toolkit") != nil || len(p.With("chan<- prometheus.Metric")) > 0
}
