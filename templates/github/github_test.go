package github_test

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/golden"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
)

const (
	onGitHub = "ci: [github]\nimages: {registry: harbor.example.com/freight}\n"
	file     = ".github/workflows/waybill.yml"
)

func orders() facts.Unit { return fixture.Built(".", "orders", "java", "maven") }

func decided(t *testing.T, root, settings string, units ...facts.Unit) plan.Plan {
	t.Helper()
	p, err := fixture.Repository(t, root, settings, units...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rendered are the files of a repository's pipeline, by their paths.
func rendered(t *testing.T, p plan.Plan) map[string]string {
	t.Helper()
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Render(p, templates.GitHub)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Path] = string(f.Data)
	}
	return out
}

// workflows are whole ones of several kinds.
func workflows(t *testing.T) map[string]string {
	t.Helper()
	several := []facts.Unit{fixture.Built("services/orders", "orders", "java", "maven"), fixture.Built("web", "web", "node", "pnpm")}
	const secrets = "jenkins: {credentials: {build: {maven-settings: nexus, NPM_TOKEN: npm}}}\ngithub: {runner: [self-hosted, linux], secrets: {REGISTRY_USER: HARBOR_USER}}\n"
	made := decided(t, "", "ci: [github]\nimages: {registry: ghcr.io/freight}\ntree: https://git.example.com/platform/tree.git\njenkins: {generate: ephemeral, builder: docker}\n", several...)
	made.Pipeline.Tree = "https://git.example.com/platform/tree.git"
	return map[string]string{
		"one":     rendered(t, decided(t, "", onGitHub, orders()))[file],
		"several": rendered(t, decided(t, "", "tree: https://git.example.com/tree.git\n"+onGitHub+secrets, several...))[file],
		"made":    rendered(t, made)[file],
		"commits": rendered(t, decided(t, "", onGitHub+"gitops: {controller: flux, repository: 'https://git.example.com/deployments.git'}\n", orders()))[file],
		"signed":  rendered(t, decided(t, "", onGitHub+"jenkins: {comment: true, images: {cosign: 'harbor.example.com/cosign:2'}, sign: {by: key}, attest: [provenance]}\n", orders()))[file],
		"keyless": rendered(t, decided(t, "", "ci: [github]\nimages: {registry: ghcr.io/freight}\njenkins: {images: {cosign: 'ghcr.io/freight/cosign:2'}, sign: {by: keyless, identity: 'https://github.com/freight/.*', issuer: 'https://token.actions.githubusercontent.com'}}\n", orders()))[file],
		"remote":  rendered(t, decided(t, "", onGitHub+"jenkins: {buildkitHost: 'tcp://buildkitd.ci:1234', branch: release/2.x, approval: {qa: {}}}\n", orders()))[file],
	}
}

// TestWorkflows keeps whole workflows; package proof/servers judges such files by the schema and by actionlint.
func TestWorkflows(t *testing.T) {
	t.Parallel()
	for name, text := range workflows(t) {
		golden.File(t, path.Join("testdata", name+".yml"), []byte(text))
	}
}

// unguarded is a condition that what somebody asks for is enough for, on any branch.
var unguarded = regexp.MustCompile(`\|\| inputs\.deploy_to == '[a-z]+'\)$`)

type workflow struct {
	Permissions map[string]string `json:"permissions"`
	Jobs        map[string]struct {
		If          string             `json:"if"`
		Permissions *map[string]string `json:"permissions"`
		Environment string             `json:"environment"`
		Concurrency any                `json:"concurrency"`
		Steps       []struct {
			Uses string            `json:"uses"`
			Run  string            `json:"run"`
			If   string            `json:"if"`
			Env  map[string]string `json:"env"`
		} `json:"steps"`
	} `json:"jobs"`
}

var pinned = regexp.MustCompile(`uses: [a-z]+/[a-z-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+\n`)

// TestSafe: no expression stands in a shell, actions are pinned, each job says what its token may do, and the account of the registry and
// kubeconfigs are for no pull request.
func TestSafe(t *testing.T) {
	t.Parallel()
	for name, text := range workflows(t) {
		var w workflow
		if err := yaml.Unmarshal([]byte(text), &w); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if w.Permissions == nil || len(w.Permissions) > 0 {
			t.Errorf("%s: permissions %v", name, w.Permissions)
		}
		if all := strings.Count(text, "uses: "); all < 5 || len(pinned.FindAllString(text, -1)) != all {
			t.Errorf("%s: %d actions, pinned are %q", name, all, pinned.FindAllString(text, -1))
		}
		for id, job := range w.Jobs {
			if job.Permissions == nil || job.Concurrency == nil || strings.HasPrefix(id, "deploy-") != (job.Environment != "") {
				t.Errorf("%s: %s has the permissions %v, the concurrency %v, the environment %q", name, id, job.Permissions, job.Concurrency, job.Environment)
			}
			for _, s := range job.Steps {
				if strings.Contains(s.Run, "${{") {
					t.Errorf("%s: an expression in a shell: %s", name, s.Run)
				}
				_, account := s.Env["REGISTRY_PASSWORD"]
				pushes := strings.HasPrefix(s.If, "github.ref == 'refs/heads/") && strings.HasSuffix(s.If, "' || github.ref_type == 'tag'")
				pulls := strings.HasSuffix(s.Run, " check.sh") || strings.Contains(s.Run, " test.sh ") // docker.sh keeps it from the container
				if account && !pushes && !pulls && !strings.HasPrefix(id, "deploy-") {
					t.Errorf("%s: a pull request, or anybody's branch, gets the account of the registry: %s", name, s.Run)
				}
			}
			if strings.HasPrefix(id, "deploy-") && (unguarded.MatchString(job.If) || !strings.Contains(job.If, "github.ref == 'refs/heads/")) {
				t.Errorf("%s: %s deploys what nobody has merged: %s", name, id, job.If)
			}
		}
	}
}

// TestPackages: GitHub's own registry takes the token of the workflow, and no other registry does.
func TestPackages(t *testing.T) {
	t.Parallel()
	for registry, want := range map[string]bool{"ghcr.io/freight": true, "ghcr.io": true, "ghcr.io.example.com/a": false, "harbor.example.com/ghcr.io/a": false} {
		text := rendered(t, decided(t, "", "ci: [github]\nimages: {registry: "+registry+"}\n", orders()))[file]
		if got := strings.Contains(text, "packages: write") && strings.Contains(text, "secrets.GITHUB_TOKEN"); got != want || strings.Contains(text, "packages: write") != want {
			t.Errorf("%s: %t, want %t", registry, got, want)
		}
	}
}

// TestFiles: what is written for GitHub beside the scripts that all servers call, and what is not.
func TestFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ root, settings, want string }{
		"committed":            {"", onGitHub, file + " deploy/ci/build.sh deploy/ci/docker.sh"},
		"made in each build":   {"", onGitHub + "jenkins: {generate: ephemeral}\n", file},
		"in such a build":      {".waybill", onGitHub, ".waybill/ci/build.sh .waybill/ci/docker.sh"},
		"Jenkins, as usual":    {"", "", "deploy/ci/build.sh"},
		"a library of Jenkins": {"", "ci: [jenkins, github]\njenkins: {form: library, library: w@v1}\n", file + " deploy/ci/build.sh deploy/ci/docker.sh"},
	} {
		var got []string
		for name := range rendered(t, decided(t, c.root, c.settings, orders())) {
			if strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, "/build.sh") || strings.HasSuffix(name, "/docker.sh") {
				got = append(got, name)
			}
		}
		slices.Sort(got)
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %s, want %s", name, text, c.want)
		}
	}
}
