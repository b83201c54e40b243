package recipe_test

import (
	"maps"
	"strings"
	"testing"
)

// TestManagers: each package manager builds, prunes and starts a member of a workspace by its own commands.
func TestManagers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		root  string
		files map[string]string
		has   []string
	}{
		"npm":                    {`{"workspaces": ["p/*"]}`, map[string]string{"package-lock.json": "{}"}, []string{"R npm ci", "B npm run build --workspace=p/lib", "B npm run build --workspace=p/api", "B npm prune --omit=dev", "X node dist/a.js"}},
		"npm 6":                  {`{"workspaces": ["p/*"], "engines": {"node": "14"}}`, map[string]string{"package-lock.json": "{}"}, []string{"B npm prune --production"}},
		"yarn 1":                 {`{"workspaces": ["p/*"]}`, map[string]string{"yarn.lock": ""}, []string{"R yarn install --frozen-lockfile", "B yarn workspace lib run build", "B yarn install --production --frozen-lockfile --ignore-scripts --prefer-offline"}},
		"yarn 4":                 {`{"workspaces": ["p/*"], "packageManager": "yarn@4.1.0"}`, map[string]string{"yarn.lock": "__metadata:\n", ".yarnrc.yml": "nodeLinker: node-modules\n"}, []string{"R sh -c r=\"$(npm config get registry)\"; COREPACK_NPM_REGISTRY=\"${COREPACK_NPM_REGISTRY:-${r%/}}\" corepack yarn --version || true", "R corepack yarn install --immutable", "B corepack yarn workspaces focus --production api"}},
		"yarn of the repository": {`{"workspaces": ["p/*"]}`, map[string]string{"yarn.lock": "__metadata:\n", ".yarnrc.yml": "nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-3.2.1.cjs\n", ".yarn/releases/yarn-3.2.1.cjs": ""}, []string{"R node .yarn/releases/yarn-3.2.1.cjs install --immutable"}},
		"plug and play":          {`{"workspaces": ["p/*"]}`, map[string]string{"yarn.lock": "__metadata:\n", ".yarnrc.yml": "\n"}, []string{"C .pnp.cjs>/app/.pnp.cjs", "X node -r ../../.pnp.cjs dist/a.js"}},
		"bun":                    {`{"workspaces": ["p/*"]}`, map[string]string{"bun.lock": ""}, []string{"R bun install --frozen-lockfile", "B bun run --filter lib build", "B rm -rf node_modules", "B bun install --production"}},
		"turbo":                  {`{"workspaces": ["p/*"]}`, map[string]string{"package-lock.json": "{}", "turbo.json": "{}"}, []string{"B npx --no-install turbo run build --filter=api"}},
		"turbo, pnpm":            {`{}`, map[string]string{"pnpm-workspace.yaml": "packages: ['p/*']", "pnpm-lock.yaml": "", "turbo.json": "{}"}, []string{"B pnpm exec turbo run build --filter=api"}},
		"nx":                     {`{"workspaces": ["p/*"]}`, map[string]string{"yarn.lock": "", "nx.json": "{}", "p/api/project.json": `{"name": "the-api"}`}, []string{"B yarn run nx run the-api:build"}},
	} {
		files := map[string]string{
			"package.json": c.root, "p/lib/package.json": `{"name": "lib", "scripts": {"build": "tsc"}}`,
			"p/api/package.json":  `{"name": "api", "scripts": {"build": "tsc", "start": "node dist/a.js"}, "dependencies": {"lib": "*", "koa": "2"}, "devDependencies": {"typescript": "5"}}`,
			"p/api/tsconfig.json": `{"compilerOptions": {"outDir": "dist"}}`, "p/api/src/a.ts": "import 'lib'; app.listen(3000)",
		}
		maps.Copy(files, c.files)
		found := detect(t, files)
		if len(found.Units) != 1 {
			t.Errorf("%s: %d units", name, len(found.Units))
			continue
		}
		lines := "\n" + printed(found.Units[0].Image) + "\n"
		for _, want := range c.has {
			if !strings.Contains(lines, "\n"+want+"\n") {
				t.Errorf("%s: no %q in%s", name, want, lines)
			}
		}
	}
}

