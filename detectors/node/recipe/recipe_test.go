package recipe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node"
	"github.com/waybill-dev/waybill/internal/source"
)

const listens = "require('http').createServer().listen(3000)"

func detect(t *testing.T, files map[string]string) facts.Findings {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	found, err := node.Detector{}.Detect(t.Context(), tree)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// printed prints what an image is made by: R resolve, B build, C copies, X command.
func printed(im facts.Image) string {
	var b strings.Builder
	for _, s := range im.Stages {
		fmt.Fprintf(&b, "M %s\n", strings.Join(s.Manifest, " "))
		for _, r := range s.Resolve {
			fmt.Fprintf(&b, "R %s\n", strings.Join(r, " "))
		}
		for _, r := range slices.Concat(s.Build, s.Unpack) {
			fmt.Fprintf(&b, "B %s\n", strings.Join(r, " "))
		}
	}
	for _, c := range im.Run.Copies {
		fmt.Fprintf(&b, "C %s>%s\n", c.From, c.To)
	}
	fmt.Fprintf(&b, "X %s", strings.Join(im.Run.Command, " "))
	return b.String()
}

func TestImage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{
			"sources run as they are",
			map[string]string{"package.json": `{"main": "a.js", "dependencies": {"express": "4"}, "devDependencies": {"jest": "29"}}`, "package-lock.json": "{}", "a.js": listens},
			"M package-lock.json package.json\nR npm ci --omit=dev\nC node_modules>node_modules\nC /out/>.\nX node a.js",
		},
		{
			"compiled, with what it opens",
			map[string]string{
				"package.json": `{"scripts": {"build": "tsc", "start:prod": "node dist/main.js"}, "dependencies": {"express": "4"}, "devDependencies": {"typescript": "5"}}`, "package-lock.json": "{}", "tsconfig.json": `{"compilerOptions": {"outDir": "dist"}}`,
				"src/main.ts": "app.set('views', '../pages'); app.listen(3000)", "pages/a.ejs": "", "public/x.css": "", "notes/a.txt": "", "README.md": "",
			},
			"M package-lock.json package.json\nR npm ci\nB npm run build\nB npm prune --omit=dev\nC node_modules>node_modules\nC pages>pages\nC public>public\nC package.json>package.json\nC dist>dist\nX node dist/main.js",
		},
		{
			"a site",
			map[string]string{"package.json": `{"scripts": {"build": "vite build --base=/shop/"}, "devDependencies": {"vite": "5"}}`, "yarn.lock": "", "index.html": ""},
			"M package.json yarn.lock\nR yarn install --frozen-lockfile\nB yarn run build\nC dist/>shop/\nX nginx -g daemon off;",
		},
		{
			"pnpm workspace",
			map[string]string{
				"package.json": `{"packageManager": "pnpm@9.1.0"}`, "pnpm-workspace.yaml": "packages:\n  - p/*\n", "pnpm-lock.yaml": "", "p/api/package.json": `{"name": "api", "scripts": {"build": "tsc", "start": "node dist/a.js"}, "dependencies": {"lib": "workspace:*"}}`,
				"p/api/tsconfig.json": `{"compilerOptions": {"outDir": "dist"}}`, "p/api/src/a.ts": "import 'lib'; app.listen(3000)", "p/lib/package.json": `{"name": "lib", "scripts": {"build": "tsc"}}`, "p/other/package.json": `{"name": "other"}`,
			},
			"M p/api/package.json p/lib/package.json p/other/package.json package.json pnpm-lock.yaml pnpm-workspace.yaml\nR sh -c case \"$(pnpm --version 2>/dev/null)\" in 9.*) ;; *) { command -v corepack >/dev/null || npm install --global corepack; } && corepack enable pnpm ;; esac\nR pnpm install --frozen-lockfile\n" +
				"B pnpm --filter lib run build\nB pnpm --filter api run build\nB pnpm --filter api... install --prod --offline --frozen-lockfile --ignore-scripts --config.confirm-modules-purge=false --config.modules-cache-max-age=0\nB mkdir -p p/api/node_modules\n" +
				"C node_modules>/app/node_modules\nC package.json>/app/package.json\nC p/lib>/app/p/lib\nC p/api/node_modules>/app/p/api/node_modules\nC p/api/package.json>/app/p/api/package.json\nC p/api/dist>/app/p/api/dist\nX node dist/a.js",
		},
		{
			"next standalone",
			map[string]string{"package.json": `{"scripts": {"build": "cross-env MODE=standalone next build", "start": "next start"}, "dependencies": {"next": "14"}}`, "package-lock.json": "{}", "next.config.mjs": "const output = process.env.MODE; export default {output}", "app/page.tsx": "", "public/x.png": ""},
			"M package-lock.json package.json\nR npm ci\nB npm run build\nC .next/standalone/>/app/\nC .next/static>.next/static\nC public>public\nX node server.js",
		},
		{
			"an installation that calls a development package",
			map[string]string{"package.json": `{"main": "a.js", "scripts": {"prepare": "husky"}, "dependencies": {"koa": "2"}, "devDependencies": {"husky": "9"}}`, "package-lock.json": "{}", "a.js": listens},
			"M package-lock.json package.json\nR npm ci\nB npm prune --omit=dev\nC node_modules>node_modules\nC /out/>.\nX node a.js",
		},
		{
			"an installation whose file imports a development package",
			map[string]string{"package.json": `{"main": "a.js", "scripts": {"postinstall": "cross-env A=1 node hook.js"}, "dependencies": {"koa": "2", "cross-env": "7"}, "devDependencies": {"fs-extra": "9"}}`, "package-lock.json": "{}", "a.js": listens, "hook.js": "require('fs-extra')"},
			"M hook.js package-lock.json package.json\nR npm ci\nB npm prune --omit=dev\nC node_modules>node_modules\nC /out/>.\nX node a.js",
		},
		{
			"a start that needs a development package",
			map[string]string{"package.json": `{"scripts": {"start:prod": "ts-node src/a.ts"}, "dependencies": {"koa": "2"}, "devDependencies": {"ts-node": "10"}}`, "package-lock.json": "{}", "src/a.ts": "app.listen(3000)"},
			"M package-lock.json package.json\nR npm ci\nC node_modules>node_modules\nC /out/>.\nX ./node_modules/.bin/ts-node src/a.ts",
		},
		{
			"an installation that builds",
			map[string]string{"package.json": `{"main": "a.js", "scripts": {"postinstall": "npm run assets", "assets": "gulp"}, "dependencies": {"koa": "2"}}`, "package-lock.json": "{}", "a.js": "app.listen(3000)"},
			"M \nB npm ci --omit=dev\nC node_modules>node_modules\nC /out/>.\nX node a.js",
		},
		{
			"pnpm of the major that engines ask for",
			map[string]string{"package.json": `{"main": "a.js", "engines": {"pnpm": "^10.33.0"}, "dependencies": {"koa": "2"}}`, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "a.js": "app.listen(3000)"},
			"M package.json pnpm-lock.yaml\nR sh -c case \"$(pnpm --version 2>/dev/null)\" in 10.*) ;; *) { command -v corepack >/dev/null || npm install --global corepack; } && corepack prepare pnpm@10 --activate && corepack enable pnpm ;; esac\nR pnpm install --frozen-lockfile\nC node_modules>node_modules\nC /out/>.\nX node a.js",
		},
		{
			"Plug'n'Play",
			map[string]string{"package.json": `{"packageManager": "yarn@4.9.2", "scripts": {"build": "tsc", "start": "node dist/a.js"}, "dependencies": {"koa": "2"}}`, "yarn.lock": "__metadata:\n", "tsconfig.json": `{"compilerOptions": {"outDir": "dist"}}`, "src/a.ts": "app.listen(3000)"},
			"M package.json yarn.lock\nR sh -c r=\"$(npm config get registry)\"; COREPACK_NPM_REGISTRY=\"${COREPACK_NPM_REGISTRY:-${r%/}}\" corepack yarn --version || true\nR corepack yarn install --immutable\nB corepack yarn run build\nC /out/>.\nX node -r ./.pnp.cjs dist/a.js",
		},
		{
			"Plug'n'Play with a compiler at the start",
			map[string]string{"package.json": `{"packageManager": "yarn@4.9.2", "scripts": {"start:prod": "NODE_ENV=production ts-node src/a.ts"}, "dependencies": {"ts-node": "10"}}`, "yarn.lock": "__metadata:\n", "src/a.ts": "app.listen(3000)"},
			"M package.json yarn.lock\nR sh -c r=\"$(npm config get registry)\"; COREPACK_NPM_REGISTRY=\"${COREPACK_NPM_REGISTRY:-${r%/}}\" corepack yarn --version || true\nR corepack yarn install --immutable\nC /out/>.\nX node -r ./.pnp.cjs -r ts-node/register src/a.ts",
		},
		{
			"native code",
			map[string]string{"package.json": `{"main": "a.js", "dependencies": {"sqlite3": "6"}}`, "package-lock.json": "{}", "a.js": listens},
			`M package-lock.json package.json
R sh -c d="$(dirname "$(dirname "$(command -v node)")")"; if [ -f "$d/include/node/node.h" ]; then export npm_config_nodedir="$d"; fi; exec "$0" "$@" npm ci --omit=dev
C node_modules>node_modules
C /out/>.
X node a.js`,
		},
		{
			"yarn that the repository carries, a token and patches",
			map[string]string{"package.json": `{"main": "a.js", "dependencies": {"koa": "2"}}`, "yarn.lock": "__metadata:\n", ".yarnrc.yml": "nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-4.1.0.cjs\n", ".yarn/releases/yarn-4.1.0.cjs": "", ".npmrc": "//x/:_authToken=abc\n", "patches/a.patch": "", "a.js": "app.listen(3000)"},
			"M .yarn/releases/ .yarnrc.yml package.json patches/ yarn.lock\nR node .yarn/releases/yarn-4.1.0.cjs install --immutable\nC node_modules>node_modules\nC /out/>.\nX node a.js",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			found := detect(t, c.files)
			if len(found.Units) != 1 {
				t.Fatalf("%d units", len(found.Units))
			}
			if got := printed(found.Units[0].Image); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestCollect: a folder of tests or documents is part of the program where the code imports it or opens a file in it.
func TestCollect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, in, out string }{
		{"require('./test/sample')", "docs", "test"},
		{"fs.readFileSync(path.join(__dirname, 'docs', 'api.yaml'))", "test", "docs"},
		{"fs.readFileSync(`${__dirname}/docs/api.yaml`)", "test", "docs"},
		{"fs.readFileSync('./TERMS.md')", "docs", "'*.md'"},
		{"const s = JSON.parse(fs.readFileSync('settings.js'))", "docs", "'*.md'"},
		{"if (process.env.NODE_ENV === 'test') x(); app.use('/docs', y)", "test docs '*.md'", ""},
	} {
		shell := detect(t, map[string]string{
			"package.json": `{"main": "a.js", "dependencies": {"koa": "2"}}`, "a.js": c.code + ";" + listens,
			"test/sample.js": "", "docs/api.yaml": "", "TERMS.md": "", "settings.js": `{"documents": {"terms": "./TERMS.md"}}`,
		}).Units[0].Image.Stages[0].Shell[0]
		for name := range strings.FieldsSeq(c.in) {
			if !strings.Contains(shell, "! -name "+name+" ") {
				t.Errorf("%s: %s is collected", c.code, name)
			}
		}
		if c.out != "" && strings.Contains(shell, "! -name "+c.out+" ") {
			t.Errorf("%s: %s is not collected", c.code, c.out)
		}
	}
}

