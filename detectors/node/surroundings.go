package node

import (
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// clients of services, by package.
var clients = []struct {
	service  string
	packages []string
}{
	{"postgres", []string{"pg", "pg-promise", "postgres", "pg-native", "@vercel/postgres", "slonik", "pg-boss", "postgraphile"}},
	{"mysql", []string{"mysql", "mysql2", "mariadb", "egg-mysql", "promise-mysql"}},
	{"mongodb", []string{"mongodb", "mongoose", "@nestjs/mongoose", "egg-mongoose", "@typegoose/typegoose", "monk", "mongojs"}},
	{"redis", []string{"redis", "ioredis", "bull", "bullmq", "connect-redis", "@hapi/catbox-redis", "egg-redis", "@fastify/redis", "@nestjs/bull", "@nestjs/bullmq", "bee-queue", "handy-redis"}},
	{"rabbitmq", []string{"amqplib", "amqp-connection-manager", "amqp", "@golevelup/nestjs-rabbitmq", "rhea"}},
	{"kafka", []string{"kafkajs", "node-rdkafka", "kafka-node", "@confluentinc/kafka-javascript"}},
	{"elasticsearch", []string{"@elastic/elasticsearch", "elasticsearch", "@nestjs/elasticsearch"}},
	{"opensearch", []string{"@opensearch-project/opensearch"}},
	{"nats", []string{"nats", "@nats-io/transport-node", "node-nats-streaming"}},
	{"mqtt", []string{"mqtt"}},
	{"memcached", []string{"memcached", "memjs"}},
	{"cassandra", []string{"cassandra-driver"}},
	{"neo4j", []string{"neo4j-driver"}},
	{"mssql", []string{"mssql", "tedious"}},
	{"oracle", []string{"oracledb"}},
	{"clickhouse", []string{"@clickhouse/client", "clickhouse"}},
	{"minio", []string{"minio"}},
	{"etcd", []string{"etcd3"}},
	{"zookeeper", []string{"node-zookeeper-client"}},
	{"consul", []string{"consul"}},
	{"meilisearch", []string{"meilisearch"}},
	{"ldap", []string{"ldapjs", "ldapts"}},
}

// surroundings fills in what a program needs around it: services, variables, system packages, settings by environment.
func (p *project) surroundings(u *unit, out *facts.Unit) {
	m := u.m
	if u.kind.Value != facts.StaticSite && u.kind.Value != facts.Library {
		out.Needs = p.needs(m)
		out.NeedsEnv = p.needsEnv(u)
		_, out.NativePackages = p.nativeOf(m)
		out.Metrics = p.metrics(u)
	}
	p.environments(u, out)
}

// needs are the services that production dependencies connect to.
func (p *project) needs(m *manifest) []string {
	var out []string
	for _, c := range clients {
		if slices.ContainsFunc(c.packages, m.production) {
			out = append(out, c.service)
		}
	}
	if provider, _ := p.prisma(m); provider != "" {
		out = append(out, provider)
	}
	return sorted(out)
}

var (
	prismaProvider = regexp.MustCompile(`(?s)datasource\s+\w+\s*\{[^}]*?provider\s*=\s*"(\w+)"`)
	prismaEnv      = regexp.MustCompile(`(?s)datasource\s+\w+\s*\{[^}]*?\burl\s*=\s*env\(\s*"(\w+)"`)
	prismaServices = map[string]string{"postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "mongodb": "mongodb", "sqlserver": "mssql", "cockroachdb": "cockroachdb"}
)

// prisma reads the data source of the schema: the service, and the variable with its address.
func (p *project) prisma(m *manifest) (service, env string) {
	if !m.uses("@prisma/client", "prisma") {
		return "", ""
	}
	for _, f := range append(p.tree.Under(m.join("prisma")), m.join("schema.prisma")) {
		if !strings.HasSuffix(f, ".prisma") {
			continue
		}
		data, err := p.tree.Read(f)
		if err != nil {
			continue
		}
		if found := prismaProvider.FindSubmatch(data); found != nil {
			service = prismaServices[string(found[1])]
		}
		if found := prismaEnv.FindSubmatch(data); found != nil {
			env = string(found[1])
		}
	}
	return service, env
}

// ordinary variables are set by the platform, the image or a developer's shell, never by the settings of one application.
var ordinary = regexp.MustCompile(`^(NODE_ENV|NODE_OPTIONS|NODE_PATH|PORT|HOST|HOSTNAME|HOME|PATH|PWD|USER|SHELL|TZ|LANG|CI|DEBUG|TERM|TMPDIR|TEMP|TMP|npm_.*|VERCEL.*|NETLIFY|HEROKU.*|DYNO|NO_COLOR|FORCE_COLOR|.*_PORT|.*_HOST|JEST_WORKER_ID|VITEST|NEXT_RUNTIME|RAZZLE_.*|TEST|COMPUTERNAME)$`)

// needsEnv lists the variables that the code reads with nothing to fall back on.
func (p *project) needsEnv(u *unit) []string {
	read, optional := map[string]bool{}, map[string]bool{}
	program := p.code.program(nil)
	for _, module := range u.modules {
		for _, use := range program.Variables(module) {
			if use.Optional {
				optional[use.Name] = true
			} else {
				read[use.Name] = true
			}
		}
	}
	if _, env := p.prisma(u.m); env != "" {
		read[env] = true
	}
	var out []string
	for name := range read {
		if !optional[name] && !ordinary.MatchString(name) {
			out = append(out, name)
		}
	}
	return sorted(out)
}

// metrics finds a route of Prometheus metrics where a client library is used.
func (p *project) metrics(u *unit) facts.Text {
	name, ok := u.m.has("prom-client", "express-prom-bundle", "express-prometheus-middleware", "@willsoto/nestjs-prometheus", "fastify-metrics", "swagger-stats", "@promster/express", "koa-prom-client")
	if !ok {
		return facts.Text{}
	}
	for _, r := range p.routes(u) {
		if r.path == "/metrics" || strings.HasSuffix(r.path, "/metrics") {
			return facts.Text{Value: r.path, Confidence: facts.Likely, Evidence: []facts.Evidence{r.evidence}}
		}
	}
	if name == "prom-client" {
		return facts.Text{}
	}
	_, field := u.m.dependency(name)
	return facts.Text{Value: "/metrics", Confidence: facts.Likely, Evidence: u.m.evidence(name+" default", field, name)}
}

// route is a path that the code answers.
type route struct {
	path     string
	evidence facts.Evidence
}

// routeMethods register a handler for a path.
var routeMethods = []string{"get", "all", "use", "route", "head", "Get", "Head", "All", "Controller", "on", "register", "addRoute"}

// routes lists the constant paths that handlers are registered for, with the prefix of a Nest controller or a mounted router.
func (p *project) routes(u *unit) []route {
	program := p.code.program(p.setting(u.m))
	mounts := map[string]string{} // module → prefix under which another mounts it
	global := ""
	for _, module := range u.modules {
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			if n.Kind != javascript.Call {
				return true
			}
			args := n.Args()
			if n.Method() == "setGlobalPrefix" && len(args) > 0 {
				global = strings.Trim(program.Eval(module, args[0]).Text, "/")
			}
			if n.Method() == "use" && len(args) > 1 && args[0].Kind == javascript.String {
				if v := program.Eval(module, args[len(args)-1]); v.Module != nil && v.Module != module {
					mounts[v.Module.File] = mounts[module.File] + "/" + strings.Trim(args[0].Text, "/")
				}
			}
			return true
		})
	}
	var out []route
	for _, module := range u.modules {
		prefix := mounts[module.File]
		controller := ""
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			if n.Kind == javascript.Call && n.Method() == "Controller" && len(n.Args()) > 0 && n.Args()[0].Kind == javascript.String {
				controller = strings.Trim(n.Args()[0].Text, "/")
			}
			return true
		})
		add := func(text string, line int, decorated bool) {
			full := prefix
			if decorated {
				full = joinRoute(full, global, controller)
			}
			out = append(out, route{joinRoute(full, text), facts.Evidence{File: module.File, Line: line, Rule: "route"}})
		}
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			switch {
			case n.Kind == javascript.Call && slices.Contains(routeMethods, n.Method()):
				args := n.Args()
				decorated := len(n.Method()) > 0 && n.Method()[0] < 'a'
				if len(args) > 0 && args[0].Kind == javascript.String && n.Method() != "Controller" && (len(args) > 1 || decorated || n.Method() == "route") {
					add(args[0].Text, n.Line, decorated)
				} else if decorated && len(args) == 0 {
					add("", n.Line, true)
				}
			case n.Kind == javascript.Object:
				text := n.Prop("path")
				if text == nil {
					text = n.Prop("url")
				}
				if text != nil && text.Kind == javascript.String && (n.Prop("handler") != nil || n.Prop("method") != nil) {
					add(text.Text, n.Line, false)
				}
			}
			return true
		})
	}
	return out
}

func joinRoute(parts ...string) string {
	var words []string
	for _, part := range parts {
		if part = strings.Trim(part, "/"); part != "" {
			words = append(words, part)
		}
	}
	return "/" + strings.Join(words, "/")
}
