package pipeline_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/templates"
)

// serverDocker runs a script of a container on this machine, with the variables that the container would get and no other; the image of a
// language is that of the tests.
const serverDocker = `#!/bin/sh
[ "$1" = run ] || exit 0
kept=
while [ "$1" != --entrypoint ]; do
  if [ "$1" = --env ]; then case $2 in *=*) ;; *) kept="$kept|$2" ;; esac; fi
  shift
done
shift 2
while [ "$1" = --env ]; do kept="$kept|$2"; shift 2; done
shift
for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
  case "|PATH|PWD|HOME|STUB_ROOT|STUB_FAIL|STUB_SICK$kept|" in *"|$name|"*) ;; *) unset "$name" ;; esac
done
exec sh "$@"
`

// ofServer runs the jobs of a pipeline of GitLab or GitHub as those do: a job begins with the commit, or with nothing, and has of the jobs
// before it what their artifacts hold.
type ofServer struct {
	*work
	t *testing.T
}

// begin empties the work tree but for the commit, and lays artifacts into it.
func (s ofServer) begin(artifacts ...string) {
	s.git(s.t, "checkout", "-q", "--", ".")
	s.git(s.t, "clean", "-qfdx")
	for _, name := range artifacts {
		s.copy(filepath.Join(s.dir, "artifacts", name), filepath.Join(s.dir, "ws"))
	}
}

