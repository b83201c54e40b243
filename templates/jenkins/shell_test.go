package jenkins_test

import (
	"fmt"
	"maps"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

var shBlock = regexp.MustCompile(`(?s)sh '''\n(.*?)\n *'''`)

// shells returns the scripts of a pipeline as a shell gets them.
func shells(jenkinsfile string) []string {
	var out []string
	for _, m := range shBlock.FindAllStringSubmatch(jenkinsfile, -1) {
		out = append(out, strings.NewReplacer(`\\`, `\`, `\'`, `'`).Replace(m[1])+"\n")
	}
	return out
}

// shellWith returns the one script of a pipeline that has the words.
func shellWith(t *testing.T, jenkinsfile, words string) string {
	t.Helper()
	var found []string
	for _, script := range shells(jenkinsfile) {
		if strings.Contains(script, words) {
			found = append(found, script)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d scripts have %q", len(found), words)
	}
	return found[0]
}

// TestShellOfPipelines gives every script of every pipeline to the strictest shell and to shellcheck, where they are installed.
func TestShellOfPipelines(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	cases := pipelineCases(t)
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		scripts := shells(cases[name])
		if len(scripts) < 5 {
			t.Errorf("%s: only %d scripts found", name, len(scripts))
		}
		for _, script := range scripts {
			if short := strings.ReplaceAll(script, "  ", ""); !seen[short] {
				seen[short] = true
				checkShell(t, name, script)
			}
		}
	}
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

var (
	groovyFile   = regexp.MustCompile(`writeFile encoding: 'UTF-8', file: '(.*?)', text: '(.*)'`)
	groovySelect = regexp.MustCompile(`script { select\.call\('(.*?)', '(.*?)', '(.*?)', '(.*)'\) } }`)
)

// filesOf reads what a pipeline writes by itself, as Groovy reads the texts.
func filesOf(jenkinsfile string) map[string]string {
	out := map[string]string{}
	unescape := strings.NewReplacer(`\\`, `\`, `\'`, `'`, `\n`, "\n")
	for _, m := range groovyFile.FindAllStringSubmatch(jenkinsfile, -1) {
		out[m[1]] = unescape.Replace(m[2])
	}
	for _, m := range groovySelect.FindAllStringSubmatch(jenkinsfile, -1) {
		out[".waybill/release/"+m[1]+"/unit"] = unescape.Replace(m[2])
		out[".waybill/tests/"+m[3]+"/"+m[1]] = unescape.Replace(m[4])
	}
	return out
}

// TestHostileFolders runs the scripts that test and build a unit, in folders with names that shells, Groovy and YAML read as something
// else, and finds each name unchanged in what the tools are called with. Other names are left out of the pipeline with a warning.
func TestHostileFolders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		folder string
		kept   bool
	}{
		{"a b", true},
		{"服务", true},
		{"(x)", true},
		{"#x", true},
		{";x", true},
		{"*", true},
		{"a&b", true},
		{"!x", true},
		{"-x", true},
		{"*/ x", true},
		{"a|b>c", true},
		{"@Library", true},
		{"{{x}}", true},
		{"~", true},
		{"%s", true},
		{"it's", false},
		{"a'''b", false},
		{"$HOME", false},
		{"${x}", false},
		{"$(id)", false},
		{"`id`", false},
		{`a\b`, false},
		{`"x"`, false},
		{"a\nb", false},
		{"a\tb", false},
		{"a\x1bb", false},
		{"a\x7fb", false},
	} {
		t.Run(c.folder, func(t *testing.T) {
			t.Parallel()
			other := pipelineUnit("other", "other", "java", "maven")
			p, err := jenkinsPlan(t, "", "", pipelineUnit(c.folder, "hostile", "go", "go"), other)
			if err != nil {
				t.Fatal(err)
			}
			if !c.kept {
				if len(p.Pipeline.Parts) != 1 || !slices.ContainsFunc(p.Warnings, func(w facts.Warning) bool { return strings.Contains(w.Text, "the pipeline leaves out") }) {
					t.Fatalf("kept: %+v", p.Pipeline.Parts)
				}
				return
			}
			text := jenkinsfile(t, "", pipelineUnit(c.folder, "hostile", "go", "go"))
			calls := runStages(t, text, c.folder)
			for _, want := range []string{"buildctl-daemonless.sh in ", "<filename=" + c.folder + "/Dockerfile>", "go in " + c.folder + ": <test> <./...>"} {
				if !strings.Contains(calls, want) {
					t.Errorf("no %q in\n%s", want, calls)
				}
			}
		})
	}
}

// TestNoDoubleQuotedGroovy holds the rule that nothing is ever interpolated.
func TestNoDoubleQuotedGroovy(t *testing.T) {
	t.Parallel()
	for name, text := range pipelineCases(t) {
		outside := regexp.MustCompile(`(?s)'''.*?'''`).ReplaceAllString(text, "''")
		for i, line := range strings.Split(outside, "\n") {
			if strings.Contains(line, `"`) {
				t.Errorf("%s: a double quote outside of a script: %s", name, fmt.Sprintf("%d: %s", i+1, line))
			}
		}
		if size := len(text); size > 40<<10 {
			t.Errorf("%s: %d bytes; Jenkins compiles to methods of at most 64 KB", name, size)
		}
	}
}
