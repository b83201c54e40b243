package module

import (
	"path"
	"strings"
)

// Embed is one pattern of a //go:embed directive.
type Embed struct {
	File    string // the Go file
	Line    int
	Pattern string // relative to the repository, without "all:"
	Outside bool   // leaves the folder of the package, which the compiler refuses
}

// Embeds reads the //go:embed directives of files.
func Embeds(files []*File) []Embed {
	var list []Embed
	for _, f := range files {
		if !f.Has("//go:embed") {
			continue
		}
		n := 0
		for line := range strings.Lines(string(f.Src)) {
			n++
			rest, ok := strings.CutPrefix(strings.TrimSpace(line), "//go:embed ")
			if !ok {
				continue
			}
			for word := range strings.FieldsSeq(rest) {
				word = strings.TrimPrefix(strings.Trim(word, "\"`"), "all:")
				e := Embed{File: f.Path, Line: n, Pattern: path.Join(f.Pkg.Dir, word)}
				e.Outside = strings.HasPrefix(path.Clean(word), "..") || path.IsAbs(word)
				list = append(list, e)
			}
		}
	}
	return list
}

// Folder is the part of a pattern before its first wildcard.
func (e Embed) Folder() string {
	dir := e.Pattern
	for strings.ContainsAny(dir, "*?[") {
		dir = path.Dir(dir)
	}
	return dir
}
