package golang

import (
	"go/ast"
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// clients maps the packages of client libraries to the service that they talk to.
var clients = []struct {
	path    string
	service facts.Service
}{
	{"github.com/go-sql-driver/mysql", "mysql"},
	{"gorm.io/driver/mysql", "mysql"},
	{"github.com/lib/pq", "postgres"},
	{"github.com/jackc/pgx", "postgres"},
	{"github.com/go-pg/pg", "postgres"},
	{"gorm.io/driver/postgres", "postgres"},
	{"github.com/uptrace/bun/driver/pgdriver", "postgres"},
	{"github.com/redis/go-redis", "redis"},
	{"github.com/go-redis/redis", "redis"},
	{"github.com/gomodule/redigo", "redis"},
	{"github.com/garyburd/redigo", "redis"},
	{"github.com/hibiken/asynq", "redis"},
	{"github.com/redis/rueidis", "redis"},
	{"go.mongodb.org/mongo-driver", "mongodb"},
	{"gopkg.in/mgo.v2", "mongodb"},
	{"github.com/globalsign/mgo", "mongodb"},
	{"github.com/segmentio/kafka-go", "kafka"},
	{"github.com/IBM/sarama", "kafka"},
	{"github.com/Shopify/sarama", "kafka"},
	{"github.com/confluentinc/confluent-kafka-go", "kafka"},
	{"github.com/twmb/franz-go", "kafka"},
	{"github.com/streadway/amqp", "rabbitmq"},
	{"github.com/rabbitmq/amqp091-go", "rabbitmq"},
	{"github.com/nats-io/nats.go", "nats"},
	{"github.com/nsqio/go-nsq", "nsq"},
	{"github.com/eclipse/paho.mqtt.golang", "mqtt"},
	{"github.com/elastic/go-elasticsearch", "elasticsearch"},
	{"github.com/olivere/elastic", "elasticsearch"},
	{"github.com/opensearch-project/opensearch-go", "opensearch"},
	{"github.com/bradfitz/gomemcache", "memcached"},
	{"github.com/gocql/gocql", "cassandra"},
	{"github.com/ClickHouse/clickhouse-go", "clickhouse"},
	{"github.com/denisenkom/go-mssqldb", "sqlserver"},
	{"github.com/microsoft/go-mssqldb", "sqlserver"},
	{"gorm.io/driver/sqlserver", "sqlserver"},
	{"github.com/influxdata/influxdb-client-go", "influxdb"},
	{"github.com/neo4j/neo4j-go-driver", "neo4j"},
	{"github.com/minio/minio-go", "minio"},
	{"cloud.google.com/go/firestore", "firestore"},
	{"go.etcd.io/etcd/client", "etcd"},
	{"go.temporal.io/sdk/client", "temporal"},
	{"github.com/docker/docker/client", "docker"},
	{"github.com/moby/moby/client", "docker"},
}

// registries maps the packages of service registries to their names.
var registries = []struct {
	path string
	name facts.Service
}{
	{"github.com/hashicorp/consul/api", "consul"}, {"github.com/nacos-group/nacos-sdk-go", "nacos"}, {"github.com/go-zookeeper/zk", "zookeeper"}, {"github.com/samuel/go-zookeeper", "zookeeper"}, {"github.com/hudl/fargo", "eureka"},
}

// needs lists the services that the program's packages talk to, sorted. Code that is compiled in can still be turned off.
func (p *app) needs() (services, found []facts.Service) {
	services = []facts.Service{}
	for _, c := range clients {
		if !slices.Contains(services, c.service) && p.imports(c.path) != nil {
			services = append(services, c.service)
		}
	}
	for _, c := range registries {
		if p.imports(c.path) != nil && !slices.Contains(found, c.name) {
			found = append(found, c.name)
		}
	}
	slices.Sort(services)
	slices.Sort(found)
	return services, found
}

// ambient are variables that the system sets, or that libraries read by themselves.
var ambient = strings.Fields("HOME PATH USER PWD SHELL TERM TMPDIR HOSTNAME LANG TZ HTTP_PROXY HTTPS_PROXY NO_PROXY GOPATH GOROOT LISTEN_PID LISTEN_FDS NOTIFY_SOCKET KUBERNETES_SERVICE_HOST KUBECONFIG CI DEBUG EDITOR NO_COLOR PORT")

const maxNeedsEnv = 60

// needsEnv lists the variables that the program reads and that nothing gives a default, sorted: names only.
func (p *app) needsEnv() []string {
	names := map[string]bool{}
	for _, f := range p.files {
		if f.has("Getenv(") {
			p.getenvs(f, names)
		}
		if f.has("required") && f.has("env") {
			p.requiredTags(f, names)
		}
	}
	list := []string{}
	for _, n := range slices.Sorted(maps.Keys(names)) {
		if names[n] && !slices.Contains(ambient, n) && len(list) < maxNeedsEnv {
			list = append(list, n)
		}
	}
	return list
}

// getenvs marks what os.Getenv reads: true when it has no default anywhere.
func (p *app) getenvs(f *gofile, names map[string]bool) {
	x := p.index(f)
	if x == nil {
		return
	}
	for _, c := range x.calls["Getenv"] {
		if len(c.node.Args) != 1 {
			continue
		}
		sc := scope{file: f, fn: c.around.fn}
		arg := first(p.foldShort(c.node.Args[0], sc)) // constants only: no callers are followed from here
		if !capitals.MatchString(arg) {
			continue
		}
		needed := p.withoutDefault(x, c)
		if old, seen := names[arg]; !seen || old {
			names[arg] = needed
		}
	}
}

// withoutDefault says whether the value of a call goes somewhere that has no other value: it is assigned to a variable that nothing else is
// assigned to, and no condition asks whether it is empty.
func (p *app) withoutDefault(x *index, c call) bool {
	for _, outer := range c.around.calls { // cmp.Or(os.Getenv("X"), "y"), or a helper with a default
		if n := lastName(outer.Fun); n == "Or" || strings.Contains(strings.ToLower(n), "default") || strings.Contains(strings.ToLower(n), "env") {
			return false
		}
	}
	for _, name := range slices.Sorted(maps.Keys(x.sets)) {
		var here []set
		for _, s := range x.sets[name] {
			if s.fn == c.around.fn {
				here = append(here, s)
			}
		}
		for _, s := range here {
			if s.right == ast.Expr(c.node) {
				return len(here) == 1 && !p.asked(x, c.around.fn, name)
			}
		}
	}
	for _, v := range x.values {
		if v.expr == ast.Expr(c.node) {
			return true
		}
	}
	for _, lit := range c.around.lits { // Config{Host: os.Getenv("HOST")}
		for _, e := range lit.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Value == ast.Expr(c.node) {
				return true
			}
		}
	}
	return len(c.around.calls) > 0 && len(c.around.conds) == 0
}

