//go:build unix

package source

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestBounded: pipes and files that are too large are refused at once, also below a folder of the file system.
func TestBounded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "a/b"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, size := range map[string]int{"a/b/small": 8, "a/b/large": 9} {
		if err := os.WriteFile(filepath.Join(dir, name), make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "a/b/pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	top := Bounded(os.DirFS(dir), 8)
	below, err := fs.Sub(top, "a")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		fsys          fs.FS
		name, refused string
	}{
		{top, "a/b/small", ""},
		{below, "b/small", ""},
		{below, "b/large", "b/large is larger than 8 bytes"},
		{top, "a/b/pipe", "a/b/pipe is not a regular file"},
		{below, "b/pipe", "b/pipe is not a regular file"},
		{below, "../a/b/small", "invalid"},
		{below, "b/none", "no such file"},
	} {
		data, err := fs.ReadFile(c.fsys, c.name)
		if c.refused == "" && (err != nil || len(data) != 8) || c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)) {
			t.Errorf("%s: %d bytes, %v, want %q", c.name, len(data), err, c.refused)
		}
	}
}
