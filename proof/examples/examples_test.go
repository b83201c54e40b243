// Package examples judges what the examples hold: every Dockerfile by BuildKit's checks, every environment by the API's own types.
package examples

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"testing"

	psa "k8s.io/pod-security-admission/api"

	"github.com/waybill-dev/waybill/proof/buildcheck"
	"github.com/waybill-dev/waybill/proof/manifest"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/kubernetes"
)

// TestExamples reads the want folders; that they are what generate writes is held by the main module.
func TestExamples(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob("../../examples/*/want")
	if err != nil || len(folders) < 7 {
		t.Fatalf("%d folders, %v", len(folders), err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(filepath.Dir(folder)), func(t *testing.T) {
			t.Parallel()
			files := contents(t, folder)
			judgeDockerfiles(t, files)
			if n := judgeManifests(t, files); n < 3 {
				t.Errorf("only %d overlays", n)
			}
		})
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

func judgeDockerfiles(t *testing.T, files map[string][]byte) {
	t.Helper()
	for name, data := range files {
		if path.Base(name) != "Dockerfile" {
			continue
		}
		if _, findings, err := buildcheck.Dockerfile(data); err != nil || len(findings) > 0 {
			t.Errorf("%s: %v %q", name, err, findings)
		}
	}
}

// judgeManifests builds every overlay as kubectl does, decodes it by the API's types, and asks for what no server asks.
func judgeManifests(t *testing.T, written map[string][]byte) (overlays int) {
	t.Helper()
	var files []templates.File
	for name, data := range written {
		files = append(files, templates.File{Path: name, Data: data})
	}
	for name := range written {
		dir := path.Dir(name)
		if path.Base(path.Dir(dir)) != "overlays" || path.Base(name) != "kustomization.yaml" {
			continue
		}
		overlays++
		set, err := kubernetes.Kustomize(files, dir)
		if err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		text, err := set.AsYaml()
		if err != nil {
			t.Fatal(err)
		}
		objects, err := manifest.Decode(text)
		if err != nil {
			t.Errorf("%s: %v", dir, err)
		}
		for _, f := range manifest.Check(objects, psa.LevelRestricted) {
			if f.Rule == "probes" && f.Object == "Deployment/sweeper" {
				continue // exception by name: no port to ask, and no shell in the image to run a command
			}
			t.Errorf("%s: %s", dir, f)
		}
	}
	return overlays
}
