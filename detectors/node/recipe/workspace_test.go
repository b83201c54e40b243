package recipe_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestLargeWorkspace: what needs more packages than are told one by one takes the whole workspace and says so; no list grows with the
// square of the packages.
func TestLargeWorkspace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		packages                  int
		copies, manifest, warning string
	}{
		{3, "C node_modules>", "M package-lock.json package.json packages/p0/package.json", ""},
		{310, "C .>/app\n", "M package-lock.json package.json packages/p0/package.json", "needs 309 packages of its workspace, more than 300"},
		{510, "C .>/app\n", "M \n", "needs 509 packages of its workspace, more than 300"},
	} {
		files := map[string]string{"package.json": `{"workspaces": ["packages/*"]}`, "package-lock.json": `{"lockfileVersion": 3, "packages": {}}`}
		for i := range c.packages {
			needs := ""
			if i+1 < c.packages {
				needs = fmt.Sprintf(`"p%d": "*"`, i+1)
			}
			script := ""
			if i == 0 {
				script = `"scripts": {"start": "node index.js"},`
			}
			files[fmt.Sprintf("packages/p%d/package.json", i)] = fmt.Sprintf(`{"name": "p%d", %s "dependencies": {%s}}`, i, script, needs)
		}
		files["packages/p0/index.js"] = listens
		found := detect(t, files)
		if len(found.Units) == 0 {
			t.Fatalf("%d packages: no unit", c.packages)
		}
		got, warnings := printed(found.Units[0].Image), fmt.Sprint(found.Warnings)
		if !strings.Contains(got, c.copies) || !strings.Contains(got, c.manifest) {
			t.Errorf("%d packages: %.400s", c.packages, got)
		}
		if !strings.Contains(warnings, c.warning) || c.warning == "" && strings.Contains(warnings, "more than") {
			t.Errorf("%d packages: %.400s", c.packages, warnings)
		}
	}
}
