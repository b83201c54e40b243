package launch

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
	"github.com/waybill-dev/waybill/internal/source"
)

// files are "name", "text" in turn.
func base(t *testing.T, pkg string, files ...string) (*code.Base, *manifest.Manifest) {
	t.Helper()
	fsys := fstest.MapFS{"package.json": {Data: []byte(pkg)}}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	c := code.New(manifest.New(tree))
	return c, c.ByDir["."]
}

// TestOf: the command, the source behind it, and what is told about it.
func TestOf(t *testing.T) {
	t.Parallel()
	const listens = "require('http').createServer().listen(3000)"
	for name, c := range map[string]struct {
		pkg         string
		files       []string
		want, warns string
	}{
		"start script":              {`{"scripts": {"start": "node app.js"}}`, []string{"app.js", ""}, "[node app.js] app.js certain", ""},
		"production first":          {`{"scripts": {"start": "node a.js", "start:prod": "node b.js"}}`, []string{"a.js", "", "b.js", ""}, "[node b.js] b.js certain", ""},
		"compiled by tsc":           {`{"scripts": {"build": "tsc", "start": "ts-node src/a.ts"}}`, []string{"tsconfig.json", `{"compilerOptions": {"outDir": "out"}}`, "src/a.ts", ""}, "[node out/a.js] src/a.ts likely", "compiles at each start"},
		"compiled with a root":      {`{"scripts": {"build": "tsc -p tsconfig.build.json", "start": "tsx server/a.ts"}}`, []string{"tsconfig.build.json", `{"compilerOptions": {"outDir": "out", "rootDir": "."}}`, "server/a.ts", ""}, "[node out/server/a.js] server/a.ts likely", "compiles at each start"},
		"TypeScript at the top":     {`{"scripts": {"build": "tsc --outDir lib", "start": "tsx src/a.ts"}}`, []string{"tsconfig.json", `{}`, "src/a.ts", "", "types.ts", ""}, "[node lib/src/a.js] src/a.ts likely", "compiles at each start"},
		"compiled by nest":          {`{"scripts": {"build": "nest build", "start": "ts-node src/a.ts"}}`, []string{"src/a.ts", ""}, "[node dist/a.js] src/a.ts likely", "compiles at each start"},
		"compiled by tsup":          {`{"scripts": {"build": "tsup", "start": "tsx src/a.ts"}}`, []string{"src/a.ts", ""}, "[node dist/a.js] src/a.ts likely", "compiles at each start"},
		"compiled by babel":         {`{"scripts": {"build": "babel src -d lib", "start": "babel-node src/a.js"}}`, []string{"src/a.js", ""}, "[node lib/a.js] src/a.js likely", "compiles at each start"},
		"compiled by swc":           {`{"scripts": {"build": "swc src -d lib", "start": "tsx src/a.ts"}}`, []string{"src/a.ts", ""}, "[node lib/a.js] src/a.ts likely", "compiles at each start"},
		"bundled into a file":       {`{"scripts": {"build": "esbuild src/a.ts --outfile=out/x.js", "start": "tsx src/a.ts"}}`, []string{"src/a.ts", ""}, "[node out/x.js] src/a.ts likely", "compiles at each start"},
		"bundled into a folder":     {`{"scripts": {"build": "esbuild src/a.ts --outdir=out", "start": "tsx src/a.ts"}}`, []string{"src/a.ts", ""}, "[node out/a.js] src/a.ts likely", "compiles at each start"},
		"bundled by ncc":            {`{"scripts": {"build": "ncc build src/a.ts", "start": "tsx src/a.ts"}}`, []string{"src/a.ts", ""}, "[node dist/index.js] src/a.ts likely", "compiles at each start"},
		"production compiles":       {`{"scripts": {"build": "tsc", "start": "NODE_ENV=production tsx src/a.ts"}}`, []string{"tsconfig.json", `{"compilerOptions": {"outDir": "out"}}`, "src/a.ts", ""}, "[tsx src/a.ts] src/a.ts certain", ""},
		"a watcher":                 {`{"main": "a.js", "scripts": {"start": "nodemon"}}`, []string{"a.js", ""}, "[node a.js] a.js likely", "for development"},
		"a watcher of TypeScript":   {`{"scripts": {"start": "ts-node-dev a.ts"}, "devDependencies": {"ts-node-dev": "2"}}`, []string{"a.ts", ""}, "[ts-node a.ts] a.ts likely", "for development"},
		"pm2":                       {`{"scripts": {"start": "pm2-runtime ecosystem.config.js"}}`, []string{"ecosystem.config.js", "module.exports = { apps: [{ script: 'a.js' }] }", "a.js", ""}, "[node a.js] a.js certain", "in a container one process"},
		"pm2 without a file":        {`{"scripts": {"start": "pm2 start ecosystem.config.js"}}`, []string{"ecosystem.config.js", "module.exports = {}"}, "[] ", ""},
		"a migration first":         {`{"scripts": {"start": "prisma migrate deploy && node migrate.js && node a.js"}}`, []string{"a.js", "", "migrate.js", ""}, "[node a.js] a.js certain before prisma migrate deploy before node migrate.js", ""},
		"a folder's main":           {`{"main": "lib/a.js", "scripts": {"start": "node ."}}`, []string{"lib/a.js", ""}, "[node .] lib/a.js certain", ""},
		"out of the repository":     {`{"scripts": {"start": "node /srv/a.js"}}`, nil, "[] ", ""},
		"a tool":                    {`{"scripts": {"start": "next start -p 80"}}`, nil, "[next start -p 80]  certain", ""},
		"to the background":         {`{"scripts": {"start": "eggctl start --daemon"}}`, nil, "[eggctl start]  certain", ""},
		"main":                      {`{"main": "x.js"}`, []string{"x.js", listens, "index.js", ""}, "[node x.js] x.js likely", ""},
		"a project of tsc":          {`{"scripts": {"build": "tsc -p back/tsconfig.json", "start": "node out_back/a.js"}}`, []string{"back/a.ts", listens, "back/tsconfig.json", `{"compilerOptions": {"outDir": "../out_back"}}`}, "[node out_back/a.js] back/a.ts certain", ""},
		"JavaScript on TypeScript":  {`{"scripts": {"build": "tsc"}}`, []string{"server.js", "require('./back')", "back/index.ts", listens, "tsconfig.json", `{"compilerOptions": {"outDir": "dist", "allowJs": true}}`}, "[node dist/server.js] server.js likely by convention", ""},
		"vite for servers":          {`{"type": "module", "scripts": {"build": "vite build", "start": "node dist/src/a.js"}}`, []string{"src/a.ts", listens, "vite.config.ts", "export default ({ command }) => ({ ...(command && { build: { ssr: true, outDir: 'out', rollupOptions: { input: { api: resolve(__dirname, 'src/a.ts') }, output: { entryFileNames: '[name].mjs' } } } }) })"}, "[node out/api.mjs] src/a.ts likely", "the build writes out/api.mjs"},
		"vite, one entry":           {`{"type": "module", "scripts": {"build": "vite build --ssr src/a.ts", "start": "node dist/a.js"}}`, []string{"src/a.ts", listens, "vite.config.ts", "export default {}"}, "[node dist/a.js] src/a.ts certain", ""},
		"started by its first line": {`{"bin": "bin/x", "scripts": {"start": "./bin/x"}}`, []string{"bin/x", "#!/usr/bin/env node\nrequire('../app')", "app.js", listens}, "[node ./bin/x] bin/x certain", ""},
		"a shell's first line":      {`{"scripts": {"start": "./bin/x"}}`, []string{"bin/x", "#!/bin/sh\necho"}, "[] ", ""},
		"the script of the image":   {`{"scripts": {"run_web": "node web"}}`, []string{"web/index.js", listens, "Dockerfile", "FROM node:22\nCMD [\"npm\", \"run\", \"run_web\"]\n"}, "[node web] web/index.js certain", ""},
		"of a Procfile":             {`{"scripts": {"run_web": "node web"}}`, []string{"web/index.js", listens, "Procfile", "web: yarn run_web\n"}, "[node web] web/index.js certain", ""},
		"of an image for tests":     {`{"scripts": {"run_test": "node web"}}`, []string{"web/index.js", listens, "Dockerfile", "CMD npm run run_test\n"}, "[] ", ""},
		"main that only exports":    {`{"main": "x.js"}`, []string{"x.js", "module.exports = 1", "index.js", listens}, "[node index.js] index.js likely by convention", ""},
		"server.js":                 {`{}`, []string{"server.js", listens, "index.js", ""}, "[node server.js] server.js likely by convention", ""},
		"a command":                 {`{"bin": {"x": "cli.js"}}`, []string{"cli.js", ""}, "[node cli.js] cli.js likely bin", ""},
		"main in TypeScript":        {`{"main": "a.ts", "dependencies": {"tsx": "4"}}`, []string{"a.ts", listens}, "[tsx a.ts] a.ts likely", ""},
		"main of a build":           {`{"main": "dist/a.js", "scripts": {"build": "tsc"}}`, []string{"src/a.ts", listens}, "[node dist/a.js] src/a.ts likely", ""},
		"main of no build":          {`{"main": "dist/a.js"}`, []string{"src/a.ts", listens}, "[] ", ""},
		"a desktop's main":          {`{"main": "a.js", "dependencies": {"electron": "30"}}`, []string{"a.js", listens}, "[] ", ""},
		"what a watcher runs":       {`{"scripts": {"start": "nodemon --exec babel-node src/x.js"}, "devDependencies": {"@babel/node": "7"}}`, []string{"src/x.js", ""}, "[babel-node src/x.js] src/x.js likely", "for development"},
		"with flags, in quotes":     {`{"scripts": {"start": "nodemon --watch src --exec 'ts-node --inspect=1 -r tsconfig-paths/register src/x.ts'"}}`, []string{"src/x.ts", ""}, "[ts-node -r tsconfig-paths/register src/x.ts] src/x.ts likely", "for development"},
		"a developer's script":      {`{"scripts": {"dev": "nodemon src/x.js"}}`, []string{"src/x.js", listens}, "[node src/x.js] src/x.js likely", "for development"},
		"a developer's, built":      {`{"scripts": {"dev": "nodemon src/x.js", "build": "x"}}`, []string{"src/x.js", listens}, "[] ", ""},
		"razzle":                    {`{"scripts": {"start:prod": "node build/server.js"}, "dependencies": {"razzle": "4"}}`, []string{"src/index.js", "", "src/server.js", ""}, "[node build/server.js] src/index.js certain", ""},
		"in another folder":         {`{"scripts": {"start": "cd server && node a.js"}}`, []string{"server/a.js", ""}, "[node server/a.js] server/a.js certain", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, m := base(t, c.pkg, c.files...)
			l := Of(p, m)
			got := "[" + strings.Join(l.Argv, " ") + "] " + l.Source + " " + string(l.Confidence)
			for _, b := range l.Before {
				got += " before " + strings.Join(b, " ")
			}
			if l.Convention {
				got += " by convention"
			}
			if l.Bin {
				got += " bin"
			}
			if got = strings.TrimRight(got, " "); got != strings.TrimRight(c.want, " ") {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			told := len(l.Warnings) > 0 && strings.Contains(l.Warnings[0].Text, c.warns)
			if told != (c.warns != "") {
				t.Errorf("warnings %v", l.Warnings)
			}
		})
	}
}

