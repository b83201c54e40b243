package golang

import (
	"go/ast"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
)

// clients maps the packages of client libraries to the service that they talk to. The source of a row is the documentation under its path
// (pkg.go.dev/PATH), whose first sentence names the service.
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
	{"github.com/zeromicro/go-zero/core/stores/redis", "redis"},
	{"github.com/tal-tech/go-zero/core/stores/redis", "redis"},
	{"github.com/zeromicro/go-zero/core/stores/cache", "redis"},
	{"github.com/tal-tech/go-zero/core/stores/cache", "redis"},
	{"github.com/zeromicro/go-zero/core/stores/kv", "redis"},
	{"github.com/tal-tech/go-zero/core/stores/kv", "redis"},
	{"github.com/zeromicro/go-zero/core/stores/mon", "mongodb"},
	{"github.com/zeromicro/go-zero/core/stores/monc", "mongodb"},
	{"github.com/zeromicro/go-zero/core/stores/postgres", "postgres"},
	{"github.com/valkey-io/valkey-go", "redis"},
	{"github.com/valkey-io/valkey-glide/go", "redis"},
	{"github.com/apache/pulsar-client-go", "pulsar"},
	{"github.com/apache/rocketmq-client-go", "rocketmq"},
	{"github.com/apache/rocketmq-clients/golang", "rocketmq"},
	{"github.com/scylladb/gocqlx", "cassandra"},
	{"github.com/apache/cassandra-gocql-driver", "cassandra"},
	{"github.com/sijms/go-ora", "oracle"},
	{"github.com/godror/godror", "oracle"},
	{"github.com/aws/aws-sdk-go-v2/service/s3", "s3"},
	{"github.com/aws/aws-sdk-go/service/s3", "s3"},
	{"github.com/go-ldap/ldap", "ldap"},
	{"github.com/meilisearch/meilisearch-go", "meilisearch"},
	{"github.com/typesense/typesense-go", "typesense"},
	{"github.com/qdrant/go-client", "qdrant"},
	{"github.com/weaviate/weaviate-go-client", "weaviate"},
	{"github.com/milvus-io/milvus-sdk-go", "milvus"},
	{"github.com/milvus-io/milvus/client", "milvus"},
	{"github.com/hashicorp/vault/api", "vault"},
	{"github.com/hashicorp/vault-client-go", "vault"},
	{"github.com/couchbase/gocb", "couchbase"},
	{"github.com/arangodb/go-driver", "arangodb"},
	{"github.com/dgraph-io/dgo", "dgraph"},
	{"cloud.google.com/go/pubsub", "pubsub"},
	{"github.com/influxdata/influxdb1-client", "influxdb"},
	{"github.com/InfluxCommunity/influxdb3-go", "influxdb"},
	{"github.com/go-stomp/stomp", "activemq"},
	{"github.com/rabbitmq/rabbitmq-amqp-go-client", "rabbitmq"},
	{"github.com/vanng822/go-solr", "solr"},
	{"github.com/go-kivik/kivik", "couchdb"},
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

// openers are functions that open a connection to the one service that their name says, where the package serves several
// (go-zero.dev, "Database connection").
var openers = []struct {
	path, function string
	service        facts.Service
}{
	{"github.com/zeromicro/go-zero/core/stores/sqlx", "NewMysql", "mysql"},
	{"github.com/tal-tech/go-zero/core/stores/sqlx", "NewMysql", "mysql"},
	{"github.com/zeromicro/go-zero/core/stores/sqlx", "NewMySQL", "mysql"},
}

// keyed are settings of a framework that make it talk to a service: the section of the file that the program opens.
var keyed = []struct {
	path, key string
	service   facts.Service
	source    string
}{
	{"github.com/zeromicro/go-zero", "Etcd.Hosts", "etcd", "go-zero.dev, \"RPC server configuration\": Etcd registers the server"},
	{"github.com/tal-tech/go-zero", "Etcd.Hosts", "etcd", "as above, under the old import path"},
}

