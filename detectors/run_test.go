package detectors

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// says is a detector that says what it was given.
type says facts.Findings

func (says) Name() string { return "says" }

func (s says) Detect(context.Context, *source.Tree) (facts.Findings, error) {
	return facts.Findings(s), nil
}

func run(t *testing.T, files fstest.MapFS, ds ...Detector) facts.Report {
	t.Helper()
	tree, err := source.New(files, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(t.Context(), tree, ds)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRunSortsNamesAndDropsWhatAnotherBuildOwns(t *testing.T) {
	t.Parallel()
	r := run(t, fstest.MapFS{},
		says{Units: []facts.Unit{{Path: "web", Name: "Shop"}, {Path: "ui", Name: "ui"}}},
		says{Units: []facts.Unit{{Path: ".", Name: "@org/shop"}, {Path: "b/web", Name: "shop"}}, Owned: map[string]string{"ui": "."}},
	)
	var got []string
	for _, u := range r.Units {
		got = append(got, u.Path+"="+u.Name)
	}
	if want := ".=shop b/web=b-web web=web"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if len(r.Warnings) != 1 || r.Warnings[0].File != "ui" {
		t.Errorf("warnings %+v", r.Warnings)
	}
}

func TestListsAreNeverNull(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(run(t, fstest.MapFS{}, says{Units: []facts.Unit{{Path: "."}}}))
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"build", "start", "ports", "needs", "needsEnv", "nativePackages", "environments"} {
		if !strings.Contains(string(data), `"`+list+`":[]`) {
			t.Errorf("%s is no list: %s", list, data)
		}
	}
}

func TestUnsupportedPartsAreNamedOnce(t *testing.T) {
	t.Parallel()
	r := run(t, fstest.MapFS{"edge/wrangler.toml": {}, "tools/build.gradle": {}, "app/requirements.txt": {}, "app/setup.py": {}, "ok/build.gradle": {}},
		says{Units: []facts.Unit{{Path: "ok", Name: "ok"}}})
	var got []string
	for _, u := range r.Unsupported {
		got = append(got, u.Path+":"+u.Found)
	}
	if want := "app:requirements.txt app:setup.py edge:wrangler.toml tools:build.gradle"; strings.Join(got, " ") != want {
		t.Errorf("got %v", got)
	}
}

func TestLabel(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Orders":                 "orders",
		"@org/web_app":           "web-app",
		"9lives":                 "app-9lives",
		"../../x\nRUN id":        "x-run-id",
		"":                       "app",
		strings.Repeat("a-", 60): strings.Repeat("a-", 31) + "a",
	} {
		if got := Label(in); got != want {
			t.Errorf("Label(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSamplesBesideAnotherLanguage(t *testing.T) {
	t.Parallel()
	sample := facts.Unit{Path: "test/proxy", Sample: true, Kind: facts.Text{Value: facts.Server}}
	for at, want := range map[[2]string]int{{".", facts.Server}: 1, {"cmd", facts.Worker}: 1, {".", facts.CLI}: 2, {"samples/shop", facts.Server}: 2} {
		r := run(t, fstest.MapFS{}, says{Units: []facts.Unit{{Path: at[0], Kind: facts.Text{Value: at[1]}}}}, says{Units: []facts.Unit{sample}})
		if len(r.Units) != want || len(r.Warnings) != 2-want {
			t.Errorf("beside %v: %d units, warnings %+v", at, len(r.Units), r.Warnings)
		}
	}
}
