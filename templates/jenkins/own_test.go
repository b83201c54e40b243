package jenkins_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// TestImageOfTheRepositorysOwn: the pipeline builds the Dockerfile that the repository brings, in its folder, and others as before.
func TestImageOfTheRepositorysOwn(t *testing.T) {
	t.Parallel()
	p, err := jenkinsPlan(t, "", "images: {registry: harbor.example.com/freight}\n", pipelineUnit("svc", "orders", "java", "maven"), pipelineUnit("web", "web", "node", "npm"))
	if err != nil {
		t.Fatal(err)
	}
	p.Pipeline.Parts[0].Own = &plan.Own{File: "svc/My Dockerfile", Context: "svc"}
	pipeline := string(rendered(t, p)[0].Data)
	if !strings.Contains(pipeline, "svc/My Dockerfile") {
		t.Fatal(pipeline)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"bin/buildctl-daemonless.sh":       "#!/bin/sh\nprintf '%s\\n' \"$*\" >>calls\nfor a; do case $a in .waybill/*) echo '\"containerimage.digest\": \"sha256:0\"' >\"$a\" ;; esac; done\n",
		".waybill/release/001-orders/unit": "harbor.example.com/freight/orders\nsvc/\norders\ndeployments.apps\nrolling\n\n\nsvc/My Dockerfile\nsvc\n",
		".waybill/release/002-web/unit":    "harbor.example.com/freight/web\nweb/\nweb\ndeployments.apps\nrolling\n\n\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("sh", "-c", shellWith(t, pipeline, "containerimage"))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"), "GIT_COMMIT=1", "REGISTRY=harbor.example.com/freight", "WORKSPACE_TMP="+dir, "BUILD_NUMBER=1", "REGISTRY_USER=u", "REGISTRY_PASSWORD=p", "HOME="+dir)
	out, err := cmd.CombinedOutput()
	calls, _ := os.ReadFile(filepath.Join(dir, "calls"))
	for _, want := range []string{
		"--local context=svc --local dockerfile=. --opt filename=svc/My Dockerfile --opt",
		"--local context=. --local dockerfile=. --opt filename=web/Dockerfile --opt",
	} {
		if !strings.Contains(string(calls), want) {
			t.Errorf("no %q: %v\n%s%s", want, err, out, calls)
		}
	}
}

// TestMadeBeforeTheImage: what the repository's own Dockerfile copies is made after the tests, for the units of the run alone, also where
// tests are skipped; a command that fails fails the stage.
func TestMadeBeforeTheImage(t *testing.T) {
	t.Parallel()
	web, api := pipelineUnit("web", "web", "node", "npm"), pipelineUnit("it's api", "api", "node", "npm")
	for _, units := range [][]facts.Unit{{web}, {web, api}} {
		p, err := jenkinsPlan(t, "", "images: {registry: harbor.example.com/freight}\n", units...)
		if err != nil {
			t.Fatal(err)
		}
		p.Pipeline.Parts[0].Own = &plan.Own{File: "web/Dockerfile", Context: "web"}
		p.Pipeline.Parts[0].Make = [][]string{{"sh", "-c", "echo \"$0\" >>made", "it's"}, {"test", "-e", "made"}}
		for i := range p.Pipeline.Tests {
			p.Pipeline.Tests[i].Makes = true
			p.Pipeline.Tests[i].Script = "echo tested >web/tested"
		}
		pipeline := string(rendered(t, p)[0].Data)
		lines := `.\nsh -c \'echo "$0" >>made\' \'it\'\\\'\'s\'\ntest -e made\n`
		if !strings.Contains(pipeline, ".waybill/make/npm/001-web', text: '"+lines+"'") {
			t.Fatalf("%d units: nothing says what is made\n%s", len(units), pipeline)
		}
		script := shellWith(t, pipeline, ".waybill/make/")
		for command, want := range map[string]string{"sh -c 'echo \"$0\" >>made' 'it'\\''s'": "it's\n", "exit 3": ""} {
			dir := t.TempDir()
			for name, text := range map[string]string{"web/x": "", ".waybill/tests/npm/001-web": ".\nweb\n", ".waybill/make/npm/001-web": ".\n" + command + "\n", ".waybill/make/other/001-web": ".\nexit 4\n"} {
				if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.Command("sh", "-c", script)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "TEST_NAME=npm", "WORKSPACE_TMP="+t.TempDir())
			out, err := cmd.CombinedOutput()
			made, _ := os.ReadFile(filepath.Join(dir, "made"))
			if _, notTested := os.Stat(filepath.Join(dir, "web/tested")); notTested != nil || string(made) != want || (err != nil) != (want == "") {
				t.Errorf("%d units, %s: %v, made %q\n%s", len(units), command, err, made, out)
			}
		}
	}
}
