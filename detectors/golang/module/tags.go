package module

import (
	"bytes"
	"go/build/constraint"
	"slices"
	"strings"
)

// tagged are the packages as one list of build tags makes them.
type tagged struct {
	packages map[string]*Package
	byPath   map[string]*File
}

// Build says with which tags the program that is looked at next is built: they decide which files are a part of it. Packages that were read
// with other tags are kept for the programs that have these.
func (r *Repo) Build(tags []string) {
	tags = slices.Compact(slices.Sorted(slices.Values(tags)))
	if slices.Equal(tags, r.tags) {
		return
	}
	r.tagged[strings.Join(r.tags, ",")] = tagged{r.Packages, r.byPath}
	r.tags = tags
	now, ok := r.tagged[strings.Join(tags, ",")]
	if !ok {
		now = tagged{map[string]*Package{}, map[string]*File{}}
	}
	r.Packages, r.byPath = now.packages, now.byPath
}

// WithoutCgo stands among the tags of a program that is built with CGO_ENABLED=0 (go help buildconstraint: the tag cgo).
const WithoutCgo = "!cgo"

// Asks says whether the build constraint of a file names a tag.
func (r *Repo) Asks(f *File, tag string) bool {
	if !f.Has(tag) {
		return false
	}
	h := r.header(f.Path)
	return h.build != nil && names(h.build, tag)
}

// AskedFor returns the first file of a folder whose build constraint names a tag, "" when none does.
func (r *Repo) AskedFor(dir, tag string) string {
	for _, file := range r.Dirs[dir] {
		if h := r.header(file); h.build != nil && names(h.build, tag) {
			return file
		}
	}
	return ""
}

// header reads the first lines of a file, once: the programs of a repository ask about the same packages.
func (r *Repo) header(file string) header {
	h, known := r.headers[file]
	if !known {
		if head, err := r.Tree.Head(file, maxHead); err == nil {
			h = readHeader(head)
		}
		r.headers[file] = h
	}
	return h
}

// Excluded is a file with //go:embed that one build tag would bring in.
type Excluded struct {
	File string
	Line int // of the build constraint
	Tag  string
}

// Excluded lists the files of a folder that hold //go:embed and are left out for one tag that is not given.
func (r *Repo) Excluded(dir string) []Excluded {
	var list []Excluded
	for _, file := range r.Dirs[dir] {
		h := r.header(file)
		tag, ok := h.build.(*constraint.TagExpr)
		if !ok || h.builds(file, r.tags) || slices.Contains(knownOS, tag.Tag) || slices.Contains(knownArch, tag.Tag) {
			continue
		}
		src, err := r.Tree.Read(file)
		if err != nil || !bytes.Contains(src, []byte("//go:embed ")) {
			continue
		}
		line := 1 + bytes.Count(src[:max(0, bytes.Index(src, []byte("build")))], []byte("\n"))
		list = append(list, Excluded{file, line, tag.Tag})
	}
	return list
}

// names says whether a constraint holds a tag, with or without "not".
func names(x constraint.Expr, tag string) bool {
	switch x := x.(type) {
	case *constraint.TagExpr:
		return x.Tag == tag
	case *constraint.AndExpr:
		return names(x.X, tag) || names(x.Y, tag)
	case *constraint.OrExpr:
		return names(x.X, tag) || names(x.Y, tag)
	case *constraint.NotExpr:
		return names(x.X, tag)
	}
	return false
}
