package source

import (
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/waybill-dev/waybill/internal/fault"
)

func openRevision(dir, rev string, limits Limits) (*Tree, error) {
	repo, err := openRepository(dir)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "cannot open the repository %s", dir)
	}
	t, err := treeAt(repo, rev, limits)
	if err != nil {
		return nil, err
	}
	t.Location, t.Name = location(dir), repositoryName(repo, dir)
	return t, nil
}

func treeAt(repo *git.Repository, rev string, limits Limits) (*Tree, error) {
	commit, err := resolve(repo, rev)
	if err != nil {
		return nil, err
	}
	root, err := commit.Tree()
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "the commit %s has no readable tree", commit.Hash)
	}
	t, err := New(newGitFS(repo.Storer, root, limits.FileBytes), limits)
	if err != nil {
		return nil, err
	}
	t.Commit = commit.Hash.String()
	return t, nil
}

// resolve finds a branch, a remote's branch, a tag or a commit.
func resolve(repo *git.Repository, rev string) (*object.Commit, error) {
	for _, form := range []string{rev, "refs/remotes/origin/" + rev} {
		hash, err := repo.ResolveRevision(plumbing.Revision(form))
		if err != nil {
			continue
		}
		if commit, err := repo.CommitObject(*hash); err == nil {
			return commit, nil
		}
	}
	return nil, fault.New(fault.Usage, "no branch, tag or commit %q", rev).WithHint("list them with git branch -a and git tag")
}
