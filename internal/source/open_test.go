package source

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/memory"

	"github.com/waybill-dev/waybill/internal/fault"
)

// folder writes files; a name that ends in "@" is a link to its content.
func folder(tb testing.TB, files map[string]string) string {
	tb.Helper()
	dir := tb.TempDir()
	for name, data := range files {
		file := filepath.Join(dir, strings.TrimSuffix(name, "@"))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			tb.Fatal(err)
		}
		var err error
		if strings.HasSuffix(name, "@") {
			err = os.Symlink(data, file)
		} else {
			err = os.WriteFile(file, []byte(data), 0o644)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

var author = &object.Signature{Name: "a", Email: "a@example.org", When: time.Unix(1e9, 0)}

// commit makes a repository of a folder and returns the hash of its commit.
func commit(tb testing.TB, dir string) plumbing.Hash {
	tb.Helper()
	repo, err := git.PlainInit(dir, false)
	if err != nil {
		tb.Fatal(err)
	}
	work, err := repo.Worktree()
	if err != nil {
		tb.Fatal(err)
	}
	if err := work.AddGlob("."); err != nil {
		tb.Fatal(err)
	}
	hash, err := work.Commit("one", &git.CommitOptions{Author: author})
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := repo.CreateTag("v1.2", hash, &git.CreateTagOptions{Tagger: author, Message: "v1.2"}); err != nil {
		tb.Fatal(err)
	}
	return hash
}

func bareClone(tb testing.TB, dir string) string {
	tb.Helper()
	bare := filepath.Join(tb.TempDir(), "shop.git")
	if _, err := git.PlainClone(bare, true, &git.CloneOptions{URL: dir}); err != nil {
		tb.Fatal(err)
	}
	return bare
}

// contents reads every file of a tree.
func contents(tb testing.TB, t *Tree) string {
	tb.Helper()
	var b strings.Builder
	for _, f := range t.Files() {
		data, err := t.Read(f)
		fmt.Fprintf(&b, "%s=%s %v\n", f, data, err)
	}
	return b.String()
}

func TestFolderAndCommitAreTheSame(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"go.mod": "module m\n", "cmd/main.go": "package main\n", ".gitignore": "*.log\n/dist/\n", "a/b/c.txt": "\ufeffx",
		"link.txt@": "a/b/c.txt", "a/up.txt@": "../go.mod", "gone@": "nowhere", "out@": "/etc/hostname", "climb@": "../../x", "folder@": "a",
	})
	hash := commit(t, dir)
	bare := bareClone(t, dir)
	want, err := Open(t.Context(), dir, DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	text := contents(t, want)
	if !strings.Contains(text, "link.txt=x <nil>") || !strings.Contains(text, "a/up.txt=module m") || strings.Contains(text, "out=") || len(want.Warnings()) != 3 {
		t.Errorf("links are not followed as they should be:\n%s%v", text, want.Warnings())
	}
	for _, location := range []string{dir + "@HEAD", dir + "@master", dir + "@v1.2", dir + "@" + hash.String(), dir + "@" + hash.String()[:8], bare, bare + "@v1.2", "file://" + bare, "file://" + bare + "@master"} {
		got, err := Open(t.Context(), location, DefaultLimits)
		if err != nil {
			t.Errorf("%s: %v", location, err)
			continue
		}
		if got.Commit != hash.String() || want.Commit != got.Commit {
			t.Errorf("%s: commit %s", location, got.Commit)
		}
		if c := contents(t, got); c != text || fmt.Sprint(got.Warnings()) != fmt.Sprint(want.Warnings()) {
			t.Errorf("%s differs:\n%s\n%v\nwant\n%s\n%v", location, c, got.Warnings(), text, want.Warnings())
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a": "1"})
	commit(t, dir)
	for name, location := range map[string]string{
		"nothing there": filepath.Join(dir, "none"), "a file": filepath.Join(dir, "a"), "no revision": dir + "@v9", "strange revision": dir + "@-x^{/", "no repository": t.TempDir() + "@HEAD",
		"command of git": "ext::sh -c id", "option": "--upload-pack=id", "option of ssh": "ssh://-oProxyCommand=id/x", "path that is an option": "https://example.org/-x", "other scheme": "file:/x", "scp form": "git@example.org:a/b.git",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Open(t.Context(), location, DefaultLimits)
			if fault.KindOf(err) != fault.Usage {
				t.Errorf("%s: %v, want an error of usage", location, err)
			}
		})
	}
}

func TestLinksThatLeadAway(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"a.txt": "1", "secret@": ".git/config", "loop1@": "loop2", "loop2@": "loop1", "through@": "door/config", "door@": ".git", "self@": "./self", "twice@": "once", "once@": "a.txt", "dots@": "./b/../a.txt", "b/c": "",
	})
	commit(t, dir)
	for _, location := range []string{dir, dir + "@HEAD"} {
		tree, err := Open(t.Context(), location, DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(tree.Files(), " "); got != "a.txt b/c dots once twice" {
			t.Errorf("%s: files %s", location, got)
		}
		if n := len(tree.Warnings()); n != 6 {
			t.Errorf("%s: %d warnings: %v", location, n, tree.Warnings())
		}
	}
}

