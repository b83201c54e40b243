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
	All     bool   // takes files whose name begins with . or _ along (package embed: the prefix all:)
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
				word, all := strings.CutPrefix(strings.Trim(word, "\"`"), "all:")
				e := Embed{File: f.Path, Line: n, Pattern: path.Join(f.Pkg.Dir, word), All: all}
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

// Matches says whether the repository holds a file that the pattern takes. A folder counts when a file of it would be embedded: those whose
// name begins with . or _ are left out (package embed).
func (e Embed) Matches(r *Repo) bool {
	if r.Tree.Has(e.Pattern) {
		return true
	}
	dir := e.Folder()
	for _, file := range r.Tree.Under(dir) {
		at, hidden := file, false
		for {
			if ok, _ := path.Match(e.Pattern, at); ok || at == e.Pattern {
				if at == file || e.All || !hidden {
					return true
				}
			}
			hidden = hidden || strings.HasPrefix(path.Base(at), ".") || strings.HasPrefix(path.Base(at), "_")
			if at = path.Dir(at); at == "." || !Within(at, dir) {
				break
			}
		}
	}
	return false
}
