package node

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// TestStarts: what starts where no script says it plainly, what does not although a script says so, and whether a switch turns it on.
func TestStarts(t *testing.T) {
	t.Parallel()
	const express = `"dependencies": {"express": "4"}`
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
		warns string
	}{
		{"a dashboard that its setting switches off", map[string]string{
			"package.json": `{"scripts": {"start": "node bot.js"}, "dependencies": {"express": "4", "discord.js": "14"}}`,
			"bot.js":       "const Bot = require('./lib/bot'); const bot = new Bot(); if (bot.config.WEB.enabled) { const { launch } = require('./web'); launch(bot) } bot.login()",
			"lib/bot.js":   "module.exports = class Bot extends require('discord.js').Client { constructor() { super(); this.config = require('../config') } }",
			"config.js":    "module.exports = { WEB: { enabled: false, port: '8090' } }",
			"web.js":       "const config = require('./config'); module.exports.launch = async (bot) => { const app = require('express')(); app.listen(config.WEB.port) }",
		}, ". worker express [node bot.js]", "it is taken for a worker"},
		{"the same, switched on", map[string]string{
			"package.json": `{"scripts": {"start": "node bot.js"}, "dependencies": {"express": "4", "discord.js": "14"}}`,
			"bot.js":       "const config = require('./config'); if (config.WEB.enabled) require('./web')()",
			"config.js":    "module.exports = { WEB: { enabled: true, port: '8090' } }",
			"web.js":       "const config = require('./config'); module.exports = () => { require('express')().listen(config.WEB.port) }",
		}, ". server express [node bot.js] 8090", ""},
		{"a server that only a variable starts", map[string]string{
			"package.json": `{"scripts": {"start": "node app.js"}, ` + express + `}`,
			"app.js":       "const app = require('express')(); if (process.env.SERVE === 'yes') app.listen(8091)",
		}, ". server express [node app.js] 8091", "where SERVE is not set"},
		{"settings handed through an exported function", map[string]string{
			"package.json":        `{"scripts": {"start": "node bin/server"}, "dependencies": {"@hapi/hapi": "21", "config": "3"}}`,
			"bin/server":          "#!/usr/bin/env node\nconst config = require('config'); const server = require('../app'); server({ httpd: config.get('httpd') })",
			"app.js":              "const server = require('./lib/server'); module.exports = config => server(config)",
			"lib/server.js":       "const Hapi = require('@hapi/hapi'); module.exports = async config => { const s = new Hapi.Server({ port: config.httpd.port }); await s.start() }",
			"config/default.yaml": "httpd:\n  port: 8092\n",
			"config/custom-environment-variables.yaml": "httpd:\n  port: HTTPD_PORT\n",
		}, ". server hapi [node bin/server] 8092/HTTPD_PORT", ""},
		{"a server that is forked", map[string]string{
			"package.json": `{"scripts": {"start": "node start.js"}, ` + express + `}`,
			"start.js":     "require('child_process').fork('web/run.js')",
			"web/run.js":   "require('express')().listen(8093)",
		}, ". server express [node start.js] 8093", ""},
		{"the workers of a cluster", map[string]string{
			"package.json":  `{"scripts": {"start": "node start.js"}, ` + express + `}`,
			"start.js":      "const cluster = require('cluster'), path = require('path'); cluster.setupPrimary({ exec: path.join(__dirname, 'lib/worker.js') }); cluster.fork()",
			"lib/worker.js": "require('express')().listen(8094)",
		}, ". server express [node start.js] 8094", ""},
		{"a file of PM2", map[string]string{
			"package.json":          `{"main": "index.js", ` + express + `}`,
			"ecosystem.config.json": `{"apps": [{"name": "a", "script": "server-a.js"}, {"name": "b", "script": "server-b.js"}]}`,
			"server-a.js":           "require('express')().listen(8095)", "server-b.js": "require('express')().listen(8096)",
		}, ". server express [node server-a.js] 8095", "a container holds one"},
		{"a build that writes a server which nothing starts", map[string]string{
			"package.json": `{"private": true, "scripts": {"build": "node esbuild.config.js"}, ` + express + `}`, "esbuild.config.js": "require('esbuild').build({ entryPoints: ['src/index.ts'], outfile: 'dist/index.js', bundle: true })",
			"src/index.ts": "import express from 'express'; express().listen(8097)",
		}, ". server express [node dist/index.js] 8097", "no script starts the package"},
		{"a start script of a file that is not there", map[string]string{
			"package.json":     `{"scripts": {"start": "node server.js"}, ` + express + `}`,
			"server.js":        "require('express')().listen(8098)",
			"app/package.json": `{"main": "app.js", "scripts": {"start": "node app.js"}, "dependencies": {"koa": "2"}}`,
		}, ". server express [node server.js] 8098", "is not in the repository"},
		{"a layer of Nuxt", map[string]string{
			"package.json":      `{"workspaces": ["base", "web"]}`,
			"base/package.json": `{"name": "base", "private": true, "scripts": {"build": "nuxt prepare"}, "dependencies": {"nuxt": "4"}}`,
			"web/package.json":  `{"name": "web", "private": true, "scripts": {"build": "nuxt build"}, "dependencies": {"nuxt": "4"}}`,
		}, "web server nuxt [node .output/server/index.mjs] 3000/PORT", ""},
		{"an example by a part of its name", map[string]string{
			"package.json":              `{"workspaces": ["*"]}`,
			"next-example/package.json": `{"name": "e", "scripts": {"start": "node app.js"}, ` + express + `}`, "next-example/app.js": listens,
			"api/package.json": `{"name": "api", "scripts": {"start": "node app.js"}, ` + express + `}`, "api/app.js": listens,
		}, "api server express [node app.js] 4000/PORT", ""},
		{"a folder of settings that is read by name", map[string]string{
			"package.json":          `{"scripts": {"start": "node index"}, "dependencies": {"koa": "2", "some-settings": "1"}}`,
			"index.js":              "const { config } = require('some-settings'); const app = new (require('koa'))(); app.listen(config.getItem('port'))",
			"app/config/setting.js": "module.exports = { port: 8099 }", "app/config/dev.js": "module.exports = { port: 1 }",
		}, ". server koa [node index] 8099", "by the name of the setting alone"},
		{"a variable that compose sets", map[string]string{
			"package.json":       `{"scripts": {"start": "node app.js"}, ` + express + `}`,
			"app.js":             "require('express')().listen(process.env.HTTP_PORT)",
			"docker-compose.yml": "services:\n  bot:\n    image: x\n    environment:\n      HTTP_PORT: 8100\n",
		}, ". server express [node app.js] 8100/HTTP_PORT", ""},
		{"a dotenv file that is loaded", map[string]string{
			"package.json": `{"scripts": {"start": "node app.js"}, "dependencies": {"express": "4", "dotenv": "16"}}`,
			"app.js":       "require('dotenv').config({ path: 'conf/app.env' }); require('express')().listen(process.env.PORT || 3000)",
			"conf/app.env": "PORT=8101\n",
		}, ". server express [node app.js] 8101/PORT", ""},
		{"a bundle of webpack above a member of a workspace", map[string]string{
			"package.json":               `{"workspaces": ["api"]}`,
			"api/package.json":           `{"name": "api", "private": true, "scripts": {"build": "webpack --config ./webpack-node.config.js", "start": "node ../dist/api/server.bundle.js"}, ` + express + `}`,
			"api/webpack-node.config.js": "const path = require('path'); module.exports = { entry: ['./server.ts'], output: { path: path.resolve(__dirname, '../dist/api'), filename: 'server.bundle.js' } }",
			"api/server.ts":              "import express from 'express'; express().listen(process.env.PORT || 8102)",
		}, "api server express [node ../dist/api/server.bundle.js] 8102/PORT", ""},
		{"a part of the settings by the name of its variable", map[string]string{
			"package.json": `{"scripts": {"start": "node app.js"}, ` + express + `}`,
			"app.js":       "const c = require('./settings'); const s = get(c); require('express')().listen(s.app.port)",
			"settings.js":  "module.exports = class Settings { get nats() { return { port: this.getNumber('NATS_PORT') } } get app() { return { port: this.getString('PORT') } } }",
			".env.example": "NATS_PORT=4222\nPORT=8103\n",
		}, ". server express [node app.js] 8103/PORT", ""},
		{"a site that is moved after the build", map[string]string{
			"package.json": `{"scripts": {"build": "ng build", "postbuild": "mv 'www/browser/*' www/"}, "dependencies": {"@angular/core": "19"}}`,
			"angular.json": `{"projects": {"a": {"projectType": "application", "architect": {"build": {"builder": "@angular/build:application", "options": {"outputPath": "www"}}}}}}`,
		}, ". static-site angular www", ""},
		{"a site of Open edX", map[string]string{
			"package.json": `{"scripts": {"build": "fedx-scripts webpack"}}`,
		}, ". static-site webpack dist", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			found := detect(t, c.files)
			if got := summary(found); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
			if c.warns != "" && !warns(found, c.warns) {
				t.Errorf("no warning of %q: %v", c.warns, found.Warnings)
			}
		})
	}
}

