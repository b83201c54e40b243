package source

import (
	"io"
	"io/fs"
	"path"
	"time"

	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// gitFS shows a tree object as a file system. Links and submodules are listed with their type and cannot be opened.
type gitFS struct{ root *object.Tree }

func (g gitFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if name == "." {
		return &gitDir{name: ".", tree: g.root}, nil
	}
	entry, err := g.root.FindEntry(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	switch entry.Mode {
	case filemode.Dir:
		tree, err := g.root.Tree(name)
		if err != nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
		return &gitDir{name: path.Base(name), tree: tree}, nil
	case filemode.Regular, filemode.Executable, filemode.Deprecated:
		file, err := g.root.TreeEntryFile(entry)
		if err != nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
		r, err := file.Reader()
		if err != nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
		return &gitFile{ReadCloser: r, info: gitInfo{path.Base(name), entry.Mode, file.Size}}, nil
	default:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
}

type gitFile struct {
	io.ReadCloser
	info gitInfo
}

func (f *gitFile) Stat() (fs.FileInfo, error) { return f.info, nil }

type gitDir struct {
	name string
	tree *object.Tree
	next int
}

func (d *gitDir) Stat() (fs.FileInfo, error) { return gitInfo{d.name, filemode.Dir, 0}, nil }
func (d *gitDir) Close() error               { return nil }
func (d *gitDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.name, Err: fs.ErrInvalid}
}

// ReadDir implements fs.ReadDirFile; fs.ReadDir sorts the result by name.
func (d *gitDir) ReadDir(n int) ([]fs.DirEntry, error) {
	rest := d.tree.Entries[d.next:]
	if n > 0 && len(rest) == 0 {
		return nil, io.EOF
	}
	if n > 0 && len(rest) > n {
		rest = rest[:n]
	}
	d.next += len(rest)
	entries := make([]fs.DirEntry, 0, len(rest))
	for _, e := range rest {
		if !safeName(e.Name) {
			continue
		}
		entries = append(entries, fs.FileInfoToDirEntry(gitInfo{e.Name, e.Mode, 0}))
	}
	return entries, nil
}

// safeName refuses what no checkout would write: git's own folder, and names that climb.
func safeName(name string) bool {
	return name != "" && name != "." && name != ".." && path.Base(name) == name
}

type gitInfo struct {
	name string
	mode filemode.FileMode
	size int64
}

func (i gitInfo) Name() string       { return i.name }
func (i gitInfo) Size() int64        { return i.size }
func (i gitInfo) ModTime() time.Time { return time.Time{} }
func (i gitInfo) IsDir() bool        { return i.mode == filemode.Dir }
func (i gitInfo) Sys() any           { return nil }
func (i gitInfo) Mode() fs.FileMode {
	m, err := i.mode.ToOSFileMode()
	if err != nil {
		return fs.ModeIrregular
	}
	return m
}
