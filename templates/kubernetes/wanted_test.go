package kubernetes_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/kubernetes"
)

// TestWantedVariables: what the program must have and nothing sets is a key of an object in every form of the pod, and RELEASE.md says how
// to make the object.
func TestWantedVariables(t *testing.T) {
	t.Parallel()
	u := fixture.Units()["go"]
	u.NeedsEnv = []string{"DB_HOST", "DB_PASSWORD", "TOKEN_TTL"}
	const text = "environments: {dev: {env: {DB_HOST: local}}, qa: {secrets: [theirs]}, prod: {}}\ndefaults: {env: {TOKEN_TTL: 5m}}"
	p, files := rendered(t, u, text, nil)
	for environment, want := range map[string][2]bool{"dev": {false, true}, "qa": {false, false}, "prod": {true, true}} { // host, password
		set, err := kubernetes.Kustomize(files, overlay(p, environment))
		if err != nil {
			t.Fatal(err)
		}
		data, _ := set.AsYaml()
		out := string(data)
		host := "- name: DB_HOST\n          valueFrom:\n            configMapKeyRef:\n              key: DB_HOST\n              name: " + p.Units[0].Name + "-settings\n              optional: true\n"
		password := "- name: DB_PASSWORD\n          valueFrom:\n            secretKeyRef:\n              key: DB_PASSWORD\n              name: " + p.Units[0].Name + "-secrets\n              optional: true\n"
		if got := [2]bool{strings.Contains(out, host), strings.Contains(out, password)}; got != want {
			t.Errorf("%s: host and password %v, want %v\n%s", environment, got, want, out)
		}
		if strings.Contains(out, "name: TOKEN_TTL") {
			t.Errorf("%s: a variable that the settings set is wanted", environment)
		}
	}
	release := string(files[indexOf(files, "RELEASE.md")].Data)
	for _, want := range []string{
		"| ConfigMap " + p.Units[0].Name + "-settings | variables that the program needs: `DB_HOST` | prod |",
		"| Secret " + p.Units[0].Name + "-secrets | variables that the program needs: `DB_PASSWORD` | dev, prod |",
		"kubectl -n N create secret generic " + p.Units[0].Name + "-secrets \\\n  --from-literal=DB_PASSWORD=…\n",
	} {
		if !strings.Contains(release, want) {
			t.Errorf("RELEASE.md lacks %q:\n%s", want, release)
		}
	}
}

// TestImageOfTheRepositorysOwn: pods of an image that waybill does not write use nothing that only waybill's images have.
func TestImageOfTheRepositorysOwn(t *testing.T) {
	t.Parallel()
	p, err := fixture.Decide(t, fixture.Units()["node"], "")
	if err != nil {
		t.Fatal(err)
	}
	u := p.Units[0]
	u.Own, u.Init.Form = &plan.Own{File: "Dockerfile", Context: "."}, plan.InitNone
	u.Workload.Folders = []plan.Folder{{Path: "/tmp", Volume: "tmp"}}
	p.Units[0] = u
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Render(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Artefact == templates.Dockerfile || f.Artefact == templates.Init {
			t.Errorf("%s is written beside the repository's own Dockerfile", f.Path)
		}
		if strings.Contains(string(f.Data), "waybill-init") {
			t.Errorf("%s names the init:\n%s", f.Path, f.Data)
		}
	}
	if text := string(files[indexOf(files, "deployment.yaml")].Data); !strings.Contains(text, "readOnlyRootFilesystem: false") {
		t.Error(text)
	}
}

// TestServerAmongItsOwnFiles: the root file system is read-only but for a program that writes where no volume can lie.
func TestServerAmongItsOwnFiles(t *testing.T) {
	t.Parallel()
	for _, scatters := range []bool{false, true} {
		u := fixture.Units()["go"]
		u.Image.Run.Scatters = scatters
		_, files := rendered(t, u, "", nil)
		text := string(files[indexOf(files, "deployment.yaml")].Data)
		if strings.Contains(text, "readOnlyRootFilesystem: false") != scatters || strings.Contains(text, "readOnlyRootFilesystem: true") == scatters {
			t.Errorf("%v: %s", scatters, text)
		}
	}
}
