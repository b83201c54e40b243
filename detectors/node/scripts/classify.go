package scripts

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// Class says what a process does for production.
type Class int

// The classes.
const (
	UnknownClass Class = iota // nothing is known of it
	RunsFile                  // node, bun, ts-node, tsx with a file of the repository
	RunsTool                  // a framework's production server: next start
	PreviewsSite              // serves files that were built: serve, vite preview
	Develops                  // a watcher or a development server
	Builds                    // compiles, copies, migrates: ends by itself
)

// Runtimes run a file; the value says whether they compile TypeScript on the way.
var Runtimes = map[string]bool{"node": false, "nodejs": false, "bun": true, "ts-node": true, "ts-node-esm": true, "tsx": true, "babel-node": true, "esr": true, "swc-node": true, "esbuild-runner": true, "vite-node": true, "jiti": true, "esno": true, "sucrase-node": true, "tsm": true}

// Watchers restart a file for a developer.
var Watchers = []string{"nodemon", "ts-node-dev", "tsnd", "node-dev", "supervisor", "onchange", "chokidar", "watch"}

// flagsWithValue of node and its kin.
var flagsWithValue = []string{
	"-r", "--require", "--import", "--loader", "--experimental-loader", "--env-file", "--env-file-if-exists", "-P", "--project", "--tsconfig", "-C", "--conditions", "--max-http-header-size", "--title",
	"-e", "--ext", "-w", "--watch", "-x", "--exec", "-i", "--ignore", "--config", "--cwd", "-c", "--name", "-n",
}

// toolServers are the production commands of frameworks: program → first operand ("" for any).
var toolServers = map[string]string{
	"next": "start", "nuxt": "start", "nuxi": "start", "remix-serve": "", "react-router-serve": "", "strapi": "start", "egg-scripts": "start", "eggctl": "start",
	"fastify": "start", "sails": "lift", "keystone": "start", "medusa": "start", "moleculer-runner": "", "blitz": "start", "payload": "start", "directus": "start", "n8n": "start",
	"functions-framework": "", "waku": "start", "vinxi": "start", "midway-bin": "start", "probot": "run", "redwood": "serve", "rw": "serve",
	"node-red": "", "srvx": "", "parse-server": "", "json-server": "",
}

// sitePreviews serve what was built before.
var sitePreviews = map[string]string{
	"serve": "", "http-server": "", "vite": "preview", "gatsby": "serve", "astro": "preview", "docusaurus": "serve", "vitepress": "preview|serve", "static-server": "",
	"live-server": "", "local-web-server": "", "ws": "", "sirv": "", "superstatic": "", "firebase": "", "vuepress": "", "servor": "", "lite-server": "", "slidev": "", "eleventy": "",
}

// devServers are commands of developers.
var devServers = map[string]string{
	"vite": "|dev|serve", "next": "dev|", "nuxt": "dev|", "nuxi": "dev", "remix": "dev|vite:dev", "react-router": "dev", "astro": "dev|", "ng": "serve|s", "react-scripts": "start", "craco": "start", "react-app-rewired": "start", "rsbuild": "dev", "rspack": "serve|dev",
	"vue-cli-service": "serve", "webpack-dev-server": "", "webpack": "serve", "gatsby": "develop", "docusaurus": "start", "vitepress": "dev|", "vuepress": "dev", "parcel": "serve|watch|", "razzle": "start", "snowpack": "dev", "storybook": "dev",
	"start-storybook": "", "poi": "", "umi": "dev", "max": "dev", "ice": "start", "expo": "start|", "react-native": "start", "electron": "", "electron-forge": "start", "tauri": "", "wrangler": "dev|start", "vercel": "dev|", "netlify": "dev", "serverless": "offline", "sls": "offline",
	"svelte-kit": "dev", "egg-bin": "dev|", "cds": "watch", "strapi": "develop|dev", "midway-bin": "dev", "gulp": "|default|serve|watch|dev", "grunt": "|serve|watch", "brunch": "watch", "ember": "serve|s|server", "eleventy": "--serve", "quasar": "dev", "rw": "dev", "turbo": "", "nx": "", "lerna": "",
	"modern": "dev|start", "dumi": "dev", "farm": "|start", "tsup": "--watch", "tsc-watch": "", "caddy": "", "docker": "", "docker-compose": "", "ionic": "serve", "stencil": "build", "preact": "watch", "web-dev-server": "", "wds": "",
}

