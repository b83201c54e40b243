package source

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/storer"

	"github.com/waybill-dev/waybill/internal/fault"
)

// gitFS shows a tree object as a file system. Nothing is checked out and nothing is run. Submodules are listed and cannot be opened;
// a symbolic link is followed when it leads to a place in the same tree.
// go-git's objects are not safe for concurrent use, so one lock guards them all; a file is read whole when it is opened.
type gitFS struct {
	objects   storer.EncodedObjectStorer
	fileBytes int64

	mu    sync.Mutex
	trees map[string]*object.Tree
	large map[*object.Tree]map[string]int // entries of trees with many, by name
	sizes map[plumbing.Hash]int64
	blobs map[plumbing.Hash][]byte // small files, which many folders have alike
	held  int                      // bytes of blobs
}

// Bounds of the files that are kept once they are read, in bytes.
const (
	maxHeldFile = 64 << 10
	maxHeld     = 64 << 20
)

func newGitFS(objects storer.EncodedObjectStorer, root *object.Tree, fileBytes int64) *gitFS {
	return &gitFS{objects: objects, fileBytes: fileBytes, trees: map[string]*object.Tree{".": root}, large: map[*object.Tree]map[string]int{}, sizes: map[plumbing.Hash]int64{}, blobs: map[plumbing.Hash][]byte{}}
}

var (
	errCorrupt  = errors.New("the object is missing or corrupt (is the clone a partial or shallow one?)")
	errLinkLoop = errors.New("too many levels of links")
	errTooLarge = errors.New("larger than the limit")
)

// Open implements fs.FS.
func (g *gitFS) Open(name string) (fs.File, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	f, err := g.open(name, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return f, nil
}

// Stat implements fs.StatFS without reading the file.
func (g *gitFS) Stat(name string) (fs.FileInfo, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrInvalid}
	}
	entry, at, err := g.follow(name, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
	}
	info := gitInfo{path.Base(at), entry.Mode, 0}
	if entry.Mode.IsFile() {
		if info.size, err = g.size(entry.Hash); err != nil {
			return nil, &fs.PathError{Op: "stat", Path: name, Err: errCorrupt}
		}
	}
	return info, nil
}

// Lstat implements fs.ReadLinkFS.
func (g *gitFS) Lstat(name string) (fs.FileInfo, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	entry, err := g.entry(name)
	if err != nil {
		return nil, &fs.PathError{Op: "lstat", Path: name, Err: err}
	}
	return gitInfo{path.Base(name), entry.Mode, 0}, nil
}

// ReadLink implements fs.ReadLinkFS.
func (g *gitFS) ReadLink(name string) (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	entry, err := g.entry(name)
	if err != nil {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: err}
	}
	if entry.Mode != filemode.Symlink {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	target, _, err := g.blob(entry.Hash)
	if err != nil {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: err}
	}
	return string(target), nil
}

func (g *gitFS) open(name string, hops int) (fs.File, error) {
	entry, at, err := g.follow(name, hops)
	if err != nil {
		return nil, err
	}
	switch entry.Mode {
	case filemode.Dir:
		tree, err := g.tree(at)
		if err != nil {
			return nil, err
		}
		return &gitDir{name: path.Base(at), tree: tree}, nil
	case filemode.Regular, filemode.Executable, filemode.Deprecated:
		data, size, err := g.blob(entry.Hash)
		if errors.Is(err, errTooLarge) { // its size can be asked, its content cannot
			return &gitFile{Reader: failingReader{err}, info: gitInfo{path.Base(at), entry.Mode, size}}, nil
		}
		if err != nil {
			return nil, err
		}
		return &gitFile{Reader: bytes.NewReader(data), info: gitInfo{path.Base(at), entry.Mode, size}}, nil
	}
	return nil, fs.ErrInvalid // a submodule
}

// maxHops is how many links are followed from one name.
const maxHops = 5

// follow finds an entry and the path where it really is.
func (g *gitFS) follow(name string, hops int) (object.TreeEntry, string, error) {
	entry, err := g.entry(name)
	if err != nil {
		return object.TreeEntry{}, "", err
	}
	if entry.Mode != filemode.Symlink {
		return entry, name, nil
	}
	if hops >= maxHops {
		return object.TreeEntry{}, "", errLinkLoop
	}
	target, _, err := g.blob(entry.Hash)
	if err != nil {
		return object.TreeEntry{}, "", err
	}
	next, ok := linkTarget(path.Dir(name), string(target))
	if !ok {
		return object.TreeEntry{}, "", fs.ErrNotExist
	}
	return g.follow(next, hops+1)
}

// entry finds an entry by its path, without following it.
func (g *gitFS) entry(name string) (object.TreeEntry, error) {
	if name == "." {
		return object.TreeEntry{Name: ".", Mode: filemode.Dir}, nil
	}
	parent, err := g.tree(path.Dir(name))
	if err != nil {
		return object.TreeEntry{}, err
	}
	base := path.Base(name)
	i := g.find(parent, base)
	if i < 0 || !safeName(base) {
		return object.TreeEntry{}, fs.ErrNotExist
	}
	return parent.Entries[i], nil
}

// manyEntries is how many entries of a tree are looked through one by one.
const manyEntries = 64