// keep makes artifacts of paths of the work tree.
func (s ofServer) keep(name string, paths ...string) {
	for _, path := range paths {
		if from := filepath.Join(s.dir, "ws", path); exists(from) {
			s.copy(from, filepath.Join(s.dir, "artifacts", name, path))
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (s ofServer) copy(from, to string) {
	s.t.Helper()
	if !exists(from) {
		return
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		s.t.Fatal(err)
	}
	if out, err := exec.Command("cp", "-a", from+"/.", to).CombinedOutput(); err != nil {
		s.t.Fatalf("%v\n%s", err, out)
	}
}

// script runs the lines of a job or a step.
func (s ofServer) script(name, lines string, env ...string) {
	s.t.Helper()
	cmd := exec.Command("sh", "-ec", lines)
	cmd.Dir, cmd.Env = filepath.Join(s.dir, "ws"), append(slices.Clip(s.env), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// gitLab runs what a pipeline of GitLab does for a commit, a manual job too, and returns the names of the jobs in their order.
func (s ofServer) gitLab(variables map[string]string) []string {
	type job struct {
		Extends   string            `json:"extends"`
		Needs     []any             `json:"needs"`
		Script    []string          `json:"script"`
		Variables map[string]string `json:"variables"`
		Rules     []struct {
			If   string `json:"if"`
			When string `json:"when"`
		} `json:"rules"`
		Artifacts struct {
			Paths []string `json:"paths"`
		} `json:"artifacts"`
	}
	var all map[string]any
	var shared struct {
		Variables map[string]struct {
			Value string `json:"value"`
		} `json:"variables"`
	}
	text := []byte(s.read("deploy/ci/gitlab.yml"))
	for _, into := range []any{&all, &shared} {
		if err := yaml.Unmarshal(text, into); err != nil {
			s.t.Fatal(err)
		}
	}
	for name, v := range shared.Variables {
		if _, ok := variables[name]; !ok {
			variables[name] = v.Value
		}
	}
	jobs := map[string]job{}
	for name := range all {
		if strings.HasPrefix(name, "waybill-") {
			var j job
			if err := yaml.Unmarshal(marshalled(s.t, all[name]), &j); err != nil {
				s.t.Fatal(err)
			}
			var base job
			if err := yaml.Unmarshal(marshalled(s.t, all[j.Extends]), &base); err == nil && j.Rules == nil {
				j.Rules = base.Rules
			}
			for _, r := range j.Rules {
				if r.If == "" || holds(s.t, r.If, variables) {
					if r.When != "never" {
						jobs[name] = j
					}
					break
				}
			}
		}
	}
	env := []string{"CI_PROJECT_DIR=" + filepath.Join(s.dir, "ws")}
	for name, value := range variables {
		env = append(env, name+"="+value)
	}
	var done []string
	for len(done) < len(jobs) {
		before := len(done)
		for name, j := range jobs {
			ready, artifacts := !slices.Contains(done, name), []string(nil)
			for _, need := range j.Needs {
				of, optional, hands := fmt.Sprint(need), false, true
				if m, ok := need.(map[string]any); ok {
					of, optional, hands = fmt.Sprint(m["job"]), m["optional"] == true, m["artifacts"] != false
				}
				_, there := jobs[of]
				ready = ready && (slices.Contains(done, of) || optional && !there)
				if hands {
					artifacts = append(artifacts, of)
				}
			}
			if !ready {
				continue
			}
			s.begin(artifacts...)
			own := slices.Clip(env)
			for key, value := range j.Variables {
				own = append(own, key+"="+strings.ReplaceAll(value, "$CI_PROJECT_DIR", filepath.Join(s.dir, "ws")))
			}
			s.script(name, strings.Join(j.Script, "\n"), own...)
			s.keep(name, j.Artifacts.Paths...)
			done = append(done, name)
		}
		if len(done) == before {
			s.t.Fatalf("what the others need is not there; done: %q", done)
		}
	}
	return done
}

func marshalled(t *testing.T, v any) []byte {
	t.Helper()
	text, err := yaml.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

var (
	equals  = regexp.MustCompile(`^\$(\w+) == "(.*)"$`)
	matches = regexp.MustCompile(`^\$(\w+) =~ /(.*)/$`)
	isSet   = regexp.MustCompile(`^\$(\w+)$`)
)

// holds evaluates a rule of GitLab.
func holds(t *testing.T, rule string, variables map[string]string) bool {
	t.Helper()
	for part := range strings.SplitSeq(rule, " && ") {
		var ok bool
		if m := equals.FindStringSubmatch(part); m != nil {
			ok = variables[m[1]] == m[2]
		} else if m := matches.FindStringSubmatch(part); m != nil {
			ok = regexp.MustCompile(m[2]).MatchString(variables[m[1]])
		} else if m := isSet.FindStringSubmatch(part); m != nil {
			ok = variables[m[1]] != ""
		} else {
			t.Fatalf("this test does not know the rule %s", rule)
		}
		if !ok {
			return false
		}
	}
	return true
}

// gitHub runs the jobs of a workflow for a commit of main or for a release tag: the build and the deployment to one environment.
func (s ofServer) gitHub(environment string, env ...string) {
	var w struct {
		Jobs map[string]struct {
			Steps []struct {
				ID   string            `json:"id"`
				Uses string            `json:"uses"`
				Run  string            `json:"run"`
				With map[string]any    `json:"with"`
				Env  map[string]string `json:"env"`
			} `json:"steps"`
		} `json:"jobs"`
	}
	if err := yaml.Unmarshal([]byte(s.read(".github/workflows/waybill.yml")), &w); err != nil {
		s.t.Fatal(err)
	}
	temp := filepath.Join(s.dir, "temp")
	if err := os.MkdirAll(temp, 0o755); err != nil {
		s.t.Fatal(err)
	}
	env = append(env, "RUNNER_TEMP="+temp, "GITHUB_OUTPUT="+filepath.Join(temp, "output"), "GITHUB_ENV="+filepath.Join(temp, "env"), "GITHUB_PATH="+filepath.Join(temp, "path"),
		"GITHUB_SERVER_URL=https://github.com", "GITHUB_REPOSITORY=freight/shop", "GITHUB_RUN_ID=1")
	for _, name := range []string{"build", "deploy-" + environment} {
		s.begin()
		for i, step := range w.Jobs[name].Steps {
			at := fmt.Sprintf("%s, step %d", name, i)
			action, _, _ := strings.Cut(step.Uses, "@")
			switch action {
			case "":
				own := slices.Clip(env)
				for key, value := range step.Env {
					if !strings.Contains(value, "${{") {
						own = append(own, key+"="+value)
					}
				}
				if data, err := os.ReadFile(filepath.Join(temp, "env")); err == nil {
					own = append(own, strings.Fields(string(data))...)
				}
				s.script(at, step.Run, own...)
			case "actions/upload-artifact":
				s.keep("github-"+fmt.Sprint(step.With["name"]), strings.Fields(fmt.Sprint(step.With["path"]))...)
			case "actions/download-artifact": // a deployment has no checkout
				if err := os.Rename(filepath.Join(s.dir, "ws"), filepath.Join(s.dir, "checkout")); err != nil {
					s.t.Fatal(err)
				}
				defer func() {
					_ = os.RemoveAll(filepath.Join(s.dir, "ws"))
					if err := os.Rename(filepath.Join(s.dir, "checkout"), filepath.Join(s.dir, "ws")); err != nil {
						s.t.Fatal(err)
					}
				}()
				s.copy(filepath.Join(s.dir, "artifacts", "github-"+fmt.Sprint(step.With["name"])), filepath.Join(s.dir, "ws"))
			}
		}
	}
}

// TestServersRelease runs the jobs of GitLab and those of GitHub for one commit: what the first has built the second one finds, a release
// tag builds nothing, and each environment runs the same bytes. Nothing goes from job to job but what the pipeline hands over.
func TestServersRelease(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is missing: there is no commit")
	}
	p, err := fixture.Repository(t, "", harbor+"ci: [gitlab, github]\n", several()[:3]...)
	if err != nil {
		t.Fatal(err)
	}
	s := ofServer{workOf(t, []string{"sh"}, p), t}
	for tool, text := range map[string]string{
		"buildctl": orderBuild, "buildctl-daemonless.sh": orderBuild, "waybill": orderRegistry, "kubectl": orderCluster, "docker": serverDocker, "sleep": "#!/bin/sh\n",
	} {
		s.write(t, "bin/"+tool, text, 0o755)
	}
	for _, family := range []string{templates.GitLab, templates.GitHub} {
		for _, f := range renderedFor(t, p, family) {
			s.write(t, "ws/"+f.Path, string(f.Data), f.Mode)
		}
	}
	for _, unit := range []string{"services/orders", "services/billing", "web"} {
		s.write(t, "ws/"+unit+"/deploy/kubernetes/x.yaml", "", 0o644)
	}
	s.write(t, "ws/.gitignore", ".waybill\n", 0o644)
	s.git(t, "init", "-q", ".")
	s.git(t, "add", ".")
	s.git(t, "commit", "-q", "-m", "a")
	commit := s.git(t, "rev-parse", "HEAD")
	s.env = append(slices.DeleteFunc(s.env, func(v string) bool {
		return strings.HasPrefix(v, "GIT_COMMIT=") || strings.HasPrefix(v, "GITHUB_") || strings.HasPrefix(v, "CI_")
	}), "STUB_SICK=none")

	runs := func() string { return s.read("../runs-orders") + s.read("../runs-billing") + s.read("../runs-web") }
	built := func() int { return strings.Count(s.calls(t), "built ") }

	done := s.gitLab(map[string]string{"CI_COMMIT_SHA": commit, "CI_COMMIT_BRANCH": "main", "CI_PIPELINE_SOURCE": "push"})
	if last := done[len(done)-1]; last != "waybill-deploy-dev" || slices.Contains(done, "waybill-deploy-prod") {
		t.Errorf("the jobs of main: %q", done)
	}
	first := runs()
	if n := built(); n != 3 || strings.Count(first, "@sha256:") != 3 {
		t.Errorf("GitLab has built %d; of it run\n%s", n, first)
	}
	s.gitHub("dev", "GITHUB_SHA="+commit, "GITHUB_REF_TYPE=branch", "GITHUB_REF_NAME=main", "GITHUB_REF=refs/heads/main")
	if n := built(); n != 0 || runs() != first {
		t.Errorf("GitHub has built %d images of a commit that is built; of them run\n%s, and before\n%s", n, runs(), first)
	}
	inProd := strings.ReplaceAll(first, "harbor.example.com", "replica.example.com")
	for version, release := range map[string]func(){
		"1.2.3": func() {
			s.gitLab(map[string]string{"CI_COMMIT_SHA": commit, "CI_COMMIT_TAG": "v1.2.3", "CI_PIPELINE_SOURCE": "push"})
		},
		"1.2.4": func() {
			s.gitHub("prod", "GITHUB_SHA="+commit, "GITHUB_REF_TYPE=tag", "GITHUB_REF_NAME=v1.2.4", "GITHUB_REF=refs/tags/v1.2.4")
		},
	} {
		release()
		if n := built(); n != 0 || runs() != inProd {
			t.Errorf("the release %s has built %d; of it run\n%s, want\n%s", version, n, runs(), inProd)
		}
		for image := range strings.Lines(first) {
			name, digest, _ := strings.Cut(strings.TrimSpace(image), "@")
			if !strings.Contains(s.read("../registry"), name+":"+version+" "+digest+"\n") {
				t.Errorf("%s has no tag %s of %s", name, version, digest)
			}
		}
	}
}
