package examples

import (
	"errors"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestRepositories runs the program on each small repository of testdata, and judges what it writes as what the examples hold.
func TestRepositories(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "waybill")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./cmd/waybill")
	build.Dir = "../.." // the other module
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	files, err := filepath.Glob("../../testdata/*/repo.txtar")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d repositories, %v", len(files), err)
	}
	t.Run("each", func(t *testing.T) { // returns when all are done, so that the program is there as long
		for _, file := range files {
			name := filepath.Base(filepath.Dir(file))
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				archive, err := txtar.ParseFile(file)
				if err != nil {
					t.Fatal(err)
				}
				dir := filepath.Join(t.TempDir(), name)
				if err := txtar.Write(archive, dir); err != nil {
					t.Fatal(err)
				}
				out, err := exec.CommandContext(t.Context(), program, "generate", dir).CombinedOutput()
				if refused, ok := errors.AsType[*exec.ExitError](err); ok && refused.ExitCode() == 4 {
					return // nothing to generate for
				}
				if err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				written := contents(t, dir)
				judgeDockerfiles(t, written)
				judgeManifests(t, written)
			})
		}
	})
}
