package module

import (
	"strings"
	"testing"
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
