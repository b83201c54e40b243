package gitlab_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/golden"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
)

const onGitLab = "ci: [gitlab]\nimages: {registry: harbor.example.com/freight}\n"

func orders() facts.Unit { return fixture.Built(".", "orders", "java", "maven") }

// rendered are the files of a repository's pipeline, by their paths.
func rendered(t *testing.T, root, settings string, units ...facts.Unit) map[string]string {
	t.Helper()
	p, err := fixture.Repository(t, root, settings, units...)
	if err != nil {
		t.Fatal(err)
	}
	return renderedPlan(t, p)
}

func renderedPlan(t *testing.T, p plan.Plan) map[string]string {
	t.Helper()
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Render(p, templates.GitLab)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Path] = string(f.Data)
	}
	return out
}

// TestPipelines keeps whole pipelines; package proof/servers judges such files by GitLab's schema.
func TestPipelines(t *testing.T) {
	t.Parallel()
	several := []facts.Unit{fixture.Built("services/orders", "orders", "java", "maven"), fixture.Built("web", "web", "node", "pnpm")}
	for name, c := range map[string]struct {
		settings string
		units    []facts.Unit
	}{
		"one":     {onGitLab, []facts.Unit{orders()}},
		"several": {onGitLab + "gitlab: {tags: [linux, big]}\njenkins: {branch: trunk, release: 'r/[0-9]+', buildkitHost: 'tcp://buildkitd.ci:1234', approval: {qa: {}}}\n", several},
		"commits": {onGitLab + "gitops: {controller: flux, repository: 'https://git.example.com/deployments.git'}\n", []facts.Unit{orders()}},
		"signed":  {onGitLab + "jenkins: {comment: true, images: {cosign: 'harbor.example.com/cosign:2'}, sign: {by: keyless, identity: 'https://git.example.com/.*', issuer: 'https://git.example.com'}}\n", []facts.Unit{orders()}},
		"made":    {onGitLab + "tree: https://git.example.com/platform/tree.git\njenkins: {generate: ephemeral}\n", several},
	} {
		p, err := fixture.Repository(t, "", c.settings, c.units...)
		if err != nil {
			t.Fatal(err)
		}
		if name == "made" {
			p.Pipeline.Tree = "https://git.example.com/platform/tree.git"
		}
		golden.File(t, path.Join("testdata", name+".yml"), []byte(renderedPlan(t, p)["deploy/ci/gitlab.yml"]))
	}
}

// TestFiles: what is written for GitLab, with the scripts, and what is not.
func TestFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		root, settings string
		want           string // of .gitlab-ci.yml, deploy/ci/gitlab.yml, deploy/ci/build.sh, Jenkinsfile
	}{
		"GitLab alone":          {"", onGitLab, ".gitlab-ci.yml deploy/ci/build.sh deploy/ci/gitlab.yml"},
		"beside Jenkins":        {"", "ci: [jenkins, gitlab]\n", ".gitlab-ci.yml deploy/ci/build.sh deploy/ci/gitlab.yml"},
		"a library of Jenkins":  {"", "ci: [jenkins, gitlab]\njenkins: {form: library, library: w@v1}\n", ".gitlab-ci.yml deploy/ci/build.sh deploy/ci/gitlab.yml"},
		"made in each build":    {"", onGitLab + "jenkins: {generate: ephemeral}\n", ".gitlab-ci.yml deploy/ci/gitlab.yml"},
		"in such a build":       {".waybill", onGitLab, ".waybill/ci/build.sh"},
		"Jenkins, as usual":     {"", "", "deploy/ci/build.sh"},
		"a library, no scripts": {"", "jenkins: {form: library, library: w@v1}\n", ""},
	} {
		var got []string
		for name := range rendered(t, c.root, c.settings, orders()) {
			if strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, "/build.sh") || name == "Jenkinsfile" {
				got = append(got, name)
			}
		}
		slices.Sort(got)
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %s, want %s", name, text, c.want)
		}
	}
}

// TestOwnPipeline: a repository that has a pipeline of its own keeps it, and includes the jobs.
func TestOwnPipeline(t *testing.T) {
	t.Parallel()
	p, err := fixture.Repository(t, "", onGitLab, orders())
	if err != nil {
		t.Fatal(err)
	}
	p.Pipeline.OwnGitLab = true
	files := renderedPlan(t, p)
	if files[".gitlab-ci.yml"] != "" || files["deploy/ci/gitlab.yml"] == "" {
		t.Errorf("%q", files[".gitlab-ci.yml"])
	}
}

// TestMade: what a Dockerfile of the repository's own copies goes from the tests to the image.
func TestMade(t *testing.T) {
	t.Parallel()
	p, err := fixture.Repository(t, "", onGitLab, orders())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(renderedPlan(t, p)["deploy/ci/gitlab.yml"], "untracked") {
		t.Error("an image that makes all it needs gets the files of the tests")
	}
	p.Pipeline.Parts[0].Own = &plan.Own{File: "Dockerfile", Context: "."}
	if !strings.Contains(renderedPlan(t, p)["deploy/ci/gitlab.yml"], "    untracked: true") {
		t.Error("the image does not get what the tests make")
	}
}
