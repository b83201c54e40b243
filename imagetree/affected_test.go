package imagetree

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
)

func TestWaves(t *testing.T) {
	t.Parallel()
	tree := load(t, small)
	for _, c := range []struct{ from, want string }{
		{"jre17", "[[jre17] [jre17-tomcat9]]"},
		{"os", "[[os] [jre17 jre21 jre8 maven17 node20 node24 os-fonts static] [jre17-fonts jre17-tomcat9 jre21-tomcat10]]"},
		{"static", "[[static]]"},
		{"nowhere", "[]"},
	} {
		if got := fmt.Sprint(tree.Waves(c.from)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.from, got, c.want)
		}
	}
}

func TestSimulate(t *testing.T) {
	t.Parallel()
	old := load(t, small)
	now := load(t, small+"  jre17-slim: {from: scratch, tag: '1', use: [run], provides: {java: 17.0.20}}\n")
	fleet := []FleetItem{
		{Need: Need{App: "b", Role: Run, Requires: needs("java", ">=17")}},
		{Need: Need{App: "a", Role: Run, Requires: needs("java", ">=11")}},
		{Need: Need{App: "c", Role: Run, Requires: needs("node", "24")}},
		{Need: Need{App: "d", Role: Run, Requires: needs("java", ">=25")}},
	}
	moves, err := Simulate(old, now, fleet, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(moves) != 1 || moves[0].From != "jre17" || moves[0].To != "jre17-slim" || fmt.Sprint(moves[0].Apps) != "[a b]" || !strings.Contains(moves[0].Why, "jre17 loses on surplus") {
		t.Errorf("got %+v", moves)
	}
	ends := load(t, small)
	ends.Image("jre17").Until = "2026-11-27"
	for day, want := range map[Date]int{"": 0, "2026-11-27": 0, "2026-11-28": 1} {
		if moves, err := Simulate(old, ends, fleet[:1], day); err != nil || len(moves) != want {
			t.Errorf("on %q: %+v, %v", day, moves, err)
		}
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	var fleet []FleetItem
	for n := range 40 {
		extras := []string{"fontconfig", "noto-cjk"}
		if n%4 == 0 {
			extras = []string{"git", "apt:noto-cjk", "fontconfig"}
		}
		fleet = append(fleet, FleetItem{Need: Need{App: fmt.Sprint(n), Extras: extras}, Image: "jre17"})
	}
	got := load(t, small).Suggest(fleet, 20)
	if len(got) != 1 || got[0].Name != "jre17" || fmt.Sprint(got[0].Extras) != "[fontconfig noto-cjk]" || got[0].Apps != 40 || got[0].Exact != 30 || got[0].Saved != 80 {
		t.Errorf("got %+v", got)
	}
}

func TestReadFleet(t *testing.T) {
	t.Parallel()
	items, err := ReadFleet("apps.jsonl", strings.NewReader(`{"app": "shop", "requires": [{"capability": "java", "range": ">=17"}], "image": "jre17"}

{"location": "https://git.example.com/a", "exit": 0, "needs": [{"app": "a", "role": "build", "requires": []}, {"app": "a", "role": "run"}]}
{"location": "https://git.example.com/b", "exit": 4, "error": "nothing supported here"}
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range items {
		got = append(got, i.App+" "+string(i.Role)+" "+i.Image)
	}
	if want := "shop run jre17|a build |a run "; strings.Join(got, "|") != want {
		t.Errorf("got %q", got)
	}
}

func TestReadFleetRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, line, what, hint string }{
		{"no JSON", `no`, "not a line of a fleet file", "write {"},
		{"two values", `{"app": "a"} {"app": "b"}`, "not a line of a fleet file", "write {"},
		{"a misspelt key", `{"app": "a", "require": []}`, `no key "require"`, "did you mean requires?"},
		{"a misspelt key of a requirement", `{"app": "a", "requires": [{"capability": "java", "rang": ">=17"}]}`, `no key "rang"`, "did you mean range?"},
		{"a key like none", `{"app": "a", "zzzzzzzz": 1}`, `no key "zzzzzzzz"`, "app, role, requires"},
		{"a role", `{"app": "a", "role": "rnu"}`, `"rnu" is no role`, "run or build"},
		{"a platform", `{"app": "a", "platforms": ["linux-arm64"]}`, `"linux-arm64" is not a platform`, "linux/amd64"},
		{"a capability", `{"app": "a", "requires": [{"capability": "java >= 17"}]}`, "cannot be a capability", "capability"},
		{"a range", `{"app": "a", "requires": [{"capability": "java", "range": ">>17"}]}`, `"a" asks for java`, "as npm does"},
		{"a range in a line of a scan", `{"location": "x", "needs": [{"app": "a", "requires": [{"capability": "java", "range": ">>17"}]}]}`, "asks for java", "as npm does"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadFleet("apps.jsonl", strings.NewReader("{}\n"+tt.line+"\n"))
			e, ok := errors.AsType[*fault.Error](err)
			if !ok || e.Kind != fault.Usage || !strings.Contains(e.What, tt.what) || !strings.Contains(e.Hint, tt.hint) || e.At.String() != "apps.jsonl:2" {
				t.Errorf("got %v, hint %q", err, e.Hint)
			}
		})
	}
	if _, err := ReadFleet("apps.jsonl", strings.NewReader(`{"location": "x", "exit": 0, "ofANewerVersion": 1, "needs": [{"app": "a", "alsoNew": 1}]}`+"\n")); err != nil {
		t.Errorf("a scan of a newer version: %v", err)
	}
}
