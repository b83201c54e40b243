package settings

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
)

func TestLoadMergesLayers(t *testing.T) {
	t.Parallel()
	s, err := Load(
		Layer{Name: "org.yaml", Data: []byte("team: edi\nimages: {registry: registry.example.com/a, tag: '1'}\nkeep: [a]\nunits: {.: {kind: worker, env: {A: '1'}}}")},
		Layer{Name: "waybill.yaml", Data: []byte("images: {tag: '2'}\nkeep: [b]\nunits: {.: {env: {B: '2'}}}")},
	)
	if err != nil {
		t.Fatal(err)
	}
	u := s.Units["."]
	if s.Team != "edi" || s.Images.Registry != "registry.example.com/a" || s.Images.Tag != "2" || len(s.Keep) != 1 || s.Keep[0] != "b" || u.Kind != "worker" || u.Env["A"] != "1" || u.Env["B"] != "2" {
		t.Errorf("got %+v", s)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"unknown key", "tema: x", "waybill.yaml:1:1"},
		{"team with capitals", "team: EDI", `"EDI" is not allowed for team (waybill.yaml:1:7)`},
		{"name that would be an instruction", "units: {.: {name: \"a\\nRUN id\"}}", `is not allowed for units.".".name`},
		{"kind", "units: {.: {kind: sever}}", `"sever" is not allowed for units.".".kind`},
		{"port", "units:\n  .: {ports: [80, 70000]}", `70000 is not allowed for units.".".ports.1 (waybill.yaml:2:19)`},
		{"variable", "defaults: {env: {'A=B C': x}}", `the name "A=B C" is not allowed in defaults.env`},
		{"environment", "environments: {'prod; id': {}}", `the name "prod; id" is not allowed in environments`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(Layer{Name: "waybill.yaml", Data: []byte(c.text)})
			if err == nil || fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
