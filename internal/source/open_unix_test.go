//go:build unix

package source

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"

	"github.com/waybill-dev/waybill/internal/fault"
)

// A named pipe would keep whoever opens it waiting for a writer.
func TestNamedPipe(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a": "1"})
	for _, name := range []string{"go.mod", ".gitignore"} {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o644); err != nil {
			t.Skip(err)
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		tree, err := Open(t.Context(), dir, DefaultLimits)
		if err != nil || strings.Join(tree.Files(), " ") != "a" || len(tree.Warnings()) != 2 {
			t.Errorf("%v %+v", err, tree)
			return
		}
		if _, err := tree.Read("go.mod"); fault.KindOf(err) != fault.Usage {
			t.Errorf("read: %v", err)
		}
		if _, err := tree.Head("go.mod", 10); fault.KindOf(err) != fault.Usage {
			t.Errorf("head: %v", err)
		}
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("waits for a writer")
	}
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root reads everything")
	}
	dir := folder(t, map[string]string{"a": "1", "d/b": "1"})
	for _, name := range []string{"a", "d"} {
		if err := os.Chmod(filepath.Join(dir, name), 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "d"), 0o755) })
	tree, err := Open(t.Context(), dir, DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tree.Read("a"); err == nil || !strings.Contains(err.Error(), "read a:") {
		t.Errorf("%v, want an error that names the file", err)
	}
	if len(tree.Warnings()) != 1 || tree.Warnings()[0].File != "d" {
		t.Errorf("warnings %v", tree.Warnings())
	}
}

// TestHostileGitFolder: below .git only regular files of a bounded size are read; the folder is then as one without git, and a revision of
// it is an error. Nothing waits.
func TestHostileGitFolder(t *testing.T) {
	t.Parallel()
	pipe := func(dir, name string) error { return syscall.Mkfifo(filepath.Join(dir, name), 0o644) }
	sparse := func(dir, name string, size int64) error {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Truncate(size)
	}
	for name, spoil := range map[string]func(dir string) error{
		"a pipe for .git": func(dir string) error {
			return errors.Join(os.RemoveAll(filepath.Join(dir, ".git")), pipe(dir, ".git"))
		},
		"a pipe for HEAD": func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, ".git/HEAD")), pipe(dir, ".git/HEAD"))
		},
		"a pipe for config": func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, ".git/config")), pipe(dir, ".git/config"))
		},
		"a pipe for packed-refs": func(dir string) error { return pipe(dir, ".git/packed-refs") },
		"a pipe for a branch": func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, ".git/refs/heads/master")), pipe(dir, ".git/refs/heads/master"))
		},
		"a pipe for commondir": func(dir string) error { return pipe(dir, ".git/commondir") },
		"a huge configuration": func(dir string) error { return sparse(dir, ".git/config", 2<<30) },
		"a huge HEAD":          func(dir string) error { return sparse(dir, ".git/HEAD", 2<<30) },
		"a pipe for the index": func(dir string) error { return pipe(dir, ".git/index") },
		"a huge index":         func(dir string) error { return sparse(dir, ".git/index", 2<<30) },
		"a huge file for .git": func(dir string) error {
			return errors.Join(os.RemoveAll(filepath.Join(dir, ".git")), sparse(dir, ".git", 2<<30))
		},
		"a file that names none": func(dir string) error {
			return errors.Join(os.RemoveAll(filepath.Join(dir, ".git")), os.WriteFile(filepath.Join(dir, ".git"), []byte("gitdir: /dev/zero\n"), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t, map[string]string{"a": "1", ".gitignore": "b\n", "b": "2"})
			if _, err := git.PlainInit(dir, false); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Join(dir, ".git/refs/heads"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, ".git/refs/heads/master"), []byte(strings.Repeat("0", 40)+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := spoil(dir); err != nil {
				t.Skip(err)
			}
			done := make(chan error, 1)
			go func() {
				tree, err := Open(t.Context(), dir, DefaultLimits)
				if err == nil && strings.Join(tree.Files(), " ") != ".gitignore a" {
					err = errors.New(strings.Join(tree.Files(), " "))
				}
				if _, failed := Open(t.Context(), dir+"@HEAD", DefaultLimits); failed == nil {
					err = errors.Join(err, errors.New("the revision could be read"))
				}
				done <- err
			}()
			select {
			case err := <-done:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("it waits for ever")
			}
		})
	}
}
