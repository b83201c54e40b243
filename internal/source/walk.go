package source

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
)

// skipped folders hold dependencies or a tool's own data, never the user's source.
var skipped = map[string]bool{".git": true, "node_modules": true, "bower_components": true, ".waybill": true, ".hg": true, ".svn": true}

func (t *Tree) walk() error {
	return t.walkDir(".", nil, false, 0)
}

// walkDir takes the files below a folder. Of an ignored one it takes only what git tracks in spite of that.
func (t *Tree) walkDir(dir string, lines []ignored, ignored bool, depth int) error {
	if depth > t.limits.Depth {
		t.warn(dir, fmt.Sprintf("folders deeper than %d levels are not searched", t.limits.Depth))
		return nil
	}
	entries, err := fs.ReadDir(t.fsys, dir)
	if err != nil {
		if refused, ok := errors.AsType[*fault.Error](err); ok {
			return refused.In(dir, 0, 0)
		}
		if _, git := t.fsys.(*gitFS); dir == "." || git { // half of a commit would be half a result
			if git {
				return fault.Wrap(fault.Usage, errors.New(plain(err)), "cannot read the folder %s of the commit", dir)
			}
			return fault.Wrap(fault.Usage, err, "cannot read the repository")
		}
		t.warn(dir, "cannot be read: "+plain(err))
		return nil
	}
	for _, e := range entries {
		if e.Name() == ".gitignore" && e.Type().IsRegular() {
			// a new slice, so that siblings do not share what this folder ignores
			lines = append(slices.Clip(lines), t.ignoreLines(dir)...)
		}
	}
	at := elements(dir)
	for _, e := range entries {
		if e.Name() == ".git" {
			continue // a file of that name stands in worktrees and submodules, and names the folder
		}
		name := path.Join(dir, e.Name())
		below, left := lines, ignored || excludes(lines, at, e.Name(), e.IsDir())
		if left && !t.tracks(name, e.IsDir()) {
			if ignored || !t.sources(dir, e) {
				continue
			}
			below, left = nil, false // the pattern that names the folder matches all that is in it
		}
		switch {
		case e.IsDir():
			if skipped[e.Name()] || e.Name() == "vendor" && t.vendored(name) {
				continue
			}
			if t.nested(name) {
				t.warn(name, "is a repository of its own: not searched")
				continue
			}
			// folders count too: a tree object can hold itself many times over without a single file
			if t.folders++; t.folders > t.limits.Files {
				return tooMany(t.limits.Files)
			}
			if err := t.walkDir(name, below, left, depth+1); err != nil {
				return err
			}
		case e.Type().IsRegular():
			if err := t.add(name); err != nil {
				return err
			}
		case e.Type()&fs.ModeSymlink != 0:
			if t.link(name) {
				if err := t.add(name); err != nil {
					return err
				}
			}
		default:
			t.warn(name, "is "+irregular(e.Type())+": not read")
		}
	}
	return nil
}

// add takes a file into the tree.
func (t *Tree) add(name string) error {
	if len(t.files) >= t.limits.Files {
		return tooMany(t.limits.Files)
	}
	t.files = append(t.files, name)
	for d := path.Dir(name); !t.dirs[d]; d = path.Dir(d) {
		t.dirs[d] = true
	}
	return nil
}

func tooMany(limit int) error {
	return fault.New(fault.Usage, "the repository holds more than %d files or folders", limit).WithHint("raise the limit with --max-files")
}

// irregular names what is neither a file, a folder nor a link.
func irregular(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "a submodule or special file"
}

// link says whether a symbolic link is to be taken as the regular file that it leads to; links to folders are not followed.
// A link into a folder that is never searched, or out of the repository, is a warning.
func (t *Tree) link(name string) bool {
	if leads := t.leadsTo(name); leads == "" || slices.ContainsFunc(strings.Split(leads, "/"), func(e string) bool { return skipped[e] }) {
		t.warn(name, "is a link that leads to no file inside the repository: not followed")
		return false
	}
	info, err := fs.Stat(t.fsys, name)
	if err != nil {
		t.warn(name, "is a link that leads to no file inside the repository: not followed")
		return false
	}
	return info.Mode().IsRegular()
}

// leadsTo follows a link by its text, so that what is opened later is known to be inside; "" when it cannot be followed.
func (t *Tree) leadsTo(name string) string {
	for range maxHops {
		info, err := fs.Lstat(t.fsys, name)
		if err != nil {
			return ""
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			return name
		}
		target, err := fs.ReadLink(t.fsys, name)
		if err != nil {
			return ""
		}
		next, ok := linkTarget(path.Dir(name), filepath.ToSlash(target))
		if !ok {
			return ""
		}
		for d := path.Dir(next); d != "."; d = path.Dir(d) { // a folder on the way that is a link could lead anywhere
			if info, err := fs.Lstat(t.fsys, d); err != nil || !info.IsDir() {
				return ""
			}
		}
		name = next
	}
	return ""
}

// sources says whether an ignored folder is the src beside a build file, or the program below cmd that bears the name of its Go module: the
// .gitignore means the binary of that name in the root. Where no index tells what is tracked, such a folder is held to be, since a build file
// without its sources builds nothing, and cmd holds programs (go.dev/doc/modules/layout).
func (t *Tree) sources(dir string, e fs.DirEntry) bool {
	if e.IsDir() && path.Base(dir) == "cmd" {
		module, err := t.Read(path.Join(path.Dir(dir), "go.mod"))
		first, _, _ := strings.Cut(string(module), "\n")
		return err == nil && path.Base(strings.TrimSpace(strings.TrimPrefix(first, "module "))) == e.Name()
	}
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

// nested says whether a folder is the clone of another repository, whose files are not this one's to read or to write beside.
// A submodule is none: its .git is a file, and git treats it as a part (gitsubmodules(7)).
func (t *Tree) nested(dir string) bool {
	info, err := fs.Lstat(t.fsys, path.Join(dir, ".git"))
	if err != nil || !info.IsDir() {
		return false
	}
	_, err = fs.Lstat(t.fsys, path.Join(dir, ".git", "HEAD"))
	return err == nil
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

func (t *Tree) warn(file, text string) {
	t.warnings = append(t.warnings, Warning{File: file, Text: text})
}

// plain returns the innermost message, which holds no path of this machine.
func plain(err error) string {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err.Error()
	}
	return err.Error()
}