// Classify says what the process does for production.
func (pr Process) Classify() Class {
	word, operand := pr.Word(), pr.Operand()
	if slices.Contains(Watchers, word) {
		return Develops
	}
	if _, ok := Runtimes[word]; ok {
		return pr.classifyRuntime()
	}
	if word == "pm2" || word == "pm2-runtime" || word == "forever" {
		return RunsFile
	}
	if operands, ok := sitePreviews[word]; ok && Listed(operands, operand) {
		return PreviewsSite
	}
	if operands, ok := toolServers[word]; ok && Listed(operands, operand) {
		return RunsTool
	}
	if word == "nest" && operand == "start" {
		if slices.Contains(pr.Argv, "--watch") || slices.Contains(pr.Argv, "-w") {
			return Develops
		}
		return RunsTool
	}
	if operands, ok := devServers[word]; ok && (operands == "" || Listed(operands, operand)) {
		return Develops
	}
	if strings.HasPrefix(pr.Argv[0], "./") && path.Ext(word) != "" && slices.Contains(manifest.Extensions, path.Ext(word)) {
		return RunsFile
	}
	return Builds
}

// Listed says whether an operand is among a|b|c; an empty list takes all.
func Listed(operands, operand string) bool {
	return operands == "" || slices.Contains(strings.Split(operands, "|"), operand)
}

func (pr Process) classifyRuntime() Class {
	word := pr.Word()
	if word == manifest.Bun && pr.Operand() == "build" {
		return Builds
	}
	target := pr.Target()
	for _, a := range pr.Argv[1:] {
		if word == "node" && a == target {
			break // what stands behind are the program's own options (nodejs.org, "Command-line API", synopsis)
		}
		switch {
		case a == "--watch" || strings.HasPrefix(a, "--watch-path") || a == "--hot", word == "tsx" && a == "watch", (word == "vite-node") && a == "-w":
			return Develops
		case a == "-e" || a == "--eval" || a == "-p" && word == "node" || a == "--test" || a == "--check":
			return Builds
		}
	}
	if target == "" {
		return Builds
	}
	if inner, ok := pr.Tool(); ok {
		if inner.Word() == "node" {
			return Builds
		}
		return inner.Classify()
	}
	return RunsFile
}

// Tool is the installed tool that a runtime starts by its file: node --max-old-space-size=4096 node_modules/vite/bin/vite.js build is vite build.
func (pr Process) Tool() (Process, bool) {
	target := pr.Target()
	at := slices.Index(pr.Argv, target)
	if _, runs := Runtimes[pr.Word()]; !runs || at < 0 || !strings.Contains(target, "node_modules/") {
		return pr, false
	}
	pr.Argv = append([]string{strings.TrimSuffix(path.Base(target), path.Ext(target))}, pr.Argv[at+1:]...)
	return pr, true
}

// Target is the file that a runtime, a watcher or a process manager starts, "" when it names none.
func (pr Process) Target() string {
	args := pr.Argv[min(1, len(pr.Argv)):]
	if pr.Word() != "node" && len(args) > 0 && (args[0] == "run" || args[0] == "start" || args[0] == "watch") {
		args = args[1:]
	}
	for i := 0; i < len(args); i++ {
		a := args[i]
		if slices.Contains(flagsWithValue, a) {
			if pr.Word() == "nodemon" && (a == "-x" || a == "--exec") && i+1 < len(args) {
				if fields := strings.Fields(args[i+1]); len(fields) > 1 {
					return fields[len(fields)-1]
				}
			}
			if a != "--watch" || pr.Word() == "nodemon" {
				i++
			}
			continue
		}
		if strings.HasPrefix(a, "-") || strings.HasPrefix(a, "$") {
			continue
		}
		return a
	}
	return ""
}
