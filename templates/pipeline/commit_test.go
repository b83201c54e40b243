package pipeline_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/templates"
)

const commits = "gitops: {controller: argo-cd, repository: 'https://git.example.com/deployments.git', folder: teams/shop}\n"

// kustomizing stands in for kubectl kustomize: it prints the images that a folder names.
const kustomizing = `#!/bin/sh
echo "kubectl $*" >>"$STUB_ROOT/../calls"
cat "$2/image/kustomization.yaml" "$2/kustomization.yaml" 2>/dev/null |
  sed -n -e 's/.*newName: *\([^, ]*\).*digest: *\([^} ]*\).*/image: \1@\2/p' -e 's/^ *newName: */N/p' -e 's/^ *digest: */D/p' |
  sed -e "s/'//g" | awk '/^N/ { n = substr($0, 2); next } /^D/ { print "image: " n "@" substr($0, 2); next } { print }'
`

// server is a bare repository that releases are pushed to.
type server struct{ dir string }

func newServer(t *testing.T, w *work) server {
	t.Helper()
	s := server{filepath.Join(w.dir, "server.git")}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is missing: releases are not committed")
	}
	if out, err := exec.Command("git", "init", "--quiet", "--bare", s.dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return s
}

func (s server) git(t *testing.T, words ...string) string {
	t.Helper()
	out, err := exec.Command("git", append([]string{"-C", s.dir, "-c", "user.name=a", "-c", "user.email=a@example.com"}, words...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", words, err, out)
	}
	return strings.TrimSpace(string(out))
}

// checkedOut returns a folder with what a branch holds.
func (s server) checkedOut(t *testing.T, branch string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("git", "clone", "--quiet", "--branch", branch, s.dir, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// committing is a work tree after release.sh, whose deployments are commits.
func committing(t *testing.T, shell []string, settings string) (*work, server) {
	t.Helper()
	p, err := fixture.Repository(t, "", harbor+commits+settings, several()...)
	if err != nil {
		t.Fatal(err)
	}
	w := workOf(t, shell, p)
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Render(p, templates.Kubernetes)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		w.write(t, "ws/"+f.Path, string(f.Data), f.Mode)
	}
	w.write(t, "bin/kubectl", kustomizing, 0o755)
	w.write(t, "bin/sleep", "#!/bin/sh\n", 0o755)
	s := newServer(t, w)
	w.env = append(w.env, "GITOPS_REPOSITORY="+s.dir, "GIT_CONFIG_GLOBAL=/dev/null")
	return w, s
}

// built leaves what build.sh does: the digest of each unit that was built.
func (w *work) built(t *testing.T, digest string, names ...string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(w.dir, "ws", ".waybill")); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		found, err := filepath.Glob(filepath.Join(w.dir, "ws/deploy/ci/units/*-"+name))
		if err != nil || len(found) != 1 {
			t.Fatal(name, found, err)
		}
		f := filepath.Base(found[0])
		w.write(t, "ws/.waybill/release/"+f+"/unit", w.read("deploy/ci/units/"+f), 0o644)
		w.write(t, "ws/.waybill/release/"+f+"/digest", digest+"\n", 0o644)
	}
	w.must(t, "release.sh")
}

// TestCommit: each release to an environment is one commit that changes nothing else, and what it holds renders with the digest.
func TestCommit(t *testing.T) {
	t.Parallel()
	other := "sha256:" + strings.Repeat("ab", 32)
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, s := committing(t, shell, "")
			w.built(t, testDigest, "billing", "orders")
			has(t, w.must(t, "commit.sh", "dev"), "on main of "+s.dir, "harbor.example.com/freight/shop/orders@"+testDigest)
			has(t, w.must(t, "commit.sh", "dev"), "dev has this release already")
			w.must(t, "commit.sh", "prod")
			if got := s.git(t, "log", "--format=%an: %s", "main"); got != "waybill: teams/shop to prod: abc\nwaybill: teams/shop to dev: abc" {
				t.Errorf("commits:\n%s", got)
			}
			w.built(t, other, "orders")
			w.must(t, "VERSION=v2.0.0", "commit.sh", "prod")
			if got := s.git(t, "show", "--format=%s", "--name-only", "main"); got != "teams/shop to prod: v2.0.0\n\nteams/shop/prod/orders/overlays/prod/image/kustomization.yaml" {
				t.Errorf("the second release:\n%s", got)
			}
			dir := s.checkedOut(t, "main")
			for at, want := range map[string]string{
				"dev/orders": "harbor.example.com/freight/shop/orders@" + testDigest, "dev/billing": "harbor.example.com/freight/shop/billing@" + testDigest,
				"prod/orders": "replica.example.com/freight/shop/orders@" + other, "prod/billing": "replica.example.com/freight/shop/billing@" + testDigest,
			} {
				has(t, kustomized(t, filepath.Join(dir, "teams/shop", at, "overlays", filepath.Dir(at))), "image: "+want)
			}
			if left, _ := filepath.Glob(filepath.Join(w.dir, "tmp", "gitops-*")); len(left) > 0 {
				t.Errorf("%s is left", left)
			}
		})
	}
}

