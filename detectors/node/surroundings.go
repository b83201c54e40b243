package node

import (
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/recipe"
)

// clients of services, by package. The source of a row is the package's own page (npmjs.com/package/NAME), which names the service.
var clients = []struct {
	service  facts.Service
	packages []string
}{
	{"postgres", []string{"pg", "pg-promise", "postgres", "pg-native", "@vercel/postgres", "slonik", "pg-boss", "postgraphile", "@fastify/postgres", "connect-pg-simple", "graphile-worker"}},
	{"mysql", []string{"mysql", "mysql2", "mariadb", "egg-mysql", "promise-mysql", "@fastify/mysql"}},
	{"mongodb", []string{"mongodb", "mongoose", "@nestjs/mongoose", "egg-mongoose", "@typegoose/typegoose", "monk", "mongojs", "connect-mongo", "agenda", "@fastify/mongodb"}},
	{"redis", []string{"redis", "ioredis", "bull", "bullmq", "connect-redis", "@hapi/catbox-redis", "egg-redis", "@fastify/redis", "@nestjs/bull", "@nestjs/bullmq", "bee-queue", "handy-redis", "iovalkey", "@valkey/valkey-glide", "rate-limit-redis", "cache-manager-redis-store", "cache-manager-redis-yet", "cache-manager-ioredis", "@keyv/redis", "@keyv/valkey", "@socket.io/redis-adapter"}},
	{"rabbitmq", []string{"amqplib", "amqp-connection-manager", "amqp", "@golevelup/nestjs-rabbitmq", "rhea"}},
	{"kafka", []string{"kafkajs", "node-rdkafka", "kafka-node", "@confluentinc/kafka-javascript", "@platformatic/kafka"}},
	{"elasticsearch", []string{"@elastic/elasticsearch", "elasticsearch", "@nestjs/elasticsearch", "@fastify/elasticsearch"}},
	{"opensearch", []string{"@opensearch-project/opensearch"}},
	{"nats", []string{"nats", "@nats-io/transport-node", "node-nats-streaming"}},
	{"mqtt", []string{"mqtt"}},
	{"memcached", []string{"memcached", "memjs"}},
	{"cassandra", []string{"cassandra-driver"}},
	{"neo4j", []string{"neo4j-driver"}},
	{"sqlserver", []string{"mssql", "tedious"}},
	{"oracle", []string{"oracledb"}},
	{"clickhouse", []string{"@clickhouse/client", "clickhouse"}},
	{"minio", []string{"minio"}},
	{"etcd", []string{"etcd3"}},
	{"zookeeper", []string{"node-zookeeper-client"}},
	{"consul", []string{"consul"}},
	{"meilisearch", []string{"meilisearch"}},
	{"s3", []string{"@aws-sdk/client-s3"}},
	{"influxdb", []string{"influx", "@influxdata/influxdb-client", "@influxdata/influxdb3-client"}},
	{"pulsar", []string{"pulsar-client"}},
	{"temporal", []string{"@temporalio/client", "@temporalio/worker"}},
	{"typesense", []string{"typesense"}},
	{"qdrant", []string{"@qdrant/js-client-rest", "@qdrant/js-client-grpc"}},
	{"weaviate", []string{"weaviate-client", "weaviate-ts-client"}},
	{"milvus", []string{"@zilliz/milvus2-sdk-node"}},
	{"vault", []string{"node-vault"}},
	{"couchbase", []string{"couchbase"}},
	{"arangodb", []string{"arangojs"}},
	{"nsq", []string{"nsqjs"}},
	{"couchdb", []string{"nano"}},
	{"solr", []string{"solr-client"}},
	{"pubsub", []string{"@google-cloud/pubsub"}},
	{"firestore", []string{"@google-cloud/firestore"}},
	{"nacos", []string{"nacos"}},
	{"eureka", []string{"eureka-js-client"}},
	{"activemq", []string{"stompit"}},
	{"docker", []string{"dockerode"}},
	{"ldap", []string{"ldapjs", "ldapts"}},
}

// surroundings fills in what a program needs around it: services, variables, system packages, settings by environment.
func surroundings(p *code.Base, u *launch.Unit, out *facts.Unit) {
	m := u.M
	if u.Kind.Value != facts.StaticSite && u.Kind.Value != facts.Library {
		out.Needs = needs(p, m)
		out.NeedsEnv = needsEnv(p, u)
		_, out.NativePackages = recipe.Native(p, m)
		out.Metrics = metrics(p, u)
	}
	environmentsOf(p, u, out)
}

// needs are the services that production dependencies connect to.
func needs(p *code.Base, m *manifest.Manifest) []facts.Service {
	var out []facts.Service
	for _, c := range clients {
		if slices.ContainsFunc(c.packages, m.Production) {
			out = append(out, c.service)
		}
	}
	if provider, _ := prisma(p, m); provider != "" {
		out = append(out, provider)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var (
	prismaProvider = regexp.MustCompile(`(?s)datasource\s+\w+\s*\{[^}]*?provider\s*=\s*"(\w+)"`)
	prismaEnv      = regexp.MustCompile(`(?s)datasource\s+\w+\s*\{[^}]*?\burl\s*=\s*env\(\s*"(\w+)"`)
)

// prisma reads the data source of the schema: the service, and the variable with its address.
func prisma(p *code.Base, m *manifest.Manifest) (service facts.Service, env string) {
	if !m.Uses("@prisma/client", "prisma") {
		return "", ""
	}
	files := slices.Concat(p.Tree.Under(m.Join("prisma")), p.Tree.Under(m.Join("src/prisma")), []string{m.Join("schema.prisma")})
	if own, ok := m.Inside(m.Root.Get("prisma", "schema").Str()); ok {
		files = append(files, own)
	}
	for _, f := range files {
		if !strings.HasSuffix(f, ".prisma") {
			continue
		}
		data, err := p.Tree.Read(f)
		if err != nil {
			continue
		}
		if found := prismaProvider.FindSubmatch(data); found != nil {
			row, _ := facts.LookupService(string(found[1])) // SQLite and the like are no service
			service = row.Name
		}
		if found := prismaEnv.FindSubmatch(data); found != nil {
			env = string(found[1])
		}
	}
	return service, env
}

// metrics finds a route of Prometheus metrics where a client library is used.
func metrics(p *code.Base, u *launch.Unit) facts.Text {
	name, ok := u.M.Has("prom-client", "express-prom-bundle", "express-prometheus-middleware", "@willsoto/nestjs-prometheus", "fastify-metrics", "swagger-stats", "@promster/express", "koa-prom-client")
	if !ok {
		return facts.Text{}
	}
	for _, r := range routes(p, u) {
		if r.path == "/metrics" || strings.HasSuffix(r.path, "/metrics") {
			return facts.Text{Value: r.path, Confidence: facts.Likely, Evidence: []facts.Evidence{r.evidence}}
		}
	}
	if name == "prom-client" {
		return facts.Text{}
	}
	_, field := u.M.Dependency(name)
	return facts.Text{Value: "/metrics", Confidence: facts.Likely, Evidence: u.M.Evidence(name+" default", field, name)}
}
