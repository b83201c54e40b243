package source

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Bounds below .git, in bytes. Packs hold the objects and are read piece by piece; everything else is read whole.
const (
	maxGitFile = 64 << 20 // packed-refs of a repository with a million of them
	maxPointer = 4 << 10  // a file .git or commondir, which names a folder
)

// openRepository opens the repository of a folder: its .git, which may be a file that names another folder (a worktree, a submodule), or
// the folder itself when it is bare. Only regular files of a bounded size are read: a workspace may hold a named pipe, on which every
// reader would wait for ever, or a configuration of gigabytes.
func openRepository(dir string) (*git.Repository, error) {
	at, err := gitFolder(dir)
	if err != nil {
		return nil, err
	}
	files := billy.Filesystem(newRegularFiles(osfs.New(at)))
	if common, err := pointer(filepath.Join(at, "commondir")); err == nil {
		if !filepath.IsAbs(common) {
			common = filepath.Join(at, common)
		}
		files = dotgit.NewRepositoryFilesystem(files, newRegularFiles(osfs.New(common)))
	}
	return git.Open(bounds{filesystem.NewStorage(files, cache.NewObjectLRUDefault())}, nil)
}

func gitFolder(dir string) (string, error) {
	at := filepath.Join(dir, git.GitDirName)
	info, err := os.Stat(at)
	switch {
	case os.IsNotExist(err) && bare(dir):
		return dir, nil
	case err != nil:
		return "", git.ErrRepositoryNotExists
	case info.IsDir():
		return at, nil
	}
	text, err := pointer(at)
	if err != nil {
		return "", err
	}
	named, ok := strings.CutPrefix(text, "gitdir: ")
	if !ok {
		return "", fault.New(fault.Usage, "%s names no folder of git", at)
	}
	if !filepath.IsAbs(named) {
		named = filepath.Join(dir, named)
	}
	return named, nil
}

// pointer reads a small regular file of one line.
func pointer(file string) (string, error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > maxPointer {
		return "", fault.New(fault.Usage, "%s is no small regular file", file)
	}
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxPointer))
	return strings.TrimSpace(string(data)), err
}

// regularFiles opens regular files only, and of those that are read whole none above the limit.
type regularFiles struct {
	billy.Filesystem
	packs *openPacks
}

func newRegularFiles(files billy.Filesystem) regularFiles {
	return regularFiles{files, &openPacks{files: map[string]heldFile{}}}
}

// openPacks are packs that stay open until the program ends: go-git opens the pack for every object that it reads, which takes longer than
// reading it.
type openPacks struct {
	mu    sync.Mutex
	files map[string]heldFile
}

// maxOpenPacks bounds the files that stay open; a clone with more packs is read as go-git does.
const maxOpenPacks = 32

func (p *openPacks) get(name string) (billy.File, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f, ok := p.files[name]
	if !ok {
		return nil, false
	}
	return f.again(), true
}

// keep returns the file in a form that many readers share, as far as there is room.
func (p *openPacks) keep(name string, f billy.File, size int64) billy.File {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.files) >= maxOpenPacks {
		return f
	}
	held := heldFile{io.NewSectionReader(f, 0, size), f.Name()}
	p.files[name] = held
	return held
}

// Open looks at the file before it opens it.
func (r regularFiles) Open(name string) (billy.File, error) { return r.OpenFile(name, os.O_RDONLY, 0) }

// OpenFile is Open for all that go-git reads; waybill writes nothing below .git.
func (r regularFiles) OpenFile(name string, flag int, mode os.FileMode) (billy.File, error) {
	if flag&(os.O_WRONLY|os.O_RDWR|os.O_CREATE) != 0 {
		return nil, fault.New(fault.Internal, "nothing is written below .git")
	}
	if f, open := r.packs.get(name); open {
		return f, nil
	}
	info, err := r.Stat(name)
	if err != nil {
		return nil, err
	}
	if err := fits(name, info); err != nil {
		return nil, err
	}
	f, err := r.Filesystem.OpenFile(name, flag, mode)
	switch {
	case err != nil:
		return nil, err
	case filepath.Ext(name) == ".pack":
		return r.packs.keep(name, f, info.Size()), nil
	case loose.MatchString(filepath.ToSlash(name)):
		return looseObject(f)
	}
	return f, nil
}

// loose is the place of an object outside of the packs (gitrepository-layout(5)).
var loose = regexp.MustCompile(`(^|/)objects/[0-9a-f]{2}/[0-9a-f]{38,62}$`)

func fits(name string, info os.FileInfo) error {
	switch {
	case !info.Mode().IsRegular() && !info.IsDir():
		return fault.New(fault.Usage, "%s below .git is not a regular file", filepath.ToSlash(name))
	case info.Size() > maxGitFile && filepath.Ext(name) != ".pack" && filepath.Ext(name) != ".idx":
		return fault.New(fault.Usage, "%s below .git is larger than %d bytes", filepath.ToSlash(name), maxGitFile)
	}
	return nil
}

// Chroot keeps the bounds.
func (r regularFiles) Chroot(dir string) (billy.Filesystem, error) {
	below, err := r.Filesystem.Chroot(dir)
	return newRegularFiles(below), err
}
