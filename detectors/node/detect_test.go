package node

import (
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// repository makes a tree of "path: content" pairs.
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

func detect(t *testing.T, files map[string]string) facts.Findings {
	t.Helper()
	found, err := Detector{}.Detect(t.Context(), repository(t, files))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// summary is a unit in one line: path kind framework main|artifact start ports.
func summary(found facts.Findings) string {
	var lines []string
	for _, u := range found.Units {
		line := u.Path + " " + u.Kind.Value + " " + u.Framework.Value
		if u.Kind.Value == facts.StaticSite {
			line += " " + u.Artifact.Value
		} else {
			line += " [" + strings.Join(u.Start, " ") + "]"
			for _, p := range u.Ports {
				line += " " + portText(p)
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func portText(p facts.Port) string {
	if p.Env == "" {
		return strconv.Itoa(p.Value)
	}
	return strconv.Itoa(p.Value) + "/" + p.Env
}

const listens = "const app = require('express')(); app.listen(process.env.PORT || 4000)"

func TestUnits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"start script", map[string]string{"package.json": `{"scripts": {"start": "node app.js"}, "dependencies": {"express": "4"}}`, "app.js": listens}, ". server express [node app.js] 4000/PORT"},
		{"npm's default", map[string]string{"package.json": `{"main": "missing.js", "dependencies": {"express": "4"}}`, "server.js": listens}, ". server express [node server.js] 4000/PORT"},
		{"a watcher is replaced", map[string]string{"package.json": `{"scripts": {"start": "nodemon app.js"}, "dependencies": {"express": "4"}}`, "app.js": listens}, ". server express [node app.js] 4000/PORT"},
		{"production before start", map[string]string{
			"package.json": `{"scripts": {"build": "nest build", "start": "nest start", "start:prod": "node dist/main"}, "dependencies": {"@nestjs/core": "10"}}`,
			"src/main.ts":  "import {NestFactory} from '@nestjs/core'; const app = await NestFactory.create(M); await app.listen(3333)",
		}, ". server nest [node dist/main] 3333"},
		{"arguments after a wrapper of scripts", map[string]string{
			"package.json":     `{"scripts": {"start": "npm run with:env -- cross-env NODE_ENV=production node build/main.js", "with:env": "dotenv -e .env --", "build": "rollup -c"}, "dependencies": {"@react-router/serve": "7"}}`,
			"build/main.js":    "require('http').createServer().listen(3100)",
			"app/routes.ts":    "",
			"rollup.config.js": "",
		}, ". server react-router [node build/main.js] 3100"},
		{"settings assigned to a member", map[string]string{
			"package.json": `{"scripts": {"start": "node app.js"}, "dependencies": {"express": "4", "some-arguments": "1"}}`,
			"app.js":       "const args = require('some-arguments')(process.argv); class S { constructor() { this.config = args; this.config.port = args.port || Number(process.env.S_PORT) || 5100 } run() { require('./radius'); this.http.listen(this.config.port) } } new S().run()",
			"radius.js":    "exports.port = 1812",
		}, ". server express [node app.js] 5100/S_PORT"},
		{"the port of a mail server", map[string]string{
			"package.json":    `{"scripts": {"start": "node app.js"}, "dependencies": {"express": "4"}}`,
			"app.js":          "const config = require('./config')(); require('express')().listen(config.web.port)",
			"config/index.js": "const defaults = {mail: {host: '', port: 465, secure: true}}; module.exports = () => load(defaults)",
		}, ". server express [node app.js] 3000/PORT"},
		{"gRPC, main before a class", map[string]string{
			"package.json": `{"main": "index.js", "dependencies": {"@grpc/grpc-js": "1"}}`,
			"index.js":     "const S = require('./server'); new S(process.env['PORT']).listen()",
			"server.js":    "const grpc = require('@grpc/grpc-js'); class S { constructor(port) { this.port = port; this.server = new grpc.Server() } listen() { this.server.bindAsync(`[::]:${this.port}`, null, () => {}) } }\nmodule.exports = S",
		}, ". server plain [node index.js] 50051/PORT"},
		{"a command that is compiled in place", map[string]string{
			"package.json": `{"name": "x", "bin": {"x": "bin/x.js"}, "scripts": {"start": "node bin/x.js", "build": "tsc"}}`,
			"bin/x.ts":     "console.log(1)",
		}, ". cli plain [node bin/x.js]"},
		{"tooling of a workspace", map[string]string{
			"package.json":     `{"scripts": {"start": "node scripts/menu.js"}, "workspaces": ["api"]}`,
			"scripts/menu.js":  "console.log('what to start?')",
			"api/package.json": `{"name": "api", "scripts": {"start": "node app.js"}, "dependencies": {"express": "4"}}`,
			"api/app.js":       listens,
		}, ". cli plain [node scripts/menu.js]; api server express [node app.js] 4000/PORT"},
		{"a library of Angular beside a server", map[string]string{
			"lib/package.json": `{"name": "lib", "private": true, "scripts": {"build": "ng build"}, "dependencies": {"@angular/core": "17"}}`,
			"lib/angular.json": `{"projects": {"lib": {"projectType": "library", "architect": {"build": {"builder": "@angular-devkit/build-angular:ng-packagr"}}}}}`,
			"api/package.json": `{"name": "api", "scripts": {"start": "node app.js"}, "dependencies": {"express": "4"}}`,
			"api/app.js":       listens,
		}, "api server express [node app.js] 4000/PORT"},
		{"a developer's script alone", map[string]string{"package.json": `{"scripts": {"dev": "nodemon src/index.js", "test": "jest"}, "dependencies": {"express": "4"}}`, "src/index.js": listens}, ". server express [node src/index.js] 4000/PORT"},
		{"a monorepo of Nest", map[string]string{
			"package.json":            `{"scripts": {"build": "nest build", "start": "nest start web"}, "dependencies": {"@nestjs/core": "11"}}`,
			"nest-cli.json":           `{"monorepo": true, "root": "apps/web", "compilerOptions": {"webpack": true}, "projects": {"jobs": {"type": "application", "root": "apps/jobs", "sourceRoot": "apps/jobs/src"}, "web": {"type": "application", "root": "apps/web", "sourceRoot": "apps/web/src"}, "shared": {"type": "library", "root": "libs/shared", "sourceRoot": "libs/shared/src"}, "admin": {"type": "application", "root": "apps/admin", "sourceRoot": "apps/admin/src"}}}`,
			"apps/web/src/main.ts":    "import { NestFactory } from '@nestjs/core'; const app = await NestFactory.create(M); await app.listen(3600)",
			"apps/admin/src/main.ts":  "import { NestFactory } from '@nestjs/core'; const app = await NestFactory.create(M); await app.listen(3601)",
			"apps/jobs/src/main.ts":   "import { NestFactory } from '@nestjs/core'; await NestFactory.createApplicationContext(M)",
			"libs/shared/src/main.ts": "",
		}, ". server nest [node dist/apps/web/main.js] 3600; apps/admin server nest [node ../../dist/apps/admin/main.js] 3601; apps/jobs worker nest [node ../../dist/apps/jobs/main.js]"},
		{"a monorepo of Nest that tsc compiles, whose build moves what it wrote", map[string]string{
			"package.json":                 `{"scripts": {"build": "nest build web && mv apps/web/dist dist", "start": "NODE_ENV=development nest start", "start:prod": "npm run prepare:db && node dist/main", "prepare:db": "node scripts/migrate.js"}, "dependencies": {"@nestjs/core": "11"}}`,
			"nest-cli.json":                `{"monorepo": true, "root": "apps/web", "sourceRoot": "apps/web/src", "projects": {"web": {"type": "application", "root": "apps/web", "sourceRoot": "apps/web/src", "compilerOptions": {"tsConfigPath": "apps/web/tsconfig.app.json"}}, "admin": {"type": "application", "root": "apps/admin", "sourceRoot": "apps/admin/src", "compilerOptions": {"tsConfigPath": "apps/admin/tsconfig.app.json"}}}}`,
			"apps/web/tsconfig.app.json":   `{"compilerOptions": {"outDir": "./dist"}}`,
			"apps/admin/tsconfig.app.json": `{"compilerOptions": {"outDir": "./dist"}}`,
			"apps/web/src/main.ts":         "import { NestFactory } from '@nestjs/core'; const app = await NestFactory.create(M); await app.listen(3602)",
			"apps/admin/src/main.ts":       "import { NestFactory } from '@nestjs/core'; const app = await NestFactory.create(M); await app.listen(3603)",
			"scripts/migrate.js":           "",
		}, ". server nest [node dist/main] 3602; apps/admin server nest [node dist/main.js] 3603"},
		{"an entry file below dist", map[string]string{
			"package.json":  `{"scripts": {"build": "nest build", "start": "nest start"}, "dependencies": {"@nestjs/core": "11"}}`,
			"nest-cli.json": `{"sourceRoot": "src", "entryFile": "services/api/src/main"}`,
			"src/main.ts":   "await app.listen(3602)",
		}, ". server nest [node dist/services/api/src/main.js] 3602"},
		{"a command of a workspace that serves on the developer's machine", map[string]string{
			"package.json": `{"private": true, "workspaces": ["cli", "api"]}`, "api/package.json": `{"name": "api", "private": true, "scripts": {"start": "node app.js"}, "dependencies": {"express": "4"}}`, "api/app.js": listens,
			"cli/package.json": `{"name": "cli", "bin": "index.js", "main": "index.js", "dependencies": {"express": "4"}}`, "cli/index.js": "require('express')().listen(4000, '127.0.0.1')",
		}, "api server express [node app.js] 4000/PORT"},
		{"a command of a workspace that serves", map[string]string{
			"package.json":     `{"private": true, "workspaces": ["cli"]}`,
			"cli/package.json": `{"name": "cli", "bin": "index.js", "main": "index.js", "dependencies": {"express": "4"}}`, "cli/index.js": listens,
		}, "cli server express [node index.js] 4000/PORT"},
		{"next does not take its port from .env", map[string]string{
			"package.json": `{"scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "16"}}`, "pages/index.js": "", ".env": "PORT=6060\n",
		}, ". server next [next start] 3000/PORT"},
		{"a site that is built for another package as well", map[string]string{
			"package.json": `{"private": true, "workspaces": ["web", "desk"]}`, "desk/package.json": `{"name": "desk", "private": true}`,
			"web/package.json": `{"name": "web", "private": true, "scripts": {"build": "vite build", "build:desk": "vite build --outDir ../desk/dist"}, "devDependencies": {"vite": "7"}}`, "web/index.html": "",
		}, "web static-site vite dist"},
		{"a command beside a library", map[string]string{
			"package.json": `{"name": "x", "bin": {"x": "./bin/x.js"}, "main": "lib/index.js", "files": ["bin", "lib"], "devDependencies": {"vite": "7"}}`,
			"lib/index.js": "exports.check = () => 1", "bin/x.js": "require('../lib').check()", "vite.config.js": "export default {}", "index.html": "",
		}, ". cli plain [node bin/x.js]"},
		{"a server of developers beside a library", map[string]string{
			"package.json": `{"name": "x", "main": "lib/index.js", "files": ["lib"], "scripts": {"start": "node show.js"}, "devDependencies": {"bundler-server": "5"}}`,
			"show.js":      "const S = require('bundler-server'); new S().listen(3900)", "lib/index.js": "exports.x = 1",
		}, ". library plain [node show.js]"},
		{"an application that another file starts", map[string]string{
			"package.json": `{"private": true, "scripts": {"start": "node app.js"}, "dependencies": {"express": "5"}}`,
			"app.js":       "const app = require('express')(); app.get('/', (q, r) => r.end()); module.exports = app", "bin/www": "#!/usr/bin/env node\nrequire('http').createServer(require('../app')).listen(3901)",
		}, ". server express [node bin/www] 3901"},
		{"an application that only exports", map[string]string{
			"package.json": `{"private": true, "scripts": {"start": "node app.js"}, "dependencies": {"express": "5"}}`,
			"app.js":       "const app = require('express')(); module.exports = app", "server.js": "require('http').createServer().listen(3902)",
		}, ". server express [node app.js] 3000/PORT"},
		{"the server of Next's standalone output", map[string]string{
			"package.json":   `{"scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "16"}}`,
			"next.config.js": "module.exports = { output: 'standalone' }", "app/page.js": "",
		}, ". server next [node server.js] 3000/PORT"},
		{"TypeScript that bun runs", map[string]string{"package.json": `{"module": "index.ts", "private": true, "workspaces": ["parts/*"]}`, "bun.lock": "{}", "index.ts": "console.log(1)", "parts/a/package.json": `{"name": "a"}`}, ". worker plain [bun index.ts]"},
		{"what bun compiles", map[string]string{
			"package.json": `{"module": "src/index.tsx", "scripts": {"build": "bun run js", "js": "tsc"}, "dependencies": {"hono": "4"}}`,
			"bun.lock":     "{}", "src/index.tsx": "import { Hono } from 'hono'; app.listen(3910)",
			"tsconfig.json": `{"compilerOptions": {"outDir": "dist", "rootDir": "."}, "include": ["src"]}`,
		}, ". server hono [bun dist/src/index.js] 3910"},
		{"a dependency that the program does not use", map[string]string{
			"package.json": `{"scripts": {"start": "node index.js"}, "dependencies": {"fastify": "5"}}`, "index.js": "const fs = require('fs'); console.log('done')",
		}, ". worker plain [node index.js]"},
		{"a program that starts another one", map[string]string{
			"package.json": `{"scripts": {"build": "tsc", "with": "tsx src/with.ts", "start": "npm run with -- tsx src/main.ts --quiet"}, "dependencies": {"koa": "3"}}`,
			"src/with.ts":  "spawn(process.argv[2])", "src/main.ts": "import Koa from 'koa'; new Koa().listen(3911)",
			"tsconfig.json": `{"compilerOptions": {"outDir": "out"}, "include": ["src"]}`,
		}, ". server koa [node out/with.js node out/main.js --quiet] 3911"},
		{"a daemon's script, and the program that a developer starts", map[string]string{
			"package.json": `{"main": "index.js", "scripts": {"start": "./bin/ctl start", "dev": "DEBUG=x node dispatch.js"}, "dependencies": {"koa": "3"}}`,
			"index.js":     "exports.config = require('./config')", "config.js": "exports.port = 3912", "bin/ctl": "#!/bin/sh",
			"dispatch.js": "const path = require('path'); const file = path.join(__dirname, 'worker.js'); require(file)",
			"worker.js":   "const config = require('./config'); require('http').createServer().listen(config.port)",
		}, ". server koa [node dispatch.js] 3912"},
		{"a program that only a script of tests names", map[string]string{
			"package.json": `{"private": true, "scripts": {"compile": "node make.mjs", "cypress:server": "node dist/app.js settings=test"}, "dependencies": {"express": "5"}}`,
			"make.mjs":     "build({ outdir: 'dist', entryPoints: [{ out: 'app', in: 'src/start.js' }] })",
			"src/start.js": "require('express')().listen(3913)",
		}, ". server express [node dist/app.js] 3913"},
		{"a server of test data beside pages", map[string]string{
			"package.json": `{"private": true, "scripts": {"build": "vite build", "api": "node data/server.js"}, "devDependencies": {"vite": "7"}}`,
			"index.html":   "", "data/server.js": "require('http').createServer().listen(3914)",
		}, ". static-site vite dist"},
		{"a compiler before start", map[string]string{
			"package.json": `{"scripts": {"prestart:prod": "tsc", "start:prod": "node dist/main.js"}, "dependencies": {"express": "5"}}`,
			"src/main.ts":  "import express from 'express'; express().listen(3915)", "tsconfig.json": `{"compilerOptions": {"outDir": "dist"}, "include": ["src"]}`,
		}, ". server express [node dist/main.js] 3915"},
		{"pages beside a server that no script starts", map[string]string{
			"package.json": `{"scripts": {"build": "react-scripts build", "start": "react-scripts start"}, "dependencies": {"react-scripts": "5", "express": "5"}}`, "server.js": listens,
		}, ". static-site create-react-app build"},
		{"nest start alone", map[string]string{
			"package.json": `{"scripts": {"build": "nest build", "start": "nest start"}, "dependencies": {"@nestjs/core": "10"}}`,
			"src/main.ts":  "await app.listen(3000)",
		}, ". server nest [node dist/main.js] 3000"},
		{"compiled instead of ts-node", map[string]string{
			"package.json":  `{"scripts": {"build": "tsc", "start": "ts-node src/index.ts"}, "dependencies": {"express": "4"}}`,
			"tsconfig.json": `{"compilerOptions": {"outDir": "./out", /* c */ "rootDir": "src"}}`, "src/index.ts": "import express from 'express'; express().listen(5000)",
		}, ". server express [node out/index.js] 5000"},
		{
			"pm2",
			map[string]string{"package.json": `{"scripts": {"start": "pm2 start ecosystem.config.js"}, "dependencies": {"express": "4"}}`, "ecosystem.config.js": "module.exports = {apps: [{script: './app.js'}]}", "app.js": listens},
			". server express [node ./app.js] 4000/PORT",
		},
		{
			"build first, then start",
			map[string]string{"package.json": `{"scripts": {"build": "swc src -d dist", "start": "npm run build && cross-env NODE_ENV=production node dist/server.js"}, "dependencies": {"express": "4"}}`, "src/server.ts": "app.listen(3000)"},
			". server express [node dist/server.js] 3000",
		},
		{"a worker", map[string]string{"package.json": `{"main": "index.js", "dependencies": {"discord.js": "14"}}`, "index.js": "client.login(process.env.TOKEN)"}, ". worker plain [node index.js]"},
		{"main is missing", map[string]string{"package.json": `{"main": "inbex.js"}`, "index.js": "console.log(1)"}, ". worker plain [node index.js]"},
		{"a library", map[string]string{"package.json": `{"name": "lib", "main": "index.js"}`, "index.js": "module.exports = function () {}"}, ". library plain [node index.js]"},
		{"a command", map[string]string{"package.json": `{"bin": {"x": "bin/x.js"}, "scripts": {"start": "node bin/x.js"}, "dependencies": {"chalk": "4"}}`, "bin/x.js": "#!/usr/bin/env node\nrun()"}, ". cli plain [node bin/x.js]"},
		{
			"a server that is a command",
			map[string]string{"package.json": `{"bin": "bin/x.js", "main": "lib/app.js", "dependencies": {"express": "4"}}`, "lib/app.js": "module.exports = f", "bin/x.js": "#!/usr/bin/env node\nrequire('../lib/app')().listen(8081)\nif (a) return"},
			". server express [node bin/x.js] 8081",
		},
		{"templates of a generator", map[string]string{"package.json": `{"name": "make", "bin": "cli.js", "files": ["lib"]}`, "cli.js": "run()", "lib/web/package.json": `{"scripts": {"start": "node server.js"}}`, "lib/web/server.js": listens}, ". cli plain [node cli.js]"},
		{"next", map[string]string{"package.json": `{"scripts": {"build": "next build", "start": "next start -p 8610"}, "dependencies": {"next": "14"}}`, "app/page.tsx": ""}, ". server next [next start -p 8610] 8610"},
		{"next export", map[string]string{"package.json": `{"scripts": {"build": "next build"}, "dependencies": {"next": "14"}}`, "next.config.mjs": "export default {output: 'export'}", "app/page.tsx": ""}, ". static-site next out"},
		{"vite", map[string]string{"package.json": `{"scripts": {"build": "tsc -b && vite build", "start": "vite"}, "devDependencies": {"vite": "5"}}`, "index.html": "", "vite.config.ts": "import {defineConfig} from 'vite'; export default defineConfig(() => ({build: {outDir: 'public_html'}}))"}, ". static-site vite public_html"},
		{"vite by its file", map[string]string{"package.json": `{"scripts": {"build": "node --max_old_space_size=8192 ./node_modules/vite/bin/vite.js build --outDir web"}, "devDependencies": {"vite": "5"}}`, "index.html": ""}, ". static-site vite web"},
		{"inside a desktop application", map[string]string{"package.json": `{"private": true, "scripts": {"build": "vite build"}, "dependencies": {"@tauri-apps/api": "2"}, "devDependencies": {"vite": "5"}}`, "index.html": "", "src-tauri/tauri.conf.json": "{}"}, ""},
		{"vite into another package", map[string]string{"package.json": `{"scripts": {"build": "vite build --outDir ../server/public"}, "devDependencies": {"vite": "5"}}`, "index.html": ""}, ""},
		{"a server with vite for its assets", map[string]string{
			"package.json": `{"scripts": {"build": "vite build", "start": "node ."}, "main": "src/index.js", "type": "module", "dependencies": {"@hapi/hapi": "21"}, "devDependencies": {"vite": "5"}}`, "vite.config.js": "export default {}",
			"src/index.js": "import hapi from '@hapi/hapi'\nimport {config} from './config.js'\nconst s = hapi.server({port: config.get('port')})", "src/config.js": "import convict from 'convict'\nexport const config = convict({port: {format: 'port', default: 3001, env: 'PORT'}})",
		}, ". server hapi [node .] 3001/PORT"},
		{"create-react-app", map[string]string{"package.json": `{"scripts": {"build": "react-scripts build", "start": "react-scripts start"}, "dependencies": {"react-scripts": "5"}}`}, ". static-site create-react-app build"},
		{"angular's application builder", map[string]string{
			"package.json": `{"scripts": {"build": "ng build", "start": "ng serve"}, "dependencies": {"@angular/core": "17"}}`,
			"angular.json": `{"projects": {"shop": {"projectType": "application", "architect": {"build": {"builder": "@angular-devkit/build-angular:application", "options": {"outputPath": "dist/shop"}}}}}}`,
		}, ". static-site angular dist/shop/browser"},
		{"vitepress in a folder", map[string]string{"package.json": `{"scripts": {"build": "vitepress build pages"}, "devDependencies": {"vitepress": "1"}}`}, ". static-site vitepress pages/.vitepress/dist"},
		{"gatsby", map[string]string{"package.json": `{"scripts": {"build": "gatsby build", "start": "gatsby develop"}, "dependencies": {"gatsby": "5"}}`}, ". static-site gatsby public"},
		{"astro as a site", map[string]string{"package.json": `{"scripts": {"build": "astro build"}, "dependencies": {"astro": "4"}}`, "astro.config.mjs": "export default {outDir: './site'}"}, ". static-site astro site"},
		{"astro as a server", map[string]string{"package.json": `{"scripts": {"build": "astro build"}, "dependencies": {"astro": "4", "@astrojs/node": "8"}}`, "astro.config.mjs": "import node from '@astrojs/node'; export default {output: 'server', adapter: node({mode: 'standalone'})}"}, ". server astro [node dist/server/entry.mjs] 4321/PORT"},
		{"sveltekit by its adapter", map[string]string{"package.json": `{"scripts": {"build": "vite build"}, "devDependencies": {"@sveltejs/kit": "2", "vite": "5"}}`, "svelte.config.js": "import adapter from '@sveltejs/adapter-node'; export default {kit: {adapter: adapter()}}"}, ". server sveltekit [node build/index.js] 3000/PORT"},
		{"bun", map[string]string{"package.json": `{"scripts": {"start": "bun index.ts"}}`, "bun.lock": "", "index.ts": "Bun.serve({port: 5005, fetch() {}})"}, ". server plain [bun index.ts] 5005"},
		{"workspace started from its root", map[string]string{
			"package.json": `{"private": true, "workspaces": ["packages/*"], "scripts": {"start": "node packages/api/index.js"}}`, "packages/api/package.json": `{"name": "api", "dependencies": {"express": "4", "shared": "*"}}`,
			"packages/api/index.js": "import {port} from 'shared'; import express from 'express'; express().listen(port)", "packages/shared/package.json": `{"name": "shared", "main": "index.js"}`, "packages/shared/index.js": "export const port = 7000",
		}, "packages/api server express [node index.js] 7000"},
		{
			"pnpm filter",
			map[string]string{"package.json": `{"scripts": {"prod": "pnpm --filter web run prod"}}`, "pnpm-workspace.yaml": "packages:\n  - apps/*\n", "apps/web/package.json": `{"name": "web", "scripts": {"prod": "node --require tsx/cjs server.ts"}, "dependencies": {"express": "4", "tsx": "4"}}`, "apps/web/server.ts": "app.listen(9001)"},
			"apps/web server express [node --require tsx/cjs server.ts] 9001",
		},
		{"documentation beside an application", map[string]string{"api/package.json": `{"scripts": {"start": "node a.js"}}`, "api/a.js": "require('http').createServer().listen(80)", "docs/package.json": `{"scripts": {"build": "docusaurus build"}, "dependencies": {"@docusaurus/core": "3"}}`}, "api server plain [node a.js] 80"},
		{"node-config", map[string]string{"package.json": `{"main": "a.js", "dependencies": {"koa": "2", "config": "3"}}`, "a.js": "const config = require('config'); const Koa = require('koa'); new Koa().listen(config.get('server.port'))", "config/default.json": `{"server": {"port": 8111}}`}, ". server koa [node a.js] 8111"},
		{"dotenv example", map[string]string{"package.json": `{"main": "a.js", "dependencies": {"koa": "2"}}`, "a.js": "app.listen(process.env.API_PORT)", ".env.example": "API_PORT=8222\n"}, ". server koa [node a.js] 8222/API_PORT"},
		{"the server of the users first", map[string]string{"package.json": `{"main": "a.js"}`, "a.js": "const {SMTPServer} = require('smtp-server'); const mail = new SMTPServer(); mail.listen(1025); require('http').createServer(f).listen(1080)"}, ". server plain [node a.js] 1080 1025"},
		{"alternatives in a list", map[string]string{"package.json": `{"main": "a.js"}`, "a.js": "const port = [process.env.APP_PORT, process.env.PORT, 3001].map(Number).find((n) => !isNaN(n)); app.listen(port)"}, ". server plain [node a.js] 3001/APP_PORT"},
		{"promisified listen", map[string]string{"package.json": `{"main": "a.js"}`, "a.js": "util.promisify(server.listen).bind(server)(9002)"}, ". server plain [node a.js] 9002"},
		{"egg in the foreground", map[string]string{"package.json": `{"scripts": {"start": "eggctl start --daemon --title=x"}, "dependencies": {"egg": "3"}}`}, ". server egg [eggctl start --title=x] 7001/PORT"},
		{
			"an application of Nx without package.json",
			map[string]string{
				"package.json": `{"name": "w", "private": true, "dependencies": {"express": "4", "react": "18", "next": "14"}}`, "nx.json": "{}",
				"apps/api/project.json": `{"name": "api", "projectType": "application", "targets": {"build": {"executor": "@nx/webpack:webpack", "options": {"target": "node", "outputPath": "dist/apps/api", "main": "apps/api/src/main.ts"}}}}`,
				"apps/api/src/main.ts":  "import express from 'express'; express().listen(3333)", "apps/web/project.json": `{"targets": {"build": {"executor": "@nx/vite:build", "options": {"outputPath": "dist/apps/web"}}}}`, "apps/web/index.html": "",
				"libs/ui/project.json": `{"projectType": "library", "targets": {"build": {"executor": "@nx/js:tsc"}}}`,
			},
			"apps/api server express [node ../../dist/apps/api/main.js] 3333; apps/web static-site vite ../../dist/apps/web",
		},
		{"a port that another module stores", map[string]string{
			"package.json": `{"scripts": {"start": "node $NODE_OPTIONS server.js"}, "dependencies": {"express": "4"}}`, "server.js": "const app = require('./app')(); const config = require('./config'); app.listen(app.get('port'))",
			"app.js": "module.exports = () => { const app = express(); app.set('port', parseNumber(process.env.PORT, 3010)); return app }", "config.js": "module.exports = {redis: {port: process.env.REDIS_PORT || 6379}}",
		}, ". server express [node server.js] 3010/PORT"},
		{"gRPC by a variable", map[string]string{"package.json": `{"main": "server.js"}`, "server.js": "const PORT = process.env.PORT; server.bindAsync(`[::]:${PORT}`, c, f)", ".env.example": "PORT=50051"}, ". server plain [node server.js] 50051/PORT"},
		{"command that is compiled beside its source", map[string]string{"package.json": `{"name": "x", "bin": {"x": "bin/x"}, "scripts": {"build": "babel src/ -d lib/", "start": "node ./bin/x"}, "dependencies": {"express": "4"}}`, "bin/x": "#!/usr/bin/env node\nrequire('../lib/cli/x')", "src/cli/x.js": "import express from 'express'; express().listen(1337)"}, ". server express [node ./bin/x] 1337"},
		{"a desktop application", map[string]string{"package.json": `{"main": "app.js", "private": true, "devDependencies": {"electron": "30"}}`, "app.js": "start()"}, ". library plain []"},
		{"nothing to run", map[string]string{"package.json": `{"private": true, "devDependencies": {"husky": "9"}}`}, ""},
		{"hostile paths", map[string]string{"package.json": `{"main": "/etc/passwd", "bin": "../../x", "workspaces": ["../../**"], "scripts": {"start": "node ../../../etc/x.js"}}`}, ". library plain []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := summary(detect(t, c.files)); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestSamples: what documents or tests a project is a unit only where nothing else is.
func TestSamples(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]bool{"home": true, "docs": true, "shop": false, "test/e2e": true} {
		site := `{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "5"}}`
		if file == "home" {
			site = `{"scripts": {"build": "docusaurus build"}, "dependencies": {"@docusaurus/core": "3"}}`
		}
		found := detect(t, map[string]string{file + "/package.json": site, file + "/index.html": "", file + "/vite.config.js": ""})
		if len(found.Units) != 1 || found.Units[0].Sample != want {
			t.Errorf("%s: %s, want a sample: %v", file, summary(found), want)
		}
	}
}

// TestNothingToRun: a repository from which nothing comes out says why, and how that changes.
func TestNothingToRun(t *testing.T) {
	t.Parallel()
	files := map[string]string{"package.json": `{"name": "tokens", "scripts": {"build": "make-tokens"}}`, "examples/a/package.json": `{"name": "a"}`}
	found := detect(t, files)
	if len(found.Units) != 0 || len(found.Warnings) != 1 || !strings.Contains(found.Warnings[0].Text, `"tokens" gets nothing; units: in waybill.yaml`) {
		t.Errorf("%v", found)
	}
	files["pom.xml"] = "<project/>"
	if found = detect(t, files); len(found.Warnings) != 0 {
		t.Errorf("beside another build: %v", found.Warnings)
	}
}

// TestPageSettings: the variables that a schema demands in files of pages, whose entry is the framework's own.
func TestPageSettings(t *testing.T) {
	t.Parallel()
	found := detect(t, map[string]string{
		"package.json": `{"scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "16", "zod": "4"}}`,
		"app/page.tsx": "import { env } from '../lib/env'; export default () => env.LEVEL",
		"lib/env.ts":   "import { z } from 'zod'; export const env = createEnv({ server: { LEDGER_URL: z.url(), LEVEL: z.string().optional() }, client: { NEXT_PUBLIC_NAME: z.string() } })",
	})
	if got := strings.Join(found.Units[0].NeedsEnv, " "); got != "LEDGER_URL" {
		t.Errorf("needs %q", got)
	}
}

// TestDoubtfulKind: a program whose own code neither listens nor waits is a guess, by its name a server, else a worker.
func TestDoubtfulKind(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, dependencies, code, want string }{
		"a package may listen":        {"server.js", `"house-framework": "1", "redis": "5"`, "require('house-framework')({ routes: [] })", "server guess"},
		"a package may wait":          {"run.js", `"house-framework": "1"`, "require('house-framework')()", "worker guess"},
		"what waits is known":         {"server.js", `"bullmq": "5"`, "const { Worker } = require('bullmq')", "worker likely"},
		"a timer":                     {"run.js", `"house-framework": "1"`, "const f = require('house-framework'); setInterval(f, 10)", "worker likely"},
		"a program without packages":  {"run.js", "", "console.log(1)", "worker likely"},
		"a server by the code itself": {"server.js", `"house-framework": "1"`, "require('house-framework')(); require('http').createServer().listen(80)", "server certain"},
	} {
		found := detect(t, map[string]string{"package.json": `{"scripts": {"start": "node ` + c.file + `"}, "dependencies": {` + c.dependencies + `}}`, c.file: c.code})
		u := found.Units[0]
		if got := u.Kind.Value + " " + string(u.Kind.Confidence); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		told := strings.Contains(warnings(found), "kind:")
		if told != (u.Kind.Confidence == facts.Guess) {
			t.Errorf("%s: %s", name, warnings(found))
		}
	}
}

func warnings(found facts.Findings) string {
	var all []string
	for _, w := range found.Warnings {
		all = append(all, w.Text)
	}
	return strings.Join(all, "; ")
}
