package node

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// TestModes: what a framework's own settings say about mode, output folder, base path and port.
func TestModes(t *testing.T) {
	t.Parallel()
	const kit = `{"scripts": {"build": "vite build"}, "devDependencies": {"@sveltejs/kit": "2", "vite": "5"}}`
	for name, c := range map[string]struct {
		files map[string]string
		want  string // kind, confidence, start or artifact; then what is known of the site, and the variables of the image
		warns string
	}{
		"a site of SvelteKit": {map[string]string{
			"package.json": kit, "vite.config.js": "export default {}",
			"svelte.config.js": "import adapter from '@sveltejs/adapter-static'; export default { kit: { adapter: adapter({ pages: 'out', fallback: 'app.html' }) } }",
		}, "static-site likely out history=true base= fallback=app.html", ""},
		"SvelteKit's server in a folder of its own": {map[string]string{
			"package.json": kit, "vite.config.js": "export default {}",
			"svelte.config.js": "import adapter from '@sveltejs/adapter-node'; export default { kit: { adapter: adapter({ out: 'srv' }) } }",
		}, "server likely [node srv/index.js]", ""},
		"SvelteKit for a platform": {map[string]string{
			"package.json": kit, "vite.config.js": "export default {}",
			"svelte.config.js": "import adapter from '@sveltejs/adapter-netlify'; export default { kit: { adapter: adapter() } }",
		}, "server guess [node build/index.js]", "@sveltejs/adapter-node"},
		"React Router without a server": {map[string]string{
			"package.json":           `{"scripts": {"build": "react-router build", "start": "react-router-serve build/server/index.js"}, "dependencies": {"@react-router/node": "7", "@react-router/serve": "7"}}`,
			"react-router.config.ts": "export default { ssr: false, buildDirectory: 'made' }",
		}, "static-site likely made/client history=true base= fallback=", ""},
		"Angular with a server": {map[string]string{
			"package.json":  `{"scripts": {"build": "ng build", "start": "ng serve"}, "dependencies": {"@angular/core": "20", "@angular/ssr": "20", "express": "5"}}`,
			"angular.json":  `{"projects": {"shop": {"architect": {"build": {"builder": "@angular/build:application", "options": {"outputMode": "server", "ssr": {"entry": "src/server.ts"}}}}}}}`,
			"src/server.ts": "import express from 'express'; express().listen(process.env['PORT'] || 4100)",
		}, "server certain [node dist/shop/server/server.mjs] 4100", ""},
		"Angular below a path": {map[string]string{
			"package.json": `{"scripts": {"build": "ng build --base-href /in/"}, "dependencies": {"@angular/core": "20"}}`,
			"angular.json": `{"projects": {"shop": {"architect": {"build": {"builder": "@angular/build:application", "options": {}}}}}}`,
		}, "static-site likely dist/shop/browser history=true base=/in/ fallback=", ""},
		"create-react-app below its homepage": {map[string]string{
			"package.json": `{"homepage": "https://example.org/shop", "scripts": {"build": "react-scripts build"}, "dependencies": {"react-scripts": "5"}}`,
		}, "static-site likely build history=true base=/shop fallback=", ""},
		"Astro for a platform": {map[string]string{
			"package.json":     `{"scripts": {"build": "astro build"}, "dependencies": {"astro": "5", "@astrojs/netlify": "6"}}`,
			"astro.config.mjs": "import netlify from '@astrojs/netlify'; export default { output: 'server', adapter: netlify() }",
		}, "static-site guess dist history=false base= fallback=", "@astrojs/node"},
		"TanStack Start without Nitro": {map[string]string{
			"package.json":   `{"scripts": {"build": "vite build"}, "dependencies": {"@tanstack/react-start": "1"}, "devDependencies": {"vite": "7"}}`,
			"vite.config.ts": "export default {}",
		}, "server guess [node .output/server/index.mjs]", "Nitro"},
		"Bun's default export": {map[string]string{
			"package.json": `{"scripts": {"start": "bun main.ts"}, "devDependencies": {"@types/bun": "1"}}`,
			"main.ts":      "export default { port: process.env.PORT || 3111, fetch() { return new Response('x') } }",
		}, "server certain [bun main.ts] 3111", ""},
		"a port by the name of its variable": {map[string]string{
			"package.json": `{"scripts": {"start": "node dist/main.js", "build": "nest build"}, "dependencies": {"@nestjs/core": "11", "@nestjs/config": "4"}}`,
			"src/main.ts":  "import { Settings } from './kept'; const { PORT } = app.get(Settings); app.listen(PORT)",
			".env":         "PORT=5111",
		}, "server certain [node dist/main.js] 5111", ""},
		"a migration before the server": {map[string]string{
			"package.json": `{"scripts": {"start": "npm run db && node main.js", "db": "node tools/cli.js up"}}`,
			"main.js":      "require('http').createServer().listen(4500)",
			"tools/cli.js": "",
		}, "server certain [node main.js] 4500", "node tools/cli.js up"},
		"tsc with an input beside the sources": {map[string]string{
			"package.json":  `{"scripts": {"build": "tsc", "start": "node dist/main"}, "dependencies": {"express": "5"}}`,
			"tsconfig.json": `{"compilerOptions": {"outDir": "dist", "resolveJsonModule": true}, "include": ["src"]}`,
			"src/main.ts":   "import { version } from '../package.json'; console.log(version); require('express')().listen(4710)",
		}, "server certain [node dist/main] 4710", "tsc writes dist/src/main.js, since the program imports package.json"},
		"the port of Nuxt 2": {map[string]string{
			"package.json":   `{"scripts": {"build": "nuxt build", "start": "nuxt start"}, "dependencies": {"nuxt": "^2.15.0"}}`,
			"nuxt.config.js": "export default { server: { port: 4700 } }",
		}, "server likely [nuxt start] 4700", ""},
		"the port of Strapi": {map[string]string{
			"package.json":     `{"scripts": {"build": "strapi build", "start": "strapi start"}, "dependencies": {"@strapi/strapi": "5"}}`,
			"config/server.js": "module.exports = ({ env }) => ({ port: env.int('PORT', 1400) })",
		}, "server likely [strapi start] 1400", ""},
		"Quasar with a server": {map[string]string{
			"package.json":     `{"scripts": {"build": "quasar build -m ssr"}, "dependencies": {"quasar": "2", "express": "5"}, "devDependencies": {"@quasar/app-vite": "2"}}`,
			"quasar.config.js": "export default configure(ctx => ({ ssr: { prodPort: 3111 } }))",
		}, "server likely [node dist/ssr/index.js] 3111", ""},
		"Nuxt for a platform": {map[string]string{
			"package.json":   `{"scripts": {"build": "nuxt build"}, "dependencies": {"nuxt": "^3.10.0"}}`,
			"nuxt.config.ts": "export default defineNuxtConfig({ nitro: { preset: 'vercel' } })",
		}, "server guess [node .output/server/index.mjs]", "node-server"},
		"SolidStart of files only": {map[string]string{
			"package.json":  `{"scripts": {"build": "vinxi build", "start": "vinxi start"}, "dependencies": {"@solidjs/start": "1", "vinxi": "1"}}`,
			"app.config.ts": "export default defineConfig({ ssr: false, server: { preset: 'static' } })",
		}, "static-site likely .output/public history=false base= fallback=", ""},
		"Astro's server in a folder of its own": {map[string]string{
			"package.json":     `{"scripts": {"build": "astro build"}, "dependencies": {"astro": "5", "@astrojs/node": "9"}}`,
			"astro.config.mjs": "import node from '@astrojs/node'; export default { output: 'server', adapter: node({ mode: 'standalone' }), outDir: './made' }",
		}, "server likely [node made/server/entry.mjs]", ""},
		"the port of Midway": {map[string]string{
			"package.json":                 `{"scripts": {"start": "node ./bootstrap.js"}, "dependencies": {"@midwayjs/core": "3", "@midwayjs/koa": "3"}}`,
			"bootstrap.js":                 "const { Bootstrap } = require('@midwayjs/bootstrap'); Bootstrap.run()",
			"src/config/config.default.ts": "export default { koa: { port: 5160 } }",
		}, "server likely [node ./bootstrap.js] 5160", ""},
		"the gateway of Moleculer": {map[string]string{
			"package.json":            `{"scripts": {"start": "moleculer-runner services"}, "dependencies": {"moleculer": "0.14", "moleculer-web": "0.10"}}`,
			"services/api.service.js": "const ApiGateway = require('moleculer-web'); module.exports = { mixins: [ApiGateway], settings: { port: process.env.PORT || 5140 } }",
		}, "server likely [moleculer-runner services] 5140", ""},
		"an argument of the program": {map[string]string{
			"package.json": `{"scripts": {"start": "node main.js --port 5131"}, "dependencies": {"express": "5", "commander": "12"}}`,
			"main.js":      "const { program } = require('commander'); program.option('-p, --port <n>', 'x', '5130'); program.parse(); require('express')().listen(program.opts().port)",
		}, "server certain [node main.js --port 5131] 5131", ""},
		"socket.io alone": {map[string]string{
			"package.json": `{"scripts": {"start": "node main.js"}, "dependencies": {"socket.io": "4"}}`,
			"main.js":      "const { Server } = require('socket.io'); const io = new Server(5050)",
		}, "server certain [node main.js] 5050", ""},
		"a process file of pm2 in YAML": {map[string]string{
			"package.json": `{"scripts": {"start": "pm2-runtime process.yml"}, "dependencies": {"express": "5", "pm2": "5"}}`,
			"process.yml":  "apps:\n  - name: shop\n    script: ./main.js\n",
			"main.js":      "require('express')().listen(5090)",
		}, "server certain [node ./main.js] 5090", ""},
		"a port that was not found": {map[string]string{
			"package.json": `{"scripts": {"start": "node main.js"}, "dependencies": {"@nestjs/core": "11"}}`,
			"main.js":      "app.listen(settings().web)",
		}, "server certain [node main.js] 3000", "ports: in waybill.yaml"},
		"Fastify without a host": {map[string]string{
			"package.json": `{"scripts": {"start": "node main.js"}, "dependencies": {"fastify": "5"}}`,
			"main.js":      "const app = require('fastify')(); app.listen({ port: 4600 })",
		}, "server certain [node main.js] 4600", "loopback"},
	} {
		found := detect(t, c.files)
		if len(found.Units) != 1 {
			t.Errorf("%s: %s", name, summary(found))
			continue
		}
		u := found.Units[0]
		got := fmt.Sprintf("%s %s ", u.Kind.Value, u.Kind.Confidence)
		if site := u.Image.Run.Site; site != nil {
			got += fmt.Sprintf("%s history=%t base=%s fallback=%s", u.Artifact.Value, site.History, site.Base, site.Fallback)
		} else {
			got += fmt.Sprint(u.Start)
			if len(u.Ports) > 0 && u.Ports[0].Confidence != "" && !strings.Contains(u.Ports[0].Evidence[0].Rule, " default") {
				got += fmt.Sprintf(" %d", u.Ports[0].Value)
			}
		}
		if got != c.want {
			t.Errorf("%s\n got  %s\n want %s", name, got, c.want)
		}
		if told := fmt.Sprint(found.Warnings); c.warns != "" && !strings.Contains(told, c.warns) {
			t.Errorf("%s: %q is not told: %s", name, c.warns, told)
		}
	}
}

