package templates_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/reference"
)

// TestDataOf: every template and partial can be told of, with values where its data are plain types.
func TestDataOf(t *testing.T) {
	t.Parallel()
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := samplePlan(t)
	for name := range views(t) {
		d, err := r.DataOf(name, &p)
		if err != nil || d.Template != name || d.Sees == "" || len(d.Partials) == 0 && !strings.HasPrefix(name, "init/") && !strings.HasPrefix(name, "pipeline/") && !strings.HasPrefix(name, "github/") {
			t.Errorf("%s: %+v, %v", name, d.Sees, err)
		}
		for _, f := range d.Files {
			if f.Path == "" || len(f.Values) == 0 {
				t.Errorf("%s: %s has no values", name, f.Path)
			}
		}
	}
}

func TestDataOfValues(t *testing.T) {
	t.Parallel()
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := samplePlan(t)
	for _, c := range []struct{ name, file, expression, value string }{
		{"dockerfile/Dockerfile.tmpl", "orders/Dockerfile", ".Unit.Name", `"orders"`},
		{"kubernetes/base/deployment.yaml.tmpl", "orders/deploy/kubernetes/base/deployment.yaml", ".Kind", `"Deployment"`},
		{"kubernetes/overlay/quota.yaml.tmpl", "orders/deploy/kubernetes/base/serviceaccount.yaml", ".Name", `"orders"`}, // of its own
		{"labels", "orders/deploy/kubernetes/base/serviceaccount.yaml", ".Instance", `"orders"`},
		{"jenkins/Jenkinsfile.tmpl", "Jenkinsfile", ".Application", `"orders"`},
		{"kubernetes/chart/Chart.yaml.tmpl", "orders/deploy/chart/Chart.yaml", ".Unit.Kind", `"server"`},
	} {
		d, err := r.DataOf(c.name, &p)
		if err != nil || len(d.Files) == 0 || d.Files[0].Path != c.file {
			t.Errorf("%s: %v, %v", c.name, d.Files, err)
			continue
		}
		at := slices.IndexFunc(d.Files[0].Values, func(v reference.Value) bool { return v.Expression == c.expression })
		if at < 0 || d.Files[0].Values[at].String() != c.value {
			t.Errorf("%s: %s is not %s", c.name, c.expression, c.value)
		}
	}
	if d, err := r.DataOf("labels", nil); err != nil || len(d.Files) > 0 || len(d.Types) < 10 {
		t.Errorf("without a plan: %d files, %d types, %v", len(d.Files), len(d.Types), err)
	}
}

func TestDataOfNothing(t *testing.T) {
	t.Parallel()
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, hint := range map[string]string{
		"labls":                              "did you mean labels?",
		"zzzzzzzzzzzz":                       "see 'waybill templates list'",
		"kubernetes/cluster/mine.yaml.tmpl":  "", // nothing renders it
		"kubernetes/base/deep/er.yaml.tmpl":  "",
		"kubernetes/base/without-an-ending":  "",
		"dockerfile/../dockerfile/Other.tmp": "",
	} {
		_, err := r.DataOf(name, nil)
		if fault.KindOf(err) != fault.Usage || !strings.Contains(strings.Join(fault.HintOf(err), " "), hint) {
			t.Errorf("%s: %v %v", name, err, fault.HintOf(err))
		}
	}
}

func TestOnlyWhatIsAskedForAndUniquePaths(t *testing.T) {
	t.Parallel()
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := samplePlan(t)
	files, err := r.Render(p, templates.Init)
	if err != nil || len(files) != 2 || files[0].Path != "orders/deploy/.gitattributes" || files[1].Path != "orders/deploy/init.sh" || files[1].Mode != 0o755 || files[1].Artefact != templates.Init || files[1].Unit != "orders" {
		t.Errorf("%v, %v", files, err)
	}
	twice := p
	twice.Units = append(slices.Clone(p.Units), p.Units[0])
	if _, err := r.Render(twice, templates.Init); fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), "two units would write orders/deploy/.gitattributes") {
		t.Errorf("%v", err)
	}
}
