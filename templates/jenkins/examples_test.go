package jenkins_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/golden"
	"github.com/waybill-dev/waybill/internal/settings"
)

// pipelineExamples lists the kinds of use that are no application's own Jenkinsfile: the folder, and the units beside its settings.
func pipelineExamples() map[string][]facts.Unit {
	return map[string][]facts.Unit{
		"central":     nil,
		"library":     nil,
		"application": {pipelineUnit(".", "orders", "java", "maven")},
	}
}

// TestPipelineExamples renders each kind of use and compares it with the file in examples/pipelines.
func TestPipelineExamples(t *testing.T) {
	t.Parallel()
	for name, units := range pipelineExamples() {
		dir := filepath.Join("..", "..", "examples", "pipelines", name)
		data, err := os.ReadFile(filepath.Join(dir, settings.File))
		if err != nil {
			t.Fatal(err)
		}
		files := jenkinsFiles(t, "", string(data), units...)
		if len(files) == 0 {
			t.Errorf("%s: nothing is rendered", name)
		}
		for _, f := range files {
			golden.File(t, filepath.Join(dir, filepath.FromSlash(f.Path)), f.Data)
		}
	}
}

// TestApplicationsNeedNoPipelineOfTheirOwn: under the settings of an organisation with a pipeline for all, an application gets no
// Jenkinsfile, and an ephemeral run hands over what that pipeline reads.
func TestApplicationsNeedNoPipelineOfTheirOwn(t *testing.T) {
	t.Parallel()
	unit := pipelineUnit(".", "orders", "java", "maven")
	if files := jenkinsFiles(t, "", "jenkins: {form: central}\n", unit); len(files) > 0 {
		t.Errorf("%s is rendered into an application", files[0].Path)
	}
	found := map[string]string{}
	for _, f := range jenkinsFiles(t, ".waybill", "application: shop\nimages: {registry: harbor.example.com/apps}\njenkins: {form: central}\n", unit) {
		found[f.Path] = string(f.Data)
	}
	for name, want := range map[string]string{
		".waybill/ci/units/001-orders":       "image=harbor.example.com/apps/shop/orders\nfiles=.waybill/\ndockerfile=.waybill/Dockerfile\ncontext=.\nobject=orders\nkind=deployments.apps\nstrategy=rolling\n",
		".waybill/ci/environments/qa":        "namespace=shop-qa\nregistry=harbor.example.com/apps\nprimary=harbor.example.com/apps\n",
		".waybill/ci/tests/maven.sh":         "mvn -B -ntp",
		".waybill/ci/tests/maven.Dockerfile": "sh .waybill/ci/test.sh maven",
		".waybill/ci/settings":               "REGISTRY=harbor.example.com/apps\nBUILDER=buildkit\n",
	} {
		if !strings.Contains(found[name], want) {
			t.Errorf("%s: %q, want %q", name, found[name], want)
		}
	}
	if _, there := found["Jenkinsfile"]; there {
		t.Error("a Jenkinsfile is made in a build")
	}
}

// TestExamplesByHand: the pipelines that waybill does not write have no findings, and their shell neither.
func TestExamplesByHand(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"tree-check", "pipelines/pre-build"} {
		file := filepath.Join("..", "..", "examples", filepath.FromSlash(name), "Jenkinsfile")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, script := range shells(string(data)) {
			checkShell(t, file, script)
		}
	}
	tool := jf(t)
	for _, name := range []string{"tree-check", "pipelines/pre-build"} {
		out, err := exec.Command(tool, "lint", filepath.Join("..", "..", "examples", filepath.FromSlash(name), "Jenkinsfile")).CombinedOutput()
		if err != nil || strings.Contains(string(out), "[warning]") {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

// TestTreeCheckCredential: the token for the comment is bound in pull requests of the repository itself, around the one step that needs it.
func TestTreeCheckCredential(t *testing.T) {
	t.Parallel()
	tool := jf(t)
	for options, want := range map[string]string{
		"--branch main":               "stage 'Comment' SKIPPED",
		"--pr 12 --env CHANGE_FORK=x": "stage 'Comment' SKIPPED",
		"--pr 12":                     "withCredentials [string(tree-check-github)]\n        container 'gh'",
	} {
		args := append([]string{"run", filepath.Join("..", "..", "examples", "tree-check", "Jenkinsfile")}, strings.Fields(options)...)
		out, err := exec.Command(tool, args...).CombinedOutput()
		bound := strings.Count(string(out), "withCredentials")
		if err != nil || !strings.Contains(string(out), want) || strings.Contains(string(out), "!!") || bound != strings.Count(want, "withCredentials") {
			t.Errorf("%s: %v, %d credentials, want %q\n%s", options, err, bound, want, out)
		}
	}
}