// TestBrowsers: a lock file tells of a browser's installer that no package.json names.
func TestBrowsers(t *testing.T) {
	t.Parallel()
	for lock, text := range map[string]string{
		"package-lock.json": `{"packages": {"node_modules/puppeteer": {}}}`,
		"yarn.lock":         "x@1:\n  version 1\n\npuppeteer@^22:\n  version 22\n",
		"pnpm-lock.yaml":    "lockfileVersion: '9.0'\npackages:\n  puppeteer@22.0.0:\n    resolution: {}\n",
	} {
		env := detect(t, map[string]string{"package.json": `{"main": "a.js", "dependencies": {"koa": "2"}}`, lock: text, "a.js": listens}).Units[0].Image.Stages[0].Env
		if !slices.Contains(env, facts.EnvVar{Name: "PUPPETEER_SKIP_DOWNLOAD", Value: "true"}) {
			t.Errorf("%s: %v", lock, env)
		}
	}
}

func TestImageNeeds(t *testing.T) {
	t.Parallel()
	u := detect(t, map[string]string{
		"package.json": `{"main": "a.js", "engines": {"node": "20"}, "dependencies": {"bcrypt": "5", "@prisma/client": "5", "x": "git+https://h/x.git", "puppeteer": "22"}, "devDependencies": {"prisma": "5", "razzle": "4"}}`, "prisma/schema.prisma": "datasource db {\n provider = \"postgresql\"\n url = env(\"DATABASE_URL\")\n}\n",
		"a.js": "if (!process.env.JWT_SECRET) throw new Error('x'); const a = process.env.LOG_LEVEL || 'info'; app.get('/healthz', f); app.listen(3000)",
	}).Units[0]
	stage := u.Image.Stages[0]
	for _, want := range []string{"python3", "make", "g++", "git", "openssl"} {
		if !slices.Contains(stage.Wants, want) {
			t.Errorf("the build wants %v, not %s", stage.Wants, want)
		}
	}
	for _, name := range []string{"PUPPETEER_SKIP_DOWNLOAD", "RAZZLE_NONINTERACTIVE"} {
		if !slices.Contains(stage.Env, facts.EnvVar{Name: name, Value: "true"}) {
			t.Errorf("no %s in %v", name, stage.Env)
		}
	}
	if got := strings.Join(u.NativePackages, " "); got != "ca-certificates chromium fonts-liberation openssl" {
		t.Errorf("native packages %s", got)
	}
	if got := fmt.Sprintf("%v %v %s %v", u.Needs, u.NeedsEnv, u.Health.Value, stage.Build[0]); got != "[postgres] [DATABASE_URL JWT_SECRET] /healthz [npx --no-install prisma generate]" {
		t.Error(got)
	}
	if r := u.Image.Run; !r.Reaper || r.Requires[0].Range != "^20" || r.Env[0].Value != "production" {
		t.Errorf("%+v", r)
	}
}

