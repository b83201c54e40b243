package launch

import (
	"cmp"
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// Framework is a library or framework that answers requests.
type Framework struct {
	Name     string
	packages []string
	Port     int    // the port of the framework's own start command, 0 when the code must name one
	Env      string // the variable that moves it
}

// serverFrameworks in the order in which they win: those that build on another come first. The source of a row is the package's own page
// (npmjs.com/package/NAME) and the documentation that it leads to, which names the default port and the variable.
var serverFrameworks = []Framework{
	{"next", []string{"next"}, 3000, "PORT"},
	{"nuxt", []string{"nuxt", "nuxt3", "nuxt-edge"}, 3000, "PORT"},
	{"remix", []string{"@remix-run/node", "@remix-run/serve", "@remix-run/express", "remix"}, 3000, "PORT"},
	{"react-router", []string{"@react-router/serve", "@react-router/node", "@react-router/express"}, 3000, "PORT"},
	{"sveltekit", []string{"@sveltejs/kit"}, 3000, "PORT"},
	{"astro", []string{"astro"}, 4321, "PORT"},
	{"quasar", nil, 3000, "PORT"}, // where its mode with a server is built: quasar.dev/quasar-cli-vite/developing-ssr/ssr-production-export
	{"solid-start", []string{"@solidjs/start"}, 3000, "PORT"},
	{"tanstack-start", []string{"@tanstack/react-start", "@tanstack/start"}, 3000, "PORT"},
	{"nest", []string{"@nestjs/core"}, 3000, ""},
	{"strapi", []string{"@strapi/strapi", "strapi"}, 1337, "PORT"},
	{"egg", []string{"egg"}, 7001, "PORT"},
	{"midway", []string{"@midwayjs/core"}, 7001, ""},
	{"adonis", []string{"@adonisjs/core"}, 3333, "PORT"},
	{"sails", []string{"sails"}, 1337, "PORT"},
	{"keystone", []string{"@keystone-6/core"}, 3000, "PORT"},
	{"medusa", []string{"@medusajs/medusa"}, 9000, "PORT"},
	{"directus", []string{"directus"}, 8055, "PORT"},
	{"payload", []string{"payload"}, 3000, "PORT"},
	{"redwood", []string{"@redwoodjs/api"}, 8911, ""},
	{"feathers", []string{"@feathersjs/feathers"}, 3030, "PORT"},
	{"loopback", []string{"@loopback/core", "loopback"}, 3000, "PORT"},
	{"razzle", []string{"razzle"}, 3000, "PORT"},
	{"moleculer", []string{"moleculer-web"}, 3000, "PORT"},
	{"probot", []string{"probot"}, 3000, "PORT"},
	{"functions-framework", []string{"@google-cloud/functions-framework"}, 8080, "PORT"},
	{"node-red", []string{"node-red"}, 1880, "PORT"},
	{"json-server", []string{"json-server"}, 3000, ""},
	{"apollo", []string{"@apollo/server", "apollo-server"}, 4000, ""},
	{"fastify", []string{"fastify", "fastify-cli"}, 3000, "FASTIFY_PORT"},
	{"hapi", []string{"@hapi/hapi", "hapi"}, 0, ""},
	{"koa", []string{"koa"}, 0, ""},
	{"hono", []string{"hono"}, 3000, "PORT"},
	{"elysia", []string{"elysia"}, 3000, ""},
	{"restify", []string{"restify"}, 0, ""},
	{"polka", []string{"polka"}, 0, ""},
	{"express", []string{"express"}, 0, ""},
}

// MetaFrameworks render pages and decide by themselves between a server and a site.
var MetaFrameworks = map[string]bool{"next": true, "nuxt": true, "remix": true, "react-router": true, "sveltekit": true, "astro": true, "quasar": true, "solid-start": true, "tanstack-start": true}

// FrameworkOf picks the server framework of a package: a production dependency, or a builder of pages, which may be one of development.
func FrameworkOf(m *manifest.Manifest) (Framework, facts.Text) {
	if script := quasarServer(m); script != "" { // the server is its own, whatever library it answers with
		f, _ := named("quasar")
		return f, facts.Text{Value: f.Name, Confidence: facts.Certain, Evidence: m.Evidence("scripts."+script, "scripts", script)}
	}
	for _, f := range serverFrameworks {
		name, ok := m.Has(f.packages...)
		if !ok || !m.Production(name) && !MetaFrameworks[f.Name] && f.Name != "razzle" {
			continue
		}
		_, field := m.Dependency(name)
		return f, facts.Text{Value: f.Name, Confidence: facts.Certain, Evidence: m.Evidence(field+"."+name, field, name)}
	}
	if f, text, ok := builder(m); ok {
		return f, text
	}
	return Framework{}, facts.Text{Value: "plain", Confidence: facts.Likely, Evidence: []facts.Evidence{{File: m.File, Rule: "no known framework among the dependencies"}}}
}

// builder finds the framework whose own builder makes the package: in a workspace the framework may be a dependency of the root, or of a
// layer that the package extends.
func builder(m *manifest.Manifest) (Framework, facts.Text, bool) {
	script := scripts.BuildScript(m)
	for _, c := range scripts.Parse(m.Script(script)) {
		pr := scripts.Process{Argv: c.Argv}
		word := pr.Word()
		if word == "nuxi" {
			word = "nuxt" // its command line by another name
		}
		if pr.Operand() != "build" || !MetaFrameworks[word] || word == "quasar" { // quasarServer tells its modes apart
			continue
		}
		if f, ok := named(word); ok {
			return f, facts.Text{Value: f.Name, Confidence: facts.Likely, Evidence: m.Evidence("scripts."+script, "scripts", script)}, true
		}
	}
	return Framework{}, facts.Text{}, false
}

// quasarServer is the script that builds Quasar's mode with a server, "" when there is none.
func quasarServer(m *manifest.Manifest) string {
	script := scripts.BuildScript(m)
	for _, c := range scripts.Parse(m.Script(script)) {
		if (scripts.Process{Argv: c.Argv}).Word() == "quasar" && scripts.FlagValue(c.Argv, "-m", "--mode") == "ssr" {
			return script
		}
	}
	return ""
}

func named(name string) (Framework, bool) {
	for _, f := range serverFrameworks {
		if f.Name == name {
			return f, true
		}
	}
	return Framework{}, false
}

// starters are the commands that start a framework's server, where a package has several frameworks: an Egg application that builds its pages
// with Nuxt is started by Egg.
var starters = map[string]string{"egg-scripts": "egg", "eggctl": "egg", "strapi": "strapi", "next": "next", "nuxt": "nuxt"}

// StartedBy is the framework whose own command a start command is.
func StartedBy(argv []string) (Framework, bool) {
	return named(starters[scripts.Process{Argv: argv}.Word()])
}

// eggStart is the start of an Egg application (eggjs.org, "Application Deployment"): the words of a script that starts egg-scripts, without
// those that send it to the background, where a container would end.
func eggStart(m *manifest.Manifest) ([]string, facts.Evidence, bool) {
	if !m.Uses("egg-scripts") {
		return nil, facts.Evidence{}, false
	}
	for _, name := range m.ScriptNames() {
		for _, c := range scripts.Parse(m.Script(name)) {
			if pr := (scripts.Process{Argv: c.Argv}); pr.Word() == "egg-scripts" && pr.Operand() == "start" {
				return foreground(pr.Argv), facts.Evidence{File: m.File, Line: m.Line("scripts", name), Rule: "scripts." + name}, true
			}
		}
	}
	return []string{"egg-scripts", "start"}, facts.Evidence{File: m.File, Rule: "egg: its documented production start"}, true
}

// FrameworkStart is the start of a framework that builds a server by itself, for packages whose scripts hold none.
// script is the start script, when there is one.
func FrameworkStart(p *code.Base, m *manifest.Manifest, f Framework, script string) (Launch, bool) {
	l := Launch{M: m, Class: scripts.RunsTool, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: m.File, Rule: f.Name + ": its documented production start"}}}
	var file string
	switch f.Name {
	case "next":
		if !IsNextApp(p, m) {
			return l, false
		}
		l.Argv = []string{"next", "start"}
		return l, true
	case "nuxt":
		if m.Major("nuxt") == 2 {
			l.Argv = []string{"nuxt", "start"}
			return l, true
		}
		file = ".output/server/index.mjs"
	case "solid-start", "tanstack-start":
		file = ".output/server/index.mjs"
	case "sveltekit":
		file = svelteStart(p, m)
	case "astro":
		dir, _, _ := folder(p, m, []string{"astro.config"}, "outDir")
		file = path.Join(cmp.Or(dir, "dist"), "server/entry.mjs")
	case "quasar":
		dir, _, _ := folder(p, m, quasarConfig, "build", "distDir")
		file = path.Join(cmp.Or(dir, "dist/ssr"), "index.js")
	case "remix":
		if !m.Uses("@remix-run/serve") {
			return l, false
		}
		l.Argv = []string{"remix-serve", "./build/server/index.js"}
		return l, true
	case "react-router":
		if !m.Uses("@react-router/serve") {
			return l, false
		}
		l.Argv = []string{"react-router-serve", "./build/server/index.js"}
		return l, true
	case "nest":
		a, ok := nestStarted(p, m, script)
		if !ok {
			return l, false
		}
		file, l.Source = nestMain(p, m, a)
	case "egg":
		argv, at, ok := eggStart(m)
		l.Argv, l.Evidence = argv, []facts.Evidence{at}
		return l, ok
	case "strapi":
		l.Argv = []string{"strapi", "start"}
		return l, true
	default:
		return l, false
	}
	if file == "" {
		return l, false
	}
	l.Class, l.File, l.Argv = scripts.RunsFile, file, []string{"node", file}
	if why, e := noServer(p, m, f); why != "" {
		l.Confidence = facts.Guess
		l.Warnings = append(l.Warnings, facts.Warning{File: e.File, Line: e.Line, Text: why})
	}
	if source, ok := p.Source(m, file); ok && l.Source == "" {
		l.Source = source
	}
	return l, true
}

// IsNextApp tells an application from a package that only names next as a dependency.
func IsNextApp(p *code.Base, m *manifest.Manifest) bool {
	_, configured := p.ConfigOf(m, "next.config")
	for _, dir := range []string{"pages", "src/pages", "app", "src/app"} {
		if p.Tree.HasDir(m.Join(dir)) && (configured || len(p.Members(m)) == 0) {
			return true
		}
	}
	return configured && slices.ContainsFunc(m.ScriptNames(), func(name string) bool {
		return slices.ContainsFunc(scripts.Parse(m.Script(name)), func(c scripts.Command) bool { return slices.Contains(c.Argv, "next") })
	})
}
