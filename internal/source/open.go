package source

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Open reads a folder (DIR), a local repository at a revision (DIR@REV) or a git URL (URL[@REV]).
// A revision is read from git's objects: nothing is checked out, no command is run.
func Open(ctx context.Context, location string, limits Limits) (*Tree, error) {
	if isURL(location) {
		return openURL(ctx, location, limits)
	}
	if info, err := os.Stat(location); err == nil && info.IsDir() {
		if bare(location) {
			return openRevision(location, "HEAD", limits)
		}
		return openFolder(location, limits)
	}
	if dir, rev, ok := cutRevision(location); ok {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return openRevision(dir, rev, limits)
		}
	}
	if host, file, ok := strings.Cut(location, ":"); ok && strings.Contains(host, "@") && !strings.ContainsAny(host, "/ ") {
		return nil, fault.New(fault.Usage, "no such folder: %s", location).WithHint("a repository of an SSH server is written ssh://%s/%s", host, strings.TrimPrefix(file, "/"))
	}
	return nil, fault.New(fault.Usage, "no such folder: %s", location).WithHint("give a folder, a folder at a revision (DIR@REV) or a git URL")
}

// IsFolder says whether a location is a folder of files, to which something can be written beside them:
// no URL, no revision, no bare repository.
func IsFolder(location string) bool {
	info, err := os.Stat(location)
	return !isURL(location) && err == nil && info.IsDir() && !bare(location)
}

func openFolder(dir string, limits Limits) (*Tree, error) {
	root, err := os.OpenRoot(dir) // links that lead outside are refused by the operating system
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "cannot open the folder")
	}
	files, ok := root.FS().(rooted)
	if !ok {
		return nil, fault.New(fault.Internal, "the folder cannot be read through its root")
	}
	t, err := newTree(rootedFolder{files, dir}, limits, func() ([]string, error) { return readIndex(dir, limits) })
	if err != nil {
		return nil, err
	}
	t.Location, t.Name = location(dir), folderName(dir)
	if repo, err := openRepository(dir); err == nil { // a folder without git is as good a source
		t.Name, t.Commit, t.Branch = repositoryName(repo, dir), headCommit(repo), defaultBranch(repo)
	}
	return t, nil
}

// location keeps the words of the user: an absolute path of a machine would differ from one to the next.
func location(dir string) string {
	if filepath.IsAbs(dir) {
		return filepath.Base(dir)
	}
	return filepath.ToSlash(filepath.Clean(dir))
}

func folderName(dir string) string {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return path.Base(filepath.ToSlash(dir))
	}
	return strings.TrimSuffix(filepath.Base(abs), ".git")
}

// repositoryName is the last element of the origin's address, which is the same on every machine;
// a CI server's workspace folder is not.
func repositoryName(repo *git.Repository, dir string) string {
	remote, err := repo.Remote("origin")
	if err != nil || len(remote.Config().URLs) == 0 {
		return folderName(dir)
	}
	return folderName(strings.TrimSuffix(remote.Config().URLs[0], "/"))
}

// headCommit returns the commit that is checked out, or nothing before the first one.
func headCommit(repo *git.Repository) string {
	head, err := repo.Head()
	if err != nil {
		return ""
	}
	return head.Hash().String()
}

// defaultBranch is the branch that a clone of the origin checks out. Without a remote it is main or master, where only one of them is there.
func defaultBranch(repo *git.Repository) string {
	const origin = "refs/remotes/origin/"
	if ref, err := repo.Reference(origin+"HEAD", false); err == nil && ref.Type() == plumbing.SymbolicReference {
		return strings.TrimPrefix(ref.Target().String(), origin)
	}
	var found []string
	for _, name := range []string{"main", "master"} {
		for _, prefix := range []string{"refs/heads/", origin} {
			if _, err := repo.Reference(plumbing.ReferenceName(prefix+name), false); err == nil {
				found = append(found, name)
				break
			}
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return ""
}

func bare(dir string) bool {
	for _, name := range []string{"HEAD", "objects", "refs"} {
		if _, err := os.Stat(filepath.Join(dir, name)); errors.Is(err, fs.ErrNotExist) {
			return false
		}
	}
	return true
}

func cutRevision(location string) (dir, rev string, ok bool) {
	at := strings.LastIndex(location, "@")
	if at <= 0 || at == len(location)-1 {
		return "", "", false
	}
	return location[:at], location[at+1:], true
}

func isURL(location string) bool {
	for _, scheme := range []string{"https://", "http://", "ssh://", "git://", "file://"} {
		if strings.HasPrefix(location, scheme) {
			return true
		}
	}
	return false
}
