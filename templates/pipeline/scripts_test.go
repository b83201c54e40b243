package pipeline_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
)

const harbor = "images: {registry: harbor.example.com/freight}\nenvironments: {dev: {}, prod: {registry: replica.example.com/freight}}\n"

func orders() facts.Unit { return fixture.Built(".", "orders", "java", "maven") }

func several() []facts.Unit {
	return []facts.Unit{
		fixture.Built("services/orders", "orders", "java", "maven"), fixture.Built("services/billing", "billing", "java", "maven"),
		fixture.Built("web", "web", "node", "pnpm"), fixture.Built("cmd/agent", "agent", "go", "go"),
	}
}

// TestScriptsAreSound gives every script to each shell and to shellcheck, where they are installed, and asks it what it is for.
func TestScriptsAreSound(t *testing.T) {
	t.Parallel()
	for _, root := range []string{"", ".waybill"} {
		w := newWork(t, []string{"sh"}, root, harbor+"jenkins: {credentials: {build: {maven-settings: nexus, npmrc: npm, netrc: git}}}\n", several()...)
		files, err := filepath.Glob(filepath.Join(w.dir, "ws", "*", "ci", "*.sh"))
		if root != "" {
			files, err = filepath.Glob(filepath.Join(w.dir, "ws", ".waybill", "ci", "*.sh"))
		}
		runs, _ := filepath.Glob(filepath.Join(filepath.Dir(files[0]), "tests", "*.sh"))
		if err != nil || len(files) < 12 || len(runs) != 3 {
			t.Fatalf("%v, %d scripts, %d runs of tests", err, len(files), len(runs))
		}
		for _, file := range append(files, runs...) {
			for _, shell := range shells(t) {
				if out, err := exec.Command(shell[0], append(slices.Clip(shell[1:]), "-n", file)...).CombinedOutput(); err != nil {
					t.Errorf("%s: %v\n%s", shell, err, out)
				}
			}
			if _, err := exec.LookPath("shellcheck"); err != nil {
				t.Log("shellcheck is missing: the scripts are not checked with it")
			} else if out, err := exec.Command("shellcheck", file).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			info, err := os.Stat(file)
			shared := slices.Contains([]string{"lib.sh", "cluster.sh"}, filepath.Base(file)) || slices.Contains(runs, file)
			if err != nil || (info.Mode()&0o111 != 0) == shared {
				t.Errorf("%s: %v, mode %v", file, err, info.Mode())
			}
			if shared {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil || !strings.Contains(string(text), "\nset -eu\n") {
				t.Errorf("%s: %v, or no set -eu", file, err)
			}
			out := w.must(t, filepath.Base(file), "--help")
			if !strings.HasPrefix(out, filepath.Base(file)+" ") || strings.Count(out, "\n") < 2 || strings.Contains(out, "#") {
				t.Errorf("%s says of itself\n%s", file, out)
			}
		}
	}
}

// TestScriptsAreTheSameEverywhere: what differs between repositories is data.
func TestScriptsAreTheSameEverywhere(t *testing.T) {
	t.Parallel()
	one := newWork(t, []string{"sh"}, "", harbor, orders())
	other := newWork(t, []string{"sh"}, "", "kubernetes: {format: helm}\njenkins: {builder: docker, agent: label}\n", several()...)
	files, err := filepath.Glob(filepath.Join(one.dir, "ws", "deploy", "ci", "*.sh"))
	if err != nil || len(files) != 15 {
		t.Fatalf("%v, %d", err, len(files))
	}
	for _, f := range files {
		name := "deploy/ci/" + filepath.Base(f)
		if one.read(name) != other.read(name) {
			t.Errorf("%s differs", name)
		}
	}
}

// TestStrategies: the scripts know every way of a release that the plan knows.
func TestStrategies(t *testing.T) {
	t.Parallel()
	text := newWork(t, []string{"sh"}, "", harbor, orders()).read("deploy/ci/cluster.sh")
	_, body, _ := strings.Cut(text, "roll_out() {")
	body, _, _ = strings.Cut(body, "\n}\n")
	for _, c := range plan.Controllers() {
		after := map[bool]string{true: ") in_batches", false: ") "}[c.Batched]
		if c.Argo {
			after = ") promote"
		}
		found := false
		for line := range strings.Lines(body) {
			words, what, ok := strings.Cut(strings.TrimSpace(line), after)
			_ = what
			found = found || ok && slices.Contains(strings.Split(words, " | "), c.Strategy)
		}
		if !found {
			t.Errorf("no way to release by %s", c.Strategy)
		}
	}
}

// TestHostileFolders runs the scripts that test, build and hand over a unit, in folders with names that shells, Groovy and YAML read as
// something else, and finds each name unchanged in what the tools are called with. Other names are left out of the pipeline with a warning.
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
		{"a=b", true},
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
			p, err := fixture.Repository(t, "", "", fixture.Built(c.folder, "hostile", "go", "go"), fixture.Built("other", "other", "java", "maven"))
			if err != nil {
				t.Fatal(err)
			}
			if !c.kept {
				if len(p.Pipeline.Parts) != 1 || !slices.ContainsFunc(p.Warnings, func(w facts.Warning) bool { return strings.Contains(w.Text, "the pipeline leaves out") }) {
					t.Fatalf("kept: %+v", p.Pipeline.Parts)
				}
				return
			}
			for _, shell := range shells(t) {
				w := workOf(t, shell, p)
				w.env = append(w.env, "REGISTRY=harbor.example.com")
				w.write(t, "ws/"+c.folder+"/deploy/kubernetes/x.yaml", "", 0o644)
				for _, words := range [][]string{{"select.sh", "hostile"}, {"test.sh", "go"}, {"build.sh"}, {"release.sh"}} {
					w.must(t, words...)
				}
				calls := w.calls(t)
				has(t, calls, "buildctl-daemonless.sh in ", "<filename="+c.folder+"/Dockerfile>", "go in "+c.folder+": <test> <./...>")
				if found, err := filepath.Glob(filepath.Join(w.dir, "ws/.waybill/release/*/kubernetes/x.yaml")); err != nil || len(found) != 1 {
					t.Errorf("%v, handed over: %q", err, found)
				}
			}
		})
	}
}

