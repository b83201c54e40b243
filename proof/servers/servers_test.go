package servers

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWorkflows reads the workflows that the examples hold.
func TestWorkflows(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../examples/*/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d workflows, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if findings, err := Workflow(file, data); err != nil || len(findings) > 0 {
			t.Errorf("%s: %v\n%s", file, err, strings.Join(findings, "\n"))
		}
	}
}

// TestWritten judges whole pipelines that package gitlab and package github keep, with what only settings bring.
func TestWritten(t *testing.T) {
	t.Parallel()
	for server, judge := range map[string]func([]byte) ([]string, error){
		"gitlab": GitLab, "github": func(data []byte) ([]string, error) { return Workflow("waybill.yml", data) },
	} {
		files, err := filepath.Glob("../../templates/" + server + "/testdata/*.yml")
		if err != nil || len(files) < 3 {
			t.Fatalf("%d pipelines of %s, %v", len(files), server, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if findings, err := judge(data); err != nil || len(findings) > 0 {
				t.Errorf("%s: %v\n%s", file, err, strings.Join(findings, "\n"))
			}
		}
	}
}

// TestWrongWorkflows: a check that finds nothing proves nothing.
func TestWrongWorkflows(t *testing.T) {
	t.Parallel()
	const head = "on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n"
	for name, c := range map[string]struct{ text, want string }{
		"no such key":         {head + "    step: []\n", "step"},
		"no such job":         {head + "    needs: check\n    steps: [{run: echo a}]\n", `"check"`},
		"no such context":     {head + "    steps:\n    - run: echo ${{ secret.A }}\n", `"secret"`},
		"a title in a shell":  {head + "    steps:\n    - run: echo ${{ github.event.pull_request.title }}\n", "potentially untrusted"},
		"no such permission":  {head + "    permissions: {packages: push}\n    steps: [{run: echo a}]\n", "packages"},
		"a key that is twice": {head + "    runs-on: x\n    steps: [{run: echo a}]\n", "already"},
	} {
		findings, err := Workflow("w.yml", []byte(c.text))
		if err != nil {
			findings = append(findings, err.Error())
		}
		if text := strings.Join(findings, "\n"); !strings.Contains(text, c.want) {
			t.Errorf("%s: %q does not name %s", name, text, c.want)
		}
	}
}

func TestWrongGitLab(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"no such key":      {"build: {script: [a], tests: 1}\n", "tests"},
		"no script":        {"build: {stage: test}\n", "build: has no script"},
		"no such stage":    {"stages: [test]\nbuild: {stage: tests, script: [a]}\n", "build: no stage is called tests"},
		"no such job":      {"stages: [test]\nbuild: {stage: test, script: [a], needs: [check, {job: b}]}\n", "build: nothing is called check\nbuild: nothing is called b"},
		"no such template": {"stages: [test]\nbuild: {stage: test, script: [a], extends: .x}\n", "build: nothing is called .x"},
		"a number":         {"build: {script: [a], variables: {A: [1]}}\n", "variables"},
	} {
		findings, err := GitLab([]byte(c.text))
		if err != nil {
			findings = append(findings, err.Error())
		}
		if text := strings.Join(findings, "\n"); !strings.Contains(text, c.want) {
			t.Errorf("%s: %q does not name %s", name, text, c.want)
		}
	}
	if findings, err := GitLab([]byte("stages: [test]\n.x: {image: a}\nbuild: {stage: test, script: [a], extends: .x}\n")); err != nil || len(findings) > 0 {
		t.Errorf("a good one: %q (%v)", findings, err)
	}
}