// TestSiteOf: the folder that a build writes for a web server, with the prefix of its paths.
func TestSiteOf(t *testing.T) {
	t.Parallel()
	build := func(command string, deps ...string) string {
		return `{"scripts": {"build": "` + command + `"}, "dependencies": {"` + strings.Join(append(deps, "x"), `": "4", "`) + `": "1"}}`
	}
	angular := func(options string) []string {
		return []string{"angular.json", `{"projects": {"lib": {"projectType": "library"}, "shop": {"architect": {"build": ` + options + `}}}}`}
	}
	for name, c := range map[string]struct {
		pkg   string
		files []string
		want  string
	}{
		"create-react-app":          {build("BUILD_PATH=out react-scripts build"), nil, "create-react-app out"},
		"create-react-app by .env":  {build("craco build"), []string{".env", "BUILD_PATH=web\n"}, "create-react-app web"},
		"uni-app":                   {`{"scripts": {"build:h5": "uni build", "build:mp": "uni build -p mp-weixin"}}`, nil, "uni-app dist/build/h5"},
		"uni-app of vue-cli":        {`{"scripts": {"build:h5": "UNI_PLATFORM=h5 vue-cli-service uni-build"}}`, nil, "uni-app dist/build/h5"},
		"uni-app for phones":        {build("uni build -p app-ios"), nil, ""},
		"vue-cli":                   {build("vue-cli-service build"), []string{"vue.config.js", "module.exports = { outputDir: 'web' }"}, "vue-cli web"},
		"angular, outputPath":       {build("ng build"), angular(`{"builder": "x:browser", "options": {"outputPath": "dist/a"}}`), "angular dist/a"},
		"angular, application":      {build("ng build"), angular(`{"builder": "x:application"}`), "angular dist/shop/browser"},
		"angular, no folder inside": {build("ng build"), angular(`{"builder": "x:application", "options": {"outputPath": {"base": "out", "browser": ""}}}`), "angular out"},
		"angular, a flag":           {build("ng build shop --output-path=web"), angular(`{"builder": "x:browser"}`), "angular web"},
		"angular, a library":        {build("ng build lib"), angular(`{}`), ""},
		"gatsby":                    {build("gatsby build"), nil, "gatsby public"},
		"docusaurus":                {build("docusaurus build --out-dir web"), nil, "docusaurus web"},
		"vitepress":                 {build("vitepress build docs"), []string{"docs/.vitepress/config.ts", "export default { outDir: '../web' }"}, "vitepress web"},
		"astro":                     {build("astro build"), []string{"astro.config.mjs", "export default { outDir: 'web' }"}, "astro web"},
		"nuxt 2":                    {`{"scripts": {"generate": "nuxt generate"}, "dependencies": {"nuxt": "^2"}}`, nil, "nuxt dist"},
		"nuxt 3":                    {build("nuxi generate", "nuxt"), nil, "nuxt .output/public"},
		"next export":               {build("next build && next export -o web"), nil, "next web"},
		"next by its settings":      {build("next build"), []string{"next.config.js", "module.exports = { output: 'export', distDir: 'web' }"}, "next web"},
		"next, a server":            {build("next build"), nil, ""},
		"next, a server by default": {build("next build"), []string{"next.config.mjs", "import { STATIC } from './settings.mjs'; export default { output: STATIC ? 'export' : undefined }", "settings.mjs", "export const STATIC = process.env.STATIC === 'yes' || process.env.STATIC === true"}, ""},
		"vite":                      {build("vite build --base=/shop/"), []string{"index.html", "", "vite.config.ts", "export default () => ({ build: { outDir: 'web' } })"}, "vite web /shop/"},
		"vite with a root":          {build("vite build"), []string{"ui/index.html", "", "vite.config.ts", "export default { root: 'ui', base: '/a/' }"}, "vite ui/dist /a/"},
		"vite of a folder":          {build("vite build ui"), []string{"ui/index.html", ""}, "vite ui/dist"},
		"vite for another package":  {build("vite build --outDir ../x"), []string{"index.html", ""}, "vite ../x foreign"},
		"vite, a library":           {build("vite build"), nil, ""},
		"vite under a framework":    {build("vite build", "@sveltejs/kit"), []string{"index.html", ""}, ""},
		"no build script":           {`{"devDependencies": {"vite": "5"}}`, []string{"index.html", "", "vite.config.js", ""}, "vite dist"},
		"parcel":                    {build("parcel build -d web"), nil, "parcel web"},
		"webpack":                   {build("webpack", "html-webpack-plugin"), []string{"src/index.html", ""}, "webpack dist"},
		"webpack of a server":       {build("webpack", "html-webpack-plugin", "express"), []string{"src/index.html", ""}, ""},
		"nothing":                   {`{}`, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, m := base(t, c.pkg, c.files...)
			s, ok := SiteOf(p, m)
			got := ""
			if ok {
				got = strings.TrimRight(s.Framework+" "+s.Out+" "+s.Base, " ")
			}
			if s.Foreign {
				got += " foreign"
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestFrameworkStart: the documented production start of frameworks whose packages hold no start script.
func TestFrameworkStart(t *testing.T) {
	t.Parallel()
	for dependency, want := range map[string]string{
		"next": "next start", "nuxt": "node .output/server/index.mjs", "@solidjs/start": "node .output/server/index.mjs", "@sveltejs/kit": "node build/index.js", "astro": "node dist/server/entry.mjs",
		"@remix-run/serve": "remix-serve ./build/server/index.js", "@react-router/serve": "react-router-serve ./build/server/index.js", "@nestjs/core": "node dist/main.js", "strapi": "strapi start", "express": "",
	} {
		p, m := base(t, `{"dependencies": {"`+dependency+`": "3"}}`, "src/main.ts", "", "pages/a.js", "", "nest-cli.json", `{"sourceRoot": "src"}`)
		f, text := FrameworkOf(m)
		l, ok := FrameworkStart(p, m, f, "")
		if got := strings.Join(l.Argv, " "); ok != (want != "") || ok && got != want || text.Confidence != facts.Certain {
			t.Errorf("%s: %q %v", dependency, got, text)
		}
	}
	if _, text := FrameworkOf(&manifest.Manifest{Root: &manifest.Value{}}); text.Value != "plain" {
		t.Errorf("%v", text)
	}
}

// TestModes: what the settings of page frameworks say about a server.
func TestModes(t *testing.T) {
	t.Parallel()
	p, m := base(t, `{"scripts": {"build": "MODE=standalone next build"}}`, "next.config.js", "const c = {}; c.output = process.env.MODE; module.exports = c",
		"svelte.config.js", "import a from '@sveltejs/adapter-auto'; import n from '@sveltejs/adapter-node'", "astro.config.mjs", "import node from '@astrojs/node'; export default { output: 'server' }")
	if mode, e := NextOutput(p, m, scripts.Follow(p.Project, m, "build")[0]); mode != "standalone" || e.Line != 1 {
		t.Errorf("next: %s %v", mode, e)
	}
	if adapter, _ := SvelteAdapter(p, m); adapter != "node" {
		t.Errorf("svelte: %s", adapter)
	}
	if serves, _ := AstroServes(p, m); !serves {
		t.Error("astro: a site")
	}
	if NuxtStatic(p, m) || !IsNextApp(p, m) {
		t.Error("nuxt or next")
	}
	none, nm := base(t, `{}`)
	if mode, _ := NextOutput(none, nm, scripts.Process{}); mode != "" {
		t.Error(mode)
	}
	if adapter, _ := SvelteAdapter(none, nm); adapter != "" {
		t.Error(adapter)
	}
	if serves, _ := AstroServes(none, nm); serves || IsNextApp(none, nm) {
		t.Error("nothing serves")
	}
}

// TestNx: targets of project.json instead of scripts.
func TestNx(t *testing.T) {
	t.Parallel()
	p, _ := base(t, `{"dependencies": {"express": "4"}}`, "nx.json", "{}", "apps/api/src/main.ts", "import 'express'", "apps/web/index.html", "",
		"apps/api/project.json", `{"targets": {"build": {"executor": "@nx/js:tsc", "options": {"main": "apps/api/src/main.ts"}}}}`,
		"apps/web/project.json", `{"targets": {"build": {"executor": "@nx/vite:build"}}}`,
		"apps/ng/project.json", `{"targets": {"build": {"executor": "@angular-devkit/build-angular:application"}}}`)
	api := p.ByDir["apps/api"]
	if l := Of(p, api); strings.Join(l.Argv, " ") != "node ../../dist/apps/api/src/main.js" || !api.Uses("express") {
		t.Errorf("%+v", l)
	}
	for dir, want := range map[string]string{"apps/web": "vite ../../dist/apps/web", "apps/ng": "angular ../../dist/apps/ng/browser", "apps/api": ""} {
		s, _ := SiteOf(p, p.ByDir[dir])
		if got := strings.TrimSpace(s.Framework + " " + s.Out); got != want {
			t.Errorf("%s: %s", dir, got)
		}
	}
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	_, m := base(t, "{}")
	site := facts.Text{Value: facts.StaticSite}
	for want, u := range map[bool]*Unit{
		true:  {M: m, Kind: site, Framework: facts.Text{Value: "docusaurus"}},
		false: {M: m, Kind: site, Framework: facts.Text{Value: "vite"}},
	} {
		if got := u.Documents(); got != want {
			t.Errorf("%s: %v", u.Framework.Value, got)
		}
		u.Warn("f", 2, "text")
		if len(u.Warnings) != 1 || u.Warnings[0].Line != 2 {
			t.Errorf("%v", u.Warnings)
		}
	}
}
