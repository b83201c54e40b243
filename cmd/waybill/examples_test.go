package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/golden"
	"github.com/waybill-dev/waybill/internal/write"
)

const examples = "../../examples"

// applications lists the examples that are a repository of an application; the others show an image tree.
func applications(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(examples)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		_, tree := os.Stat(filepath.Join(examples, e.Name(), "imagetree.yaml"))
		_, readme := os.Stat(filepath.Join(examples, e.Name(), "README.md"))
		if e.IsDir() && tree != nil && readme == nil {
			names = append(names, e.Name())
		}
	}
	if len(names) < 7 {
		t.Fatalf("only %d examples: %s", len(names), names)
	}
	return names
}

// TestExamples generates for each example in place, as a user does, and compares with its want folder.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, name := range applications(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), name)
			copyExample(t, filepath.Join(examples, name), dir)
			sources := contents(t, dir)

			if out := execute(t, "generate", dir); !strings.Contains(out, " runs on ") {
				t.Errorf("generate says nothing of a base image:\n%s", out)
			}
			written := contents(t, dir)
			for file, data := range sources {
				if !bytes.Equal(written[file], data) {
					t.Errorf("generate changed %s", file)
				}
				delete(written, file)
			}
			delete(written, write.LockName) // names this build's version
			golden.Folder(t, filepath.Join(examples, name, "want"), written)
			for file := range written {
				if strings.HasSuffix(file, ".sh") {
					checkScript(t, filepath.Join(dir, file))
				}
			}

			// what it wrote must not be taken for the application's own
			if out := execute(t, "generate", dir); strings.Contains(out, "\nupdate ") || strings.Contains(out, "\nremove ") || strings.Contains(out, "\ncreate ") {
				t.Errorf("a second run changes files:\n%s", out)
			}
			execute(t, "generate", "--check", dir)
		})
	}
}

// execute runs a command in this process; it must end with 0.
func execute(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	a := &app{stdin: strings.NewReader(""), terminal: terminal{stdout: &stdout, stderr: &stderr}}
	if code := a.run(context.Background(), args); code != 0 {
		t.Fatalf("waybill %s: exit %d\n%s%s", strings.Join(args, " "), code, &stdout, &stderr)
	}
	return stdout.String()
}

func copyExample(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	for _, kept := range []string{"want", "facts.json", "plan.json"} {
		if err := os.RemoveAll(filepath.Join(to, kept)); err != nil {
			t.Fatal(err)
		}
	}
}

func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// checkScript asks a shell and its linter about a script that was written.
func checkScript(t *testing.T, file string) {
	t.Helper()
	program(t, "sh", "-n", file)
	program(t, "shellcheck", "--shell=sh", file)
}

// program runs a checker where it is installed.
func program(t *testing.T, name string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Logf("%s is not here: not checked", name)
		return
	}
	if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	}
}
