package examples

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/waybill-dev/waybill/proof/servers"
	"github.com/waybill-dev/waybill/templates/github"
	"github.com/waybill-dev/waybill/templates/gitlab"
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
				judgeServers(t, program, dir)
			})
		}
	})
}

// onAll has each server run the pipeline, with what settings have for it.
const onAll = "ci: [jenkins, gitlab, github]\nimages: {registry: ghcr.io/freight}\njenkins: {credentials: {build: {maven-settings: nexus, NPM_TOKEN: npm}}}\n"

// judgeServers has the pipeline made for GitLab and GitHub as well, and judges what comes out.
func judgeServers(t *testing.T, program, dir string) {
	t.Helper()
	settings, out := filepath.Join(t.TempDir(), "organisation.yaml"), filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(settings, []byte(onAll), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.CommandContext(t.Context(), program, "generate", dir, "--settings", settings, "--out", out, "--only", "gitlab,github").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if _, err := os.Stat(out); err != nil {
		return // libraries and commands alone: nothing is deployed
	}
	files := contents(t, out)
	for _, name := range []string{gitlab.Root, gitlab.File} {
		if data, ok := files[name]; ok {
			findings, err := servers.GitLab(data)
			tellFindings(t, name, findings, err)
		}
	}
	if data, ok := files[github.File]; ok {
		findings, err := servers.Workflow(github.File, data)
		tellFindings(t, github.File, findings, err)
	}
}

func tellFindings(t *testing.T, name string, findings []string, err error) {
	t.Helper()
	if err != nil || len(findings) > 0 {
		t.Errorf("%s: %v\n%s", name, err, strings.Join(findings, "\n"))
	}
}
