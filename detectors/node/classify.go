package node

import (
	"path"
	"slices"
	"strings"
)

// class says what a process does for production.
type class int

const (
	unknownClass class = iota
	runsFile           // node, bun, ts-node, tsx with a file of the repository
	runsTool           // a framework's production server: next start
	previewsSite       // serves files that were built: serve, vite preview
	develops           // a watcher or a development server
	builds             // compiles, copies, migrates: ends by itself
)

// runtimes run a file; the value says whether they compile TypeScript on the way.
var runtimes = map[string]bool{"node": false, "nodejs": false, "bun": true, "ts-node": true, "ts-node-esm": true, "tsx": true, "babel-node": true, "esr": true, "swc-node": true, "esbuild-runner": true, "vite-node": true, "jiti": true, "esno": true, "sucrase-node": true, "tsm": true}

// watchers restart a file for a developer.
var watchers = []string{"nodemon", "ts-node-dev", "tsnd", "node-dev", "supervisor", "onchange", "chokidar", "watch"}

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
	"node-red": "", "parse-server": "", "json-server": "",
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

func (pr process) classify() class {
	word, operand := pr.word(), pr.operand()
	if slices.Contains(watchers, word) {
		return develops
	}
	if _, ok := runtimes[word]; ok {
		return pr.classifyRuntime()
	}
	if word == "pm2" || word == "pm2-runtime" || word == "forever" {
		return runsFile
	}
	if operands, ok := sitePreviews[word]; ok && listed(operands, operand) {
		return previewsSite
	}
	if operands, ok := toolServers[word]; ok && listed(operands, operand) {
		return runsTool
	}
	if word == "nest" && operand == "start" {
		if slices.Contains(pr.argv, "--watch") || slices.Contains(pr.argv, "-w") {
			return develops
		}
		return runsTool
	}
	if operands, ok := devServers[word]; ok && (operands == "" || listed(operands, operand)) {
		return develops
	}
	if strings.HasPrefix(pr.argv[0], "./") && path.Ext(word) != "" && slices.Contains(extensions, path.Ext(word)) {
		return runsFile
	}
	return builds
}

// listed says whether an operand is among a|b|c; an empty list takes all.
func listed(operands, operand string) bool {
	return operands == "" || slices.Contains(strings.Split(operands, "|"), operand)
}

func (pr process) classifyRuntime() class {
	word := pr.word()
	for _, a := range pr.argv[1:] {
		switch {
		case a == "--watch" || strings.HasPrefix(a, "--watch-path") || a == "--hot", word == "tsx" && a == "watch", (word == "vite-node") && a == "-w":
			return develops
		case a == "-e" || a == "--eval" || a == "-p" && word == "node" || a == "--test" || a == "--check":
			return builds
		}
	}
	target := pr.target()
	if target == "" {
		return builds
	}
	if inner, ok := pr.tool(); ok {
		if inner.word() == "node" {
			return builds
		}
		return inner.classify()
	}
	return runsFile
}

// tool is the installed tool that a runtime starts by its file: node --max-old-space-size=4096 node_modules/vite/bin/vite.js build is vite build.
func (pr process) tool() (process, bool) {
	target := pr.target()
	at := slices.Index(pr.argv, target)
	if _, runs := runtimes[pr.word()]; !runs || at < 0 || !strings.Contains(target, "node_modules/") {
		return pr, false
	}
	pr.argv = append([]string{strings.TrimSuffix(path.Base(target), path.Ext(target))}, pr.argv[at+1:]...)
	return pr, true
}

// target is the file that a runtime, a watcher or a process manager starts, "" when it names none.
func (pr process) target() string {
	args := pr.argv[min(1, len(pr.argv)):]
	if pr.word() != "node" && len(args) > 0 && (args[0] == "run" || args[0] == "start" || args[0] == "watch") {
		args = args[1:]
	}
	for i := 0; i < len(args); i++ {
		a := args[i]
		if slices.Contains(flagsWithValue, a) {
			if pr.word() == "nodemon" && (a == "-x" || a == "--exec") && i+1 < len(args) {
				if fields := strings.Fields(args[i+1]); len(fields) > 1 {
					return fields[len(fields)-1]
				}
			}
			if a != "--watch" || pr.word() == "nodemon" {
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
