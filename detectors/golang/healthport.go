package golang

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// openRoutes finds the routes of probes on the servers that the program opens as it is started: a program with two servers often answers the
// kubelet on the one that serves no users.
type openRoutes struct {
	*program
	ports     []facts.Port
	listeners []listener
	closed    []facts.Evidence // routes of servers that no probe comes to
}

// probed is a route that a probe can ask.
type probed struct {
	path string
	port int // 0: the first port, or the one that the server of the route is not known to be another than
	at   facts.Evidence
}

// among returns the first of these paths that the program registers, with the prefixes of the groups around it.
func (o *openRoutes) among(paths []string) probed {
	for _, want := range paths {
		for _, word := range []string{`"` + want + `"`, `"GET ` + want + `"`, `"` + strings.TrimPrefix(want, "/") + `"`} {
			for _, f := range o.With(word) {
				if strings.Contains(f.Path, "client") {
					continue
				}
				if found, ok := o.inFile(f, want); ok {
					return found
				}
			}
		}
	}
	return probed{}
}

func (o *openRoutes) inFile(f *module.File, want string) (probed, bool) {
	x := o.Index(f)
	for _, fn := range routeFuncs {
		for _, c := range x.Calls[fn] {
			if len(c.Node.Args) == 0 || !isRoute(c, want) {
				continue
			}
			at := o.Repo.Place(c.Node, "route")
			if port, ok := o.port(c, f); ok {
				return probed{prefixOf(o.program, c, f) + want, port, at}, true
			}
			o.closed = append(o.closed, at)
		}
	}
	return probed{}, false
}

// port is the port of the server that answers a route, 0 for the first one; false when no probe comes to that server. A route of which nobody
// can say to which server it belongs is held to be on the first port.
func (o *openRoutes) port(c fold.Call, f *module.File) (int, bool) {
	words := startWords(o.listeners)
	known, found := false, 0
	for _, l := range o.listeners {
		if !o.serves(l, c, f) {
			continue
		}
		known = true
		if !l.openedBy(words) || l.loopback && !l.movable() {
			continue
		}
		i := slices.IndexFunc(o.ports, func(p facts.Port) bool {
			return l.port != 0 && p.Value == l.port || l.env != "" && p.Env == l.env
		})
		if i == 0 || i < 0 && len(o.ports) < 2 && l.port == 0 {
			return 0, true
		}
		if i > 0 && found == 0 {
			found = o.ports[i].Value
		}
	}
	return found, !known || found != 0 || len(o.ports) == 0
}

// serves says whether a route is registered with what a listener serves: a mux or router of the same function or file, or net/http's own mux.
func (o *openRoutes) serves(l listener, c fold.Call, f *module.File) bool {
	sel, ok := c.Node.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	if imported, _, isPackage := o.PackageNamed(f, sel.X); isPackage { // handed on by its name, it may be served anywhere
		none := l.handler == nil && l.server || l.handler != nil && named(l.handler, "nil")
		return imported == "net/http" && none && len(o.With("http.DefaultServeMux")) == 0
	}
	mux, ok := sel.X.(*ast.Ident)
	if !ok || l.handler == nil || l.in != f {
		return false
	}
	found := false
	ast.Inspect(l.handler, func(n ast.Node) bool { // logged(mux)
		id, ok := n.(*ast.Ident)
		found = found || ok && o.SameName(f, id, mux)
		return !found
	})
	return found
}

// tellClosed tells the route of a server that no probe comes to.
func (o *openRoutes) tellClosed() {
	if len(o.closed) > 0 {
		at := o.closed[0]
		o.Repo.Warn(at.File, at.Line, "is a route for probes of a server that is not open as the program is started, or that no probe comes to: the port itself is asked instead; health: names another route")
	}
}

// servedBy is what a sink serves: its handler, or the router whose method it is (router.Run(":8080")).
func servedBy(p *program, s sink, f *module.File) ast.Expr {
	if s.handler != nil {
		return s.handler
	}
	c, ok := s.node.(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if _, _, isPackage := p.PackageNamed(f, sel.X); isPackage {
		return nil
	}
	return sel.X
}
