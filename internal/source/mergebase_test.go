package source

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// TestMergeBase holds that a branch is compared with the commit at which it left the other one.
func TestMergeBase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	repo, err := git.PlainInit(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	work, err := repo.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	minute := 0
	commit := func(text string) plumbing.Hash {
		t.Helper()
		minute++
		if err := os.WriteFile(filepath.Join(dir, "file"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := work.Add("file"); err != nil {
			t.Fatal(err)
		}
		by := &object.Signature{Name: "a", Email: "a@example.com", When: time.Date(2026, 11, 1, 0, minute, 0, 0, time.UTC)}
		hash, err := work.Commit(text, &git.CommitOptions{Author: by})
		if err != nil {
			t.Fatal(err)
		}
		return hash
	}
	branch := func(name string, from plumbing.Hash) {
		t.Helper()
		if err := work.Checkout(&git.CheckoutOptions{Branch: plumbing.NewBranchReferenceName(name), Hash: from, Create: true}); err != nil {
			t.Fatal(err)
		}
	}
	commit("one")
	two := commit("two")
	branch("trunk", two)
	commit("three on trunk")
	trunk := commit("four on trunk")
	branch("topic", two)
	own := commit("three on topic")
	for rev, want := range map[string]plumbing.Hash{"trunk": two, "HEAD": own, two.String(): two, "topic": own} {
		left, err := MergeBase(dir, rev)
		if err != nil || !left.Found || left.Commit != want.String() {
			t.Errorf("%s: %+v, want %s (%v)", rev, left, want, err)
		}
	}
	if _, err := MergeBase(dir, "nowhere"); err == nil {
		t.Error("a revision that there is not was found")
	}
	// a history without anything in common: the revision itself
	if err := repo.Storer.SetReference(plumbing.NewSymbolicReference(plumbing.HEAD, "refs/heads/other")); err != nil {
		t.Fatal(err)
	}
	commit("one of another history")
	if left, err := MergeBase(dir, "trunk"); err != nil || left.Found || left.Commit != trunk.String() {
		t.Errorf("unrelated: %+v (%v)", left, err)
	}
}
