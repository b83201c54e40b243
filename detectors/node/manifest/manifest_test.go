package manifest

import (
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/internal/source"
)

// repository makes a tree of paths and contents.
func repository(t *testing.T, files map[string]string) *source.Tree {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// TestWorkspaceOf: who belongs to whom, and who needs whom.
func TestWorkspaceOf(t *testing.T) {
	t.Parallel()
	p := New(repository(t, map[string]string{
		"package.json":            `{"name": "root", "workspaces": ["parts/*"]}`,
		"parts/api/package.json":  `{"name": "api", "devDependencies": {"api": "*"}, "dependencies": {"lib": "*", "express": "^5.1.0"}, "bin": {"b": "b.js", "a": "a.js"}, "type": "module"}`,
		"parts/lib/package.json":  `{"name": "@x/lib", "files": ["dist"], "dependencies": {"base": "*"}}`,
		"parts/base/package.json": `{"name": "base", "private": true, "bin": "run.js"}`,
		"parts/own/package.json":  `{"name": "lib", "dependencies": {"base": "*"}}`,
		"alone/package.json":      `{"name": "alone"}`,
		"parts/api/src/a.js":      "",
		".env":                    "PORT=\nHOST=a\n", "parts/api/.env.example": "PORT=4000 # mine\n",
		"parts/api/next.config.mjs": "", "parts/lib/index.html": "",
	}))
	api := p.ByDir["parts/api"]
	names := func(all []*Manifest) string {
		var out []string
		for _, m := range all {
			out = append(out, m.Name())
		}
		return strings.Join(out, " ")
	}
	for what, c := range map[string]struct{ got, want string }{
		"members":            {names(p.Members(p.ByDir["."])), "api base @x/lib lib"},
		"local":              {names(p.Local(api)), "base lib"},
		"in order":           {names(p.LocalInOrder(api)), "base lib"},
		"owner":              {p.Owner("parts/api/src/a.js").Name(), "api"},
		"above":              {names(p.above(api)), "api root"},
		"by filter":          {p.Named(api, "{base}...", false).Name(), "base"},
		"by folder":          {p.Named(p.ByDir["."], "parts/own", true).Name(), "lib"},
		"bins":               {strings.Join(api.Bins(), " "), "b.js a.js"},
		"the only bin":       {strings.Join(p.ByDir["parts/base"].Bins(), " "), "run.js"},
		"inside":             {inside(api, "../lib/x.js"), "parts/lib/x.js"},
		"outside":            {inside(api, "../../../x.js"), "refused"},
		"configuration file": {config(p, api), "parts/api/next.config.mjs"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", what, c.got, c.want)
		}
	}
	if v, file, ok := p.ExampleValue(api, "PORT"); !ok || v.Value != "4000" || file != "parts/api/.env.example" {
		t.Errorf("example value %+v in %s", v, file)
	}
	if v, _, ok := p.DotenvValue(p.ByDir["."], ".env", "HOST"); !ok || v.Value != "a" || v.Line != 2 {
		t.Errorf("dotenv value %+v", v)
	}
	for what, yes := range map[string]bool{
		"a dependent": p.Dependents(p.ByDir["parts/base"]), "module": api.IsModule(), "published": p.ByDir["parts/lib"].Published(), "major": api.Major("express") == 5,
		"globs": p.HasGlobs(p.ByDir["."]), "a file": p.HasAny(p.ByDir["parts/lib"], []string{"x", "index.html"}), "uses": api.Uses("koa", "express"), "production": api.Production("express"),
		"no dependents but itself": !p.Dependents(api), "not private": !api.Private(), "no file": !p.HasAny(api, []string{"index.html"}), "no such filter": p.Named(api, "nobody", false) == nil,
	} {
		if !yes {
			t.Errorf("%s: no", what)
		}
	}
}

func inside(m *Manifest, rel string) string {
	if p, ok := m.Inside(rel); ok {
		return p
	}
	return "refused"
}

func config(p *Project, m *Manifest) string {
	file, _ := p.ConfigOf(m, "vite.config", "next.config")
	return file
}

// TestExamples: a package in a folder of examples, or one that a published command copies out, is nobody's application.
func TestExamples(t *testing.T) {
	t.Parallel()
	p := New(repository(t, map[string]string{
		"package.json": `{"name": "create-x", "bin": "c.js", "files": ["skeleton"]}`, "skeleton/package.json": `{"name": "s"}`,
		"examples/a/package.json": `{"name": "a"}`,
	}))
	var got []string
	for _, m := range p.Manifests {
		if p.IsExample(m) {
			got = append(got, m.Dir)
		}
	}
	if !slices.Equal(got, []string{"examples/a", "skeleton"}) {
		t.Errorf("examples %v", got)
	}
}

// TestExamplesByTheirFolder: a folder that is named after examples holds them, whatever its parts are called.
func TestExamplesByTheirFolder(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]bool{"extra/push-examples/b/package.json": true, "extra/push/b/package.json": false, "examples-api/b/package.json": false} {
		p := New(repository(t, map[string]string{"package.json": `{"name": "a"}`, file: `{"name": "b"}`}))
		if got := p.IsExample(p.ByDir[path.Dir(file)]); got != want {
			t.Errorf("%s: %v, want %v", file, got, want)
		}
	}
}

