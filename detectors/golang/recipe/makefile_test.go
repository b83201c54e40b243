package recipe

import (
	"strings"
	"testing"
)

func FuzzMakefile(f *testing.F) {
	f.Add([]byte("A := $(B)\nB = $(A) x\nbuild:\n\tgo build -tags \"$(A)\" \\\n -ldflags '-X m.v=$(B)' ./cmd/x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m := readMakefile("Makefile", data)
		for _, l := range m.lines {
			var r recipe
			r.read(m.expand(l.Rule))
			for _, s := range r.stamps {
				if strings.ContainsAny(s, " \"'`$;\n") {
					t.Errorf("stamp %q", s)
				}
			}
			for _, tag := range r.tags {
				if strings.ContainsAny(tag, " \"'`$;\n-") {
					t.Errorf("tag %q", tag)
				}
			}
		}
	})
}
