package jenkins_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
)

// TestImageOfTheRepositorysOwn: the pipeline builds the Dockerfile that the repository brings, in its folder, and others as before.
func TestImageOfTheRepositorysOwn(t *testing.T) {
	t.Parallel()
	p, err := jenkinsPlan(t, "", "images: {registry: harbor.example.com/freight}\n", pipelineUnit("svc", "orders", "java", "maven"), pipelineUnit("web", "web", "node", "npm"))
	if err != nil {
		t.Fatal(err)
	}
	p.Pipeline.Parts[0].Own = &plan.Own{File: "svc/My Dockerfile", Context: "svc"}
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Render(p, templates.Jenkins)
	if err != nil {
		t.Fatal(err)
	}
	pipeline := string(files[0].Data)
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