// TestNestedRepositories: a clone below the folder is another repository; a submodule, whose .git is a file, is a part of this one.
func TestNestedRepositories(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module a\n", "clone/.git/HEAD": "ref: refs/heads/main\n", "clone/go.mod": "module b\n",
		"submodule/.git": "gitdir: ../.git/modules/submodule\n", "submodule/go.mod": "module c\n", "plain/.git/config": "", "plain/go.mod": "module d\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := Open(t.Context(), dir, DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, f := range tree.Files() {
		if path.Base(f) == "go.mod" {
			found = append(found, f)
		}
	}
	if got := strings.Join(found, " "); got != "go.mod plain/go.mod submodule/go.mod" {
		t.Errorf("found %q", got)
	}
	if w := tree.Warnings(); len(w) != 1 || w[0].File != "clone" {
		t.Errorf("warnings %v", w)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a": strings.Repeat("x", 100), "b": "1", "c/d/e/f": "1"})
	commit(t, dir)
	for _, location := range []string{dir, dir + "@HEAD"} {
		tree, err := Open(t.Context(), location, Limits{FileBytes: 50, Files: 10, Depth: 2})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tree.Read("a"); fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), "a is larger than 50 bytes") {
			t.Errorf("%s: large file: %v", location, err)
		}
		if tree.Has("c/d/e/f") || len(tree.Warnings()) != 1 {
			t.Errorf("%s: deep folder: %v %v", location, tree.Files(), tree.Warnings())
		}
		if _, err := Open(t.Context(), location, Limits{FileBytes: 50, Files: 2, Depth: 9}); fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), "more than 2") {
			t.Errorf("%s: many files: %v", location, err)
		}
	}
}

// forge stores a tree object that git itself would not write.
func forge(t *testing.T, store *memory.Storage, entries ...object.TreeEntry) plumbing.Hash {
	t.Helper()
	o := store.NewEncodedObject()
	o.SetType(plumbing.TreeObject)
	w, err := o.Writer()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		fmt.Fprintf(w, "%o %s\x00", e.Mode, e.Name)
		if _, err := w.Write(e.Hash[:]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	hash, err := store.SetEncodedObject(o)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func forgedTree(t *testing.T, store *memory.Storage, hash plumbing.Hash) (*Tree, error) {
	t.Helper()
	root, err := object.GetTree(store, hash)
	if err != nil {
		t.Fatal(err)
	}
	return New(newGitFS(store, root, 1000), Limits{FileBytes: 1000, Files: 5000, Depth: 100})
}

func TestForgedTrees(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"..", ".git", ".GIT", ".git ", "git~1", "a/b", `a\b`} {
		store := memory.NewStorage()
		inner := forge(t, store)
		_, err := forgedTree(t, store, forge(t, store, object.TreeEntry{Name: name, Mode: filemode.Dir, Hash: inner}))
		if fault.KindOf(err) != fault.Usage {
			t.Errorf("%q: %v, want an error of usage", name, err)
		}
	}
	t.Run("missing object", func(t *testing.T) {
		t.Parallel()
		store := memory.NewStorage()
		_, err := forgedTree(t, store, forge(t, store, object.TreeEntry{Name: "a", Mode: filemode.Dir, Hash: plumbing.NewHash("01")}))
		if fault.KindOf(err) != fault.Usage {
			t.Errorf("%v, want an error of usage", err)
		}
	})
	t.Run("submodule", func(t *testing.T) {
		t.Parallel()
		store := memory.NewStorage()
		tree, err := forgedTree(t, store, forge(t, store, object.TreeEntry{Name: "sub", Mode: filemode.Submodule, Hash: plumbing.NewHash("01")}))
		if err != nil || len(tree.Warnings()) != 1 || len(tree.Files()) != 0 {
			t.Errorf("%v %v", err, tree)
		}
	})
	t.Run("bomb without files", func(t *testing.T) {
		t.Parallel()
		store := memory.NewStorage()
		hash := forge(t, store)
		for range 40 { // 2^40 folders
			hash = forge(t, store, object.TreeEntry{Name: "a", Mode: filemode.Dir, Hash: hash}, object.TreeEntry{Name: "b", Mode: filemode.Dir, Hash: hash})
		}
		if _, err := forgedTree(t, store, hash); fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), "more than 5000") {
			t.Errorf("%v, want an error that names the limit", err)
		}
	})
}

