package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
)

// TestOf: a line says what was decided, and what each image was picked for: extras once and sorted, those of the unit with those of its
// image.
func TestOf(t *testing.T) {
	t.Parallel()
	u := plan.Unit{Name: "orders", Path: "svc", Kind: facts.Server, Image: plan.Image{Repository: "harbor.example.com/freight/orders"}}
	u.Facts.Language.Value, u.Facts.BuildTool.Value, u.Facts.RuntimeVersion.Value, u.Facts.Framework.Value = "java", "maven", "17", "spring-boot"
	u.Facts.NativePackages = []string{"fontconfig", "ca-certificates"}
	java, maven := []facts.Require{{Capability: "java", Range: ">=17"}}, []facts.Require{{Capability: "maven"}}
	u.Stages = []plan.Stage{{Stage: facts.Stage{Requires: maven, Wants: []string{"git"}}, Base: plan.Base{Name: "maven3"}}}
	u.Run = plan.Run{Run: facts.Run{Requires: java, Wants: []string{"fontconfig"}}, Base: plan.Base{Name: "jre17"}}
	p := plan.Plan{
		Source: facts.Source{Commit: "abc"}, Application: "freight", Units: []plan.Unit{u},
		Skipped: []plan.Skipped{{Path: "lib", Why: "a library"}}, Warnings: []facts.Warning{{}, {}},
	}
	want := Line{
		Commit: "abc", Skipped: p.Skipped, Warnings: 2,
		Units: []Unit{{
			Name: "orders", Path: "svc", Language: "java", BuildTool: "maven", Version: "17", Framework: "spring-boot", Kind: "server",
			Base: "jre17", Image: "harbor.example.com/freight/orders", Confidence: facts.Certain,
		}},
		Needs: []imagetree.FleetItem{
			{Need: imagetree.Need{App: "freight/orders", Role: imagetree.Build, Requires: maven, Extras: []string{"git"}}, Image: "maven3"},
			{Need: imagetree.Need{App: "freight/orders", Role: imagetree.Run, Requires: java, Extras: []string{"ca-certificates", "fontconfig"}}, Image: "jre17"},
		},
	}
	if d := cmp.Diff(want, Of(p)); d != "" {
		t.Error(d)
	}
	if u.Run.Wants[0] != "fontconfig" || u.Facts.NativePackages[0] != "fontconfig" {
		t.Error("the plan was changed")
	}
}

// TestConfidence: that of the least sure fact.
func TestConfidence(t *testing.T) {
	t.Parallel()
	likely, guess := plan.Doubt{Confidence: facts.Likely}, plan.Doubt{Confidence: facts.Guess}
	for want, lists := range map[facts.Confidence][][]plan.Doubt{
		facts.Certain: {nil}, facts.Likely: {{likely}, {likely, likely}}, facts.Guess: {{guess}, {likely, guess}, {guess, likely}},
	} {
		for _, doubts := range lists {
			if got := Of(plan.Plan{Units: []plan.Unit{{Doubts: doubts}}}).Units[0].Confidence; got != want {
				t.Errorf("%v: %s, want %s", doubts, got, want)
			}
		}
	}
}

// TestSummary: the most frequent first, those as frequent by name; why nothing is deployed once for each reason.
func TestSummary(t *testing.T) {
	t.Parallel()
	unit := func(language, version, framework, kind string, c facts.Confidence, doubts ...plan.Doubt) Unit {
		return Unit{Language: language, BuildTool: "tool", Version: version, Framework: framework, Kind: kind, Base: "base", Confidence: c, Doubts: doubts}
	}
	port := plan.Doubt{Fact: "port", Confidence: facts.Guess}
	s := Summarise([]Line{
		{Location: "a", Units: []Unit{unit("node", "22", "", "server", facts.Guess, port), unit("go", "", "gin", "worker", "")}},
		{Location: "b", Units: []Unit{unit("node", "22", "", "server", facts.Guess, port)}},
		{Location: "c", Skipped: []plan.Skipped{{Why: "a library"}, {Why: "a cli"}, {Why: "a library"}}},
		{Location: "d"},
		{Location: "e", Error: "no answer"},
		{Location: "f", Error: "no answer"},
	})
	got := fmt.Sprint(s.Repositories, s.Units, s.Languages, s.Versions, s.Frameworks, s.Kinds, s.Confidences, s.Doubts, s.Nothing, s.Failures)
	if want := "6 3 [{node with tool 2} {go with tool 1}] [{node 22 2} {go not stated 1}] [{none 2} {gin 1}] [{server 2} {worker 1}] [{guess 2} {not known 1}] [{port (guess) 2}] [{c: a library; a cli 1} {d: no unit was found 1}] [{no answer 2}]"; got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
	equal := Summarise([]Line{{Units: []Unit{{Kind: "worker"}, {Kind: "job"}, {Kind: "server"}}}}).Kinds
	if fmt.Sprint(equal) != "[{job 1} {server 1} {worker 1}]" {
		t.Errorf("as frequent: %v", equal)
	}
}

