package jenkins_test

import (
	"os/exec"
	"path"
	"regexp"
	"strings"
	"testing"
)

var shBlock = regexp.MustCompile(`(?s)sh '''\n(.*?)\n *'''`)

// shells returns the longer scripts of a pipeline as a shell gets them.
func shells(jenkinsfile string) []string {
	var out []string
	for _, m := range shBlock.FindAllStringSubmatch(jenkinsfile, -1) {
		out = append(out, strings.NewReplacer(`\\`, `\`, `\'`, `'`).Replace(m[1])+"\n")
	}
	return out
}

// checkShell says so when a tool is missing.
func checkShell(t *testing.T, name, script string) {
	t.Helper()
	if !strings.HasPrefix(strings.TrimSpace(script), "set -eu\n") {
		t.Errorf("%s: a script does not begin with set -eu:\n%s", name, script)
	}
	for _, tool := range [][]string{{"dash", "-n"}, {"shellcheck", "--shell=sh", "-"}} {
		if _, err := exec.LookPath(tool[0]); err != nil {
			t.Logf("%s is missing: the scripts are not checked with it", tool[0])
			continue
		}
		cmd := exec.Command(tool[0], tool[1:]...)
		cmd.Stdin = strings.NewReader(script)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %s: %v\n%s\n%s", name, tool[0], err, out, script)
		}
	}
}

var call = regexp.MustCompile(`sh 'sh (\S+)((?: [a-z0-9-]+)?)'`)

// TestPipelinesCallScripts: a pipeline says when; its shell is calls of scripts that are there, with words of its own alone.
func TestPipelinesCallScripts(t *testing.T) {
	t.Parallel()
	for name, text := range pipelineCases(t) {
		steps := regexp.MustCompile(`\bsh '`).FindAllString(text, -1)
		calls := call.FindAllStringSubmatch(text, -1)
		blocks := shells(text)
		if len(steps) != len(calls)+len(blocks) || len(calls) < 7 || len(blocks) > 1 {
			t.Errorf("%s: %d steps of shell, %d calls, %d blocks", name, len(steps), len(calls), len(blocks))
		}
		for _, script := range blocks {
			checkShell(t, name, script)
		}
		for _, c := range calls {
			folder := "deploy/ci"
			if strings.Contains(text, "waybill generate --ephemeral") {
				folder = ".waybill/ci"
			}
			if path.Dir(c[1]) != folder || !strings.HasSuffix(c[1], ".sh") {
				t.Errorf("%s calls %s", name, c[1])
			}
		}
	}
}

// TestPipelinesAreShort: an administrator reads a pipeline before signing it.
func TestPipelinesAreShort(t *testing.T) {
	t.Parallel()
	for name, text := range pipelineCases(t) {
		lines, most := strings.Count(text, "\n"), 120
		if strings.Contains(text, "BUILD_ALL") {
			most = 160
		}
		if strings.Contains(name, "central") || name == "step" || name == "ephemeral" {
			most = 220 // no repository holds the files of its pods
		}
		if lines > most {
			t.Errorf("%s: %d lines", name, lines)
		}
	}
	ten := jenkinsfile(t, "images: {registry: harbor.example.com/freight}\n", tenUnits()...)
	if lines := strings.Count(ten, "\n"); lines > 160 {
		t.Errorf("ten units: %d lines", lines)
	}
}

// TestNoDoubleQuotedGroovy holds the rule that nothing is ever interpolated.
func TestNoDoubleQuotedGroovy(t *testing.T) {
	t.Parallel()
	for name, text := range pipelineCases(t) {
		outside := regexp.MustCompile(`(?s)'''.*?'''`).ReplaceAllString(text, "''")
		for i, line := range strings.Split(outside, "\n") {
			if strings.Contains(line, `"`) {
				t.Errorf("%s: a double quote outside of a script: %d: %s", name, i+1, line)
			}
		}
		if size := len(text); size > 40<<10 {
			t.Errorf("%s: %d bytes; Jenkins compiles to methods of at most 64 KB", name, size)
		}
	}
}