func TestLFSPointer(t *testing.T) {
	t.Parallel()
	tree, err := Open(t.Context(), folder(t, map[string]string{"go.mod": "version https://git-lfs.github.com/spec/v1\noid sha256:1\n"}), DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := tree.Read("go.mod"); err != nil {
			t.Fatal(err)
		}
	}
	if len(tree.Warnings()) != 1 {
		t.Errorf("warnings %v", tree.Warnings())
	}
}

func TestConcurrentReads(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for i := range 200 {
		files[fmt.Sprintf("d%d/f%d", i%10, i)] = fmt.Sprint(i)
	}
	dir := folder(t, files)
	commit(t, dir)
	tree, err := Open(t.Context(), dir+"@HEAD", DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, f := range tree.Files() {
				if data, err := tree.Read(f); err != nil || string(data) != files[f] {
					t.Errorf("%s: %q %v", f, data, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestHead(t *testing.T) {
	t.Parallel()
	tree, err := Open(t.Context(), folder(t, map[string]string{"a": "0123456789"}), DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{4: "0123", 10: "0123456789", 99: "0123456789"} {
		if got, err := tree.Head("a", n); err != nil || string(got) != want {
			t.Errorf("%d: %q %v", n, got, err)
		}
	}
	if _, err := tree.Head("none", 1); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestCutURL(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://h/p@v1": "https://h/p v1", "https://u:p@h/p": "https://u:p@h/p ", "https://u:p@h/p@main": "https://u:p@h/p main", "ssh://git@h/p.git": "ssh://git@h/p.git ", "https://h": "https://h ", "https://h/p@feature/x": "https://h/p feature/x",
		"https://proxy/https://u:p@h/p": "https://proxy/https://u:p@h/p ", "https://proxy/https://h/p@v1": "https://proxy/https://h/p v1",
	} {
		address, rev := cutURL(in)
		if got := address + " " + rev; got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func FuzzLinkTarget(f *testing.F) {
	f.Add("a/b", "../../c")
	f.Fuzz(func(t *testing.T, dir, target string) {
		if strings.Contains(dir, "..") || strings.HasPrefix(dir, "/") {
			t.Skip()
		}
		if next, ok := linkTarget(dir, target); ok && (strings.HasPrefix(next, "../") || next == ".." || strings.HasPrefix(next, "/")) {
			t.Errorf("%q from %q leads to %q", target, dir, next)
		}
	})
}

// FuzzRevision looks for panics in the parser of revisions.
func FuzzRevision(f *testing.F) {
	for _, s := range []string{"HEAD", "v1.2^{}", "master@{1}", ":/x", "HEAD~^3", "@{-1}", "x^{/fix}"} {
		f.Add(s)
	}
	dir := folder(f, map[string]string{"a": "1"})
	commit(f, dir)
	f.Fuzz(func(t *testing.T, rev string) {
		if _, err := openRevision(dir, rev, DefaultLimits); err != nil && fault.KindOf(err) != fault.Usage {
			t.Errorf("%q: %v", rev, err)
		}
	})
}

func BenchmarkWalk15k(b *testing.B) {
	files := map[string]string{}
	for i := range 15_000 {
		files[fmt.Sprintf("p%d/src/d%d/f%d.go", i%50, i%7, i)] = "package x\n"
	}
	dir := folder(b, files)
	for b.Loop() {
		if _, err := Open(context.Background(), dir, DefaultLimits); err != nil {
			b.Fatal(err)
		}
	}
}
