package launch

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// TestBundledFrom: the source of a started file that a bundler writes, by the bundler's own words.
func TestBundledFrom(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		build string
		files []string
		start string
		want  string
	}{
		"esbuild, in and out": {"node build.js", []string{"build.js", "require('esbuild').build({entryPoints: [{in: 'src/start.ts', out: 'api'}], outdir: 'dist'})", "src/start.ts", ""}, "dist/api.js", "src/start.ts certain"},
		"esbuild, a path":     {"node build.js", []string{"build.js", "require('esbuild').build({entryPoints: ['src/deep/api.ts', 'src/x.ts'], outdir: 'dist'})", "src/deep/api.ts", "", "src/x.ts", ""}, "dist/api.js", "src/deep/api.ts certain"},
		"esbuild, another":    {"node build.js", []string{"build.js", "require('esbuild').build({entryPoints: ['src/x.ts']})", "src/x.ts", ""}, "dist/api.js", "likely"},
		"webpack, one entry":  {"webpack", []string{"webpack.config.js", "module.exports = {entry: './src/index.ts', output: {filename: 'api.js'}}", "src/index.ts", ""}, "dist/api.js", "src/index.ts certain"},
		"webpack, main":       {"webpack", []string{"webpack.config.js", "module.exports = {entry: './src/a.ts', output: {path: 'x'}}", "src/a.ts", ""}, "dist/main.js", "src/a.ts certain"},
		"webpack, names":      {"webpack -c w.js", []string{"w.js", "module.exports = {entry: {web: './src/w.ts', api: './src/a.ts'}, output: {filename: '[name].bundle.js'}}", "src/a.ts", "", "src/w.ts", ""}, "dist/api.bundle.js", "src/a.ts certain"},
		"webpack, a list":     {"webpack-cli", []string{"webpack.config.js", "module.exports = {entry: ['./src/a.ts'], output: {filename: 'api.js'}}", "src/a.ts", ""}, "dist/api.js", "src/a.ts certain"},
		"webpack, no output":  {"webpack", []string{"webpack.config.js", "module.exports = {entry: './src/z.ts'}", "src/z.ts", ""}, "dist/api.js", "likely"},
		"ncc":                 {"ncc build src/a.ts -o out -m", []string{"src/a.ts", ""}, "out/index.js", "src/a.ts certain"},
		"ncc, its own folder": {"ncc build src/a.ts", []string{"src/a.ts", ""}, "dist/index.js", "src/a.ts certain"},
		"ncc, another":        {"ncc build src/a.ts", []string{"src/a.ts", ""}, "dist/z.js", "likely"},
		"bun, a folder":       {"bun build ./src/a.ts --target=bun --outdir ./out", []string{"src/a.ts", ""}, "out/a.js", "src/a.ts certain"},
		"bun, a file":         {"bun build ./src/a.ts --outfile=out/api.js", []string{"src/a.ts", ""}, "out/api.js", "src/a.ts certain"},
		"rspack":              {"rspack", []string{"webpack.config.js", "module.exports = {entry: './src/a.ts', output: {filename: 'api.js'}}", "src/a.ts", ""}, "dist/api.js", "src/a.ts certain"},
		"a program that names it": {
			"node build.mjs",
			[]string{"build.mjs", "import { rolldown } from 'rolldown'; rolldown({input: 'server/start.ts'})", "server/start.ts", nodeTS, "server/other.ts", ""},
			"out/api.mjs", "server/start.ts certain",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := Of(base(t, `{"scripts": {"build": "`+c.build+`", "start": "node `+c.start+`"}}`, c.files...))
			if got, want := shown(l), "[node "+c.start+"] "; strings.TrimSpace(strings.TrimPrefix(got, want)) != c.want || !strings.HasPrefix(got, want) {
				t.Errorf("%s, want %s%s", got, want, c.want)
			}
		})
	}
}