// servicesOf lists the services that the program's packages talk to, and the service registries among them, sorted. Code that is compiled in
// can still be turned off.
func servicesOf(p *program) (services, found []facts.Service) {
	services = []facts.Service{}
	for _, c := range clients {
		if !slices.Contains(services, c.service) && p.Imports(c.path) != nil {
			services = append(services, c.service)
		}
	}
	add := func(s facts.Service) {
		if !slices.Contains(services, s) {
			services = append(services, s)
		}
	}
	for _, o := range openers {
		if f := p.Imports(o.path); f != nil && len(p.With("."+o.function+"(")) > 0 {
			add(o.service)
		}
	}
	for _, k := range keyed {
		if p.Imports(k.path) == nil {
			continue
		}
		for _, key := range []string{k.key, k.key + "[0]"} { // a text, or the first of a list
			if _, _, ok := p.config.Find(key); ok {
				add(k.service)
			}
		}
	}
	for _, c := range registries {
		if p.Imports(c.path) != nil && !slices.Contains(found, c.name) {
			found = append(found, c.name)
			add(c.name)
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
func needsEnv(p *program) []string {
	names := map[string]bool{}
	prefixes := sync.OnceValue(func() map[string][]string { return tagPrefixes(p) })
	for _, f := range p.Files {
		if f.Has("Getenv(") {
			getenvs(p, f, names)
		}
		if f.Has("required") && (f.Has("env") || f.Has(`arg:"`) || f.Has(`long:"`)) {
			requiredTags(p, f, prefixes(), names)
		}
		if f.Has(envconfigPath) {
			envconfigured(p, f, names)
		}
	}
	demanded(p, names)
	list := []string{}
	for _, n := range slices.Sorted(maps.Keys(names)) {
		if names[n] && !slices.Contains(ambient, n) && len(list) < maxNeedsEnv {
			list = append(list, n)
		}
	}
	return list
}

// getenvs marks what os.Getenv reads: true when it has no default anywhere.
func getenvs(p *program, f *module.File, names map[string]bool) {
	x := p.Index(f)
	for _, c := range x.Calls["Getenv"] {
		if len(c.Node.Args) != 1 {
			continue
		}
		sc := fold.Scope{File: f, Fn: c.Around.Fn}
		arg := fold.First(p.FoldShort(c.Node.Args[0], sc)) // constants only: no callers are followed from here
		if !fold.Capitals.MatchString(arg) {
			continue
		}
		needed := withoutDefault(x, c) && !handled(p, f, c)
		if old, seen := names[arg]; !seen || old {
			names[arg] = needed
		}
	}
}

// withoutDefault says whether the value of a call goes somewhere that has no other value: it is assigned to a variable that nothing else is
// assigned to, and no condition asks whether it is empty. The default of a flag may be empty, and the flag gives another value: a program
// that cannot do without it checks the flag, which demanded sees.
func withoutDefault(x *fold.Index, c fold.Call) bool {
	if defaultOfFlag(c) || inCondition(c) || tolerated(c.Around.Fn, func(e ast.Expr) bool { return e == ast.Expr(c.Node) }) {
		return false
	}
	for _, outer := range c.Around.Calls { // cmp.Or(os.Getenv("X"), "y"), or a helper with a default
		if n := fold.LastName(outer.Fun); n == "Or" || strings.Contains(strings.ToLower(n), "default") || strings.Contains(strings.ToLower(n), "env") {
			return false
		}
	}
	for _, name := range slices.Sorted(maps.Keys(x.Sets)) {
		var here []fold.Set
		for _, s := range x.Sets[name] {
			if s.Fn == c.Around.Fn {
				here = append(here, s)
			}
		}
		for _, s := range here {
			if s.Right == ast.Expr(c.Node) {
				return len(here) == 1 && !movedByFlag(x, s.Left()) && !asked(x, c.Around.Fn, name) && !chosenBy(c.Around.Fn, name) &&
					!tolerated(c.Around.Fn, func(e ast.Expr) bool { id, ok := e.(*ast.Ident); return ok && id.Name == name })
			}
		}
	}
	for _, v := range x.Values {
		if v.Expr == ast.Expr(c.Node) {
			return true
		}
	}
	for _, lit := range c.Around.Lits { // Config{Host: os.Getenv("HOST")}
		for _, e := range lit.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Value == ast.Expr(c.Node) {
				return true
			}
		}
	}
	return len(c.Around.Calls) > 0 && len(c.Around.Conds) == 0
}

// defaultOfFlag says whether a call is the default in flag.String("name", os.Getenv("NAME"), "…"), or the Value of a flag in braces.
func defaultOfFlag(c fold.Call) bool {
	for _, outer := range c.Around.Calls {
		if _, _, def, ok := fold.FlagArgs(outer); ok && outer.Args[def] == ast.Expr(c.Node) {
			return true
		}
	}
	for _, lit := range c.Around.Lits {
		for _, e := range lit.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Value == ast.Expr(c.Node) && strings.HasSuffix(fold.LastName(lit.Type), "Flag") {
				return true
			}
		}
	}
	return false
}

// asked says whether a condition of the function looks at a variable.
func asked(x *fold.Index, fn *ast.FuncDecl, name string) bool {
	for _, u := range x.Uses[name] {
		if u.Around.Fn != fn {
			continue
		}
		for _, c := range u.Around.Conds {
			if reach.Mentions(c, name) {
				return true
			}
		}
	}
	found := false
	if fn != nil && fn.Body != nil {
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			if s, ok := n.(*ast.IfStmt); ok && reach.Mentions(s.Cond, name) {
				found = true
			}
			return !found
		})
	}
	return found
}

