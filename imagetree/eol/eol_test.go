package eol

import (
	"testing"

	"github.com/waybill-dev/waybill/internal/version"
)

func TestEmbedded(t *testing.T) {
	t.Parallel()
	table, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ product, version, cycle, eol string }{
		{"eclipse-temurin", "8u502-b07", "8", "2030-12-31"},
		{"eclipse-temurin", "21.0.12.1+1", "21", "2029-12-31"},
		{"nodejs", "18.20.8", "18", "2025-04-30"},
		{"tomcat", "10.1.59", "10.1", ""},
		{"tomcat", "9.0.121", "9.0", "2027-03-31"},
		{"go", "1.25.14", "1.25", "2026-08-19"},
		{"debian", "12", "12", "2026-07-11"},
		{"ubuntu", "24.04", "24.04", "2029-05-31"},
	} {
		v, err := version.Parse(c.version)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := table.Find(c.product, v)
		if !ok || got.Cycle != c.cycle || string(got.EOL) != c.eol {
			t.Errorf("%s %s: got %+v", c.product, c.version, got)
		}
	}
	if v, _ := version.Parse("1"); table.Knows("cobol") {
		t.Errorf("knows cobol %s", v)
	}
	if _, err := Parse("x.yaml", []byte("products: {}\n")); err == nil {
		t.Error("a table without a date was read")
	}
}
