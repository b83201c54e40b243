package jenkins_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/golden"
)

// jf returns the dry-runner for Jenkinsfiles that ${WAYBILL_JF} names, and skips without one: it needs Java and is no part of
// this repository. The golden files beside this test hold what it printed.
func jf(t *testing.T) string {
	t.Helper()
	tool := os.Getenv("WAYBILL_JF")
	if tool == "" {
		t.Skip("WAYBILL_JF names no dry-runner for Jenkinsfiles: nothing runs the pipelines")
	}
	if _, err := exec.LookPath("java"); err != nil {
		t.Skip("java is missing: nothing runs the pipelines")
	}
	return tool
}

// scenario is one build of a pipeline.
type scenario struct{ name, options string }

// scenarios are all for the pipelines that differ in structure; the others show that their agent or language changes nothing.
func scenarios(name string) []scenario {
	all := []scenario{
		{"main", "--branch main"},
		{"pull request", "--pr 12"},
		{"release tag", "--tag v1.2.3"},
		{"another tag", "--tag nightly"},
		{"feature branch", "--branch feature/x"},
		{"failing test", `--branch main --fail \btest(-all)?\.sh\b`},
		{"failing scan", `--branch main --fail \bscan\.sh\b`},
		{"rejected input", "--tag v1.2.3 --abort-input"},
		{"failed rollout", "--branch main --fail roll-out"},
		{"prod on request", "--branch main --param DEPLOY_TO=prod"},
		{"prod, tests skipped", "--tag v1.2.3 --param SKIP_TESTS=true"},
		{"dev on request", "--branch feature/x --param DEPLOY_TO=dev"},
		{"hostile parameter", "--branch main --param DEPLOY_TO=$(id) --param SKIP_TESTS=`id`"},
	}
	switch name {
	case "maven", "several", "central":
		return all
	case "private", "private comment", "private several", "private docker", "private central":
		return []scenario{all[0], all[1], {"fork", "--pr 12 --env CHANGE_FORK=somebody"}}
	case "no registry", "helm", "plain", "batches", "canary", "releases", "wanting", "shared buildkit": // the data of the scripts differ, which other tests run
		return nil
	case "label": // another main branch and other release tags
		return []scenario{{"main", "--branch main"}, {"master", "--branch master"}, {"release tag", "--tag release-7"}, {"another tag", "--tag v1.2.3"}}
	}
	return []scenario{all[0], all[1], all[7]}
}

func TestPipelinesHaveNoFindings(t *testing.T) {
	t.Parallel()
	tool, dir := jf(t), t.TempDir()
	var files []string
	for name, text := range pipelineCases(t) {
		file := filepath.Join(dir, "Jenkinsfile."+name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	out, err := exec.Command(tool, append([]string{"lint"}, files...)...).CombinedOutput()
	if err != nil || strings.Contains(string(out), "[warning]") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestPipelinesInEachScenario runs each pipeline in each scenario and compares the stages; the full report must show no leak.
func TestPipelinesInEachScenario(t *testing.T) {
	t.Parallel()
	tool, dir := jf(t), t.TempDir()
	cases := pipelineCases(t)
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		file := filepath.Join(dir, "Jenkinsfile."+name)
		if err := os.WriteFile(file, []byte(cases[name]), 0o600); err != nil {
			t.Fatal(err)
		}
		if len(scenarios(name)) == 0 {
			continue
		}
		var report strings.Builder
		for _, s := range scenarios(name) {
			args := append([]string{"run", file}, strings.Fields(s.options)...)
			full, _ := exec.Command(tool, args...).Output() // a failing build is an exit status too: the report tells
			check(t, name, s, string(full))
			report.WriteString("== " + s.name + "\n" + stagesOf(string(full)))
		}
		golden.File(t, filepath.Join("testdata", name+".stages"), []byte(report.String()))
	}
}

// stagesOf keeps the lines of a full report that tell of stages, and the result.
func stagesOf(full string) string {
	var b strings.Builder
	for line := range strings.Lines(full) {
		if strings.Contains(line, "stage '") || strings.HasPrefix(line, "RESULT") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// check looks for what no golden file may hold, whoever updates it.
func check(t *testing.T, name string, s scenario, full string) {
	t.Helper()
	if !strings.Contains(full, "RESULT") {
		t.Errorf("%s, %s: the pipeline did not end:\n%s", name, s.name, full)
	}
	if strings.Contains(full, "!!") {
		t.Errorf("%s, %s: a leak, or work for a skipped stage:\n%s", name, s.name, full)
	}
	if strings.Contains(scriptsOf(full), "$(id)") {
		t.Errorf("%s, %s: the value of a parameter is in a script", name, s.name)
	}
	private := strings.HasPrefix(name, "private") // binds what the tests need for their packages
	if s.name == "pull request" && (strings.Contains(full, "withCredentials") != private || strings.Contains(full, "registry-push")) {
		t.Errorf("%s: the credentials that a pull request binds are wrong\n%s", name, full)
	}
	for line := range strings.Lines(full) {
		if s.name == "fork" && strings.Contains(line, "withCredentials") && strings.TrimSpace(line) != "withCredentials []" {
			t.Errorf("%s: the build of a fork binds a credential: %s", name, line)
		}
	}
	if s.name == "rejected input" {
		_, after, found := strings.Cut(full, "input")
		if !found || hasLine(after, "agent") || hasLine(after, "withCredentials") {
			t.Errorf("%s: no input, or work after it was rejected:\n%s", name, full)
		}
	}
	if s.name == "failed rollout" && !strings.Contains(full, "RESULT FAILURE") {
		t.Errorf("%s: a failed rollout is no failed build", name)
	}
	if s.name == "main" && !strings.Contains(full, "stage 'Deploy prod' SKIPPED") {
		t.Errorf("%s: main does not skip production", name)
	}
}

func hasLine(report, start string) bool {
	for line := range strings.Lines(report) {
		if strings.HasPrefix(strings.TrimSpace(line), start) {
			return true
		}
	}
	return false
}

func scriptsOf(full string) string {
	var b strings.Builder
	for line := range strings.Lines(full) {
		if strings.HasPrefix(strings.TrimSpace(line), "sh ") {
			b.WriteString(line)
		}
	}
	return b.String()
}