// asked says whether a condition of the function looks at a variable.
func (p *app) asked(x *index, fn *ast.FuncDecl, name string) bool {
	for _, u := range x.uses[name] {
		if u.around.fn != fn {
			continue
		}
		for _, c := range u.around.conds {
			if mentions(c, name) {
				return true
			}
		}
	}
	found := false
	if fn != nil && fn.Body != nil {
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			if s, ok := n.(*ast.IfStmt); ok && mentions(s.Cond, name) {
				found = true
			}
			return !found
		})
	}
	return found
}

func (p *app) requiredTags(f *gofile, names map[string]bool) {
	x := p.index(f)
	if x == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(x.types)) {
		s, ok := x.types[name].Type.(*ast.StructType)
		if !ok {
			continue
		}
		for _, field := range s.Fields.List {
			if t := parseTag(field); t.required && t.env != "" && t.fallback == "" {
				names[t.env] = true
			}
		}
	}
}

// healthPaths are what probes are called, likeliest to mean "alive" first; readyPaths mean "can serve".
var (
	healthPaths = []string{"/livez", "/healthz", "/health/live", "/health/liveness", "/live", "/liveness", "/-/healthy", "/health", "/healthcheck", "/health-check", "/health_check", "/_health", "/api/health", "/api/healthz", "/api/v1/health", "/ping", "/api/ping"}
	readyPaths  = []string{"/readyz", "/health/ready", "/health/readiness", "/ready", "/readiness", "/-/ready", "/api/ready"}
	routeFuncs  = []string{"GET", "Get", "HandleFunc", "Handle", "Path", "Any", "Match", "Add", "HEAD", "Head", "All", "Method", "Methods", "MethodFunc", "Route"}
)

