package fold

import (
	"fmt"
	"strings"
	"testing"
)

// The programs of this file have an answer that is found at once with a memory, and not within a day without one.

func TestLongChainsOfCalls(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"q := db.Open()" + strings.Repeat(".Where()", 40) + "; show(q)":                                     "example.com/db.Open()" + strings.Repeat(".Where()", 40),
		"q := db.Open(); " + strings.Repeat("q = q.Where().Order(); ", 60) + "show(q)":                      "example.com/db.Open()",
		"var q = unknown; " + strings.Repeat("q = q.Where().Order().Limit(); ", 60) + "show(q)":             "",
		"a, b := x.A(), y.B(); " + strings.Repeat("a = b.C().D(); b = a.E().F(); ", 60) + "show(a.G().H())": "",
	} {
		p := program(t, "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport \"example.com/db\"\nfunc main() { "+body+" }\n")
		c := p.Index(p.Files[0]).Calls["show"][0]
		if got := p.TypeOf(c.Node.Args[0], Scope{File: p.Files[0], Fn: c.Around.Fn}).Key(); got != want {
			t.Errorf("%.60s: got %q, want %q", body, got, want)
		}
		if o := &p.src.outside; o.open != 0 || o.cut || len(o.fresh) != 0 {
			t.Errorf("%.60s: the memory of the question stays: %+v", body, o)
		}
	}
}

// An answer that was cut short on the way of another question is not kept: of variables that are made of each other, each has the answer that
// it has when nothing was asked before.
func TestOutsideForgetsWhatWasCutShort(t *testing.T) {
	t.Parallel()
	const archive = "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport \"example.com/db\"\nfunc main() { var a, b = x, y; a = b.C(); b = a.C(); b = db.Open(); show(a, b) }\n"
	typeOf := func(p *Program, i int) string {
		c := p.Index(p.Files[0]).Calls["show"][0]
		return p.TypeOf(c.Node.Args[i], Scope{File: p.Files[0], Fn: c.Around.Fn}).Key()
	}
	alone, after := typeOf(program(t, archive), 1), program(t, archive)
	if typeOf(after, 0); alone == "" || typeOf(after, 1) != alone {
		t.Errorf("asked after another question: %q, asked alone: %q", typeOf(after, 1), alone)
	}
}

// A condition on what a program gives a thousand values has no answer: those that were not looked at may be the ones that are asked for.
func TestHoldsGivesUp(t *testing.T) {
	t.Parallel()
	for many, want := range map[int]int{10: -1, 2000: 0} {
		var sets strings.Builder
		for i := range many {
			fmt.Fprintf(&sets, "if pick(%d) { mode = \"a\" }\n", i)
		}
		p := program(t, "-- go.mod --\nmodule m\n-- main.go --\npackage main\nvar mode = \"a\"\nfunc main() {\n"+sets.String()+"show(mode == \"z\")\n}\n")
		c := p.Index(p.Files[0]).Calls["show"][0]
		if got, _ := p.Holds(c.Node.Args[0], Scope{File: p.Files[0], Fn: c.Around.Fn}); got != want {
			t.Errorf("%d assignments: got %d, want %d", many, got, want)
		}
	}
}

// BenchmarkFields folds a field that depends on the fields of a hundred other structs, which a thousand functions set.
func BenchmarkFields(b *testing.B) {
	var archive strings.Builder
	for i := range 100 {
		fmt.Fprintf(&archive, "type t%d struct { Name, Addr string; Next *t%d }\n", i, (i+1)%100)
		for j := range 10 {
			fmt.Fprintf(&archive, "func set%d_%d(t *t%d) { if t.Next.Name != \"\" { t.Addr = t.Next.Addr } }\n", i, j, i)
		}
	}
	p := program(b, "-- go.mod --\nmodule m\n-- main.go --\npackage main\nfunc main() { var t t0; show(t.Addr) }\n"+archive.String())
	c := p.Index(p.Files[0]).Calls["show"][0]
	for b.Loop() {
		p.Fold(c.Node.Args[0], Scope{File: p.Files[0], Fn: c.Around.Fn})
	}
}
