package pipeline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// unit is one that a tool builds on an image: its script, and the words of its build's first command.
func unit(name, tool, image, script string, words ...string) plan.Unit {
	u := plan.Unit{Name: name, Path: name, Dir: name}
	u.Facts.BuildTool.Value, u.Facts.Runtime.Test = tool, facts.Test{Script: script, Keep: []string{"-P"}}
	u.Stages = []plan.Stage{{Stage: facts.Stage{Build: [][]string{words}}, Base: plan.Base{Ref: image}}}
	return u
}

func decided(t *testing.T, p *plan.Plan) plan.Pipeline {
	t.Helper()
	got, err := Decide(p, settings.Settings{}, "")
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestOrderOfARelease: a unit comes after those that it waits for, and otherwise where it stood.
func TestOrderOfARelease(t *testing.T) {
	t.Parallel()
	waiting := func(name string, after ...string) plan.Unit {
		return plan.Unit{Name: name, Path: "apps/" + name, Workload: plan.Workload{After: after}}
	}
	for name, c := range map[string]struct {
		units []plan.Unit
		want  string
	}{
		"nobody waits":       {[]plan.Unit{waiting("b"), waiting("a")}, "b a"},
		"for a later one":    {[]plan.Unit{waiting("a", "b"), waiting("b"), waiting("c")}, "b c a"},
		"for an earlier one": {[]plan.Unit{waiting("a"), waiting("b", "a"), waiting("c")}, "a b c"},
		"a chain backwards":  {[]plan.Unit{waiting("a", "b"), waiting("b", "c"), waiting("c")}, "c b a"},
		"for two":            {[]plan.Unit{waiting("a", "b", "c"), waiting("b"), waiting("c", "b")}, "b c a"},
	} {
		order, err := releaseOrder(c.units, settings.Settings{})
		var got []string
		for _, u := range order {
			got = append(got, u.Name)
		}
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s (%v)", name, got, c.want, err)
		}
	}
	const hint = `mend units."apps/a".workload.after in waybill.yaml`
	for text, units := range map[string][]plan.Unit{
		"the unit a waits for a, which is not deployed or waits for it":    {waiting("a", "a")},
		"the unit a waits for b, which is not deployed or waits for it":    {waiting("a", "b"), waiting("b", "a")},
		"the unit a waits for b, d, which is not deployed or waits for it": {waiting("a", "b", "d"), waiting("b")},
	} {
		_, err := Decide(&plan.Plan{Units: units}, settings.Settings{}, "")
		refused(t, err, text, hint)
	}
	set := loaded(t, "units:\n  apps/a:\n    workload: {after: [a]}\n")
	units := []plan.Unit{waiting("a", "a")}
	units[0].Facts = facts.Unit{Path: "apps/a", Name: "a"}
	_, err := Decide(&plan.Plan{Units: units}, set, "")
	refused(t, err, "the unit a waits for a, which is not deployed or waits for it (waybill.yaml:3:16)", hint)
}

// TestParts: what the stages are handed of each unit.
func TestParts(t *testing.T) {
	t.Parallel()
	as := func(strategy string, batches ...int) plan.Workload {
		return plan.Workload{Object: "freight-orders", Release: plan.Release{Strategy: strategy, Batches: batches}}
	}
	for name, c := range map[string]struct {
		workload plan.Workload
		want     string
	}{
		"rolling":         {as(plan.StrategyRolling, 10, 50), "freight-orders deployments.apps rolling, batches , slots "},
		"by partition":    {as(plan.StrategyStatefulSet, 10, 50), "freight-orders statefulsets.apps statefulset, batches 10 50, slots "},
		"blue and green":  {as(plan.StrategyBlueGreen, 10), "freight-orders deployments.apps blue-green, batches , slots freight-orders-blue freight-orders-green freight-orders-preview"},
		"Argo's batches":  {as(plan.StrategyCanary, 10, 50), "freight-orders rollouts.argoproj.io canary, batches , slots "},
		"a job":           {plan.Workload{Controller: plan.KindCronJob, Release: plan.Release{Strategy: plan.StrategyBlueGreen}}, "orders cronjobs.batch none, batches , slots "},
		"nothing decided": {plan.Workload{}, "orders deployments.apps rolling, batches , slots "},
	} {
		got := decided(t, &plan.Plan{Units: []plan.Unit{{Name: "orders", Path: ".", Workload: c.workload}}}).Parts[0]
		if text := fmt.Sprintf("%s %s %s, batches %s, slots %s", got.Object, got.Kind, got.Strategy, got.Batches, got.Slots); text != c.want {
			t.Errorf("%s: %s, want %s", name, text, c.want)
		}
	}
}

