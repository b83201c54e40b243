package plan

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
)

// EphemeralRoot is the folder that `generate --ephemeral` writes to.
const EphemeralRoot = ".waybill"

// PipelineUnit is what the stages need to know of one unit. They hand it on as files of .waybill/release/FOLDER.
type PipelineUnit struct {
	Name       string `json:"name"`
	Folder     string `json:"folder"` // NNN-name: sorted, the folders stand in the order of the release
	Dockerfile string `json:"dockerfile"`
	Manifests  string `json:"manifests"`
	Image      string `json:"image"` // in the primary registry, without tag
	Object     string `json:"object"`
	Kind       string `json:"kind"`              // as kubectl names it: deployments.apps
	Strategy   string `json:"strategy"`          // settings.Release, none for a job
	Batches    string `json:"batches,omitempty"` // shares in percent, separated by spaces
	Slots      string `json:"slots,omitempty"`   // blue, green and preview, for blue-green
	Test       string `json:"test,omitempty"`    // name of its TestRun
	Module     string `json:"module,omitempty"`  // folder relative to that run's
	Changes    string `json:"changes,omitempty"` // Java regular expression of the files that concern it
}

// TestRun compiles and tests the units that one build makes together: a Maven reactor, a workspace, a Go module.
type TestRun struct {
	Name      string   `json:"name"`
	Script    string   `json:"script"` // maven, node, go: which of the templates _test-NAME.sh.tmpl
	Tool      string   `json:"tool"`
	Dir       string   `json:"dir"` // relative to the repository
	Args      []string `json:"args,omitempty"`
	Image     string   `json:"image"`     // build image of the tree
	Container string   `json:"container"` // of the pod
	Reports   string   `json:"reports"`   // JUnit files
}

// Container is one build image in the pod of a kubernetes agent.
type Container struct {
	Name  string `json:"name"`
	Image string `json:"image"`
}

// testRun says how a build tool's tests are run and where their reports are.
type testRun struct{ script, reports string }

func testRunOf(tool string) testRun {
	switch tool {
	case "maven":
		return testRun{"maven", "**/target/surefire-reports/TEST-*.xml,**/target/failsafe-reports/TEST-*.xml"}
	case "npm", "yarn", "pnpm", "bun":
		return testRun{"node", "**/junit.xml,**/test-results/**/*.xml"}
	case "go":
		return testRun{"go", ".waybill/reports/*.xml"}
	}
	return testRun{}
}

// pipelineUnits fills in what is built, tested and handed over.
func pipelineUnits(p *Plan, out *Pipeline) error {
	order, err := releaseOrder(p.Units)
	if err != nil {
		return err
	}
	for i, u := range order {
		if !plainPath(u.Dir + u.Path) {
			p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, Text: fmt.Sprintf("the pipeline leaves out %q: the folder's name holds a quote, a dollar sign, a backslash or a control character", u.Path)})
			continue
		}
		dir := u.Dir
		if out.Ephemeral && !below(dir, EphemeralRoot) {
			dir = path.Join(EphemeralRoot, dir)
		}
		part := PipelineUnit{
			Name:       u.Name,
			Folder:     fmt.Sprintf("%03d-%s", i+1, u.Name),
			Dockerfile: path.Join(dir, "Dockerfile"),
			Manifests:  path.Join(dir, manifestsOf(out.Format)),
			Image:      u.Image.Repository,
			Object:     cmp.Or(u.Workload.Object, u.Name),
			Kind:       resourceOf(u.Workload.Controller),
			Strategy:   cmp.Or(u.Workload.Release.Strategy, StrategyRolling),
			Batches:    strings.Trim(fmt.Sprint(u.Workload.Release.Batches), "[]"),
			Changes:    changes(u, p.Units),
		}
		if u.Workload.Controller == KindCronJob {
			part.Strategy = StrategyNone
		}
		if part.Strategy == "blue-green" {
			part.Slots = strings.Join([]string{Derived(part.Object, "blue"), Derived(part.Object, "green"), Derived(part.Object, "preview")}, " ")
		}
		addTest(out, &part, u)
		out.Parts = append(out.Parts, part)
	}
	return nil
}

// manifestsOf is the folder below the unit's that a deployment needs.
func manifestsOf(format string) string {
	if format == "helm" {
		return "deploy/chart"
	}
	return "deploy/kubernetes"
}

// resourceOf is a controller with its API group: two kinds are called StatefulSet.
func resourceOf(controller string) string {
	switch controller {
	case KindStatefulSet:
		return "statefulsets.apps"
	case KindAdvancedStatefulSet:
		return "statefulsets.apps.kruise.io"
	case KindCloneSet:
		return "clonesets.apps.kruise.io"
	case KindRollout:
		return "rollouts.argoproj.io"
	case KindCronJob:
		return "cronjobs.batch"
	}
	return "deployments.apps"
}

