package pipeline

import (
	"fmt"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

func TestTreeOfAPipeline(t *testing.T) {
	t.Parallel()
	for _, tc := range [][3]string{
		{"https://git.example.com/tree.git", "https://git.example.com/tree.git", "https://git.example.com/tree.git"},
		{"tree.git", "file:///srv/tree.git", "file:///srv/tree.git"},
		{"https://git.example.com/other.git", "file:///srv/tree.git", "https://git.example.com/other.git"}, // --tree
		{"../tree", "../tree", ""},
		{"embedded", "", ""},
		{"tree.git", "file:///srv/$(id).git", ""},
	} {
		if got := pipelineTree(tc[0], tc[1]); got != tc[2] {
			t.Errorf("%s, settings %s: %q, want %q", tc[0], tc[1], got, tc[2])
		}
	}
}

func TestToolOfAPipeline(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{
		"v1.2.3": ":1.2.3", "devel": ":latest", "": ":latest", "v1.2.4-0.20261121090000-0123456789ab": ":latest", "v1.2.3+dirty": ":latest",
	} {
		if got := toolOf(version); got != "ghcr.io/waybill-dev/waybill"+want {
			t.Errorf("%q: %s, want %s", version, got, want)
		}
	}
}

func TestWatched(t *testing.T) {
	t.Parallel()
	units := []plan.Unit{{Path: "."}, {Path: "a"}, {Path: "a/b"}, {Path: "a/c"}, {Path: "d+e"}, {Path: "a"}}
	for path, want := range map[string]string{
		".":   " []", // only what concerns every unit
		"a":   "a [a/b a/c]",
		"a/b": "a [a/c]", // what is around it concerns it, too
		"d+e": "d+e []",
	} {
		folder, except := watched(plan.Unit{Path: path}, units)
		if got := fmt.Sprint(folder, " ", except); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestScriptOfATest(t *testing.T) {
	t.Parallel()
	test := facts.Test{Script: "tool {args}verify", Keep: []string{"-P", "-D", "--with="}, Drop: []string{"-Dskip"}}
	for name, c := range map[string]struct {
		build []string
		want  string
	}{
		"no build":      {nil, "tool verify"},
		"kept":          {[]string{"tool", "-B", "-Pdist,db", "-Dx=1.2", "--with=lint"}, "tool -Pdist,db -Dx=1.2 --with=lint verify"},
		"dropped":       {[]string{"tool", "-DskipTests"}, "tool verify"},
		"not plain":     {[]string{"tool", "-P!dev", "-P-dev", "-Dx=$(id)", "-P", "-Dx='1'"}, "tool verify"},
		"operand alike": {[]string{"P", "D", "-"}, "tool verify"},
	} {
		var build [][]string
		if c.build != nil {
			build = [][]string{c.build, {"-Psecond"}}
		}
		if got := testScript(test, build, nil); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestToolWord(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{{"maven", "java", "maven"}, {"poetry-core", "python", "poetrycore"}, {"", "ruby", "ruby"}, {"++", "", "build"}} {
		f := facts.Unit{BuildTool: facts.Text{Value: c[0]}, Language: facts.Text{Value: c[1]}}
		if got := toolWord(f); got != c[2] {
			t.Errorf("%s of %s: %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

// TestMakeOfAPipeline: what the own Dockerfile of a unit copies is made after its tests, unless those have made it; dependencies come once.
func TestMakeOfAPipeline(t *testing.T) {
	t.Parallel()
	commands := [][]string{{"tool", "ci"}, {"tool", "run", "build"}}
	unit := func(name string, builds bool, own *plan.Own) plan.Unit {
		u := plan.Unit{Name: name, Path: name, Own: own, Stages: []plan.Stage{{Stage: facts.Stage{Resolve: commands[:1]}}}}
		u.Facts.Language.Value, u.Facts.Runtime.Test = "x", facts.Test{Script: "tool test", Builds: builds}
		return u
	}
	own := &plan.Own{Make: commands}
	for name, c := range map[string]struct {
		units []plan.Unit
		want  string
	}{
		"made":              {[]plan.Unit{unit("a", false, own)}, "a [[tool run build]]; x"},
		"made by the test":  {[]plan.Unit{unit("a", true, own)}, "a []; x"},
		"no own Dockerfile": {[]plan.Unit{unit("a", false, nil)}, "a []; x"},
		"one of two":        {[]plan.Unit{unit("a", false, nil), unit("b", false, own)}, "a []; b [[tool run build]]; x"},
	} {
		out := plan.Pipeline{}
		if err := pipelineUnits(&plan.Plan{Units: c.units}, &out, settings.Settings{}); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range out.Parts {
			got += fmt.Sprint(p.Name, " ", p.Make, "; ")
		}
		for _, r := range out.Tests {
			got += r.Name
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