// TestStarts: what a start needs of the image beside node.
func TestStarts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pkg   string
		files map[string]string
		has   []string
	}{
		"remix":                             {`{"scripts": {"build": "remix vite:build"}, "dependencies": {"@remix-run/serve": "2"}}`, map[string]string{"vite.config.js": ""}, []string{"X ./node_modules/.bin/remix-serve ./build/server/index.js", "C build>build"}},
		"a tool of development":             {`{"scripts": {"start": "nest start", "build": "nest build"}, "dependencies": {"@nestjs/core": "10"}, "devDependencies": {"@nestjs/cli": "10"}}`, map[string]string{"src/main.ts": "app.listen(3000)"}, []string{"X node dist/main.js"}},
		"a migration first":                 {`{"scripts": {"start": "prisma migrate deploy && node a.js"}, "dependencies": {"koa": "2"}, "devDependencies": {"prisma": "5"}}`, map[string]string{"a.js": "app.listen(3000)"}, []string{"X node a.js", "R npm ci"}},
		"Nitro's output":                    {`{"scripts": {"build": "nuxt build", "start": "node .output/server/index.mjs"}, "dependencies": {"nuxt": "3"}}`, nil, []string{"C .output>.output", "X node .output/server/index.mjs"}},
		"bun":                               {`{"scripts": {"start": "bun a.ts"}, "dependencies": {"elysia": "1"}}`, map[string]string{"bun.lock": "", "a.ts": "Bun.serve({ port: 80 })"}, []string{"X bun a.ts"}},
		"pnpm alone":                        {`{"main": "a.js", "scripts": {"build": "x"}, "dependencies": {"koa": "2"}, "devDependencies": {"x": "1"}}`, map[string]string{"pnpm-lock.yaml": "", "a.js": "app.listen(3000)"}, []string{"B pnpm prune --prod --ignore-scripts --config.confirm-modules-purge=false"}},
		"a page framework without a script": {`{"scripts": {"start": "next start"}, "dependencies": {"next": "14"}}`, map[string]string{"app/page.js": ""}, []string{"B npx --no-install next build", "C .next>.next", "X ./node_modules/.bin/next start"}},
	} {
		files := map[string]string{"package.json": c.pkg}
		if c.files["bun.lock"]+c.files["pnpm-lock.yaml"] == "" && !strings.Contains(name, "pnpm") && !strings.Contains(name, "bun") {
			files["package-lock.json"] = "{}"
		}
		maps.Copy(files, c.files)
		found := detect(t, files)
		if len(found.Units) != 1 {
			t.Errorf("%s: %d units", name, len(found.Units))
			continue
		}
		lines := "\n" + printed(found.Units[0].Image) + "\n"
		for _, want := range c.has {
			if !strings.Contains(lines, "\n"+want+"\n") {
				t.Errorf("%s: no %q in%s", name, want, lines)
			}
		}
	}
}

// TestNxOutput: what a workspace builds into its root is copied from there.
func TestNxOutput(t *testing.T) {
	t.Parallel()
	found := detect(t, map[string]string{
		"package.json": `{"dependencies": {"express": "4"}}`, "nx.json": "{}", "package-lock.json": "{}", "apps/api/src/main.ts": "import 'express'; app.listen(3000)",
		"apps/api/project.json": `{"targets": {"build": {"executor": "@nx/js:tsc", "options": {"main": "apps/api/src/main.ts"}}}}`,
	})
	lines := "\n" + printed(found.Units[0].Image) + "\n"
	for _, want := range []string{"C node_modules>node_modules", "C dist/apps/api/src>dist/apps/api/src", "X node dist/apps/api/src/main.js"} {
		if !strings.Contains(lines, "\n"+want+"\n") {
			t.Errorf("no %q in%s", want, lines)
		}
	}
}
