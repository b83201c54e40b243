package reach

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

const cobraPath = "github.com/spf13/cobra"

// executes are the methods that run a tree of commands (pkg.go.dev/github.com/spf13/cobra: Command).
var executes = []string{"Execute", "ExecuteC", "ExecuteContext", "ExecuteContextC"}

// Executed says whether main runs cobra's commands: it comes to one of their Execute methods, or gives a command to a function of another module
// (k8s.io/component-base/cli.Run). A program that only walks over the commands, to write their documentation, starts none of them.
func (w *Ways) Executed() bool {
	if w.Imports(cobraPath) == nil {
		return true
	}
	for _, name := range executes {
		for _, f := range w.With("." + name) {
			x := w.Index(f)
			if len(x.Uses[name]) > len(x.Calls[name]) || slices.ContainsFunc(x.Calls[name], func(c fold.Call) bool { return w.executes(c, f) }) {
				return true
			}
		}
	}
	for _, f := range w.With("cobra.Command") {
		x := w.Index(f)
		for _, name := range x.Order {
			if slices.ContainsFunc(x.Calls[name], func(c fold.Call) bool { return w.givesCommand(c, f) }) {
				return true
			}
		}
	}
	return false
}

// executes says of a call by the name of an Execute method whether it can be one, and main comes to it.
func (w *Ways) executes(c fold.Call, f *module.File) bool {
	sel, ok := c.Node.Fun.(*ast.SelectorExpr)
	if !ok || !w.Route(NodeOf(c.Around, f)).Reached {
		return false
	}
	if _, pkg, isPackage := w.PackageNamed(f, sel.X); isPackage {
		return pkg == nil // of another module: it runs what it is given
	}
	key := w.TypeOf(sel.X, fold.Scope{File: f, Fn: c.Around.Fn}).Ext
	return key == "" || strings.HasPrefix(key, cobraPath)
}

// givesCommand says whether main comes to a call that gives a command to a function of a module that is neither the program's nor cobra's.
func (w *Ways) givesCommand(c fold.Call, f *module.File) bool {
	sel, ok := c.Node.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	path, pkg, isPackage := w.PackageNamed(f, sel.X)
	if !isPackage || pkg != nil || strings.HasPrefix(path, cobraPath) {
		return false
	}
	sc := fold.Scope{File: f, Fn: c.Around.Fn}
	return slices.ContainsFunc(c.Node.Args, func(a ast.Expr) bool { return w.TypeOf(a, sc).Ext == cobraPath+".Command" }) && w.Route(NodeOf(c.Around, f)).Reached
}
