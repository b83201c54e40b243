// Package golangtest writes small Go repositories for tests and asks a detector of them.
package golangtest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Sum is a go.sum file.
const Sum = "-- go.sum --\nexample.org/x v1.0.0 h1:x\n"

// Detector is what finds the programs of a repository.
type Detector interface {
	Detect(ctx context.Context, tree *source.Tree) (facts.Findings, error)
}

// Repository makes a tree of a txtar archive.
func Repository(tb testing.TB, archive string) *source.Tree {
	tb.Helper()
	fsys := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		tb.Fatal(err)
	}
	return tree
}

// Detect returns what a detector finds in a txtar archive.
func Detect(tb testing.TB, d Detector, archive string) facts.Findings {
	tb.Helper()
	found, err := d.Detect(tb.Context(), Repository(tb, archive))
	if err != nil {
		tb.Fatal(err)
	}
	return found
}

// Only returns the one unit of a repository.
func Only(tb testing.TB, d Detector, archive string) (facts.Unit, facts.Findings) {
	tb.Helper()
	found := Detect(tb, d, archive)
	if len(found.Units) != 1 {
		tb.Fatalf("%d units, want one: %s", len(found.Units), Tell(found.Units))
	}
	return found.Units[0], found
}

// Tell writes units in one line each: main kind ports start.
func Tell(units []facts.Unit) string {
	var lines []string
	for _, u := range units {
		var ports []string
		for _, p := range u.Ports {
			ports = append(ports, fmt.Sprint(p.Value, ":", p.Name))
		}
		lines = append(lines, strings.Join([]string{u.Main.Value, u.Kind.Value, "[" + strings.Join(ports, " ") + "]", strings.Join(u.Start, " ")}, " "))
	}
	return strings.Join(lines, "\n")
}

// OneFile wraps the body of a main function in a module of its own.
func OneFile(imports, body string) string {
	return "-- go.mod --\nmodule example.org/shop\n\ngo 1.24\n-- main.go --\npackage main\n\nimport (\n" + imports + "\n)\n\nfunc main() {\n" + body + "\n}\n"
}
