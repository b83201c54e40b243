package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPinnedBinary runs the steps of the examples that install waybill: the program that was checked, and no other.
func TestPinnedBinary(t *testing.T) {
	t.Parallel()
	workflow := workflowScripts(t, filepath.Join(examples, "tree-check", "tree-check.yml"))["waybill, pinned by its checksum"]
	agent := jenkinsScripts(t, filepath.Join(examples, "pipelines", "pre-build", "Jenkinsfile"))["Install"]
	const checked = "#!/bin/sh\necho waybill 1.0.0\n"
	for _, c := range []struct {
		name, script, served string
		exit                 int
	}{
		{"workflow", workflow, checked, 0},
		{"workflow, another program", workflow, "#!/bin/sh\necho bad\n", 1},
		{"agent", agent, checked, 0},
		{"agent, another program", agent, "#!/bin/sh\necho bad\n", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j := newJob(t)
			j.write(t, filepath.Join(j.tmp, "served"), c.served)
			j.write(t, filepath.Join(j.tmp, "checked"), checked)
			j.write(t, filepath.Join(j.bin, "curl"), "#!/bin/sh\ncp \"$STUB/served\" \"$2\"\nchmod 0644 \"$2\"\n")
			sum := strings.TrimSpace(j.must(t, "sh", `sha256sum <"$STUB/checked" | cut -d ' ' -f 1`))
			out, status := j.run(t, "bash", c.script, "WAYBILL_URL=https://example.com/waybill", "WAYBILL_SHA256="+sum, "GITHUB_PATH="+filepath.Join(j.tmp, "path"))
			if status != c.exit {
				t.Errorf("exit %d, want %d:\n%s", status, c.exit, out)
			}
			ready := 0
			for _, file := range []string{"bin/waybill", "waybill"} {
				if info, err := os.Stat(filepath.Join(j.tmp, file)); err == nil && info.Mode()&0o111 != 0 {
					ready++
				}
			}
			if (ready == 1) != (c.exit == 0) {
				t.Errorf("%d programs are ready to run", ready)
			}
		})
	}
}

// TestPreBuildStep runs the stages of examples/pipelines/pre-build/Jenkinsfile after the installation, for each exit status of waybill
// that a pipeline branches on.
func TestPreBuildStep(t *testing.T) {
	t.Parallel()
	scripts := jenkinsScripts(t, filepath.Join(examples, "pipelines", "pre-build", "Jenkinsfile"))
	lintShell(t, "sh", scripts)
	const service = "package main\n\nimport \"net/http\"\n\nfunc main() { _ = http.ListenAndServe(\":8080\", nil) }\n"
	for _, c := range []struct {
		name   string
		files  map[string]string
		exit   int
		words  string // of the log
		builds string // how docker is called, "" where the stage is skipped
	}{
		{
			"supported",
			map[string]string{"go.mod": "module example.com/hello\n\ngo 1.25\n", "main.go": service},
			0,
			"hello runs on gcr.io/distroless/static", "build --file .waybill/Dockerfile --tag hello:git-abc .",
		},
		{"unsupported", map[string]string{"build.gradle": "plugins {}\n"}, 0, "nothing here that waybill supports", ""},
		{"broken settings", map[string]string{"go.mod": "module example.com/hello\n", "main.go": service, "waybill.yaml": "images: {registri: x}\n"}, 2, "waybill.yaml:1:10", ""},
		{"a tree elsewhere", map[string]string{"go.mod": "module example.com/hello\n", "main.go": service, "waybill.yaml": "tree: git://127.0.0.1:1/tree.git\n"}, 2, "is not a path inside the repository", ""},
		{"no git server", map[string]string{"go.mod": "module example.com/hello\n", "main.go": service}, 5, "try 3: a git server or registry did not answer", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j := newJob(t)
			for name, text := range c.files {
				j.write(t, filepath.Join(j.dir, name), text)
			}
			j.must(t, "sh", `ln -s "$(command -v waybill)" "$WORKSPACE_TMP/waybill" && git init -q . && git add . && git commit -q -m first`)
			if c.exit == 5 { // the organisation's tree is not to be had
				j.must(t, "sh", `waybill=$(command -v waybill) && rm "$WORKSPACE_TMP/waybill" &&
					printf '#!/bin/sh\nexec %s "$@" --tree git://127.0.0.1:1/tree.git\n' "$waybill" >"$WORKSPACE_TMP/waybill" && chmod 0755 "$WORKSPACE_TMP/waybill"`)
			}
			j.write(t, filepath.Join(j.bin, "sleep"), "#!/bin/sh\n")
			j.write(t, filepath.Join(j.bin, "docker"), "#!/bin/sh\necho \"$*\"\n")
			out, status := j.run(t, "sh", scripts["Generate"])
			if status != c.exit || !strings.Contains(out, c.words) {
				t.Errorf("exit %d, want %d and %q:\n%s", status, c.exit, c.words, out)
			}
			_, err := os.Stat(filepath.Join(j.tmp, "waybill.json"))
			if goesOn := status == 0 && err == nil; goesOn != (c.builds != "") {
				t.Errorf("goes on to the image: %v", goesOn)
			}
			if c.builds != "" {
				if out := j.must(t, "sh", scripts["Image"], "GIT_COMMIT=abc"); strings.TrimSpace(out) != c.builds {
					t.Errorf("docker %s, want %s", out, c.builds)
				}
			}
			if left := j.must(t, "sh", "git status --porcelain"); left != "" {
				t.Errorf("the work tree is not as it was:\n%s", left)
			}
		})
	}
}