// healthPaths are what probes are called, likeliest to mean "alive" first; readyPaths mean "can serve".
var (
	healthPaths = []string{"/livez", "/healthz", "/health/live", "/health/liveness", "/live", "/liveness", "/-/healthy", "/health", "/healthcheck", "/health-check", "/health_check", "/_health", "/api/health", "/api/healthz", "/api/v1/health", "/ping", "/api/ping"}
	readyPaths  = []string{"/readyz", "/health/ready", "/health/readiness", "/ready", "/readiness", "/-/ready", "/api/ready"}
	routeFuncs  = []string{"GET", "Get", "HandleFunc", "Handle", "Path", "Any", "Match", "Add", "HEAD", "Head", "All", "Method", "Methods", "MethodFunc", "Route"}
)

// health finds the routes that probes can ask.
func health(p *program, ports []facts.Port, listeners []listener) facts.Health {
	o := openRoutes{program: p, ports: ports, listeners: listeners}
	alive, ready := o.among(healthPaths), o.among(readyPaths)
	if alive.path == "" {
		alive, ready = ready, probed{}
	}
	h := facts.Health{Value: alive.path, Port: alive.port}
	if ready.port == alive.port {
		h.Ready = ready.path
	}
	if h.Value != "" {
		h.Evidence = []facts.Evidence{alive.at}
		return h
	}
	o.tellClosed()
	if at, ok := grpcHealth(p); ok {
		h.GRPC, h.Evidence = true, []facts.Evidence{at}
	}
	return h
}

// grpcHealth finds where the program registers the health service that the kubelet can ask (gRPC, "Health Checking"; Kubernetes, "gRPC
// liveness probe"). A server that demands TLS answers no kubelet.
func grpcHealth(p *program) (facts.Evidence, bool) {
	const registers, service = "RegisterHealthServer", "google.golang.org/grpc/health/grpc_health_v1"
	for _, f := range p.With("grpc.Creds(") {
		if len(p.Index(f).Calls["Creds"]) > 0 {
			return facts.Evidence{}, false
		}
	}
	for _, f := range p.With(registers + "(") {
		for _, c := range p.Index(f).Calls[registers] {
			sel, ok := c.Node.Fun.(*ast.SelectorExpr)
			if !ok {
				continue
			}
			if path, _, _ := p.PackageNamed(f, sel.X); path == service {
				return p.Repo.Place(c.Node, "health service of gRPC"), true
			}
		}
	}
	return facts.Evidence{}, false
}

func isRoute(c fold.Call, want string) bool {
	for i, a := range c.Node.Args[:min(2, len(c.Node.Args))] {
		s, ok := fold.LiteralText(a)
		s = strings.TrimPrefix(s, "GET ")
		if ok && (s == want || i == 0 && "/"+s == want && len(c.Node.Args) > 1) {
			sel, isMethod := c.Node.Fun.(*ast.SelectorExpr)
			if !isMethod {
				return false
			}
			if x, ok := sel.X.(*ast.Ident); ok && sel.Sel.Name == "Get" && (x.Name == "http" || x.Name == "client") {
				return false // a request, not a route
			}
			return len(c.Node.Args) > i+1 || sel.Sel.Name == "Path"
		}
	}
	return false
}

// prefixOf joins the paths of the groups that a route is registered in.
func prefixOf(p *program, c fold.Call, f *module.File) string {
	var groups strings.Builder
	for _, outer := range c.Around.Calls { // chi: r.Route("/api", func(r chi.Router) { … })
		if n := fold.LastName(outer.Fun); (n == "Route" || n == "Group" || n == "Mount" || n == "PathPrefix") && len(outer.Args) > 1 {
			s, _ := fold.LiteralText(outer.Args[0])
			groups.WriteString(strings.TrimSuffix(s, "/"))
		}
	}
	prefix := groups.String()
	sel, ok := c.Node.Fun.(*ast.SelectorExpr)
	if !ok || p.Index(f) == nil {
		return prefix
	}
	name := fold.LastName(sel.X)
	for n := 0; n < 4 && name != ""; n++ { // gin, echo, fiber: api := r.Group("/api")
		next := ""
		for _, s := range p.Index(f).Sets[name] {
			g, ok := s.Right.(*ast.CallExpr)
			if !ok || s.Fn != c.Around.Fn || len(g.Args) == 0 {
				continue
			}
			if fn := fold.LastName(g.Fun); fn == "Group" || fn == "Party" {
				part, _ := fold.LiteralText(g.Args[0])
				prefix = strings.TrimSuffix(part, "/") + prefix
				if inner, ok := g.Fun.(*ast.SelectorExpr); ok {
					next = fold.LastName(inner.X)
				}
			}
		}
		name = next
	}
	return prefix
}
