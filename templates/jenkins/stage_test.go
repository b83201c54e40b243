package jenkins_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// stubTool writes down the folder that it runs in and each of its arguments, and writes the report of a test.
const stubTool = `#!/bin/sh
{
  printf '%s in %s:' "$(basename "$0")" "${PWD#"$STUB_ROOT"/}"
  for word; do printf ' <%s>' "$word"; done
  echo
} >>"$STUB_ROOT/calls"
file=
case "$*" in
*--metadata-file*) for word; do if [ "$before" = --metadata-file ]; then file=$word; fi; before=$word; done; printf '{"containerimage.digest": "sha256:0a"}' >"$file" ;;
*verify*) mkdir -p target/surefire-reports && echo new >target/surefire-reports/TEST-new.xml ;;
*"run test"*) mkdir -p node_modules/x && echo wrong >node_modules/x/junit.xml && echo new >junit.xml ;;
esac
case "$*" in *"$STUB_FAIL"*) [ -z "$STUB_FAIL" ] || exit 1 ;; esac
`

// stage is a workspace of Jenkins with stubs of the tools.
type stage struct {
	dir string
	env []string
}

func newStage(t *testing.T, env ...string) stage {
	t.Helper()
	s := stage{dir: t.TempDir()}
	for _, tool := range []string{"mvn", "go", "npm", "node", "buildctl-daemonless.sh"} {
		s.write(t, "bin/"+tool, stubTool, 0o755)
	}
	s.env = append(os.Environ(), "PATH="+filepath.Join(s.dir, "bin")+":/usr/bin:/bin", "STUB_ROOT="+filepath.Join(s.dir, "ws"), "STUB_FAIL=",
		"WORKSPACE_TMP="+filepath.Join(s.dir, "tmp"), "BUILD_NUMBER=7", "GIT_COMMIT=abc", "REGISTRY=harbor.example.com", "REGISTRY_USER=u", "REGISTRY_PASSWORD=p")
	s.env = append(s.env, env...)
	return s
}

func (s stage) write(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	file := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// run gives a script to a shell in the workspace and returns its output.
func (s stage) run(script string) (string, error) {
	cmd := exec.Command("sh", "-c", script)
	cmd.Dir, cmd.Env = filepath.Join(s.dir, "ws"), s.env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (s stage) calls(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, "ws", "calls"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// runStages runs the scripts that test, build and hand over the units of a pipeline, and returns how the tools were called.
func runStages(t *testing.T, jenkinsfile string, folders ...string) string {
	t.Helper()
	s := newStage(t, "TEST_NAME=go")
	for name, text := range filesOf(jenkinsfile) {
		s.write(t, "ws/"+name, text, 0o644)
	}
	for _, folder := range folders {
		s.write(t, "ws/"+folder+"/deploy/kubernetes/x.yaml", "", 0o644)
	}
	for _, words := range []string{"go test ./...", "--metadata-file", "cp -R"} {
		if out, err := s.run(shellWith(t, jenkinsfile, words)); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	if found, err := filepath.Glob(filepath.Join(s.dir, "ws/.waybill/release/*/kubernetes/x.yaml")); err != nil || len(found) != len(folders) {
		t.Errorf("%v, handed over: %q", err, found)
	}
	return s.calls(t)
}

// TestReports runs the tests of one unit of two, and looks at the calls and at the reports: those of this run count, also when it fails.
func TestReports(t *testing.T) {
	t.Parallel()
	several := pipelineCases(t)["several"]
	for _, c := range []struct {
		name, unit, test, words string
		fail                    string
		calls, report           string
	}{
		{"maven", "001-orders", "maven", "mvn -B -ntp", "", "<-pl> <./services/orders> <-am> <verify>\n", "target_surefire-reports_TEST-new.xml"},
		{"maven fails", "001-orders", "maven", "mvn -B -ntp", "verify", "<verify>\n", "target_surefire-reports_TEST-new.xml"},
		{"node", "003-web", "pnpm-2", "pnpm install", "", "pnpm in web: <run> <test>", "web_junit.xml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "TEST_NAME="+c.test, "STUB_FAIL="+c.fail)
			if err := os.Symlink("npm", filepath.Join(s.dir, "bin", "pnpm")); err != nil {
				t.Fatal(err)
			}
			unit := ".waybill/tests/" + c.test + "/" + c.unit
			s.write(t, "ws/"+unit, filesOf(several)[unit], 0o644)
			for _, old := range []string{"services/orders/target/surefire-reports/TEST-old.xml", "web/node_modules/y/junit.xml", "web/test-results/old.xml"} {
				s.write(t, "ws/"+old, "old", 0o644)
				if past := time.Now().Add(-time.Hour); os.Chtimes(filepath.Join(s.dir, "ws", old), past, past) != nil {
					t.Fatal(old)
				}
			}
			started := filepath.Join(s.dir, "ws/.waybill/started") // by the first stage
			s.write(t, "ws/.waybill/started", "", 0o644)
			if past := time.Now().Add(-time.Minute); os.Chtimes(started, past, past) != nil {
				t.Fatal(started)
			}
			out, err := s.run(shellWith(t, several, c.words))
			if out, err := s.run(shellWith(t, several, "-newer .waybill/started")); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			if (err != nil) != (c.fail != "") {
				t.Errorf("%v\n%s", err, out)
			}
			if calls := s.calls(t); !strings.Contains(calls, c.calls) {
				t.Errorf("no %q in\n%s", c.calls, calls)
			}
			found, err := filepath.Glob(filepath.Join(s.dir, "ws/.waybill/reports/*.xml"))
			if err != nil || len(found) != 1 || filepath.Base(found[0]) != c.report {
				t.Errorf("%v, reports %q, want %s", err, found, c.report)
			}
		})
	}
}
