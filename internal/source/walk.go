package source

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"

	"github.com/waybill-dev/waybill/internal/fault"
)

// skipped folders hold dependencies or a tool's own data, never the user's source.
var skipped = map[string]bool{".git": true, "node_modules": true, "bower_components": true, ".waybill": true, ".hg": true, ".svn": true}

func (t *Tree) walk() error {
	return t.walkDir(".", nil, 0)
}

func (t *Tree) walkDir(dir string, patterns []gitignore.Pattern, depth int) error {
	if depth > t.limits.Depth {
		t.warn(dir, fmt.Sprintf("folders deeper than %d levels are not searched", t.limits.Depth))
		return nil
	}
	entries, err := fs.ReadDir(t.fsys, dir)
	if err != nil {
		if dir == "." {
			return fault.Wrap(fault.Usage, err, "cannot read the repository")
		}
		t.warn(dir, "cannot be read: "+plain(err))
		return nil
	}
	for _, e := range entries {
		if e.Name() == ".gitignore" && e.Type().IsRegular() {
			// a new slice, so that siblings do not share what this folder ignores
			patterns = append(patterns[:len(patterns):len(patterns)], t.ignorePatterns(dir)...)
		}
	}
	matcher := gitignore.NewMatcher(patterns)
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		below := patterns
		if len(patterns) > 0 && matcher.Match(strings.Split(name, "/"), e.IsDir()) {
			if !t.sources(dir, e) {
				continue
			}
			below = nil // the pattern that names the folder matches all that is in it
		}
		switch {
		case e.IsDir():
			if skipped[e.Name()] || e.Name() == "vendor" && t.vendored(name) {
				continue
			}
			if err := t.walkDir(name, below, depth+1); err != nil {
				return err
			}
		case e.Type().IsRegular():
			if len(t.files) >= t.limits.Files {
				return fault.New(fault.Usage, "the repository holds more than %d files", t.limits.Files).WithHint("raise the limit with --max-files")
			}
			t.files = append(t.files, name)
			for d := path.Dir(name); !t.dirs[d]; d = path.Dir(d) {
				t.dirs[d] = true
			}
		case e.Type()&fs.ModeSymlink != 0:
			t.link(name)
		}
	}
	return nil
}

// link takes a symbolic link to a regular file inside the repository as that file; links to folders are not followed.
func (t *Tree) link(name string) {
	info, err := fs.Stat(t.fsys, name)
	if err != nil {
		t.warn(name, "is a link that leads nowhere inside the repository: not followed")
		return
	}
	if info.Mode().IsRegular() {
		t.files = append(t.files, name)
	}
}

// sources says whether an ignored folder is the src beside a build file. Such a folder is tracked in spite of its .gitignore
// (git: what is tracked is not ignored), since a build file without its sources builds nothing.
func (t *Tree) sources(dir string, e fs.DirEntry) bool {
	if !e.IsDir() || e.Name() != "src" {
		return false
	}
	for _, build := range []string{"pom.xml", "package.json"} {
		if _, err := fs.Stat(t.fsys, path.Join(dir, build)); err == nil {
			return true
		}
	}
	return false
}

// vendored tells a tree of vendored dependencies from a folder of the user that is called vendor.
func (t *Tree) vendored(dir string) bool {
	for _, own := range []string{"pom.xml", "package.json"} {
		if _, err := fs.Stat(t.fsys, path.Join(dir, own)); err == nil {
			return false
		}
	}
	return true
}

func (t *Tree) ignorePatterns(dir string) []gitignore.Pattern {
	data, err := t.Read(path.Join(dir, ".gitignore"))
	if err != nil {
		return nil
	}
	var domain []string
	if dir != "." {
		domain = strings.Split(dir, "/")
	}
	var patterns []gitignore.Pattern
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\r\n")
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		patterns = append(patterns, gitignore.ParsePattern(line, domain))
	}
	return patterns
}

func (t *Tree) warn(file, text string) {
	t.warnings = append(t.warnings, Warning{File: file, Text: text})
}

// plain returns the innermost message, which holds no path of this machine.
func plain(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
