package node

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

func TestRuntime(t *testing.T) {
	t.Parallel()
	for tool, want := range map[string]string{
		"npm": "npm ci </dev/null", "pnpm": "pnpm install --frozen-lockfile", "yarn": "yarn install --immutable", "bun": `if bun -e "$has_test"`, "deno": "",
	} {
		r := Runtime(facts.Unit{BuildTool: facts.Text{Value: tool}})
		if !strings.Contains(r.Test.Script, want) {
			t.Errorf("%s: %s", tool, r.Test.Script)
		}
		if want == "" && r.Test.Script != "" {
			t.Errorf("%s is no manager that is known: %s", tool, r.Test.Script)
		}
		for _, open := range []string{"{install}", "{runtime}", "{tool}"} {
			if strings.Contains(r.Test.Script, open) {
				t.Errorf("%s: %s is left", tool, open)
			}
		}
		if m := r.Memory[0]; m.Name != "NODE_OPTIONS" || m.Percent != 75 || r.StartSeconds != 60 || r.Resources.Memory != "512Mi" {
			t.Errorf("%s: %+v", tool, r)
		}
	}
}
