package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// job is a folder in which scripts of a CI job run, with the programs that they call; `waybill` is this test's own binary.
type job struct {
	dir string // of the sources
	bin string // stubs
	tmp string // what the job writes beside the sources
	env []string
}

func newJob(t *testing.T) *job {
	t.Helper()
	for _, tool := range []string{"git", "jq", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is missing: the scripts of the examples are not run", tool)
		}
	}
	root := t.TempDir()
	j := &job{dir: filepath.Join(root, "src"), bin: filepath.Join(root, "bin"), tmp: filepath.Join(root, "tmp")}
	for _, dir := range []string{j.dir, j.bin, j.tmp} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	j.env = append(os.Environ(), "PATH="+j.bin+":"+os.Getenv("PATH"), "STUB="+j.tmp, "HOME="+j.tmp, "RUNNER_TEMP="+j.tmp, "WORKSPACE_TMP="+j.tmp,
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	return j
}

func (j *job) write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// run gives a script to a shell and returns its output and exit status.
func (j *job) run(t *testing.T, shell, script string, env ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(shell, "-e", "-c", script)
	cmd.Dir, cmd.Env = j.dir, append(append([]string{}, j.env...), env...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// must runs a script that ends with 0.
func (j *job) must(t *testing.T, shell, script string, env ...string) string {
	t.Helper()
	out, status := j.run(t, shell, script, env...)
	if status != 0 {
		t.Fatalf("exit %d of\n%s\n%s", status, script, out)
	}
	return out
}

func (j *job) read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// workflowScripts returns the scripts of a GitHub workflow's only job by the names of their steps.
func workflowScripts(t *testing.T, file string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Name, Uses, Run string }
		}
	}
	if err := yaml.Unmarshal(data, &workflow); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, j := range workflow.Jobs {
		for _, s := range j.Steps {
			if s.Run != "" {
				found[s.Name] = s.Run
			}
		}
	}
	return found
}

var (
	jenkinsStage  = regexp.MustCompile(`stage\('(.*)'\)`)
	jenkinsScript = regexp.MustCompile(`(?s)'''\n(\s*set -.*?)\n *'''`)
)