// TestTwoLockFiles: of two lock files that fit alike the one of the Dockerfile's package manager counts, and stays likely.
func TestTwoLockFiles(t *testing.T) {
	t.Parallel()
	u := oneUnit(t, anExpress, listens, map[string]string{
		"yarn.lock": "# yarn lockfile v1\n\nexpress@5:\n  version \"5.0.0\"\n", "package-lock.json": `{"packages": {"": {"dependencies": {"express": "5"}}}}`,
		"Dockerfile": "FROM node:22\nRUN npm install -g pm2\nRUN npm ci\n",
	})
	if u.BuildTool.Value != "npm" || u.BuildTool.Confidence != facts.Likely {
		t.Errorf("build tool %v", u.BuildTool)
	}
}

// TestOldPin: a pin below what the package asks for gives way, and the doubt is told.
func TestOldPin(t *testing.T) {
	t.Parallel()
	pkg := strings.Replace(anExpress, "{", `{"engines": {"node": "12.x.x"}, `, 1)
	u := oneUnit(t, pkg, listens, map[string]string{".nvmrc": "v10\n"})
	if u.RuntimeVersion.Value != "12" || u.RuntimeVersion.Confidence != facts.Likely {
		t.Errorf("version %v", u.RuntimeVersion)
	}
}
