package node

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// oneUnit is the unit of a repository with a manifest, its server.js and more files.
func oneUnit(t *testing.T, pkg, code string, files map[string]string) facts.Unit {
	t.Helper()
	all := map[string]string{"package.json": pkg, "server.js": code}
	maps.Copy(all, files)
	found := detect(t, all)
	if len(found.Units) != 1 {
		t.Fatalf("units: %s", summary(found))
	}
	return found.Units[0]
}

const anExpress = `{"main": "server.js", "scripts": {"start": "node server.js"}, "dependencies": {"express": "5"}}`

// TestHealth: the route that tells that a program lives, and the one that tells that it is ready.
func TestHealth(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"app.get('/api/v1/health', f); app.get('/health', f)":                   "/health ",
		"app.get('/readyz', f)":                                                 "/readyz /readyz",
		"app.get('/livez', f); app.get('/ready', f)":                            "/livez /ready",
		"app.get('/ping', f)":                                                   "/ping ",
		"app.get('/status/:id', f)":                                             " ",
		"const r = require('./routes'); app.use('/api', r)":                     "/api/healthz ",
		"fastify.route({ method: 'GET', url: '/healthcheck', handler: f })":     "/healthcheck ",
		"app.setGlobalPrefix('v2'); Controller('health'); class A {}; Get()(A)": "/v2/health ",
		"client.on('ready', f); cache.get('health', f)":                         " ",
		"router.on('GET', '/healthz', f)":                                       "/healthz ",
		"app.post('/health', f)":                                                " ",
	} {
		u := oneUnit(t, anExpress, code+"; app.listen(3000)", map[string]string{"routes.js": "const router = express.Router(); if (1) router.get('/healthz', f); module.exports = router"})
		if got := u.Health.Value + " " + u.Health.Ready; got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

// TestRouteFiles: frameworks that route by files.
func TestRouteFiles(t *testing.T) {
	t.Parallel()
	for file, c := range map[string]struct{ dependency, want string }{
		"app/(ops)/healthz/route.ts":       {"next", "/healthz"},
		"pages/api/health/index.js":        {"next", "/api/health"},
		"src/routes/health/+server.ts":     {"@sveltejs/kit", "/health"},
		"server/api/health.get.ts":         {"nuxt", "/api/health"},
		"app/routes/healthcheck.tsx":       {"@remix-run/serve", "/healthcheck"},
		"src/pages/[slug]/health/route.ts": {"next", ""},
	} {
		found := detect(t, map[string]string{"package.json": `{"scripts": {"build": "x"}, "dependencies": {"` + c.dependency + `": "4"}}`, file: "", "app/page.tsx": "", "svelte.config.js": ""})
		if len(found.Units) != 1 || found.Units[0].Health.Value != c.want {
			t.Errorf("%s: %s", file, summary(found))
			continue
		}
	}
}

// TestNeeds: what a server connects to and cannot start without.
func TestNeeds(t *testing.T) {
	t.Parallel()
	schema := "datasource db {\n provider = \"mysql\"\n url = env(\"DB\")\n}\n"
	for name, c := range map[string]struct {
		dependencies, code string
		files              map[string]string
		want               string
	}{
		"clients":             {`"pg": "8", "ioredis": "5"`, "", nil, "[postgres redis] []"},
		"search and queues":   {`"typesense": "2", "@temporalio/client": "1", "@aws-sdk/client-s3": "3"`, "", nil, "[s3 temporal typesense] []"},
		"through another one": {`"connect-mongo": "5", "rate-limit-redis": "4"`, "", nil, "[mongodb redis] []"},
		"a schema of prisma":  {`"@prisma/client": "5"`, "", map[string]string{"prisma/schema.prisma": schema}, "[mysql] [DB]"},
		"refuses to start":    {`"x": "1"`, "if (!process.env.JWT_KEY) throw new Error('no key'); const level = process.env.LOG || 'info'", nil, "[] [JWT_KEY]"},
		"a plain credential":  {`"x": "1"`, "connect(process.env.API_TOKEN); use(process.env.OTHER)", nil, "[] [API_TOKEN]"},
		"an optional one":     {`"x": "1"`, "connect(process.env.API_TOKEN); if (process.env.API_TOKEN) use()", nil, "[] []"},
		"a schema of zod":     {`"zod": "3"`, "const { z } = require('zod'); z.object({ KEY_A: z.string(), KEY_B: z.string().optional(), KEY_C: z.string().default('x') })", nil, "[] [KEY_A]"},
		"a schema of joi":     {`"joi": "17"`, "const Joi = require('joi'); Joi.object({ KEY_A: Joi.string().required(), KEY_B: Joi.string() })", nil, "[] [KEY_A]"},
		"a schema of envalid": {`"envalid": "8"`, "const { cleanEnv, str } = require('envalid'); cleanEnv(process.env, { KEY_A: str(), KEY_B: str({ default: 'x' }) })", nil, "[] [KEY_A]"},
		"getOrThrow":          {`"x": "1"`, "config.getOrThrow('KEY_A')", nil, "[] [KEY_A]"},
		"set by the platform": {`"x": "1"`, "assert(process.env.HOME); assert(process.env.KEY_A)", nil, "[] [KEY_A]"},
	} {
		u := oneUnit(t, `{"main": "server.js", "dependencies": {"express": "5", `+c.dependencies+`}}`, c.code+"\napp.listen(3000)", c.files)
		if got := fmt.Sprintf("%v %v", u.Needs, u.NeedsEnv); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestClients: each row names a service that the table of services has.
func TestClients(t *testing.T) {
	t.Parallel()
	for _, c := range clients {
		if !c.service.Known() {
			t.Errorf("%v: %q is no service", c.packages, c.service)
		}
	}
}

// TestMetrics: a route of Prometheus where a client library is used.
func TestMetrics(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ dependency, code, want string }{
		"a route":         {"prom-client", "app.get('/internal/metrics', f)", "/internal/metrics"},
		"no route":        {"prom-client", "", ""},
		"a library's own": {"express-prom-bundle", "", "/metrics"},
		"no library":      {"koa", "app.get('/metrics', f)", ""},
	} {
		u := oneUnit(t, `{"main": "server.js", "dependencies": {"express": "5", "`+c.dependency+`": "1"}}`, c.code+"\napp.listen(3000)", nil)
		if u.Metrics.Value != c.want {
			t.Errorf("%s: %q", name, u.Metrics.Value)
		}
	}
}

// TestEnvironments: which settings belong to which environment, and how the program is told.
func TestEnvironments(t *testing.T) {
	t.Parallel()
	dotenv := map[string]string{".env.staging": "A=1\n", ".env.production": "A=2\n"}
	for name, c := range map[string]struct {
		pkg, code string
		files     map[string]string
		want      string
	}{
		"node-config":           {`{"main": "server.js", "dependencies": {"express": "5", "config": "3"}}`, "", map[string]string{"config/staging.json": "{}", "config/production.json": "{}"}, "variable NODE_CONFIG_ENV [staging prod]"},
		"dotenv":                {`{"main": "server.js", "dependencies": {"express": "5", "dotenv": "16"}}`, "", dotenv, "link .env [staging prod]"},
		"a variable of its own": {anExpress, "dotenv.config({ path: `.env.${process.env.APP_ENV}` })", dotenv, "variable APP_ENV [staging prod]"},
		"NODE_ENV":              {anExpress, "load('.env.' + process.env.NODE_ENV)", dotenv, "link .env.production [staging prod]"},
		"nobody reads":          {anExpress, "", dotenv, "  []"},
	} {
		u := oneUnit(t, c.pkg, c.code+"\napp.listen(3000)", c.files)
		got := u.Config.By + " " + u.Config.Variable
		for _, l := range u.Config.Links {
			got += l.Target
		}
		if got += " [" + strings.Join(names(u.Environments), " ") + "]"; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	site := detect(t, map[string]string{"package.json": `{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "5"}}`, "index.html": "", ".env.staging": "A=1", ".env.production": "A=2"})
	if !warns(site, "chosen when the site is built") {
		t.Errorf("%v", site.Warnings)
	}
}

// TestStays: what goes on without a port, beside a server in the same workspace.
func TestStays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ dependencies, code, want string }{
		"a queue":        {`"bullmq": "5"`, "run()", facts.Worker},
		"a timer":        {`"x": "1"`, "setInterval(run, 1000)", facts.Worker},
		"a subscription": {`"x": "1"`, "client.subscribe('orders', (m) => handle(m))", facts.Worker},
		"ends by itself": {`"x": "1"`, "import('./x').then(run); store.subscribe", facts.CLI},
	} {
		found := detect(t, map[string]string{
			"package.json": `{"workspaces": ["api", "job"]}`, "api/package.json": `{"name": "api", "main": "a.js", "dependencies": {"express": "5"}}`, "api/a.js": listens,
			"job/package.json": `{"name": "job", "private": true, "scripts": {"start": "node j.js"}, "dependencies": {` + c.dependencies + `}}`, "job/j.js": c.code,
		})
		for _, u := range found.Units {
			if u.Path == "job" && u.Kind.Value != c.want {
				t.Errorf("%s: %s", name, u.Kind.Value)
			}
		}
		if len(found.Units) != 2 {
			t.Errorf("%s: %s", name, summary(found))
		}
	}
}

// TestDrift: a lock file that npm ci would refuse is told, at the line of the dependency.
func TestDrift(t *testing.T) {
	t.Parallel()
	found := detect(t, map[string]string{
		"package.json": "{\"main\": \"server.js\",\n\"dependencies\": {\n\"express\": \"5\"}}", "server.js": listens,
		"package-lock.json": `{"lockfileVersion": 3, "packages": {"": {"dependencies": {"express": "4"}}}}`,
	})
	if !warns(found, "made for another package.json") || found.Warnings[0].Line != 3 || strings.Join(found.Units[0].Build[0], " ") != "npm install" {
		t.Errorf("%+v", found.Warnings)
	}
	if (Detector{}).Name() != "node" {
		t.Error("name")
	}
}
