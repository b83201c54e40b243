package node

import (
	"cmp"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// serverFramework is a library or framework that answers requests.
type serverFramework struct {
	name     string
	packages []string
	port     int    // the port of the framework's own start command, 0 when the code must name one
	env      string // the variable that moves it
}

// serverFrameworks in the order in which they win: those that build on another come first.
var serverFrameworks = []serverFramework{
	{"next", []string{"next"}, 3000, "PORT"},
	{"nuxt", []string{"nuxt", "nuxt3", "nuxt-edge"}, 3000, "PORT"},
	{"remix", []string{"@remix-run/node", "@remix-run/serve", "@remix-run/express", "remix"}, 3000, "PORT"},
	{"react-router", []string{"@react-router/serve", "@react-router/node", "@react-router/express"}, 3000, "PORT"},
	{"sveltekit", []string{"@sveltejs/kit"}, 3000, "PORT"},
	{"astro", []string{"astro"}, 4321, "PORT"},
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

// metaFrameworks render pages and decide by themselves between a server and a site.
var metaFrameworks = map[string]bool{"next": true, "nuxt": true, "remix": true, "react-router": true, "sveltekit": true, "astro": true, "solid-start": true, "tanstack-start": true}

// frameworkOf picks the server framework of a package: a production dependency, or a builder of pages, which may be one of development.
func frameworkOf(m *manifest) (serverFramework, facts.Text) {
	for _, f := range serverFrameworks {
		name, ok := m.has(f.packages...)
		if !ok || !m.production(name) && !metaFrameworks[f.name] && f.name != "razzle" {
			continue
		}
		_, field := m.dependency(name)
		return f, facts.Text{Value: f.name, Confidence: facts.Certain, Evidence: m.evidence(field+"."+name, field, name)}
	}
	return serverFramework{}, facts.Text{Value: "plain", Confidence: facts.Likely, Evidence: []facts.Evidence{{File: m.file, Rule: "no known framework among the dependencies"}}}
}

// frameworkStart is the start of a framework that builds a server by itself, for packages whose scripts hold none.
func frameworkStart(p *codebase, m *manifest, f serverFramework) (launch, bool) {
	l := launch{m: m, class: runsTool, confidence: facts.Likely, evidence: []facts.Evidence{{File: m.file, Rule: f.name + ": its documented production start"}}}
	var file string
	switch f.name {
	case "next":
		if !isNextApp(p, m) {
			return l, false
		}
		l.argv = []string{"next", "start"}
		return l, true
	case "nuxt":
		if m.major("nuxt") == 2 {
			l.argv = []string{"nuxt", "start"}
			return l, true
		}
		file = ".output/server/index.mjs"
	case "solid-start", "tanstack-start":
		file = ".output/server/index.mjs"
	case "sveltekit":
		file = "build/index.js"
	case "astro":
		file = "dist/server/entry.mjs"
	case "remix":
		if !m.uses("@remix-run/serve") {
			return l, false
		}
		l.argv = []string{"remix-serve", "./build/server/index.js"}
		return l, true
	case "react-router":
		if !m.uses("@react-router/serve") {
			return l, false
		}
		l.argv = []string{"react-router-serve", "./build/server/index.js"}
		return l, true
	case "nest":
		file = nestMain(p, m)
	case "strapi":
		l.argv = []string{"strapi", "start"}
		return l, true
	default:
		return l, false
	}
	if file == "" {
		return l, false
	}
	l.class, l.file, l.argv = runsFile, file, []string{"node", file}
	if source, ok := p.source(m, file); ok {
		l.source = source
	}
	return l, true
}

// isNextApp tells an application from a package that only names next as a dependency.
func isNextApp(p *codebase, m *manifest) bool {
	if _, ok := p.configOf(m, "next.config"); ok {
		return true
	}
	for _, dir := range []string{"pages", "src/pages", "app", "src/app"} {
		if p.tree.HasDir(m.join(dir)) && len(p.members(m)) == 0 {
			return true
		}
	}
	return false
}

// nestMain follows nest-cli.json: sourceRoot and entryFile; nest build compiles src to dist.
func nestMain(p *codebase, m *manifest) string {
	root, entry := "src", "main"
	if data, err := p.tree.Read(m.join("nest-cli.json")); err == nil {
		if v, err := parseJSON(data); err == nil {
			root, entry = cmp.Or(v.get("sourceRoot").str(), root), cmp.Or(v.get("entryFile").str(), entry)
		}
	}
	source, ok := p.file(m.join(path.Join(root, entry)))
	if !ok {
		return ""
	}
	rel, _ := relative(m.dir, source)
	js := strings.TrimSuffix(rel, path.Ext(rel)) + ".js"
	if t := p.tsconfig(m.join("tsconfig.build.json")); t == nil {
		if out, ok := tscOutput(p, process{m: m, argv: []string{"tsc"}}, m, rel, js); ok {
			return out
		}
	}
	_, rest, _ := strings.Cut(js, "/")
	return path.Join("dist", rest)
}