// jenkinsScripts returns the scripts of a Jenkinsfile by the names of their stages, as a shell gets them.
func jenkinsScripts(t *testing.T, file string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, at := range jenkinsScript.FindAllSubmatchIndex(data, -1) {
		stages := jenkinsStage.FindAllSubmatch(data[:at[0]], -1)
		found[string(stages[len(stages)-1][1])] = strings.ReplaceAll(string(data[at[2]:at[3]]), `\\`, `\`) + "\n"
	}
	return found
}

// lintShell gives scripts to shellcheck, where there is one.
func lintShell(t *testing.T, shell string, scripts map[string]string) {
	t.Helper()
	if _, err := exec.LookPath("shellcheck"); err != nil {
		t.Log("shellcheck is missing: the scripts are not checked with it")
		return
	}
	for name, script := range scripts {
		cmd := exec.Command("shellcheck", "--shell="+shell, "-")
		cmd.Stdin = strings.NewReader(script)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

const (
	checkTree = `version: 1
registry: registry.example.com/base
images:
  os: {from: scratch, tag: 13-r1, owner: base, provides: {debian: "13"}}
  jre: {from: os, tag: 17-r1, owner: jvm, use: [run], provides: {java: 17.0.20}}
`
	// stubGH keeps what it was called with and the body that it was given, and answers with the comments of the test.
	stubGH = `#!/bin/sh
echo "$*" >>"$STUB/calls"
while [ $# -gt 0 ]; do
  case $1 in
  --jq) exec jq -r "$2" "$STUB/comments.json" ;;
  body=@*) cp "${1#body=@}" "$STUB/body" ;;
  esac
  shift
done
`
)

// treeChange is a pull request to the repository of an image tree.
type treeChange struct {
	name     string
	tree     string // the changed imagetree.yaml
	fleet    string // apps.jsonl
	comments string // those that the pull request has
	exit     int    // of the check
	rule     string // of the finding
	comment  string // words of the comment
	call     string // of gh
}

func treeChanges() []treeChange {
	const other = `{"id": 4, "user": {"login": "someone"}, "body": "looks good"}`
	const own = `{"id": 5, "user": {"login": "github-actions[bot]"}, "body": "<!-- waybill tree check -->\nold"}`
	return []treeChange{
		{
			name: "clean", tree: checkTree + "  node: {from: os, tag: 24-r1, owner: web, use: [run], provides: {node: 24.1.0}}\n", comments: "[" + other + "]",
			comment: "No findings", call: "--method POST repos/freight/tree/issues/12/comments --field body=@",
		},
		{
			name: "worse", tree: strings.Replace(checkTree, "17.0.20", "seventeen", 1), comments: "[" + other + "," + own + "]",
			exit: 3, rule: "IT007", comment: "IT007", call: "--method PATCH repos/freight/tree/issues/comments/5 --field body=@",
		},
		{
			name: "applications move", tree: strings.Replace(checkTree, "use: [run]", "use: [run], status: withdrawn", 1) +
				"  jre21: {from: os, tag: 21-r1, owner: jvm, use: [run], provides: {java: 21.0.1}}\n",
			fleet: `{"app": "shop", "role": "run", "requires": [{"capability": "java", "range": ">=17"}]}` + "\n", comments: "[]",
			comment: "| 1 | jre | jre21 |", call: "--method POST repos/freight/tree/issues/12/comments --field body=@",
		},
	}
}

// checkout makes the repository with the change on top of its main branch.
func (c treeChange) checkout(t *testing.T, j *job) (base string) {
	t.Helper()
	j.write(t, filepath.Join(j.dir, "imagetree.yaml"), checkTree)
	base = strings.TrimSpace(j.must(t, "sh", "git init -q -b main . && git add . && git commit -q -m base && git update-ref refs/remotes/origin/main HEAD && git rev-parse HEAD"))
	j.write(t, filepath.Join(j.dir, "imagetree.yaml"), c.tree)
	if c.fleet != "" {
		j.write(t, filepath.Join(j.dir, "apps.jsonl"), c.fleet)
	}
	j.must(t, "sh", "git checkout -q -b change && git add . && git commit -q -m change")
	j.write(t, filepath.Join(j.bin, "gh"), stubGH)
	j.write(t, filepath.Join(j.tmp, "comments.json"), c.comments)
	return base
}

// judge looks at the comment, the calls that brought it, and the SARIF.
func (c treeChange) judge(t *testing.T, j *job, sarif string) {
	t.Helper()
	body := j.read(t, filepath.Join(j.tmp, "body"))
	if !strings.HasPrefix(body, "<!-- waybill tree check -->\n") || !strings.Contains(body, c.comment) {
		t.Errorf("no marker, or no %q in the comment:\n%s", c.comment, body)
	}
	if calls := j.read(t, filepath.Join(j.tmp, "calls")); strings.Count(calls, "--method") != 1 || !strings.Contains(calls, c.call) {
		t.Errorf("no %q in\n%s", c.call, calls)
	}
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID string `json:"ruleId"`
			}
		}
	}
	if err := json.Unmarshal([]byte(j.read(t, sarif)), &log); err != nil || len(log.Runs) != 1 {
		t.Fatalf("%v, %+v", err, log)
	}
	found := fmt.Sprint(log.Runs[0].Results)
	if c.rule == "" && len(log.Runs[0].Results) > 0 || !strings.Contains(found, c.rule) {
		t.Errorf("SARIF has %s, want %q", found, c.rule)
	}
}

// TestTreeCheckWorkflow runs the scripts of examples/tree-check/tree-check.yml in order, as GitHub does, for three pull requests.
func TestTreeCheckWorkflow(t *testing.T) {
	t.Parallel()
	scripts := workflowScripts(t, filepath.Join(examples, "tree-check", "tree-check.yml"))
	lintShell(t, "bash", scripts)
	for _, c := range treeChanges() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j := newJob(t)
			base := c.checkout(t, j)
			env := []string{"BASE=" + base, "NUMBER=12", "GITHUB_REPOSITORY=freight/tree", "GH_TOKEN=secret"}
			j.must(t, "bash", scripts["reports"], env...)
			j.must(t, "bash", scripts["one comment, kept up to date"], env...)
			out, status := j.run(t, "bash", scripts["the check itself, with annotations"], env...)
			if status != c.exit || c.rule != "" && !strings.Contains(out, "::error file=imagetree.yaml,line=") {
				t.Errorf("exit %d, want %d:\n%s", status, c.exit, out)
			}
			c.judge(t, j, filepath.Join(j.tmp, "tree.sarif"))
		})
	}
}

// TestTreeCheckJenkinsfile runs the scripts of examples/tree-check/Jenkinsfile for the same pull requests.
func TestTreeCheckJenkinsfile(t *testing.T) {
	t.Parallel()
	scripts := jenkinsScripts(t, filepath.Join(examples, "tree-check", "Jenkinsfile"))
	lintShell(t, "sh", scripts)
	for _, c := range treeChanges() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j := newJob(t)
			c.checkout(t, j)
			env := []string{"CHANGE_TARGET=main", "CHANGE_ID=12", "CHANGE_URL=https://github.example.com/freight/tree/pull/12", "GH_TOKEN=secret"}
			j.must(t, "sh", scripts["Reports"], env...)
			j.must(t, "sh", scripts["Comment"], env...)
			if out, status := j.run(t, "sh", scripts["Check"], env...); status != c.exit || !strings.Contains(out, c.rule) {
				t.Errorf("exit %d, want %d:\n%s", status, c.exit, out)
			}
			c.judge(t, j, filepath.Join(j.dir, "tree.sarif"))
			// the main branch: all findings, no comment
			j.must(t, "sh", scripts["Reports"])
			if _, status := j.run(t, "sh", scripts["Check"]); status != c.exit {
				t.Errorf("main: exit %d, want %d", status, c.exit)
			}
		})
	}
}
