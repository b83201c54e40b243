package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
)

// TestReports runs the tests of one unit of two, and looks at the calls and at the reports: those of this run count, also when it fails.
func TestReports(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, unit, test string
		fail             string
		calls, report    string
	}{
		{"maven", "orders", "maven", "", "<-pl> <./services/orders> <-am> <verify>\n", "target_surefire-reports_TEST-new.xml"},
		{"maven fails", "orders", "maven", "verify", "<verify>\n", "target_surefire-reports_TEST-new.xml"},
		{"node", "web", "pnpm-2", "", "pnpm in web: <run> <test>", "web_junit.xml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for name, shell := range shells(t) {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					w := newWork(t, shell, "", harbor, several()...)
					w.env = append(w.env, "STUB_FAIL="+c.fail)
					for _, old := range []string{"services/orders/target/surefire-reports/TEST-old.xml", "web/node_modules/y/junit.xml", "web/test-results/old.xml"} {
						w.write(t, "ws/"+old, "old", 0o644)
						if past := time.Now().Add(-time.Hour); os.Chtimes(filepath.Join(w.dir, "ws", old), past, past) != nil {
							t.Fatal(old)
						}
					}
					w.must(t, "select.sh", c.unit)
					started := filepath.Join(w.dir, "ws/.waybill/started")
					if past := time.Now().Add(-time.Minute); os.Chtimes(started, past, past) != nil {
						t.Fatal(started)
					}
					out, status := w.run(t, "test.sh", c.test)
					if status != map[bool]int{false: 0, true: 1}[c.fail != ""] {
						t.Errorf("%d\n%s", status, out)
					}
					has(t, w.calls(t), c.calls)
					found, err := filepath.Glob(filepath.Join(w.dir, "ws/.waybill/reports/*.xml"))
					if err != nil || len(found) != 1 || filepath.Base(found[0]) != c.report {
						t.Errorf("%v, reports %q, want %s", err, found, c.report)
					}
					w.write(t, "ws/.waybill/release/001-orders/digest", "sha256:0a\n", 0o644) // found in the registry
					if out := w.must(t, "test.sh", "maven"); out != "nothing to test by maven\n" || w.calls(t) != "" {
						t.Errorf("an image that is there is tested again: %s", out)
					}
				})
			}
		})
	}
}

// TestRunThatIsNotThere: a word that names no run is a wrong use.
func TestRunThatIsNotThere(t *testing.T) {
	t.Parallel()
	w := newWork(t, []string{"sh"}, "", harbor, orders())
	if out, status := w.run(t, "test.sh", "gradle"); status != 2 || !strings.Contains(out, "there is no run 'gradle'") {
		t.Errorf("%d\n%s", status, out)
	}
}

// TestMadeBeforeTheImage: what the repository's own Dockerfile copies is made after the tests, for the units of the run alone, also where
// tests are skipped; a command that fails fails the stage.
func TestMadeBeforeTheImage(t *testing.T) {
	t.Parallel()
	units := []facts.Unit{fixture.Built("web", "web", "node", "npm"), fixture.Built("it is", "api", "node", "npm")}
	p, err := fixture.Repository(t, "", harbor, units...)
	if err != nil {
		t.Fatal(err)
	}
	p.Pipeline.Parts[0].Own = &plan.Own{File: "web/Dockerfile", Context: "web"}
	p.Pipeline.Tests[0].Script = "echo tested >tested"
	for name, c := range map[string]struct {
		make   [][]string
		made   string
		status int
	}{
		"made":  {[][]string{{"sh", "-c", `echo "$0" >>made`, "it's"}, {"test", "-e", "made"}}, "it's\n", 0},
		"fails": {[][]string{{"exit", "3"}, {"sh", "-c", "echo x >made"}}, "", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := p
			p.Pipeline.Parts = append([]plan.PipelineUnit(nil), p.Pipeline.Parts...)
			p.Pipeline.Parts[0].Make = c.make
			p.Pipeline.Parts[1].Make = [][]string{{"exit", "4"}}
			for name, shell := range shells(t) {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					w := workOf(t, shell, p)
					w.write(t, "ws/web/x", "", 0o644)
					w.must(t, "select.sh", "web")
					out, status := w.run(t, "test.sh", "npm")
					if status != c.status || w.read("tested") == "" || w.read("made") != c.made {
						t.Errorf("%d, made %q\n%s", status, w.read("made"), out)
					}
				})
			}
		})
	}
}

