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

// foreignServe is a function of another module that is called as net/http calls what listens and serves: ListenAndServeContext(ctx, ":8080", mux).
// Its address is the first argument that folds to one.
func foreignServe(p *program, path, name string, c *ast.CallExpr, sc fold.Scope) sink {
	s := sink{node: c, protocol: "http", rule: module.ImportName(path) + "." + name, certain: true, waits: true, doubt: facts.Likely}
	if s.addr = addressArgument(p, c, sc); s.addr == nil {
		s.values = []value.Value{{Text: value.Unknown}}
	}
	return s
}

// addressArgument is the first argument of a call that folds to an address with a port.
func addressArgument(p *program, c *ast.CallExpr, sc fold.Scope) ast.Expr {
	i := slices.IndexFunc(c.Args, func(a ast.Expr) bool {
		return slices.ContainsFunc(p.Fold(a, sc), func(v value.Value) bool {
			_, port, ok := address(v.Text)
			return ok && port != ""
		})
	})
	if i < 0 {
		return nil
	}
	return c.Args[i]
}

// servingVerbs begin the names of functions that serve what they are given: server.StartHTTPHandler(ctx, mux). An option serves it only
// where it is given the address too: mux.WithHTTPTarget(":8080", server).
var servingVerbs = []string{"Start", "Serve", "Listen", "Run", optionVerb}

const optionVerb = "With"

// handlerTypes are what serves requests, as the code names it: interfaces, routers, and the functions that make them.
var handlerTypes = map[string]string{
	"net/http.Handler":                   "pkg.go.dev/net/http: Handler",
	"net/http.Server":                    "pkg.go.dev/net/http: Server",
	"net/http.ServeMux":                  "pkg.go.dev/net/http: ServeMux",
	"net/http.NewServeMux()":             "pkg.go.dev/net/http: NewServeMux",
	"github.com/gorilla/mux.Router":      "pkg.go.dev/github.com/gorilla/mux: Router",
	"github.com/gorilla/mux.NewRouter()": "pkg.go.dev/github.com/gorilla/mux: NewRouter",
	"github.com/gin-gonic/gin.Engine":    "pkg.go.dev/github.com/gin-gonic/gin: Engine",
	"github.com/gin-gonic/gin.New()":     "pkg.go.dev/github.com/gin-gonic/gin: New",
	"github.com/gin-gonic/gin.Default()": "pkg.go.dev/github.com/gin-gonic/gin: Default",
	"google.golang.org/grpc.Server":      "pkg.go.dev/google.golang.org/grpc: Server",
	"google.golang.org/grpc.NewServer()": "pkg.go.dev/google.golang.org/grpc: NewServer",
}

// isHandler says whether an argument serves requests.
func isHandler(p *program, e ast.Expr, sc fold.Scope) bool {
	key := p.TypeOf(e, sc).Ext
	if rest, ok := strings.CutPrefix(key, "github.com/go-chi/chi"); ok {
		return strings.HasSuffix(rest, ".NewRouter()") || strings.HasSuffix(rest, ".Router") || strings.HasSuffix(rest, ".Mux")
	}
	return handlerTypes[key] != ""
}

// foreignListeners are the places where the program gives what serves requests to another module, which listens: where none of its own code
// does. The address is what the server was made with, when it folds.
func foreignListeners(p *program, found []listener) []listener {
	if len(found) > 0 {
		return nil
	}
	var list []listener
	for order, f := range p.Files {
		if !slices.ContainsFunc(servingVerbs, func(verb string) bool { return f.Has("." + verb) }) {
			continue
		}
		x := p.Index(f)
		for _, name := range x.Order {
			if !slices.ContainsFunc(servingVerbs, func(verb string) bool { return strings.HasPrefix(name, verb) }) {
				continue
			}
			for _, c := range x.Calls[name] {
				if s, ok := givesHandler(p, c, f); ok {
					list = append(list, listen(p, s, f, c.Around, order)...)
				}
			}
		}
	}
	return list
}

// givesHandler says whether a call gives a handler to something of another module.
func givesHandler(p *program, c fold.Call, f *module.File) (sink, bool) {
	sc := fold.Scope{File: f, Fn: c.Around.Fn}
	sel, ok := c.Node.Fun.(*ast.SelectorExpr)
	if !ok || !slices.ContainsFunc(c.Node.Args, func(a ast.Expr) bool { return isHandler(p, a, sc) }) {
		return sink{}, false
	}
	path, pkg, isPackage := p.PackageNamed(f, sel.X)
	if isPackage && pkg != nil {
		return sink{}, false
	}
	if !isPackage {
		path = p.TypeOf(sel.X, sc).Ext
	}
	if path == "" || p.Declared(c.Node, sc) || frameworkOf(path) != "" || strings.HasPrefix(path, "github.com/aws/aws-lambda-go") || strings.HasPrefix(path, "net/http") {
		return sink{}, false
	}
	s := sink{node: c.Node, protocol: "http", rule: "handler given to " + module.ImportName(packageOf(path)), certain: true, waits: true, doubt: facts.Likely}
	s.addr = addressArgument(p, c.Node, sc)
	switch {
	case s.addr != nil:
	case strings.HasPrefix(sel.Sel.Name, optionVerb):
		return sink{}, false
	default:
		s.addr = madeWith(p, sel.X, sc)
	}
	if s.addr == nil {
		s.values = []value.Value{{Text: value.Unknown}}
	}
	return s, true
}

// packageOf is the import path in the path of a type or of what a function returns.
func packageOf(path string) string {
	slash := strings.LastIndex(path, "/")
	if dot := strings.Index(path[slash+1:], "."); dot >= 0 {
		return path[:slash+1+dot]
	}
	return path
}

// madeWith is the address in the call that made what a variable holds: server, err := serving.New(port).
func madeWith(p *program, of ast.Expr, sc fold.Scope) ast.Expr {
	for _, s := range p.Index(sc.File).Sets[fold.LastName(of)] {
		if c, ok := s.Right.(*ast.CallExpr); ok && s.Fn == sc.Fn {
			if a := addressArgument(p, c, sc); a != nil {
				return a
			}
		}
	}
	return nil
}
