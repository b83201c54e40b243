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

// TestPrunePeers: pnpm links a peer of a package of the workspace from that package's own development packages.
func TestPrunePeers(t *testing.T) {
	t.Parallel()
	const own, optional = `{"koa": "2"}`, `{"koa": "2"}, "peerDependenciesMeta": {"koa": {"optional": true}}`
	for name, c := range map[string]struct {
		peers, source string
		prunes        bool
	}{
		"imported":               {own, "import Koa from 'koa'; export const app = new Koa()", false},
		"a folder of it":         {own, "import { compose } from 'koa/compose'; compose()", false},
		"for its types":          {own, "import type Koa from 'koa'; export const f = (app: Koa) => app", true},
		"not imported":           {own, "export const a = 1", true},
		"one that may be absent": {optional, "import Koa from 'koa'; export const app = new Koa()", true},
		"of no development":      {`{"express": "5"}`, "import express from 'express'; export const app = express()", true},
	} {
		found := detect(t, map[string]string{
			"package.json": `{"packageManager": "pnpm@9.1.0"}`, "pnpm-workspace.yaml": "packages:\n  - p/*\n", "pnpm-lock.yaml": "",
			"p/api/package.json": `{"name": "api", "scripts": {"start": "node a.js"}, "dependencies": {"shared": "workspace:*", "koa": "2"}, "devDependencies": {"jest": "29"}}`, "p/api/a.js": listens,
			"p/shared/package.json": `{"name": "shared", "main": "dist/b.js", "scripts": {"build": "tsc"}, "devDependencies": {"koa": "2"}, "peerDependencies": ` + c.peers + `}`, "p/shared/src/b.ts": c.source,
			"p/shared/src/b.test.ts": "import Koa from 'koa'; new Koa()",
		})
		if got := printed(found.Units[0].Image); strings.Contains(got, "install --prod") != c.prunes {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}