// TestUnreadable: each kind of broken file is told, at its place.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"[]": "no JSON object", "{": "not valid JSON", "{\n}\nx": "unexpected"} {
		p := New(repository(t, map[string]string{"package.json": text}))
		if len(p.Manifests) > 0 || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0].Text, want) {
			t.Errorf("%q: %v", text, p.Warnings)
		}
	}
	p := New(repository(t, map[string]string{"package.json": "{}", "pnpm-workspace.yaml": "a: [\n"}))
	if len(p.Warnings) != 1 || p.Warnings[0].File != "pnpm-workspace.yaml" {
		t.Errorf("%v", p.Warnings)
	}
}

// TestNotForNpm: what a person understands and npm refuses is read, and told at its line.
func TestNotForNpm(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"{\n\"name\": \"a\",\n}", "{\n\"name\": \"a\"\n// b\n}", "{\n'name': 'a'}"} {
		p := New(repository(t, map[string]string{"package.json": text}))
		if len(p.Manifests) != 1 || p.Manifests[0].Name() != "a" || len(p.Warnings) != 1 || p.Warnings[0].Line < 2 || !strings.Contains(p.Warnings[0].Text, "no JSON that npm reads") {
			t.Errorf("%q: %v %v", text, p.Manifests, p.Warnings)
		}
	}
	if p := New(repository(t, map[string]string{"package.json": "\xef\xbb\xbf{\"name\": \"a\"}\n"})); len(p.Warnings) != 0 {
		t.Errorf("a byte order mark, which npm takes: %v", p.Warnings)
	}
}

// TestInstall: the command that installs what the lock file says.
func TestInstall(t *testing.T) {
	t.Parallel()
	for want, files := range map[string]map[string]string{
		"npm ci":                         {"package.json": `{}`, "package-lock.json": "{}"},
		"npm install":                    {"package.json": `{}`},
		"yarn install --immutable":       {"package.json": `{}`, "yarn.lock": "__metadata:\n"},
		"yarn install --frozen-lockfile": {"package.json": `{}`, "yarn.lock": ""},
		"pnpm install --frozen-lockfile": {"package.json": `{"devEngines": {"packageManager": {"name": "pnpm"}}}`, "pnpm-lock.yaml": "lockfileVersion: '6.0'\n"},
		"bun install":                    {"package.json": `{"engines": {"bun": "1"}}`},
	} {
		p := New(repository(t, files))
		mg := p.ManagerOf(p.Manifests[0])
		if got := strings.Join(p.Install(mg), " "); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestPnpmSetup: the major of pnpm comes from packageManager, engines or the lock file.
func TestPnpmSetup(t *testing.T) {
	t.Parallel()
	for want, files := range map[string]map[string]string{
		`in 9.*)`:  {"package.json": `{"packageManager": "pnpm@9.1.0"}`},
		`pnpm@10 `: {"package.json": `{"engines": {"pnpm": "^10.2.0"}}`, "pnpm-lock.yaml": ""},
		`pnpm@8 `:  {"package.json": `{}`, "pnpm-lock.yaml": "lockfileVersion: '6.0'\n"},
		`in 9.*|10.*) ;; *) { command -v corepack >/dev/null || npm install --global corepack; } && corepack prepare pnpm@9 `: {"package.json": `{}`, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "pnpm-workspace.yaml": "packages: [a]\ncatalog:\n  x: '1'\n"},
		`in 10.*) ;; *) `:                 {"package.json": `{}`, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "pnpm-workspace.yaml": "onlyBuiltDependencies:\n  - bcrypt\n"},
		`command -v pnpm >/dev/null || {`: {"package.json": `{}`, "pnpm-lock.yaml": "lockfileVersion: '12.0'\n"},
	} {
		p := New(repository(t, files))
		if got := p.PnpmSetup(p.ManagerOf(p.Manifests[0])); !strings.Contains(got, want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestNx: project.json makes a package of a folder that has none, and says what its build writes.
func TestNx(t *testing.T) {
	t.Parallel()
	p := New(repository(t, map[string]string{
		"package.json": `{"name": "w"}`, "nx.json": "{}",
		"apps/api/project.json": `{"name": "api", "targets": {"build": {"executor": "@nx/js:tsc", "options": {"main": "apps/api/src/main.ts"}}}}`,
		"apps/web/project.json": `{"architect": {"build": {"executor": "@nx/vite:build", "options": {"outputPath": "{workspaceRoot}/out/{projectRoot}"}}}}`,
		"libs/a/project.json":   `{"projectType": "library", "targets": {"build": {"executor": "@nx/js:tsc"}}}`,
		"other/project.json":    `{"targets": {}}`,
	}))
	api, web := p.ByDir["apps/api"], p.ByDir["apps/web"]
	if api == nil || web == nil || len(p.Manifests) != 3 || api.Name() != "api" || web.Name() != "web" || p.Workspace(api) != p.ByDir["."] {
		t.Fatalf("%v", p.Manifests)
	}
	if x := p.Nx[api]; x.Option("main") != "apps/api/src/main.ts" || x.Output(api.Dir) != "dist/apps/api" || x.Evidence().Rule != "@nx/js:tsc" {
		t.Errorf("%+v", x)
	}
	if got := p.Nx[web].Output(web.Dir); got != "out/apps/web" {
		t.Errorf("output %s", got)
	}
}