// TestSelection: a unit is built when a change concerns it, all when it concerns nobody in particular or nothing can be compared.
func TestSelection(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is missing: nothing can be compared")
	}
	all := "001-orders 002-billing 003-web 004-agent"
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor, append(several()[:3:3], fixture.Built("web/api", "agent", "go", "go"))...)
			git := func(words ...string) string { return w.git(t, words...) }
			git("init", "-q", ".")
			git("add", ".")
			git("commit", "-q", "-m", "first")
			since := "SINCE=" + git("rev-parse", "HEAD")
			for _, c := range []struct {
				name, file string
				words      []string
				want       string
			}{
				{"nothing has changed", "", []string{since, "select.sh"}, ""},
				{"a file of one", "services/billing/x", []string{since, "select.sh"}, "002-billing"},
				{"of the unit around another", "web/x", []string{since, "select.sh"}, "003-web 004-agent"},
				{"of the unit within another", "web/api/x", []string{since, "select.sh"}, "004-agent"},
				{"a name that begins alike", "services/billing2", []string{since, "select.sh"}, all},
				{"of nobody", "pom.xml", []string{since, "select.sh"}, all},
				{"a name that git quotes", "web/a\"b\n", []string{since, "select.sh"}, all},
				{"letters of any kind", "services/orders/服务", []string{since, "select.sh"}, "001-orders"},
				{"a release", "web/api/x", []string{since, "TAG_NAME=v1.2.3", "select.sh"}, all},
				{"on request", "web/api/x", []string{since, "BUILD_ALL=true", "select.sh"}, all},
				{"the first build", "web/api/x", []string{"select.sh"}, all},
				{"a commit that is not here", "web/api/x", []string{"SINCE=0123456789012345678901234567890123456789", "select.sh"}, all},
				{"by hand", "web/api/x", []string{since, "select.sh", "orders", "web"}, "001-orders 003-web"},
			} {
				git("reset", "-q", "--hard", strings.TrimPrefix(since, "SINCE="))
				if c.file != "" {
					w.write(t, "ws/"+c.file, "x", 0o644)
					git("add", ".")
					git("commit", "-q", "-m", "change")
				}
				w.env = append(w.env, "GIT_COMMIT="+git("rev-parse", "HEAD"))
				w.must(t, c.words...)
				chosen, _ := filepath.Glob(filepath.Join(w.dir, "ws/.waybill/release/*/unit"))
				left, _ := filepath.Glob(filepath.Join(w.dir, "ws/.waybill/unchanged/*/unit"))
				for i, f := range chosen {
					chosen[i] = filepath.Base(filepath.Dir(f))
				}
				if got := strings.Join(chosen, " "); got != c.want || len(chosen)+len(left) != 4 {
					t.Errorf("%s: %q, want %q; %d are left", c.name, got, c.want, len(left))
				}
				git("clean", "-qfdx", ".waybill")
			}
		})
	}
}