// TestOutputOfAProgram: where a program of esbuild writes a source that a run-time compiler starts.
func TestOutputOfAProgram(t *testing.T) {
	t.Parallel()
	for options, want := range map[string]string{
		"outfile: './out/api.js'":                      "[node out/api.js] src/a.ts likely",
		"outdir: 'out'":                                "[node out/a.js] src/a.ts likely",
		"outdir: 'out', outExtension: {'.js': '.mjs'}": "[node out/a.mjs] src/a.ts likely",
		"outdir: '../out'":                             "[tsx src/a.ts] src/a.ts certain",
		"outdir: '/srv/out'":                           "[tsx src/a.ts] src/a.ts certain",
		"bundle: true":                                 "[tsx src/a.ts] src/a.ts certain",
	} {
		l := Of(base(t, `{"scripts": {"build": "node build.js", "start": "tsx src/a.ts"}}`, "build.js", "require('esbuild').build({entryPoints: ['src/a.ts'], "+options+"})", "src/a.ts", ""))
		if got := shown(l); got != want {
			t.Errorf("%s: %s, want %s", options, got, want)
		}
	}
}

// TestMovedOutputs: a script may move what the build has written.
func TestMovedOutputs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ scripts, want string }{
		"a folder":           {`"build": "nest build && mv apps/api/dist dist"`, "dist/main.js package.json:1 scripts.build"},
		"what is in it":      {`"build": "x", "postbuild": "mv apps/api/dist/* www/"`, "www/main.js package.json:1 scripts.postbuild"},
		"by shx":             {`"build": "x && shx mv apps/api/dist out"`, "out/main.js package.json:1 scripts.build"},
		"another folder":     {`"build": "x && mv apps/web/dist out"`, "apps/api/dist/main.js :0 "},
		"out of the package": {`"build": "x && mv apps/api/dist ../out"`, "apps/api/dist/main.js :0 "},
		"two at once":        {`"build": "x && mv apps/api/dist apps/web/dist out"`, "apps/api/dist/main.js :0 "},
		"of another folder":  {`"build": "cd x && mv apps/api/dist out"`, "apps/api/dist/main.js :0 "},
	} {
		p, m := base(t, `{"scripts": {`+c.scripts+`}}`)
		out, at := moved(p, m, "build", "apps/api/dist/main.js")
		if got := out + " " + at.File + ":" + map[bool]string{true: "1", false: "0"}[at.Line == 1] + " " + at.Rule; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestNest: the file that nest start runs (Nest CLI: start.action.ts; docs.nestjs.com/cli/monorepo), and the application that it is.
func TestNest(t *testing.T) {
	t.Parallel()
	const mono = `{"monorepo": true, "root": "apps/api", "sourceRoot": "apps/api/src", "compilerOptions": {"webpack": true}, "projects": {
		"api": {"type": "application", "root": "apps/api", "sourceRoot": "apps/api/src", "entryFile": "main"},
		"jobs": {"type": "application", "root": "apps/jobs", "sourceRoot": "apps/jobs/src", "entryFile": "main"}}}`
	for name, c := range map[string]struct {
		config string
		files  []string
		script string
		want   string
	}{
		"by default":            {`{"sourceRoot": "src"}`, []string{"src/main.ts", ""}, "", "[node dist/main.js] src/main.ts likely"},
		"an entry file":         {`{"sourceRoot": "src", "entryFile": "server"}`, []string{"src/server.ts", ""}, "", "[node dist/server.js] src/server.ts likely"},
		"its own tsconfig":      {`{"sourceRoot": "src"}`, []string{"src/main.ts", "", "tsconfig.build.json", `{"compilerOptions": {"outDir": "out", "rootDir": "src"}}`}, "", "[node out/main.js] src/main.ts likely"},
		"a folder beside":       {`{"sourceRoot": "src"}`, []string{"src/main.ts", "import '../config/all'", "config/all.ts", "", "tsconfig.json", `{"compilerOptions": {"outDir": "dist"}, "include": ["src"]}`}, "", "[node dist/src/main.js] src/main.ts likely"},
		"nothing to start":      {`{"sourceRoot": "src"}`, []string{"src/other.ts", ""}, "", ""},
		"the default of many":   {mono, []string{"apps/api/src/main.ts", "", "apps/jobs/src/main.ts", ""}, "nest start", "[node dist/apps/api/main.js] apps/api/src/main.ts likely"},
		"the one that is named": {mono, []string{"apps/api/src/main.ts", "", "apps/jobs/src/main.ts", ""}, "nest start jobs", "[node dist/apps/jobs/main.js] apps/jobs/src/main.ts likely"},
		"named behind a flag":   {mono, []string{"apps/api/src/main.ts", "", "apps/jobs/src/main.ts", ""}, "nest start --watch jobs", "[node dist/apps/jobs/main.js] apps/jobs/src/main.ts likely"},
		"many by tsc":           {strings.Replace(mono, "true}", "false}", 1), []string{"apps/api/src/main.ts", "", "apps/jobs/src/main.ts", ""}, "nest start", "[node dist/api/src/main.js] apps/api/src/main.ts likely"},
		"several at once":       {mono, []string{"apps/api/src/main.ts", "", "apps/jobs/src/main.ts", ""}, "concurrently 'nest start jobs' 'nest start api'", "[node dist/apps/api/main.js] apps/api/src/main.ts likely"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, m := base(t, `{"scripts": {"start": "`+c.script+`"}, "dependencies": {"@nestjs/core": "10"}}`, append(c.files, "nest-cli.json", c.config)...)
			f, _ := FrameworkOf(m)
			l, ok := FrameworkStart(p, m, f, "start")
			got := ""
			if ok {
				got = shown(l)
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// TestAngularTarget: the server target of angular.json, which a start script runs from its output.
func TestAngularTarget(t *testing.T) {
	t.Parallel()
	const pkg = `{"scripts": {"build:prod": "ng build && ng run shop:server", "start": "node dist/api/main"}}`
	config := func(out string) string {
		return `{"projects": {"shop": {"architect": {"server": {"options": {"outputPath": "` + out + `", "main": "back.ts"}}}}}}`
	}
	for out, want := range map[string]string{"dist/api": "[node dist/api/main] back.ts certain", "dist/other": "[node dist/api/main]  likely"} {
		if got := shown(Of(base(t, pkg, "angular.json", config(out), "back.ts", ""))); got != want {
			t.Errorf("%s: %s, want %s", out, got, want)
		}
	}
}

// TestAngularServer: the program that @angular/ssr builds for rendering on the server (angular.dev/guide/ssr).
func TestAngularServer(t *testing.T) {
	t.Parallel()
	const deps = `{"scripts": {"build": "ng build"}, "dependencies": {"@angular/ssr": "18"}}`
	build := func(builder, options string) string {
		return `{"projects": {"shop": {"architect": {"build": {"builder": "` + builder + `", "options": {` + options + `}}}}}}`
	}
	for name, c := range map[string]struct{ pkg, config, want string }{
		"a server":        {deps, build("@angular/build:application", `"ssr": {"entry": "src/server.ts"}`), "[node dist/shop/server/server.mjs] src/server.ts likely"},
		"another folder":  {deps, build("@angular/build:application", `"ssr": {"entry": "src/server.ts"}, "outputPath": {"base": "out", "server": "api"}`), "[node out/api/server.mjs] src/server.ts likely"},
		"static pages":    {deps, build("@angular/build:application", `"ssr": {"entry": "src/server.ts"}, "outputMode": "static"`), "[]"},
		"another builder": {deps, build("@angular-devkit/build-angular:browser", `"ssr": {"entry": "src/server.ts"}`), "[]"},
		"no entry":        {deps, build("@angular/build:application", `"ssr": true`), "[]"},
		"no package":      {`{"scripts": {"build": "ng build"}}`, build("@angular/build:application", `"ssr": {"entry": "src/server.ts"}`), "[]"},
	} {
		if got := shown(Of(base(t, c.pkg, "angular.json", c.config, "src/server.ts", ""))); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestPlainBase: a prefix that a web server's settings and a browser read alike.
func TestPlainBase(t *testing.T) {
	t.Parallel()
	for prefix, want := range map[string]bool{
		"": true, "/": true, "/shop": true, "/shop/": true, "/a/b_c-d.e~f/": true, "//host/": false, "/a//b/": false, "/a/../b/": false, "/./a": false, "/a b/": false, "/a;b/": false, "/%20/": false, "/${A}/": false, "/é/": false,
	} {
		if got := (&Site{Base: prefix}).PlainBase(); got != want {
			t.Errorf("%q: %t", prefix, got)
		}
	}
}

// TestPrefixes: where a framework's configuration says what stands before every file of the site.
func TestPrefixes(t *testing.T) {
	t.Parallel()
	const page = `{"projects": {"shop": {"architect": {"build": {"builder": "x:browser", "options": {"index": "src/index.html"%s}}}}}}`
	for name, c := range map[string]struct {
		build string
		files []string
		want  string
	}{
		"Angular, a flag":    {"ng build --base-href /a/", []string{"angular.json", strings.Replace(page, "%s", `, "baseHref": "/b/"`, 1), "src/index.html", `<base href="/c/">`}, "/a/"},
		"Angular, an option": {"ng build", []string{"angular.json", strings.Replace(page, "%s", `, "baseHref": "/b/"`, 1), "src/index.html", `<base href="/c/">`}, "/b/"},
		"Angular, the page":  {"ng build", []string{"angular.json", strings.Replace(page, "%s", "", 1), "src/index.html", `<head><BASE target="x" href='/c/'></head>`}, "/c/"},
		"Angular, the root":  {"ng build", []string{"angular.json", strings.Replace(page, "%s", "", 1), "src/index.html", `<base href="/">`}, ""},
		"Angular, relative":  {"ng build", []string{"angular.json", strings.Replace(page, "%s", "", 1), "src/index.html", `<base href="./">`}, ""},
		"Angular, no page":   {"ng build", []string{"angular.json", strings.Replace(page, "%s", "", 1)}, ""},
		"Astro":              {"astro build", []string{"astro.config.mjs", "export default { base: '/docs' }"}, "/docs"},
		"Astro, the root":    {"astro build", []string{"astro.config.mjs", "export default { base: '/' }"}, ""},
		"Astro, no path":     {"astro build", []string{"astro.config.mjs", "export default { base: 'docs' }"}, ""},
	} {
		p, m := base(t, `{"scripts": {"build": "`+c.build+`"}}`, c.files...)
		if s, ok := SiteOf(p, m); !ok || s.Base != c.want {
			t.Errorf("%s: %q, want %q (%t)", name, s.Base, c.want, ok)
		}
	}
}

// TestRunsInTheForeground: a container ends with its first process, and no shell fills in a variable.
func TestRunsInTheForeground(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"egg-scripts start --daemon --port=7001": "egg-scripts start --port=7001",
		"egg-scripts start --daemon=true":        "egg-scripts start",
		"next start --port $PORT":                "next start",
		"next start -p $PORT":                    "next start -p",
		"serve --single=yes $EXTRA dist":         "serve --single=yes dist",
	} {
		if got := strings.Join(foreground(scripts.Parse("run " + given)[0].Argv[1:]), " "); got != want {
			t.Errorf("%s: %s, want %s", given, got, want)
		}
	}
}

// TestAngularFonts: a build for production fetches the fonts of a page, unless the configuration says otherwise.
func TestAngularFonts(t *testing.T) {
	t.Parallel()
	const page = "<head>\n<link rel=stylesheet href='https://fonts.googleapis.com/css?family=Lato'></head>"
	for name, c := range map[string]struct {
		build, page string
		told        bool
	}{
		"as it comes":                 {`{"options": {}}`, page, true},
		"a page of the program's own": {`{"options": {}}`, "<head></head>", false},
		"not in this configuration":   {`{"options": {}, "configurations": {"production": {"optimization": {"fonts": false}}}}`, page, false},
		"not written into the page":   {`{"options": {"optimization": {"fonts": {"inline": false}}}}`, page, false},
		"nothing is optimised":        {`{"options": {}, "defaultConfiguration": "test", "configurations": {"test": {"optimization": false}}}`, page, false},
		"another configuration":       {`{"options": {}, "configurations": {"test": {"optimization": false}}}`, page, true},
	} {
		p, m := base(t, `{"scripts": {"build": "ng build"}, "devDependencies": {"@angular/cli": "19"}}`, "angular.json", `{"projects": {"shop": {"architect": {"build": `+c.build+`}}}}`, "src/index.html", c.page)
		SiteOf(p, m)
		SiteOf(p, m)
		told := 0
		for _, w := range p.Warnings {
			if strings.Contains(w.Text, "fonts.googleapis.com") && w.File == "src/index.html" && w.Line == 2 {
				told++
			}
		}
		if told > 1 || (told == 1) != c.told {
			t.Errorf("%s: told %d times", name, told)
		}
	}
}
