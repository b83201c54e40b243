package golang

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/internal/source"
)

func TestReadHeader(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"package main": "main true", "// c\n/* c */ package x // y": "x true", "//go:build ignore\n\npackage main": "main false",
		"// +build windows\n// +build amd64\n\npackage main": "main false", "//go:build linux && !cgo\npackage x": "x false",
		"\xef\xbb\xbfpackage x": "x true", "/* never ends": " true", "": " true", "import x": " true", "//go:build (\npackage x": "x true",
	} {
		h := readHeader([]byte(src))
		got := h.pkg + " "
		if h.builds("a.go", nil) {
			got += "true"
		} else {
			got += "false"
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", src, got, want)
		}
	}
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"a.go": true, "a_linux.go": true, "a_linux_amd64.go": true, "a_windows.go": false, "a_linux_arm64.go": false, "windows.go": true, "_a.go": false, ".a.go": false} {
		if fileNameBuilds(name) != want {
			t.Errorf("%s: got %t", name, !want)
		}
	}
}

func FuzzReadHeader(f *testing.F) {
	f.Add([]byte("//go:build linux\n/* x */ package main\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		h := readHeader(src)
		if strings.ContainsAny(h.pkg, " \n\t") {
			t.Errorf("package name %q", h.pkg)
		}
		h.builds("a.go", nil)
	})
}

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

// FuzzDetect looks for panics and endless evaluation in any source text.
func FuzzDetect(f *testing.F) {
	f.Add("module m\n\ngo 1.24\n", "package main\n\nimport \"net/http\"\n\nvar a = b\nvar b = a\n\nfunc main() { http.ListenAndServe(a+f(a), nil) }\n\nfunc f(x string) string { return f(x) + x }\n", "server:\n  port: 8080\n")
	f.Add("module m\nreplace m => ./\n", "package main\n\ntype t struct { t; a *t `yaml:\"x\"` }\n\nfunc main() { var x t; x.a.a.a.Run(x.a.t) }\n", "{")
	f.Fuzz(func(t *testing.T, mod, src, config string) {
		tree, err := source.New(fstest.MapFS{"go.mod": {Data: []byte(mod)}, "main.go": {Data: []byte(src)}, "config/config.yaml": {Data: []byte(config)}}, source.DefaultLimits)
		if err != nil {
			t.Skip()
		}
		if _, err := (Detector{}).Detect(t.Context(), tree); err != nil {
			t.Error(err)
		}
	})
}