// TestFoldersOfParts: sorted, the folders stand in the order of the release; files that each build makes lie below .waybill.
func TestFoldersOfParts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dir       string
		ephemeral bool
		want      string
	}{
		"the root":                 {".", false, "001-orders in "},
		"a folder":                 {"apps/orders/", false, "001-orders in apps/orders"},
		"made for the root":        {".", true, "001-orders in .waybill"},
		"made for a folder":        {"apps/orders", true, "001-orders in .waybill/apps/orders"},
		"made there already":       {".waybill/apps/orders", true, "001-orders in .waybill/apps/orders"},
		"a name that begins alike": {".waybill-old", true, "001-orders in .waybill/.waybill-old"},
	} {
		s := settings.Settings{}
		if c.ephemeral {
			s.Jenkins.Generate = "ephemeral"
		}
		got, err := Decide(&plan.Plan{Units: []plan.Unit{{Name: "orders", Dir: c.dir, Path: "."}}}, s, "")
		if err != nil {
			t.Fatal(err)
		}
		if text := got.Parts[0].Folder + " in " + got.Parts[0].Files; text != c.want {
			t.Errorf("%s: %s, want %s", name, text, c.want)
		}
	}
	p := &plan.Plan{Units: []plan.Unit{{Name: "b", Path: "b", Workload: plan.Workload{After: []string{"a"}}}, {Name: "a", Path: "a"}}}
	if parts := decided(t, p).Parts; parts[0].Folder != "001-a" || parts[1].Folder != "002-b" {
		t.Errorf("%s, %s", parts[0].Folder, parts[1].Folder)
	}
}

