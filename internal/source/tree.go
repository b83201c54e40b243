// Package source is the one door to a repository: a folder, a git revision without a checkout and a test's map all become one Tree.
package source

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Limits bound what a hostile repository can make us read.
type Limits struct {
	FileBytes int64         // largest file that is read
	Files     int           // most files of a tree
	Depth     int           // deepest folder
	PackBytes int64         // most bytes that a git server may send
	Wait      time.Duration // longest time that a git server may take; 0 for no end
}

// DefaultLimits are generous for real repositories.
var DefaultLimits = Limits{FileBytes: 8 << 20, Files: 500_000, Depth: 100, PackBytes: 1 << 30, Wait: 10 * time.Minute}

// Tree is a repository as detectors see it: its files without what version control ignores and without dependency folders. A file that git
// tracks is not ignored, whatever a .gitignore says.
// It is safe for concurrent use.
type Tree struct {
	Location string // as the user wrote it, without any password
	Commit   string // 40 hex digits, or empty
	Name     string // the repository's name: last element of the location
	Branch   string // the default branch, or empty where git does not tell

	fsys     fs.FS
	limits   Limits
	files    []string // sorted slash paths
	byName   map[string][]string
	dirs     map[string]bool
	folders  int
	ignoring int             // bytes of .gitignore files that were read
	index    func() []string // files that git tracks, sorted; nil where nothing tells
	warnings []Warning

	wanted map[string]bool // see Want

	mu    sync.Mutex
	cache map[string]cached
}

// Warning is something about the tree itself that the user should know: a link that leads outside, a file too large.
type Warning struct{ File, Text string }

type cached struct {
	data []byte
	err  error
}

// New walks fsys once.
func New(fsys fs.FS, limits Limits) (*Tree, error) { return newTree(fsys, limits, nil) }

// newTree walks fsys once. The index returns what git tracks of it; it is asked when a .gitignore leaves something out.
func newTree(fsys fs.FS, limits Limits, index func() ([]string, error)) (*Tree, error) {
	t := &Tree{fsys: fsys, limits: limits, byName: map[string][]string{}, dirs: map[string]bool{}, cache: map[string]cached{}}
	if index != nil {
		t.index = sync.OnceValue(func() []string {
			names, err := index()
			if err != nil {
				t.warn(".git/index", "cannot be read, so that what .gitignore names is left out even where git tracks it: "+plain(err))
			}
			return names
		})
	}
	if err := t.walk(); err != nil {
		return nil, err
	}
	slices.Sort(t.files)
	for _, f := range t.files {
		t.byName[path.Base(f)] = append(t.byName[path.Base(f)], f)
	}
	return t, nil
}

// FS returns the file system behind the tree, for what must see ignored files too. Only regular files within the limit are opened.
func (t *Tree) FS() fs.FS { return Bounded(t.fsys, t.limits.FileBytes) }

// Warnings returns what the walk met.
func (t *Tree) Warnings() []Warning {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.warnings)
}

// Want notes folders whose programs a person asked for by name: the name of a folder does not set them aside. It is called before the
// tree is handed to the detectors.
func (t *Tree) Want(folders ...string) {
	t.wanted = map[string]bool{}
	for _, f := range folders {
		t.wanted[path.Clean(f)] = true
	}
}

// Wanted says whether a person asked for the program in the folder.
func (t *Tree) Wanted(folder string) bool { return t.wanted[path.Clean(folder)] }

// Files returns all paths, sorted. The caller must not change the slice.
func (t *Tree) Files() []string { return t.files }

// Named returns the paths of all files with this base name, sorted.
func (t *Tree) Named(base string) []string { return t.byName[base] }

// Under returns the paths below a folder ("." for all), sorted.
func (t *Tree) Under(dir string) []string {
	if dir == "." || dir == "" {
		return t.files
	}
	prefix := strings.TrimSuffix(dir, "/") + "/"
	lo := sort.SearchStrings(t.files, prefix)
	hi := lo + sort.Search(len(t.files)-lo, func(i int) bool { return !strings.HasPrefix(t.files[lo+i], prefix) })
	return t.files[lo:hi]
}

// In returns the paths of the files directly in a folder, sorted.
func (t *Tree) In(dir string) []string {
	var in []string
	above := len(strings.TrimSuffix(dir, "/")) + 1
	if dir == "." || dir == "" {
		above = 0
	}
	for _, f := range t.Under(dir) {
		if strings.IndexByte(f[above:], '/') < 0 {
			in = append(in, f)
		}
	}
	return in
}

// Has says whether the tree holds this file.
func (t *Tree) Has(file string) bool {
	file = path.Clean(file)
	i := sort.SearchStrings(t.files, file)
	return i < len(t.files) && t.files[i] == file
}

// HasDir says whether the tree holds this folder (with at least one file in it).
func (t *Tree) HasDir(dir string) bool { return t.dirs[path.Clean(dir)] }

// Read returns a file's bytes, without a UTF-8 byte order mark. The caller must not change them.
// A file that is larger than the limit is an error that names the limit.
func (t *Tree) Read(file string) ([]byte, error) {
	file = path.Clean(file)
	t.mu.Lock()
	c, ok := t.cache[file]
	t.mu.Unlock()
	if ok {
		return c.data, c.err
	}
	data, err := t.read(file)
	t.mu.Lock()
	t.cache[file] = cached{data, err}
	t.mu.Unlock()
	return data, err
}

func (t *Tree) read(file string) ([]byte, error) {
	f, info, err := t.openRegular(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	tooLarge := fault.New(fault.Usage, "%s is larger than %d bytes", file, t.limits.FileBytes).WithHint("raise the limit with --max-file-bytes")
	if info.Size() > t.limits.FileBytes {
		return nil, tooLarge
	}
	data, err := io.ReadAll(io.LimitReader(f, t.limits.FileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if int64(len(data)) > t.limits.FileBytes {
		return nil, tooLarge
	}
	if len(data) < 1024 && bytes.HasPrefix(data, []byte("version https://git-lfs.github.com/spec/")) {
		t.mu.Lock()
		t.warn(file, "is a Git LFS pointer: its content is not in the repository")
		t.mu.Unlock()
	}
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), nil
}

// openRegular opens a regular file. Of what the walk has not seen, what it is is asked before: opening a named pipe would wait for a writer.
func (t *Tree) openRegular(file string) (fs.File, fs.FileInfo, error) {
	if !t.Has(file) {
		if info, err := fs.Stat(t.fsys, file); err != nil {
			return nil, nil, fmt.Errorf("read %s: %w", file, err)
		} else if !info.Mode().IsRegular() {
			return nil, nil, fault.New(fault.Usage, "%s is not a regular file", file)
		}
	}
	f, err := t.fsys.Open(file)
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", file, err)
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, nil, fmt.Errorf("read %s: %w", file, err)
	}
	if !info.Mode().IsRegular() {
		_ = f.Close()
		return nil, nil, fault.New(fault.Usage, "%s is not a regular file", file)
	}
	return f, info, nil
}