// releaseOrder puts each unit after those that it waits for (workload.after); otherwise the order stays.
func releaseOrder(units []Unit) ([]Unit, error) {
	var order []Unit
	done := map[string]bool{}
	for len(order) < len(units) {
		before := len(order)
		for _, u := range units {
			waits := slices.ContainsFunc(u.Workload.After, func(name string) bool { return !done[name] })
			if done[u.Name] || waits {
				continue
			}
			done[u.Name] = true
			order = append(order, u)
		}
		if len(order) > before {
			continue
		}
		for _, u := range units {
			if !done[u.Name] {
				return nil, fault.New(fault.Usage, "the unit %s waits for %s, which is not deployed or waits for it", u.Name, strings.Join(u.Workload.After, ", ")).
					WithHint("mend units.%q.workload.after in waybill.yaml", u.Path)
			}
		}
	}
	return order, nil
}

// addTest joins the unit to the test run of its build, or starts one.
func addTest(out *Pipeline, part *PipelineUnit, u Unit) {
	t := testRunOf(u.Facts.BuildTool.Value)
	if len(u.Stages) == 0 || t.script == "" {
		return // nothing is built: a folder of files that a web server hands out
	}
	stage := u.Stages[len(u.Stages)-1]
	run := TestRun{
		Script:  t.script,
		Tool:    u.Facts.BuildTool.Value,
		Dir:     path.Clean(cmp.Or(stage.Workdir, ".")),
		Args:    mavenArgs(u.Facts.BuildTool.Value, stage.Build),
		Image:   stage.Base.Ref,
		Reports: t.reports,
	}
	part.Module = relative(run.Dir, u.Path)
	same := func(o TestRun) bool {
		return o.Tool == run.Tool && o.Dir == run.Dir && o.Image == run.Image && slices.Equal(o.Args, run.Args)
	}
	if i := slices.IndexFunc(out.Tests, same); i >= 0 {
		part.Test = out.Tests[i].Name
		return
	}
	run.Name = run.Tool
	if len(out.Tests) > 0 {
		run.Name = fmt.Sprintf("%s-%d", run.Tool, len(out.Tests)+1)
	}
	run.Container = container(out, run.Image)
	part.Test = run.Name
	out.Tests = append(out.Tests, run)
}

// container returns the name of the pod's container with that image.
func container(out *Pipeline, image string) string {
	for _, c := range out.Containers {
		if c.Image == image {
			return c.Name
		}
	}
	name := "build"
	if n := len(out.Containers); n > 0 {
		name = fmt.Sprintf("build-%d", n+1)
	}
	out.Containers = append(out.Containers, Container{name, image})
	return name
}

// plainArg is a word that neither Groovy nor a shell reads as anything but itself.
var plainArg = regexp.MustCompile(`^-[PD][A-Za-z0-9_][A-Za-z0-9._=,/+-]*$`)

// mavenArgs keeps the profiles and properties of the build, without what switches tests off and without the cache of its image.
func mavenArgs(tool string, build [][]string) []string {
	if tool != "maven" || len(build) == 0 {
		return nil
	}
	var args []string
	for _, w := range build[0] {
		if plainArg.MatchString(w) && !strings.HasPrefix(w, "-DskipTests") && !strings.HasPrefix(w, "-Dmaven.test.skip") && !strings.HasPrefix(w, "-Dmaven.repo.local") {
			args = append(args, w)
		}
	}
	return args
}

// changes matches the files that concern a unit: all but those below the folders of other units. A shared library, a parent POM
// or a lock file concerns every unit; too much is built then, never too little.
func changes(u Unit, all []Unit) string {
	var others []string
	for _, o := range all {
		if o.Path == "." || o.Path == u.Path || below(u.Path, o.Path) || slices.Contains(others, regexp.QuoteMeta(o.Path)) {
			continue
		}
		others = append(others, regexp.QuoteMeta(o.Path))
	}
	if len(others) == 0 {
		return ".*"
	}
	slices.Sort(others)
	return "(?!(" + strings.Join(others, "|") + ")/).*"
}

func below(name, dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }

// relative is target as seen from dir, both relative to the repository.
func relative(dir, target string) string {
	if dir == "." {
		return target
	}
	if below(target, dir) {
		return cmp.Or(strings.TrimPrefix(strings.TrimPrefix(target, dir), "/"), ".")
	}
	return strings.Repeat("../", strings.Count(dir, "/")+1) + target
}

// plainPath says whether a name reaches a shell unchanged. Templates quote for Groovy and scripts for the shell, but Jenkins itself
// expands $NAME in values of its environment (withEnv), and its kubernetes plugin writes them into `export NAME="…"` lines.
func plainPath(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return r < ' ' || r == 0x7f || strings.ContainsRune("$`\"'\\", r)
	})
}
