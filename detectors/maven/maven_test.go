package maven

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func detect(tb testing.TB, files map[string]string) facts.Findings {
	tb.Helper()
	f, err := Detector{}.Detect(tb.Context(), maventest.Tree(tb, files))
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// one returns the only unit of a repository.
func one(tb testing.TB, files map[string]string) facts.Unit {
	tb.Helper()
	f := detect(tb, files)
	if len(f.Units) != 1 {
		tb.Fatalf("want one unit, got %d: %+v", len(f.Units), f.Warnings)
	}
	return f.Units[0]
}

func warned(f facts.Findings, text string) bool {
	for _, w := range f.Warnings {
		if strings.Contains(w.Text, text) {
			return true
		}
	}
	return false
}

func argv[W ~string](words []W) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, " ")
}
