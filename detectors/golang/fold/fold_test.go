package fold

import (
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/value"
	"github.com/waybill-dev/waybill/internal/source"
)

// program folds the main package of a txtar archive.
func program(tb testing.TB, archive string) *Program {
	tb.Helper()
	fsys := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		tb.Fatal(err)
	}
	r := module.Open(tree)
	r.LoadModules()
	return NewSources(r).Program(r.Package(".", r.ModuleOf(".")))
}

// shown are the values of the argument of the first call show(…).
func shown(tb testing.TB, archive string) []value.Value {
	tb.Helper()
	p := program(tb, archive)
	for _, f := range p.Files {
		if x := p.Index(f); x != nil && len(x.Calls["show"]) > 0 {
			c := x.Calls["show"][0]
			return p.Fold(c.Node.Args[0], Scope{File: f, Fn: c.Around.Fn})
		}
	}
	tb.Fatal("nothing is shown")
	return nil
}