// TestBaseOfASite: a base that a web server would read as something else is left out, with the line where it stands.
func TestBaseOfASite(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"/my shop/", "/a/; } location /x/ { alias /proc/self/; } location /y", "/a{b}/", "/$uri/", "/a\\b/", "/caf\u00e9/", "//cdn.example.com/", "/../shop/", "/a//b/", "/./"} {
		for file, text := range map[string]string{
			"vite.config.js": "export default {\n  base: " + strconv.Quote(base) + " }", "package.json": "",
		} {
			files := map[string]string{
				"package.json": `{"private": true, "scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}}`, "index.html": "",
			}
			if text == "" && strings.HasPrefix(base, "//") {
				continue // homepage is a URL, and this one names a host
			}
			if text == "" {
				files["package.json"] = `{"private": true, "homepage": ` + strconv.Quote(base) + `, "scripts": {"build": "react-scripts build"}, "dependencies": {"react-scripts": "5"}}`
				files["public/index.html"] = ""
			} else {
				files[file] = text
			}
			found := detect(t, files)
			units, warnings := found.Units, found.Warnings
			if len(units) != 1 || units[0].Image.Run.Site.Base != "" {
				t.Errorf("%s in %s: %+v", base, file, units)
				continue
			}
			if !slices.ContainsFunc(warnings, func(w facts.Warning) bool {
				return w.File == file && w.Line > 0 && strings.Contains(w.Text, "base of the site")
			}) {
				t.Errorf("%s in %s: no warning in %v", base, file, warnings)
			}
		}
	}
}

