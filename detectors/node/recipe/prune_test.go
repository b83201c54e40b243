package recipe_test

import (
	"strings"
	"testing"
)

// TestPruneGenerated: a pruning that installs anew would take away the client that prisma generate wrote into node_modules.
func TestPruneGenerated(t *testing.T) {
	t.Parallel()
	for dependency, prunes := range map[string]bool{"koa": true, "@prisma/client": false} {
		found := detect(t, map[string]string{
			"package.json": `{"packageManager": "pnpm@9.1.0"}`, "pnpm-workspace.yaml": "packages:\n  - p/*\n", "pnpm-lock.yaml": "",
			"p/api/package.json": `{"name": "api", "scripts": {"start": "node a.js"}, "dependencies": {"db": "workspace:*"}, "devDependencies": {"jest": "29"}}`, "p/api/a.js": listens,
			"p/db/package.json": `{"name": "db", "scripts": {"build": "prisma generate"}, "dependencies": {"` + dependency + `": "5"}}`,
		})
		if got := printed(found.Units[0].Image); strings.Contains(got, "install --prod") != prunes {
			t.Errorf("%s:\n%s", dependency, got)
		}
	}
}