// health finds the routes that probes can ask.
func (p *app) health() facts.Health {
	alive, at := p.routeAmong(healthPaths)
	h := facts.Health{Value: alive}
	if ready, readyAt := p.routeAmong(readyPaths); ready != "" {
		if alive == "" {
			h.Value, at = ready, readyAt
		} else {
			h.Ready = ready
		}
	}
	if h.Value != "" {
		h.Evidence = []facts.Evidence{at}
	}
	return h
}

// routeAmong returns the first of these paths that the program registers, with the prefixes of the groups around it.
func (p *app) routeAmong(paths []string) (string, facts.Evidence) {
	for _, want := range paths {
		for _, word := range []string{`"` + want + `"`, `"GET ` + want + `"`, `"` + strings.TrimPrefix(want, "/") + `"`} {
			for _, f := range p.with(word) {
				x := p.index(f)
				if x == nil || strings.Contains(f.path, "client") {
					continue
				}
				for _, fn := range routeFuncs {
					for _, c := range x.calls[fn] {
						if len(c.node.Args) == 0 || !p.isRoute(c, want) {
							continue
						}
						return p.prefixOf(c, f) + want, p.r.place(c.node, "route")
					}
				}
			}
		}
	}
	return "", facts.Evidence{}
}

func (p *app) isRoute(c call, want string) bool {
	for i, a := range c.node.Args[:min(2, len(c.node.Args))] {
		s, ok := literalText(a)
		s = strings.TrimPrefix(s, "GET ")
		if ok && (s == want || i == 0 && "/"+s == want && len(c.node.Args) > 1) {
			sel, isMethod := c.node.Fun.(*ast.SelectorExpr)
			if !isMethod {
				return false
			}
			if x, ok := sel.X.(*ast.Ident); ok && sel.Sel.Name == "Get" && (x.Name == "http" || x.Name == "client") {
				return false // a request, not a route
			}
			return len(c.node.Args) > i+1 || sel.Sel.Name == "Path"
		}
	}
	return false
}

// prefixOf joins the paths of the groups that a route is registered in.
func (p *app) prefixOf(c call, f *gofile) string {
	var groups strings.Builder
	for _, outer := range c.around.calls { // chi: r.Route("/api", func(r chi.Router) { … })
		if n := lastName(outer.Fun); (n == "Route" || n == "Group" || n == "Mount" || n == "PathPrefix") && len(outer.Args) > 1 {
			s, _ := literalText(outer.Args[0])
			groups.WriteString(strings.TrimSuffix(s, "/"))
		}
	}
	prefix := groups.String()
	sel, ok := c.node.Fun.(*ast.SelectorExpr)
	if !ok || p.index(f) == nil {
		return prefix
	}
	name := lastName(sel.X)
	for n := 0; n < 4 && name != ""; n++ { // gin, echo, fiber: api := r.Group("/api")
		next := ""
		for _, s := range p.index(f).sets[name] {
			g, ok := s.right.(*ast.CallExpr)
			if !ok || s.fn != c.around.fn || len(g.Args) == 0 {
				continue
			}
			if fn := lastName(g.Fun); fn == "Group" || fn == "Party" {
				part, _ := literalText(g.Args[0])
				prefix = strings.TrimSuffix(part, "/") + prefix
				if inner, ok := g.Fun.(*ast.SelectorExpr); ok {
					next = lastName(inner.X)
				}
			}
		}
		name = next
	}
	return prefix
}