// TestDiffOfUnits: each field that changed, and units that came and went.
func TestDiffOfUnits(t *testing.T) {
	t.Parallel()
	before := []Line{{Location: "a", Error: "no answer"}, {Location: "b", Units: []Unit{{Name: "api", Path: ".", Language: "java", Version: "17", Kind: "server", Base: "j17"}, {Name: "old"}, {Name: "gone"}}}}
	after := []Line{{Location: "b", Units: []Unit{{Name: "api", Path: "svc", Language: "node", Framework: "express", Kind: "worker", Base: "n22"}, {Name: "new", Base: "n22"}}}, {Location: "a"}}
	want := []string{
		"a: no answer → fine",
		"b: api: base j17 → n22", "b: api: kind server → worker", "b: api: language java → node", "b: api: runtime version 17 → none", "b: api: framework none → express", "b: api: path . → svc",
		"b: new is new, on n22", "b: gone is gone", "b: old is gone",
	}
	if d := cmp.Diff(want, Diff(before, after)); d != "" {
		t.Error(d)
	}
	if got := Diff(before, before); got != nil {
		t.Errorf("nothing changed: %q", got)
	}
}

// TestReadRefuses: a line of something else, one that is too long, and a file that cannot be read.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	const whole = `{"location":"a","exit":0}` + "\n"
	long := `{"location":"` + strings.Repeat("x", imagetree.MaxLine-16) + `"}` + "\n"
	for name, c := range map[string]struct {
		text, want string
		lines      int
	}{
		"of another tool":     {whole + `{"name":"a"}` + "\n", "this is not a line of 'waybill fleet scan' (f:2)", 1},
		"no JSON":             {"location\n", "this is not a line of 'waybill fleet scan' (f:1)", 0},
		"as long as may be":   {long, "", 1},
		"longer than may be":  {"{" + " " + long[1:], fmt.Sprintf("a line is longer than %d bytes (f:1)", imagetree.MaxLine), 0},
		"half a line at last": {whole + `{"location":`, "", 1},
		"nothing":             {"", "", 0},
	} {
		lines, size, err := Read("f", strings.NewReader(c.text))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.want || err != nil && fault.KindOf(err) != fault.Usage || len(lines) != c.lines {
			t.Errorf("%s: %d lines, %s, want %d and %s", name, len(lines), got, c.lines, c.want)
		}
		if c.lines == 0 && size != 0 {
			t.Errorf("%s: %d bytes were read", name, size)
		}
	}
	if _, _, err := Read("f", iotest.ErrReader(errors.New("disk"))); err == nil || err.Error() != "cannot read f: disk" {
		t.Error(err)
	}
}

// TestWrite: addresses stay as they are, and what cannot be written is told.
func TestWrite(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := Write(&b, []Line{{Location: "https://example.com/?a=1&b=<2>"}}); err != nil || b.String() != `{"location":"https://example.com/?a=1&b=<2>","exit":0,"warnings":0}`+"\n" {
		t.Errorf("%s (%v)", b.String(), err)
	}
	if err := Write(&b, []any{func() {}}); err == nil {
		t.Error("a value that JSON has no form for was written")
	}
}