// TestFoldersThatAShellChanges: Jenkins expands the dollar of such a name, so the unit is left out and the person is told.
func TestFoldersThatAShellChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []string{"$", "`", `"`, "'", `\`, "\n", "\x7f", "\x1f"} {
		for where, u := range map[string]plan.Unit{
			"folder": {Path: "a" + c + "b"},
			"files":  {Path: "a", Dir: "a" + c + "b"},
			"build":  {Path: "a", Stages: []plan.Stage{{Stage: facts.Stage{Workdir: "a" + c}}}},
		} {
			u.Name = "orders"
			p := &plan.Plan{Units: []plan.Unit{u, {Name: "web", Path: "web"}}}
			got := decided(t, p)
			want := fmt.Sprintf("the pipeline leaves out %q: the folder's name holds a quote, a dollar sign, a backslash or a control character", u.Path)
			if len(got.Parts) != 1 || got.Parts[0].Folder != "002-web" || len(p.Warnings) != 1 || p.Warnings[0].Text != want || p.Warnings[0].Unit != u.Path {
				t.Errorf("%q in %s: %d parts, warnings %v", c, where, len(got.Parts), p.Warnings)
			}
		}
	}
	p := &plan.Plan{Units: []plan.Unit{{Name: "orders", Path: "my apps/ünit (1) #&;~"}}}
	if got := decided(t, p); len(got.Parts) != 1 || len(p.Warnings) > 0 {
		t.Errorf("a name that quotes keep whole: %d parts, %v", len(got.Parts), p.Warnings)
	}
}

// TestRunsOfTests: units of one script and one image are tested by one run, in one container an image.
func TestRunsOfTests(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		units []plan.Unit
		want  string // the unit's run, and each run with its steps, its container and its image
	}{
		"one for two": {
			[]plan.Unit{unit("a", "maven", "jdk17", "mvn verify"), unit("b", "maven", "jdk17", "mvn verify")},
			"a by maven, b by maven; maven build jdk17",
		},
		"another image": {
			[]plan.Unit{unit("a", "maven", "jdk17", "mvn verify"), unit("b", "maven", "jdk21", "mvn verify")},
			"a by maven, b by maven-2; maven build jdk17; maven-2 build-2 jdk21",
		},
		"another profile": {
			[]plan.Unit{unit("a", "maven", "jdk17", "mvn {args}verify"), unit("b", "maven", "jdk17", "mvn {args}verify", "mvn", "-Pdb")},
			"a by maven, b by maven-2; maven build jdk17; maven-2 build jdk17",
		},
		"another tool": {
			[]plan.Unit{unit("a", "maven", "jdk17", "mvn verify"), unit("b", "npm", "node22", "npm test")},
			"a by maven, b by npm-2; maven build jdk17; npm-2 build-2 node22",
		},
		"three of a tool": {
			[]plan.Unit{unit("a", "go", "go", "go test"), unit("b", "go", "go", "go test b"), unit("c", "go", "go", "go test c")},
			"a by go, b by go-2, c by go-3; go build go; go-2 build go; go-3 build go",
		},
		"no script": {[]plan.Unit{unit("a", "npm", "node22", "")}, "a by "},
		"no build":  {[]plan.Unit{{Name: "a", Path: "a", Facts: facts.Unit{Runtime: facts.Runtime{Test: facts.Test{Script: "npm test"}}}}}, "a by "},
	} {
		got := decided(t, &plan.Plan{Units: c.units})
		var units, runs []string
		for _, p := range got.Parts {
			units = append(units, p.Name+" by "+p.Test)
		}
		runs = append(runs, strings.Join(units, ", "))
		images := map[string]string{}
		for _, c := range got.Containers {
			images[c.Name] = c.Image
		}
		for _, r := range got.Tests {
			runs = append(runs, strings.Join([]string{r.Name, r.Container, images[r.Container]}, " "))
		}
		if text := strings.Join(runs, "; "); text != c.want {
			t.Errorf("%s:\n%s, want\n%s", name, text, c.want)
		}
	}
}

// TestModules: where the tests start, and the unit's folder as seen from there.
func TestModules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ workdir, path, want string }{
		{"", "apps/web", ". apps/web"},
		{".", ".", ". ."},
		{"apps/web", "apps/web", "apps/web ."},
		{"shop/", "shop/web", "shop web"},
		{"shop", "shopping", "shop ../shopping"},
		{"a/b", "c", "a/b ../../c"},
		{"a/b", "a", "a/b ../../a"},
	} {
		u := unit("a", "npm", "node22", "npm test")
		u.Path, u.Stages[0].Workdir = c.path, c.workdir
		if got := decided(t, &plan.Plan{Units: []plan.Unit{u}}).Parts[0]; got.Dir+" "+got.Module != c.want {
			t.Errorf("%s from %q: %s %s, want %s", c.path, c.workdir, got.Dir, got.Module, c.want)
		}
	}
	last := unit("a", "npm", "node22", "npm test")
	last.Stages = []plan.Stage{{Stage: facts.Stage{Workdir: "web"}, Base: plan.Base{Ref: "node22"}}, {Base: plan.Base{Ref: "jdk17"}}}
	got := decided(t, &plan.Plan{Units: []plan.Unit{last}})
	if got.Parts[0].Dir != "." || got.Tests[0].Image != "jdk17" {
		t.Errorf("the tests run where the last stage builds: in %s on %s", got.Parts[0].Dir, got.Tests[0].Image)
	}
}

// TestPlatforms: all that the settings or an organisation's tree ask for; the agent's own where nobody has asked.
func TestPlatforms(t *testing.T) {
	t.Parallel()
	both := []string{"linux/amd64", "linux/arm64"}
	var asked settings.Settings
	asked.Images.Platforms = both
	own := plan.Unit{Own: &plan.Own{}}
	for name, c := range map[string]struct {
		tree string
		unit plan.Unit
		set  settings.Settings
		want string
	}{
		"the embedded tree":            {plan.EmbeddedTree, plan.Unit{}, settings.Settings{}, "[]"},
		"the settings":                 {plan.EmbeddedTree, plan.Unit{}, asked, "[linux/amd64 linux/arm64]"},
		"a tree":                       {"https://git.example.com/tree.git", plan.Unit{}, settings.Settings{}, "[linux/amd64 linux/arm64]"},
		"a tree, not of this image":    {"https://git.example.com/tree.git", own, settings.Settings{}, "[]"},
		"the settings, for this image": {"https://git.example.com/tree.git", own, asked, "[linux/amd64 linux/arm64]"},
	} {
		got := platforms(&plan.Plan{Tree: plan.Tree{Location: c.tree}, Platforms: both}, c.unit, c.set)
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}