// find returns the index of the first entry with a name, -1 for none. The order of the entries is not believed: who made the tree by hand
// may have put them in any.
func (g *gitFS) find(t *object.Tree, name string) int {
	if len(t.Entries) <= manyEntries {
		return slices.IndexFunc(t.Entries, func(e object.TreeEntry) bool { return e.Name == name })
	}
	at, ok := g.large[t]
	if !ok {
		at = make(map[string]int, len(t.Entries))
		for i, e := range slices.Backward(t.Entries) {
			at[e.Name] = i
		}
		g.large[t] = at
	}
	if i, ok := at[name]; ok {
		return i
	}
	return -1
}

// linkTarget resolves the text of a link; false when it leaves the repository or leads into git's own folder.
func linkTarget(dir, target string) (string, bool) {
	if target == "" || len(target) > 4096 || strings.ContainsRune(target, 0) || path.IsAbs(target) {
		return "", false
	}
	next := path.Join(dir, target)
	if next == ".." || strings.HasPrefix(next, "../") {
		return "", false
	}
	return next, !slices.ContainsFunc(strings.Split(next, "/"), func(e string) bool { return strings.EqualFold(e, ".git") })
}

// tree returns the tree of a folder; links among its parents are not followed, as in a walk.
func (g *gitFS) tree(dir string) (*object.Tree, error) {
	if t, ok := g.trees[dir]; ok {
		return t, nil
	}
	parent, err := g.tree(path.Dir(dir))
	if err != nil {
		return nil, err
	}
	i := g.find(parent, path.Base(dir))
	if i < 0 || parent.Entries[i].Mode != filemode.Dir {
		return nil, fs.ErrNotExist
	}
	t, err := g.decode(parent.Entries[i].Hash)
	if err != nil {
		return nil, err
	}
	g.trees[dir] = t
	return t, nil
}

// decode reads a tree object. The store refuses one that is larger than it unpacks.
func (g *gitFS) decode(hash plumbing.Hash) (*object.Tree, error) {
	stored, err := g.objects.EncodedObject(plumbing.TreeObject, hash)
	switch {
	case errors.Is(err, errTooLarge) || err == nil && stored.Size() > maxObject:
		return nil, errTooLarge
	case err != nil:
		return nil, errCorrupt
	}
	t, err := object.DecodeTree(g.objects, stored)
	if err != nil {
		return nil, errCorrupt
	}
	return t, nil
}

// blob reads a file's content. Its size is asked before, so that a blob of many gigabytes is never unpacked.
func (g *gitFS) blob(hash plumbing.Hash) ([]byte, int64, error) {
	if data, ok := g.blobs[hash]; ok {
		return data, int64(len(data)), nil
	}
	data, size, err := g.unpack(hash)
	if err == nil && size <= maxHeldFile && g.held+len(data) <= maxHeld {
		g.blobs[hash] = data
		g.held += len(data)
	}
	return data, size, err
}

// size asks for the size of an object once.
func (g *gitFS) size(hash plumbing.Hash) (int64, error) {
	if size, ok := g.sizes[hash]; ok {
		return size, nil
	}
	size, err := g.objects.EncodedObjectSize(hash)
	if err == nil {
		g.sizes[hash] = size
	}
	return size, err
}

func (g *gitFS) unpack(hash plumbing.Hash) ([]byte, int64, error) {
	size, err := g.size(hash)
	if err != nil {
		return nil, 0, errCorrupt
	}
	if g.fileBytes > 0 && size > g.fileBytes {
		return nil, size, errTooLarge
	}
	blob, err := object.GetBlob(g.objects, hash)
	if errors.Is(err, errTooLarge) {
		return nil, size, errTooLarge
	}
	if err != nil {
		return nil, 0, errCorrupt
	}
	r, err := blob.Reader()
	if err != nil {
		return nil, 0, errCorrupt
	}
	data, err := io.ReadAll(io.LimitReader(r, size+1))
	if closeErr := r.Close(); err != nil || closeErr != nil || int64(len(data)) != size {
		return nil, 0, errCorrupt
	}
	return data, size, nil
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

type gitFile struct {
	io.Reader
	info gitInfo
}

func (f *gitFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *gitFile) Close() error               { return nil }

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
// A name that no checkout would write is an error: such a tree was made by hand.
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
			return nil, fault.New(fault.Usage, "the git tree holds an entry named %q, which git refuses to check out", e.Name)
		}
		entries = append(entries, fs.FileInfoToDirEntry(gitInfo{e.Name, e.Mode, 0}))
	}
	return entries, nil
}

// safeName refuses what git itself refuses to check out (core.protectNTFS, core.protectHFS and verify_path of git): names that climb,
// git's own folder in any spelling, separators.
func safeName(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.ContainsAny(name, "/\\\x00") && !strings.EqualFold(strings.TrimRight(name, ". "), ".git") && !strings.EqualFold(name, "git~1")
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

// Mode gives a submodule the type "irregular": it is neither a file nor a folder of this repository.
func (i gitInfo) Mode() fs.FileMode {
	if i.mode == filemode.Submodule {
		return fs.ModeIrregular
	}
	m, err := i.mode.ToOSFileMode()
	if err != nil {
		return fs.ModeIrregular
	}
	return m
}
