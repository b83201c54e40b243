package module

import (
	"bytes"
	"go/build/constraint"
	"path"
	"slices"
	"strings"
)

// header is what stands before the declarations of a Go file, as far as it decides whether the file is built.
type header struct {
	pkg   string          // the package clause; "" when the text ends before it
	build constraint.Expr // the //go:build line, or the // +build lines; nil when there is none
}

// readHeader reads the comments and the package clause without a parser: it is asked of every folder of a repository.
func readHeader(src []byte) header {
	var h header
	var plus []constraint.Expr
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	for {
		src = bytes.TrimLeft(src, " \t\r\n\f;")
		switch {
		case bytes.HasPrefix(src, []byte("//")):
			line, rest, _ := bytes.Cut(src, []byte("\n"))
			text := strings.TrimSpace(string(line))
			if constraint.IsGoBuild(text) {
				h.build, _ = constraint.Parse(text)
			} else if constraint.IsPlusBuild(text) {
				if x, err := constraint.Parse(text); err == nil {
					plus = append(plus, x)
				}
			}
			src = rest
		case bytes.HasPrefix(src, []byte("/*")):
			_, rest, ok := bytes.Cut(src[2:], []byte("*/"))
			if !ok {
				return h
			}
			src = rest
		case bytes.HasPrefix(src, []byte("package")):
			fields := bytes.FieldsFunc(src[:min(len(src), 200)], func(r rune) bool { return strings.ContainsRune(" \t\r\n;/", r) })
			if len(fields) > 1 {
				h.pkg = string(fields[1])
			}
			if h.build == nil {
				for _, x := range plus { // several lines are joined by "and"
					if h.build == nil {
						h.build = x
					} else {
						h.build = &constraint.AndExpr{X: h.build, Y: x}
					}
				}
			}
			return h
		default:
			return h
		}
	}
}

// builds says whether a file takes part in a build for linux/amd64 with these extra tags (go help buildconstraint).
// The tag cgo holds unless WithoutCgo is among the tags: a file for cgo is what shows that cgo is wanted.
func (h header) builds(file string, tags []string) bool {
	return fileNameBuilds(path.Base(file)) && (h.build == nil || h.build.Eval(func(tag string) bool {
		switch tag {
		case "linux", "amd64", "unix", "gc":
			return true
		case "cgo":
			return !slices.Contains(tags, WithoutCgo)
		}
		return strings.HasPrefix(tag, "go1.") || slices.Contains(tags, tag)
	}))
}

var (
	knownOS   = strings.Fields("aix android darwin dragonfly freebsd hurd illumos ios js nacl netbsd openbsd plan9 solaris wasip1 windows zos")
	knownArch = strings.Fields("386 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x sparc64 wasm")
)

// fileNameBuilds applies the _GOOS and _GOARCH endings of file names.
func fileNameBuilds(base string) bool {
	if strings.HasPrefix(base, "_") || strings.HasPrefix(base, ".") {
		return false
	}
	parts := strings.Split(strings.TrimSuffix(base, ".go"), "_")
	for _, p := range parts[max(1, len(parts)-2):] {
		if slices.Contains(knownOS, p) || slices.Contains(knownArch, p) {
			return false
		}
	}
	return true
}
