//go:build unix

package source

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

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