// TestUsedAsSource: a package of the workspace is built before the unit only where a build writes what it exports, and can run in an image.
func TestUsedAsSource(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		manifest string
		builds   bool
	}{
		"exports sources":     {`{"name": "@x/lib", "exports": {".": {"types": "./dist/a.d.ts", "default": "./src/a.ts"}}, "scripts": {"build": "tsc"}}`, false},
		"exports built files": {`{"name": "@x/lib", "exports": {".": "./dist/a.js"}, "scripts": {"build": "tsc"}}`, true},
		"no exports":          {`{"name": "@x/lib", "main": "dist/a.js", "scripts": {"build": "tsc"}}`, true},
		"calls docker":        {`{"name": "@x/lib", "main": "dist/a.js", "scripts": {"build": "docker compose exec lib tsc"}}`, false},
	} {
		found := detect(t, map[string]string{
			"package.json": `{"private": true, "workspaces": ["*"]}`, "package-lock.json": "{}", "lib/package.json": c.manifest, "lib/src/a.ts": "",
			"web/package.json": `{"name": "web", "scripts": {"build": "vite build"}, "dependencies": {"@x/lib": "*"}, "devDependencies": {"vite": "7"}}`, "web/index.html": "",
		})
		image := found.Units[0].Image
		built := false
		for _, command := range image.Stages[0].Build {
			built = built || strings.HasSuffix(strings.Join(command, " "), "--workspace=lib")
		}
		if built != c.builds {
			t.Errorf("%s: %v", name, image.Stages[0].Build)
		}
	}
}
