package pipeline_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
)

// shells are those that the scripts have to run in: what Debian, Alpine and Red Hat call sh.
func shells(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for name, command := range map[string][]string{"dash": {"dash"}, "busybox": {"busybox", "sh"}, "bash": {"bash", "--posix"}} {
		if _, err := exec.LookPath(command[0]); err != nil {
			t.Logf("%s is missing: the scripts are not run in it", name)
			continue
		}
		found[name] = command
	}
	return found
}

// stubTool writes down the folder that it runs in and each of its arguments, and does the little that the scripts wait for: BuildKit names a
// digest, Docker pushes one, a test leaves a report, a registry knows the images of $STUB_ROOT/../registry.
const stubTool = `#!/bin/sh
{
  at=${PWD#"$STUB_ROOT"}
  at=${at#/}
  printf '%s in %s:' "$(basename "$0")" "${at:-.}"
  for word; do printf ' <%s>' "$word"; done
  echo
} >>"$STUB_ROOT/../calls"
file=
case "$*" in
*--metadata-file*) for word; do if [ "$before" = --metadata-file ]; then file=$word; fi; before=$word; done; printf '{"containerimage.digest": "sha256:0a"}' >"$file" ;;
"push "*) echo 'git-abc: digest: sha256:0b size: 1' ;;
*verify*) mkdir -p target/surefire-reports && echo new >target/surefire-reports/TEST-new.xml ;;
*"run test"*) mkdir -p node_modules/x && echo wrong >node_modules/x/junit.xml && echo new >junit.xml ;;
"image digest "*) grep -F "$3 " "$STUB_ROOT/../registry" | cut -d ' ' -f 2 | grep . || { echo "no answer for $3" >&2; exit "${STUB_ABSENT:-4}"; } ;;
esac
case "$*" in *dest=*) out=${*##*dest=}; out=${out%% *}; echo 0 >"$out/status" ;; esac
case "$*" in *"$STUB_FAIL"*) [ -z "$STUB_FAIL" ] || exit "${STUB_STATUS:-1}" ;; esac
`

// work is a work tree with the scripts in it and stubs of the tools.
type work struct {
	dir   string
	shell []string
	env   []string
}

// newWork renders the scripts of a repository; root is .waybill for those that are made in each build.
func newWork(t *testing.T, shell []string, root, settings string, units ...facts.Unit) *work {
	t.Helper()
	p, err := fixture.Repository(t, root, settings, units...)
	if err != nil {
		t.Fatal(err)
	}
	return workOf(t, shell, p)
}

func workOf(t *testing.T, shell []string, p plan.Plan) *work {
	t.Helper()
	w := &work{dir: t.TempDir(), shell: shell}
	for _, f := range rendered(t, p) {
		w.write(t, "ws/"+f.Path, string(f.Data), f.Mode)
	}
	for _, tool := range []string{"mvn", "go", "npm", "node", "pnpm", "buildctl-daemonless.sh", "buildctl", "docker", "trivy", "waybill"} {
		w.write(t, "bin/"+tool, stubTool, 0o755)
	}
	w.write(t, "registry", "", 0o644)
	w.write(t, "calls", "", 0o644)
	w.env = append(os.Environ(), "PATH="+filepath.Join(w.dir, "bin")+":/usr/bin:/bin", "STUB_ROOT="+filepath.Join(w.dir, "ws"), "STUB_FAIL=",
		"WORKSPACE_TMP="+filepath.Join(w.dir, "tmp"), "GIT_COMMIT=abc", "REGISTRY_USER=u", "REGISTRY_PASSWORD=p", "HOME="+filepath.Join(w.dir, "home"))
	return w
}

// rendered are the scripts of a plan's pipeline.
func rendered(t *testing.T, p plan.Plan) []templates.File {
	t.Helper()
	return renderedFor(t, p, templates.Jenkins)
}

// renderedFor are the scripts, and what one server has beside them.
func renderedFor(t *testing.T, p plan.Plan, server string) []templates.File {
	t.Helper()
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Render(p, server)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func (w *work) write(t *testing.T, name, text string, mode fs.FileMode) {
	t.Helper()
	file := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// read returns a file of the work tree, "" for none.
func (w *work) read(name string) string {
	data, _ := os.ReadFile(filepath.Join(w.dir, "ws", name))
	return string(data)
}

// run gives a script to the shell, as a pipeline does, and returns its output and exit status. Words that hold = before the script's name
// are variables.
func (w *work) run(t *testing.T, words ...string) (string, int) {
	t.Helper()
	env := w.env
	for strings.Contains(words[0], "=") {
		env, words = append(slices.Clip(env), words[0]), words[1:]
	}
	folder := "deploy/ci/"
	if _, err := os.Stat(filepath.Join(w.dir, "ws", folder)); err != nil {
		folder = ".waybill/ci/"
	}
	args := append(append(slices.Clip(w.shell[1:]), folder+words[0]), words[1:]...)
	cmd := exec.Command(w.shell[0], args...)
	cmd.Dir, cmd.Env = filepath.Join(w.dir, "ws"), env
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// git runs git in the work tree and returns what it prints.
func (w *work) git(t *testing.T, words ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.com"}, words...)...)
	cmd.Dir = filepath.Join(w.dir, "ws")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", words, err, out)
	}
	return strings.TrimSpace(string(out))
}

// must runs a script that ends with 0.
func (w *work) must(t *testing.T, words ...string) string {
	t.Helper()
	out, status := w.run(t, words...)
	if status != 0 {
		t.Fatalf("%s ends with %d\n%s", words, status, out)
	}
	return out
}

// calls returns how the tools were called since the last time.
func (w *work) calls(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, "calls"))
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, "calls", "", 0o644)
	return string(data)
}

// has reports each text that another one lacks.
func has(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
