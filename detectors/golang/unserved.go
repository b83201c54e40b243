package golang

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// neverServes says whether a place that listens seems to serve nobody: a function that ends the program is called before it, main returns
// as soon as it runs beside main, or the listener is given to nobody.
func neverServes(p *program, s sink, f *module.File, a fold.Around) bool {
	if a.Fn == nil || a.Fn.Body == nil {
		return false
	}
	return endedBefore(p, s.node, a.Fn.Body, fold.Scope{File: f, Fn: a.Fn}) || leftAlone(p, s.node, a.Fn) || s.rule == "net.Listen" && unused(p, s.node, a.Fn.Body, f)
}

// endedBefore says whether a statement before a place calls a function of the repository that always ends the program.
func endedBefore(p *program, at ast.Node, body *ast.BlockStmt, sc fold.Scope) bool {
	for _, s := range body.List {
		if s.End() > at.Pos() {
			return false
		}
		statement, ok := s.(*ast.ExprStmt)
		if !ok {
			continue
		}
		if call, ok := statement.X.(*ast.CallExpr); ok && alwaysEnds(fold.BodyOf(p.Program, call, sc)) {
			return true
		}
	}
	return false
}

// alwaysEnds says whether the first statement of a function that is no declaration or plain call ends the program.
func alwaysEnds(body *ast.BlockStmt) bool {
	if body == nil {
		return false
	}
	for _, s := range body.List {
		switch s := s.(type) {
		case *ast.ExprStmt:
			if call, ok := s.X.(*ast.CallExpr); ok && endsProgram(call) {
				return true
			}
		case *ast.AssignStmt, *ast.DeclStmt, *ast.DeferStmt, *ast.GoStmt:
		default:
			return false
		}
	}
	return false
}

// leftAlone says whether a place is in the last statement of main, which starts a goroutine: the program ends with main (Go specification,
// "Program execution").
func leftAlone(p *program, at ast.Node, fn *ast.FuncDecl) bool {
	body := p.Index(mainFile(p)).Main()
	if body == nil || len(body.List) == 0 {
		return false
	}
	last, ok := body.List[len(body.List)-1].(*ast.GoStmt)
	if !ok {
		return false
	}
	if fn.Body == body {
		return last.Pos() <= at.Pos() && at.End() <= last.End()
	}
	return fold.BodyOf(p.Program, last.Call, fold.Scope{File: mainFile(p), Fn: fn}) == fn.Body
}

// unused says whether a function gives a listener that it opens to nobody, and only asks for its address and closes it.
func unused(p *program, listen ast.Node, body *ast.BlockStmt, f *module.File) bool {
	var held *ast.Ident
	given := false
	ast.PreorderStack(body, nil, func(n ast.Node, stack []ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if len(n.Rhs) == 1 && n.Rhs[0] == listen {
				held, _ = n.Lhs[0].(*ast.Ident)
			}
		case *ast.Ident:
			if held == nil || n == held || !p.SameName(f, n, held) {
				return true
			}
			of, ok := stack[len(stack)-1].(*ast.SelectorExpr)
			given = given || !ok || of.Sel.Name != "Close" && of.Sel.Name != "Addr"
		}
		return true
	})
	return held != nil && held.Name != "_" && !given
}

// tellUnknown warns of what the code does not say: whether a program that seems to end serves, and where a server listens.
func tellUnknown(r *module.Repo, p *program, u *facts.Unit, listeners []listener) {
	switch {
	case u.Kind.Value == facts.CLI && len(listeners) == 0:
		if at, ok := servesSomewhere(p); ok {
			r.Warn(at.File, at.Line, "serves on a listener that the code does not show to be a port, and is taken for a program that ends: if it stays, set kind: server and ports:, or kind: worker")
		}
	case slices.ContainsFunc(listeners, func(l listener) bool { return l.random }): // the system chooses the port, and no setting could
	case u.Kind.Value == facts.Server && len(u.Ports) == 0 && len(u.Kind.Evidence) > 0:
		at := u.Kind.Evidence[0]
		if !slices.ContainsFunc(r.Warnings, func(w facts.Warning) bool { return w.File == at.File && strings.Contains(w.Text, "set ports:") }) {
			r.Warn(at.File, at.Line, "listens, but its code does not lead to the port: set ports:")
		}
	}
}

// servesSomewhere is a place that main comes to and that serves by net/http or gRPC.
func servesSomewhere(p *program) (facts.Evidence, bool) {
	for _, name := range starting {
		for _, f := range p.With("." + name + "(") {
			for _, c := range p.Index(f).Calls[name] {
				sel, ok := c.Node.Fun.(*ast.SelectorExpr)
				if !ok || !p.open(c.Around, f) {
					continue
				}
				imported, pkg, isPackage := p.PackageNamed(f, sel.X)
				key := p.TypeOf(sel.X, fold.Scope{File: f, Fn: c.Around.Fn}).Key()
				if isPackage && pkg == nil && imported == "net/http" || key == "net/http.Server" || strings.HasPrefix(key, "google.golang.org/grpc.") {
					return p.Repo.Place(c.Node, name), true
				}
			}
		}
	}
	return facts.Evidence{}, false
}