// TestFrameworkOfTheCommand: what builds or starts a package names its framework, also where the dependency stands elsewhere.
func TestFrameworkOfTheCommand(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"Nuxt through a layer": {map[string]string{
			"package.json": `{"private": true, "scripts": {"build": "nuxt build", "start": "node .output/server/index.mjs"}, "dependencies": {"pg": "8"}}`, "nuxt.config.ts": "export default defineNuxtConfig({ extends: '../base' })",
		}, "server [node .output/server/index.mjs] 3000"},
		"Egg without a start script": {map[string]string{
			"package.json": `{"scripts": {"dev": "egg-bin dev", "prod": "egg-scripts start --daemon --port=7003"}, "dependencies": {"egg": "3", "egg-scripts": "3"}}`, "app.js": "module.exports = app => {}",
		}, "server [egg-scripts start --port=7003] 7003"},
		"Egg with its default": {map[string]string{
			"package.json": `{"scripts": {"dev": "egg-bin dev"}, "dependencies": {"egg": "3", "egg-scripts": "3"}}`, "app.js": "module.exports = app => {}",
		}, "server [egg-scripts start] 7001"},
		"Egg that renders with Nuxt": {map[string]string{
			"package.json": `{"scripts": {"start": "egg-scripts start --daemon", "build": "nuxt build"}, "dependencies": {"egg": "2", "egg-scripts": "2", "nuxt": "2"}}`,
		}, "server [egg-scripts start] 7001"},
	} {
		units := detect(t, c.files).Units
		if len(units) != 1 || len(units[0].Ports) != 1 {
			t.Errorf("%s: %+v", name, units)
			continue
		}
		u := units[0]
		if got := fmt.Sprint(u.Kind.Value, " ", u.Start, " ", u.Ports[0].Value); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestUnreadSources: a source that is needed and not read is told, and a program that may listen there is no certain worker.
func TestUnreadSources(t *testing.T) {
	t.Parallel()
	long := "// " + strings.Repeat("x", javascript.MaxBytes) + "\n"
	listens := "require('http').createServer().listen(8080)\n"
	for name, c := range map[string]struct {
		files      map[string]string
		want       string // file and text; "" for no warning
		confidence facts.Confidence
	}{
		"the program":   {map[string]string{"work.js": long + listens}, "work.js is larger than 262144 bytes", facts.Guess},
		"what it calls": {map[string]string{"work.js": "require('./a')\nsetInterval(() => {}, 5)\n", "a.js": long + listens}, "a.js is larger than 262144 bytes", facts.Guess},
		"nested":        {map[string]string{"work.js": "require('./a')\nsetInterval(() => {}, 5)\n", "a.js": strings.Repeat("[", 600) + strings.Repeat("]", 600)}, "a.js is nested deeper than 500 brackets", facts.Guess},
		"several":       {map[string]string{"work.js": "require('./a')\nrequire('./b')\nsetInterval(() => {}, 5)\n", "a.js": long, "b.js": long}, "a.js is larger than 262144 bytes: what the source says is not known, and so it is with 1 more", facts.Guess},
		"data":          {map[string]string{"work.js": "require('./a.json')\nsetInterval(() => {}, 5)\n", "a.json": `"` + long[:len(long)-1] + `"`}, "", facts.Likely},
		"not needed":    {map[string]string{"work.js": "setInterval(() => {}, 5)\n", "a.js": long + listens}, "", facts.Likely},
	} {
		c.files["package.json"] = `{"private": true, "scripts": {"start": "node work.js"}}`
		found := detect(t, c.files)
		if len(found.Units) != 1 || found.Units[0].Kind.Confidence != c.confidence {
			t.Errorf("%s: %s", name, summary(found))
		}
		told := ""
		for _, w := range found.Warnings {
			if strings.Contains(w.Text, "is not known") {
				told += w.File + " " + w.Text
			}
		}
		if !strings.HasPrefix(told, c.want) || c.want == "" && told != "" {
			t.Errorf("%s: %v", name, found.Warnings)
		}
	}
}

// TestUnparsedStart: a start file that cannot be parsed is told with its line, and what the unit is stays a guess.
func TestUnparsedStart(t *testing.T) {
	t.Parallel()
	for file, text := range map[string]string{
		"server.js": "const a = {\nrequire('http').createServer().listen(8080)\n",
		"work.js":   "setInterval(() => {}, 5)\nfunction ( {\n",
	} {
		found := detect(t, map[string]string{"package.json": `{"private": true, "scripts": {"start": "node ` + file + `"}}`, file: text})
		if len(found.Units) != 1 || found.Units[0].Kind.Confidence != facts.Guess {
			t.Errorf("%s: %s", file, summary(found))
		}
		if !slices.ContainsFunc(found.Warnings, func(w facts.Warning) bool {
			return w.File == file && w.Line == 2 && strings.Contains(w.Text, "cannot be parsed")
		}) {
			t.Errorf("%s: no warning in %v", file, found.Warnings)
		}
	}
}

// TestDotenvFlow: the file of an environment is the one of production, which NODE_ENV of the image names; .env stays out and is told.
func TestDotenvFlow(t *testing.T) {
	t.Parallel()
	found := detect(t, map[string]string{
		"package.json": `{"main": "a.js", "dependencies": {"koa": "2", "dotenv-flow": "4"}}`,
		"a.js":         "require('dotenv-flow').config(); const Koa = require('koa'); new Koa().listen(3000)",
		".env":         "UPSTREAM=http://a.example.com\nEMPTY=\n", ".env.uat": "A=1\n", ".env.live": "A=2\n", ".env.test": "A=3\n",
	})
	u := found.Units[0]
	if len(u.Environments) != 2 || u.Config.By != facts.ByLink || u.Config.Links[0].Target != ".env.production" || u.Config.Links[0].Sources["uat"] != ".env.uat" {
		t.Errorf("%+v %+v", u.Environments, u.Config)
	}
	if len(found.Warnings) != 1 || !strings.Contains(found.Warnings[0].Text, "(UPSTREAM)") {
		t.Errorf("told %+v", found.Warnings)
	}
}