func kustomized(t *testing.T, dir string) string {
	t.Helper()
	set, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), dir)
	if err != nil {
		t.Fatal(err)
	}
	data, err := set.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestCommitBesideOthers: what another application pushes in between stays, and a link in the repository leads nowhere.
func TestCommitBesideOthers(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, s := committing(t, shell, "")
			outside := filepath.Join(w.dir, "outside")
			w.write(t, "outside/orders/precious", "x", 0o644)
			w.built(t, testDigest, "orders")
			seed := filepath.Join(w.dir, "seed")
			for _, words := range [][]string{
				{"git", "init", "--quiet", seed},
				{"mkdir", "-p", seed + "/teams/shop"},
				{"ln", "-s", outside, seed + "/teams/shop/dev"},
				{"git", "-C", seed, "add", "--all"},
				{"git", "-C", seed, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "x"},
				{"git", "-C", seed, "push", "--quiet", s.dir, "HEAD:refs/heads/main"},
			} {
				if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
					t.Fatalf("%s: %v\n%s", words, err, out)
				}
			}
			if out, status := w.run(t, "commit.sh", "dev"); status == 0 {
				t.Errorf("a release went through a link:\n%s", out)
			}
			if _, err := os.Stat(filepath.Join(outside, "orders", "precious")); err != nil {
				t.Error(err)
			}
			w.must(t, "commit.sh", "prod")
			// between the reading and the push of the next release another application pushes
			w.write(t, "hook", "", 0o644)
			w.write(t, "server.git/hooks/pre-receive", "#!/bin/sh\nexport GIT_QUARANTINE_PATH=\nif [ -f '"+w.dir+"/hook' ]; then rm '"+w.dir+"/hook'; exit 1; fi\n", 0o755)
			w.built(t, "sha256:"+strings.Repeat("cd", 32), "orders")
			has(t, w.must(t, "commit.sh", "prod"), "on main of")
			if got := s.git(t, "rev-list", "--count", "main"); got != "3" {
				t.Errorf("%s commits", got)
			}
		})
	}
}

// TestCommitIsRefused where nothing would come of it, or an endless row of builds.
func TestCommitIsRefused(t *testing.T) {
	t.Parallel()
	w, s := committing(t, []string{"sh"}, "")
	w.built(t, testDigest, "orders")
	for _, c := range []struct {
		words  []string
		want   string
		status int
	}{
		{[]string{"commit.sh"}, "name no environment ''", 2},
		{[]string{"commit.sh", "staging"}, "name no environment 'staging'", 2},
		{[]string{"GITOPS_REPOSITORY=", "commit.sh", "dev"}, "GITOPS_REPOSITORY is empty", 2},
		{[]string{"GITOPS_REPOSITORY=" + s.dir + "/none", "commit.sh", "dev"}, "cannot read " + s.dir + "/none", 1},
	} {
		if out, status := w.run(t, c.words...); status != c.status || !strings.Contains(out, c.want) {
			t.Errorf("%s: %d\n%s", c.words, status, out)
		}
	}
	w.must(t, "commit.sh", "dev")
	w.env = append(w.env, "GIT_COMMIT="+s.git(t, "rev-parse", "main"))
	if out, status := w.run(t, "commit.sh", "prod"); status != 2 || !strings.Contains(out, "is the one that is built") {
		t.Errorf("%d\n%s", status, out)
	}
}

// TestCommitLogsIn: git gets the account by a program, and neither an argument nor a file that stays holds the password.
func TestCommitLogsIn(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := committing(t, shell, "")
			w.built(t, testDigest, "orders")
			w.write(t, "bin/git", "#!/bin/sh\necho \"git $*\" >>\"$STUB_ROOT/../calls\"\ncase \"$*\" in *ls-remote*) echo \"asked: $(\"$GIT_ASKPASS\" \"Username for 'x'\") $(\"$GIT_ASKPASS\" \"Password for 'x'\")\" >&2; exit 1 ;; esac\nexec /usr/bin/git \"$@\"\n", 0o755)
			out, status := w.run(t, "GITOPS_USER=robot", "GITOPS_PASSWORD=s3cr'et $x", "commit.sh", "dev")
			if status != 1 || !strings.Contains(out, "asked: robot s3cr'et $x") {
				t.Errorf("%d\n%s", status, out)
			}
			if calls := w.calls(t); strings.Contains(calls, "s3cr") {
				t.Errorf("the password is an argument:\n%s", calls)
			}
		})
	}
}

// TestCommitForms: charts and plain files are committed as what they make.
func TestCommitForms(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"helm", "plain"} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			w, s := committing(t, []string{"sh"}, "kubernetes: {format: "+form+"}\n")
			w.write(t, "bin/helm", "#!/bin/sh\nprintf '%s\\n' 'apiVersion: v1' 'kind: Pod' 'metadata: {name: orders}' 'spec: {containers: [{name: orders, image: harbor.example.com/freight/shop/orders}]}'\n", 0o755)
			w.built(t, testDigest, "orders")
			w.must(t, "commit.sh", "prod")
			has(t, kustomized(t, filepath.Join(s.checkedOut(t, "main"), "teams/shop/prod/orders")), "image: replica.example.com/freight/shop/orders@"+testDigest)
		})
	}
}
