package engine

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
)

type inner struct{ Application string }

type outer struct {
	Unit  inner
	Ports []inner
	Names map[string]inner
}

// Port has an argument: it is found all the same.
func (outer) Port(name string) string { return name }

func TestMissingFieldListsTheNearOnes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, at, what, hint string }{
		{"a slip", "a\n  {{ .Untt }}", "x.yaml.tmpl:2:6", "there is no field or method Untt in engine.outer", "did you mean .Unit?"},
		{"of a list", "{{ range .Ports }}{{ .Appplication }}{{ end }}", "x.yaml.tmpl:1:22", "Appplication in engine.inner", "did you mean .Application?"},
		{"of a map", "{{ range .Names }}{{ .Appplication }}{{ end }}", "x.yaml.tmpl:1:22", "Appplication in engine.inner", "did you mean .Application?"},
		{"one level deeper", "{{ .Application }}", "x.yaml.tmpl:1:4", "Application in engine.outer", "did you mean .Unit.Application?"},
		{"a method", `{{ .Prot "x" }}`, "x.yaml.tmpl:1:4", "Prot in engine.outer", ".Port"},
		{"in a partial", "{{ define \"p\" }}\n{{ .Untt }}{{ end }}{{ include \"p\" . }}", "x.yaml.tmpl:2:4", "Untt in engine.outer", "did you mean .Unit?"},
		{"nothing near", "{{ .Zzzzzzzz }}", "x.yaml.tmpl:1:4", "Zzzzzzzz in engine.outer", "'waybill templates data kubernetes/base/x.yaml.tmpl' lists what there is"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := render(t, c.text, outer{Ports: []inner{{}}, Names: map[string]inner{"a": {}}})
			if err == nil {
				t.Fatal("no error")
			}
			hint := strings.Join(fault.HintOf(err), " ")
			if fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), c.what) || !strings.Contains(err.Error(), c.at) || !strings.Contains(hint, c.hint) {
				t.Errorf("%v\nhint: %s", err, hint)
			}
		})
	}
}
