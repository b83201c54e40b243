package decide

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

const sampleTree = `
version: 1
registry: registry.example.com/base
images:
  os:
    from: scratch
    tag: "1"
    provides: {debian: "13", sh: "", tini: ""}
  java-17:
    from: os
    tag: "1"
    use: [run]
    provides: {java: "17.0.20+8"}
  maven-17:
    from: os
    tag: "1"
    use: [build]
    provides: {java: "17.0.20+8", jdk: "", maven: "3.9.16"}
  shell:
    from: os
    tag: "1"
    use: [run]
  static:
    from: scratch
    tag: "1"
    use: [run]
    provides: {static: ""}
  go-1:
    from: os
    tag: "1"
    use: [build]
    provides: {go: "1.27.0"}
`

func tree(t *testing.T, text string) *imagetree.Tree {
	t.Helper()
	tr, err := imagetree.Load(fstest.MapFS{"imagetree.yaml": {Data: []byte(text)}}, "imagetree.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func word(v string) facts.Text { return facts.Text{Value: v, Confidence: facts.Certain} }

func javaUnit() facts.Unit {
	java := facts.Require{Capability: "java", Range: ">=17", Evidence: []facts.Evidence{{File: "pom.xml", Line: 9}}}
	return facts.Unit{
		Path: ".", Name: "orders", Version: word("1.2.3+b"), Language: word("java"), Kind: word(facts.Server), Artifact: word("target/orders.jar"), RuntimeVersion: word("17"),
		Ports: []facts.Port{{Value: 8080}, {Value: 8081, Name: "management"}, {Value: 8080}},
		Image: facts.Image{
			Stages: []facts.Stage{{Name: "build", Requires: []facts.Require{java, {Capability: "maven"}}, Wants: []string{"git"}, Build: [][]string{{"mvn", "package"}}}},
			Run:    facts.Run{Requires: []facts.Require{java}, Copies: []facts.Copy{{Stage: "build", From: "target/orders.jar", To: "app.jar"}}, Command: []string{"java", "-jar", "app.jar"}},
		},
	}
}

func goUnit(main string) facts.Unit {
	return facts.Unit{
		Path: ".", Name: "tool", Language: word("go"), Kind: word(facts.Server), Main: word(main),
		Runtime: facts.Runtime{MainIsFolder: true},
		Image: facts.Image{
			Stages: []facts.Stage{{Name: "build", Requires: []facts.Require{{Capability: "go"}}, Build: [][]string{{"go", "build", "-o", "/out/app", "./" + main}}}},
			Run:    facts.Run{Requires: []facts.Require{{Capability: "static"}}, Command: []string{"/app/app"}},
		},
	}
}

func decide(t *testing.T, s string, units ...facts.Unit) (plan.Plan, error) {
	t.Helper()
	set, err := settings.Load(settings.Layer{Name: "waybill.yaml", Data: []byte(s)})
	if err != nil {
		t.Fatal(err)
	}
	return Make(Input{Report: facts.Report{Units: units}, Name: "repo", Settings: set, Tree: tree(t, sampleTree)})
}

func mustDecide(t *testing.T, s string, units ...facts.Unit) plan.Plan {
	t.Helper()
	p, err := decide(t, s, units...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMakePicksBasesAndNames(t *testing.T) {
	t.Parallel()
	u := mustDecide(t, "images: {registry: registry.example.com/apps}", javaUnit()).Units[0]
	if u.Stages[0].Base.Name != "maven-17" || u.Run.Base.Name != "java-17" {
		t.Errorf("bases %s and %s", u.Stages[0].Base.Name, u.Run.Base.Name)
	}
	if u.Stages[0].Base.Install.Manager != "apt" || u.Stages[0].Base.Install.Packages[0] != "git" {
		t.Errorf("install %+v", u.Stages[0].Base.Install)
	}
	if u.Image.Repository != "registry.example.com/apps/orders" || u.Image.Tag != "1.2.3-b" {
		t.Errorf("image %+v", u.Image)
	}
	if len(u.Ports) != 2 || u.Ports[0].Name != "http" || u.Ports[1].Name != "management" {
		t.Errorf("ports %+v", u.Ports)
	}
	if u.Init.Form != plan.InitScript {
		t.Errorf("init %+v", u.Init)
	}
}

func TestOverridesReplaceFactsAndAreListed(t *testing.T) {
	t.Parallel()
	f := javaUnit()
	u := mustDecide(t, "units: {orders: {ports: [9000], start: [java, -jar, x.jar], artifact: target/x.jar, kind: worker}}", f).Units[0]
	if u.Kind != facts.Worker || u.Ports[0].Number != 9000 || u.Run.Command[2] != "x.jar" || u.Run.Copies[0].From != "target/x.jar" {
		t.Errorf("got %+v", u)
	}
	var names []string
	for _, o := range u.Overrides {
		names = append(names, o.Fact)
	}
	if got := strings.Join(names, " "); got != "kind artifact start ports" {
		t.Errorf("overrides %q", got)
	}
	if f.Image.Run.Copies[0].From != "target/orders.jar" {
		t.Error("the override changed the detector's report")
	}
}

func TestMainOverrideReachesTheBuild(t *testing.T) {
	t.Parallel()
	u := mustDecide(t, "units: {.: {main: cmd/other}}", goUnit("cmd/api")).Units[0]
	if got := u.Stages[0].Build[0][4]; got != "./cmd/other" {
		t.Errorf("build %q", got)
	}
	if u.Dir != "cmd/other" {
		t.Errorf("dir %q", u.Dir)
	}
}

func TestStaticIsGivenUpOnlyForAnInit(t *testing.T) {
	t.Parallel()
	plain := goUnit("cmd/api")
	plain.Ports = []facts.Port{{Value: 8080}}
	silent, chooses := goUnit("cmd/api"), plain
	silent.Ports = nil
	chooses.Config = facts.Config{By: facts.ByVariable, Variable: "APP_ENV"}
	for _, c := range []struct {
		name, base, form string
		unit             facts.Unit
	}{
		{"nothing to choose", "static", plan.InitNone, plain},
		{"nothing that the kubelet could ask", "shell", plan.InitScript, silent},
		{"an environment to choose", "shell", plan.InitScript, chooses},
	} {
		u := mustDecide(t, "", c.unit).Units[0]
		if u.Run.Base.Name != c.base || u.Init.Form != c.form {
			t.Errorf("%s: %s, %s", c.name, u.Run.Base.Name, u.Init.Form)
		}
	}
}

func TestLinksBringEveryEnvironmentIntoTheImage(t *testing.T) {
	t.Parallel()
	f := javaUnit()
	f.Environments = []facts.Environment{{Name: "dev"}, {Name: "prod", Spelling: "production"}}
	f.Config = facts.Config{By: facts.ByLink, Links: []facts.ConfigLink{{Target: "config/app.yml", Sources: map[string]string{"dev": "conf/dev.yml", "prod": "conf/production.yml"}}}}
	p := mustDecide(t, "environments: {dev: {}, prod: {}, qa: {}}", f)
	u := p.Units[0]
	l := u.Init.Links[0]
	if l.Target != "/app/config/app.yml" || l.Sources["prod"] != "/app/config.d/prod/config/app.yml" || len(u.Run.Copies) != 3 {
		t.Errorf("links %+v, copies %+v", u.Init.Links, u.Run.Copies)
	}
	var told bool
	for _, w := range p.Warnings {
		told = told || strings.Contains(w.Text, "no app.yml for the environment qa")
	}
	if !told {
		t.Errorf("nothing says that qa has no configuration: %+v", p.Warnings)
	}
}

func TestTwoMainsOfOneFolderAndDirectories(t *testing.T) {
	t.Parallel()
	a, b := goUnit("cmd/a"), javaUnit()
	a.Name = "a"
	c := javaUnit()
	c.Name = "front"
	p := mustDecide(t, "", a, b, c)
	var dirs []string
	for _, u := range p.Units {
		dirs = append(dirs, u.Dir)
	}
	if got := strings.Join(dirs, " "); got != "cmd/a . deploy/front" {
		t.Errorf("dirs %q", got)
	}
}

func TestMakeRefuses(t *testing.T) {
	t.Parallel()
	newer := javaUnit()
	newer.Image.Run.Requires = []facts.Require{{Capability: "java", Range: ">=99", Evidence: []facts.Evidence{{File: "pom.xml", Line: 31, Rule: "maven.compiler.release"}}}}
	for _, c := range []struct {
		name, settings, want, hint string
		unit                       facts.Unit
	}{
		{"misspelt unit", "units: {order: {}}", `the unit "order"`, `did you mean "orders"?`, javaUnit()},
		{"no image", "", "java >=99", "pom.xml:31", newer},
		{"pin that is not declared", "units: {orders: {base: java-18}}", "java-18", `did you mean "java-17"?`, javaUnit()},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := decide(t, c.settings, c.unit)
			if err == nil || fault.KindOf(err) != fault.Usage {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(err.Error(), c.want) || !strings.Contains(strings.Join(fault.HintOf(err), " "), c.hint) {
				t.Errorf("got %v, hints %v", err, fault.HintOf(err))
			}
		})
	}
}

func TestSkippedUnitsSayWhy(t *testing.T) {
	t.Parallel()
	cli := goUnit("cmd/ctl")
	cli.Kind = word(facts.CLI)
	p := mustDecide(t, "units: {orders: {skip: true}}", cli, javaUnit())
	if len(p.Units) != 0 || len(p.Skipped) != 2 || p.Skipped[0].Why != "a cli is not deployed" || p.Skipped[1].Why != "the settings skip it" {
		t.Errorf("got %+v", p.Skipped)
	}
}

func TestPinsOfDevelopersGiveWay(t *testing.T) {
	t.Parallel()
	f := javaUnit()
	f.Image.Run.Requires = []facts.Require{{Capability: "java", Range: "^16.0.2", Pin: true, Evidence: []facts.Evidence{{File: ".tool-versions", Line: 1}}}}
	p := mustDecide(t, "", f)
	if got := p.Units[0].Run.Base.Name; got != "java-17" {
		t.Errorf("base %s", got)
	}
	var told bool
	for _, w := range p.Warnings {
		told = told || w.File == ".tool-versions" && strings.Contains(w.Text, "no image for java ^16.0.2: java-17 serves")
	}
	if !told {
		t.Errorf("the pin was given up silently: %+v", p.Warnings)
	}
}

func TestRunImageIsOfTheMajorThatWasBuiltWith(t *testing.T) {
	t.Parallel()
	const two = `
version: 1
capabilities: {node: {prefer: newest}}
images:
  node-24: {ref: registry.example.com/node:24, use: [build, run], provides: {node: "24.1.0", yarn: "1.22.22"}}
  node-26: {ref: registry.example.com/node:26, use: [build, run], provides: {node: "26.1.0"}}
`
	node := facts.Require{Capability: "node", Range: ">=18"}
	run := node
	run.AsBuilt = true
	f := facts.Unit{Path: ".", Name: "web", Language: word("node"), Kind: word(facts.Server), Image: facts.Image{
		Stages: []facts.Stage{{Name: "build", Requires: []facts.Require{node, {Capability: "yarn"}}}},
		Run:    facts.Run{Requires: []facts.Require{run}, Command: []string{"node", "."}},
	}}
	p, err := Make(Input{Report: facts.Report{Units: []facts.Unit{f}}, Tree: tree(t, two)})
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Units[0].Run.Base.Name; got != "node-24" {
		t.Errorf("built on node-24, runs on %s", got)
	}
}

// TestLabelsAndVariablesOfTheImage: a label that looks like a secret stays out of it, as does a variable that a Dockerfile cannot write.
func TestLabelsAndVariablesOfTheImage(t *testing.T) {
	t.Parallel()
	unit := goUnit("cmd/api")
	unit.Image.Run.Env = []facts.EnvVar{{Name: "MOTTO", Value: "a\nb"}, {Name: "PLACE", Value: "a\tb"}}
	p := mustDecide(t, "images: {labels: {com.example.token: abcdef, com.example.owner: crew}}", unit)
	if labels := p.Units[0].Image.Labels; len(labels) != 1 || labels["com.example.owner"] != "crew" {
		t.Errorf("labels %v", labels)
	}
	if env := p.Units[0].Run.Env; len(env) != 1 || env[0].Name != "PLACE" {
		t.Errorf("variables %v", env)
	}
	told := fmt.Sprint(p.Warnings)
	if !strings.Contains(told, "com.example.token") || !strings.Contains(told, "MOTTO") || strings.Contains(told, "abcdef") {
		t.Errorf("warnings %s", told)
	}
}

func TestOneUnitWithoutImageLeavesTheOthers(t *testing.T) {
	t.Parallel()
	newer := javaUnit()
	newer.Name, newer.Path = "ledger", "ledger"
	newer.Image.Run.Requires = []facts.Require{{Capability: "java", Range: ">=99", Evidence: []facts.Evidence{{File: "ledger/pom.xml", Line: 31}}}}
	p := mustDecide(t, "", javaUnit(), newer)
	if len(p.Units) != 1 || len(p.Skipped) != 1 || !p.Skipped[0].Undecided || !p.Undecided() {
		t.Fatalf("units %d, skipped %+v", len(p.Units), p.Skipped)
	}
	told := slices.ContainsFunc(p.Warnings, func(w facts.Warning) bool {
		return w.Unit == "ledger" && strings.Contains(w.Text, "java >=99") && strings.Contains(w.Text, "ledger/pom.xml:31") && strings.Contains(w.Text, "skip: true")
	})
	if !told {
		t.Errorf("not told: %+v", p.Warnings)
	}
	if _, err := decide(t, "units: {ledger: {runtimeVersion: 99}}", javaUnit(), newer); fault.KindOf(err) != fault.Usage {
		t.Errorf("the settings ask for what no image has, and it is no error: %v", err)
	}
}
