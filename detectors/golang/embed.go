package golang

import (
	"path"
	"strings"
)

// embed is one pattern of a //go:embed directive.
type embed struct {
	file    string // the Go file
	line    int
	pattern string // relative to the repository, without "all:"
	outside bool   // leaves the folder of the package, which the compiler refuses
}

// embedsOf reads the //go:embed directives of files.
func embedsOf(files []*gofile) []embed {
	var list []embed
	for _, f := range files {
		if !f.has("//go:embed") {
			continue
		}
		n := 0
		for line := range strings.Lines(string(f.src)) {
			n++
			rest, ok := strings.CutPrefix(strings.TrimSpace(line), "//go:embed ")
			if !ok {
				continue
			}
			for word := range strings.FieldsSeq(rest) {
				word = strings.TrimPrefix(strings.Trim(word, "\"`"), "all:")
				e := embed{file: f.path, line: n, pattern: path.Join(f.pkg.dir, word)}
				e.outside = strings.HasPrefix(path.Clean(word), "..") || path.IsAbs(word)
				list = append(list, e)
			}
		}
	}
	return list
}

// folder is the part of a pattern before its first wildcard.
func (e embed) folder() string {
	dir := e.pattern
	for strings.ContainsAny(dir, "*?[") {
		dir = path.Dir(dir)
	}
	return dir
}