// TestToolsFindTheSecrets: the lines that languages give for their tests hand the file to the tool.
func TestToolsFindTheSecrets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ tool, id, variable, stub, want string }{
		{"maven", "maven-settings", "SECRET_MAVEN_SETTINGS", "mvn", "--settings FILE -B -ntp"},
		{"npm", "npmrc", "SECRET_NPMRC", "npm", "config FILE"},
		{"go", "netrc", "SECRET_NETRC", "go", "netrc machine x"},
	} {
		language := map[string]string{"maven": "java", "npm": "node", "go": "go"}[c.tool]
		for name, shell := range shells(t) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := newWork(t, shell, "", harbor+"jenkins: {credentials: {build: {"+c.id+": id}}}\n", fixture.Built(".", "orders", language, c.tool))
				file := filepath.Join(w.dir, "secret")
				w.write(t, "secret", "machine x\n", 0o600)
				w.write(t, "bin/"+c.stub, "#!/bin/sh\n{ echo \"$*\"; echo \"config ${NPM_CONFIG_USERCONFIG-}\"; echo \"netrc $(cat \"$HOME/.netrc\" 2>/dev/null)\"; } >>\"$STUB_ROOT/../calls\"\n", 0o755)
				w.env = append(w.env, c.variable+"="+file)
				w.must(t, "select.sh")
				w.must(t, "test.sh", c.tool)
				has(t, w.calls(t), strings.ReplaceAll(c.want, "FILE", file))
			})
		}
	}
}

// TestTestsInBuilds: an organisation's own pipeline runs the tests in the build image of each unit, with the secrets and nothing else of it.
func TestTestsInBuilds(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, ".waybill", harbor+"jenkins: {form: central, credentials: {build: {maven-settings: nexus, NPM_TOKEN: npm}}}\n", several()...)
			has(t, w.read(".waybill/ci/tests/maven.Dockerfile"), "--mount=type=secret,id=maven-settings", "then SECRET_MAVEN_SETTINGS=/run/secrets/maven-settings; export",
				"NPM_TOKEN=$(cat /run/secrets/NPM_TOKEN); export", "sh .waybill/ci/test.sh maven;")
			w.env = append(w.env, "NPM_TOKEN=t", "BUILD_SECRETS=maven-settings NPM_TOKEN")
			w.must(t, "select.sh", "orders", "web")
			w.must(t, "test-all.sh")
			calls := w.calls(t)
			has(t, calls, "<filename=.waybill/ci/tests/maven.Dockerfile> <--opt> <build-arg:SKIP_TESTS=false> <--secret> <id=NPM_TOKEN,env=NPM_TOKEN> <--output> <type=local,dest=.waybill/reports/maven>",
				"<filename=.waybill/ci/tests/pnpm-2.Dockerfile>")
			if strings.Contains(calls, "go-3") || strings.Contains(calls, "maven-settings") {
				t.Errorf("no unit of Go was chosen, and a secret was not bound:\n%s", calls)
			}
			w.write(t, "ws/.waybill/release/001-orders/digest", "sha256:0a\n", 0o644)
			w.must(t, "BUILDER=docker", "test-all.sh")
			calls = w.calls(t)
			has(t, calls, "docker in .: <build> <--progress=plain> <--file> <.waybill/ci/tests/pnpm-2.Dockerfile>")
			if strings.Contains(calls, "maven.Dockerfile") {
				t.Errorf("what is built is tested again:\n%s", calls)
			}
		})
	}
}
