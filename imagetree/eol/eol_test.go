package eol

import (
	"strings"
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
		{"python", "3.7.17", "3.7", "2023-06-27"},
		{"fedora", "41", "41", "2025-12-15"},
		{"centos-stream", "8", "8", "2024-05-31"},
		{"centos", "6.9", "6", "2020-11-30"},
		{"rocky-linux", "9.8", "9", "2032-05-31"},
		{"almalinux", "8.10", "8", "2029-05-31"},
		{"php", "8.1.2", "8.1", "2025-12-31"},
		{"ruby", "3.2.1", "3.2", "2026-03-31"},
		{"dotnet", "9.0.1", "9", "2026-11-10"},
		{"gradle", "8.14.5", "8", ""},
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

// TestBeside holds what is said of a version without a cycle.
func TestBeside(t *testing.T) {
	t.Parallel()
	table, err := Parse("x.yaml", []byte("taken: 2026-11-01\nproducts: {x: [{cycle: \"11\"}, {cycle: \"17\"}]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"8": "older than all", "13.0.2": "only older and newer ones", "26": "newer than all"} {
		v, err := version.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := table.Beside("x", v); !strings.Contains(got, want) {
			t.Errorf("%s: %s", text, got)
		}
	}
	if v, ok := table.Newest("x"); !ok || v.Major() != 17 {
		t.Errorf("newest %v", v)
	}
}
