package facts

import "slices"

// Service is what an application needs beside itself, by its canonical word: a database, a broker, a service registry.
type Service string

// The services that detectors can find and settings can name. Each has a row in the table of [Services].
const (
	ActiveMQ       Service = "activemq"
	Apollo         Service = "apollo"
	ArangoDB       Service = "arangodb"
	Cassandra      Service = "cassandra"
	ClickHouse     Service = "clickhouse"
	CockroachDB    Service = "cockroachdb"
	ConfigServer   Service = "config-server"
	Consul         Service = "consul"
	Couchbase      Service = "couchbase"
	CouchDB        Service = "couchdb"
	Dameng         Service = "dameng"
	DB2            Service = "db2"
	Dgraph         Service = "dgraph"
	Docker         Service = "docker"
	Dubbo          Service = "dubbo"
	Elasticsearch  Service = "elasticsearch"
	Etcd           Service = "etcd"
	Eureka         Service = "eureka"
	Firestore      Service = "firestore"
	InfluxDB       Service = "influxdb"
	Kafka          Service = "kafka"
	LDAP           Service = "ldap"
	MariaDB        Service = "mariadb"
	Meilisearch    Service = "meilisearch"
	Memcached      Service = "memcached"
	Milvus         Service = "milvus"
	MinIO          Service = "minio"
	MongoDB        Service = "mongodb"
	MQTT           Service = "mqtt"
	MySQL          Service = "mysql"
	Nacos          Service = "nacos"
	NATS           Service = "nats"
	Neo4j          Service = "neo4j"
	NSQ            Service = "nsq"
	OpenSearch     Service = "opensearch"
	Oracle         Service = "oracle"
	Postgres       Service = "postgres"
	PubSub         Service = "pubsub"
	Pulsar         Service = "pulsar"
	Qdrant         Service = "qdrant"
	RabbitMQ       Service = "rabbitmq"
	Redis          Service = "redis"
	RocketMQ       Service = "rocketmq"
	S3             Service = "s3"
	SchemaRegistry Service = "schema-registry"
	Seata          Service = "seata"
	Sentinel       Service = "sentinel"
	SMTP           Service = "smtp"
	Solr           Service = "solr"
	SQLServer      Service = "sqlserver"
	Temporal       Service = "temporal"
	Typesense      Service = "typesense"
	Vault          Service = "vault"
	Weaviate       Service = "weaviate"
	XXLJob         Service = "xxl-job"
	ZooKeeper      Service = "zookeeper"
)

// ServiceRow is what is known of a service, the same for every language.
type ServiceRow struct {
	Name     Service
	Aliases  []string // other words for the same: postgresql, mssql
	Database bool     // relational: several drivers without an address are a choice, not a need
	Ports    []int    // TCP ports that clients connect to unless they are told otherwise; none when there is no usual one
	Source   string   // where the ports are documented
	// Announce are variables by which a client learns the address under which it registers itself.
	Announce []string
	// Leave takes an instance out of the registry before the program is stopped.
	Leave Leave
}

// Leave is a request to the program itself, on its loopback address. The zero value is none.
type Leave struct {
	Port   int    // of the endpoint; 0 means that of the health route, which Beside must be a part of
	Path   string // absolute with a port of its own, otherwise below Beside
	Beside string // part of the health route: "/actuator/"
	Body   string // JSON to post; empty for a GET
}

// springLeave is the actuator's endpoint of Spring Cloud Commons ("Service Registry Actuator Endpoint").
var springLeave = Leave{Beside: "/actuator/", Path: "serviceregistry", Body: `{"status":"DOWN"}`}

// services is sorted by name. A service without ports is one that no NetworkPolicy can be opened for by a rule.
var services = []ServiceRow{
	{Name: ActiveMQ, Ports: []int{61616}, Source: "ActiveMQ Classic, OpenWire transport"},
	{Name: Apollo, Ports: []int{8080}, Source: "Apollo deployment guide: apollo-configservice"},
	{Name: ArangoDB, Ports: []int{8529}, Source: "ArangoDB: --server.endpoint"},
	{Name: Cassandra, Ports: []int{9042}, Source: "cassandra.yaml: native_transport_port"},
	{Name: ClickHouse, Database: true, Ports: []int{8123, 9000}, Source: "ClickHouse, Network ports"},
	{Name: CockroachDB, Aliases: []string{"cockroach"}, Database: true, Ports: []int{26257}, Source: "cockroach start: --listen-addr"},
	{Name: ConfigServer, Ports: []int{8888}, Source: "Spring Cloud Config: spring.cloud.config.uri"},
	{Name: Consul, Ports: []int{8500}, Source: "Consul, Required ports"},
	{Name: Couchbase, Ports: []int{8091, 8093, 11210}, Source: "Couchbase Server Ports: cluster manager, query and data service"},
	{Name: CouchDB, Ports: []int{5984}, Source: "IANA couchdb"},
	{Name: Dameng, Aliases: []string{"dm"}, Database: true, Ports: []int{5236}, Source: "DM8 dm.ini: PORT_NUM"},
	{Name: DB2, Database: true, Ports: []int{50000}, Source: "IBM Db2: SVCENAME of the default instance"},
	{Name: Dgraph, Ports: []int{9080}, Source: "Dgraph Alpha: gRPC external port"},
	{Name: Docker, Source: "Docker Engine: clients use the socket of the host unless DOCKER_HOST names another address"},
	{Name: Dubbo, Ports: []int{20880}, Source: "Dubbo: dubbo.protocol.port", Announce: []string{"DUBBO_IP_TO_REGISTRY"}, Leave: Leave{Port: 22222, Path: "/offline"}},
	{Name: Elasticsearch, Aliases: []string{"elastic"}, Ports: []int{9200}, Source: "Elasticsearch: http.port"},
	{Name: Etcd, Ports: []int{2379}, Source: "IANA etcd-client"},
	{Name: Eureka, Ports: []int{8761}, Source: "Spring Cloud Netflix: eureka.client.serviceUrl.defaultZone", Announce: []string{"EUREKA_INSTANCE_IP_ADDRESS"}, Leave: springLeave},
	{Name: Firestore, Ports: []int{443}, Source: "Google APIs are served by HTTPS only"},
	{Name: InfluxDB, Aliases: []string{"influx"}, Ports: []int{8086}, Source: "influxd: http-bind-address"},
	{Name: Kafka, Ports: []int{9092, 9093, 9094}, Source: "server.properties: listeners (plain, and the usual ones for TLS and SASL)"},
	{Name: LDAP, Ports: []int{389, 636}, Source: "IANA ldap, ldaps"},
	{Name: MariaDB, Database: true, Ports: []int{3306}, Source: "mariadbd: port"},
	{Name: Meilisearch, Ports: []int{7700}, Source: "Meilisearch: MEILI_HTTP_ADDR"},
	{Name: Memcached, Aliases: []string{"memcache"}, Ports: []int{11211}, Source: "IANA memcache"},
	{Name: Milvus, Ports: []int{19530}, Source: "milvus.yaml: proxy.port"},
	{Name: MinIO, Ports: []int{9000}, Source: "minio server: --address"},
	{Name: MongoDB, Aliases: []string{"mongo"}, Ports: []int{27017}, Source: "IANA mongodb"},
	{Name: MQTT, Ports: []int{1883, 8883}, Source: "IANA mqtt, secure-mqtt"},
	{Name: MySQL, Database: true, Ports: []int{3306}, Source: "IANA mysql"},
	{Name: Nacos, Ports: []int{8848, 9848, 9849}, Source: "Nacos 2: server port and its gRPC offsets 1000 and 1001", Announce: []string{"DUBBO_IP_TO_REGISTRY", "SPRING_CLOUD_NACOS_DISCOVERY_IP"}, Leave: springLeave},
	{Name: NATS, Ports: []int{4222}, Source: "nats-server: port"},
	{Name: Neo4j, Ports: []int{7474, 7687}, Source: "Neo4j operations manual, Ports"},
	{Name: NSQ, Ports: []int{4150, 4151, 4160, 4161}, Source: "nsqd and nsqlookupd: -tcp-address, -http-address"},
	{Name: OpenSearch, Ports: []int{9200}, Source: "OpenSearch: http.port"},
	{Name: Oracle, Database: true, Ports: []int{1521}, Source: "Oracle Net listener"},
	{Name: Postgres, Aliases: []string{"postgresql"}, Database: true, Ports: []int{5432}, Source: "IANA postgresql"},
	{Name: PubSub, Ports: []int{443}, Source: "Google APIs are served by HTTPS only"},
	{Name: Pulsar, Ports: []int{6650}, Source: "Pulsar broker: brokerServicePort"},
	{Name: Qdrant, Ports: []int{6333, 6334}, Source: "Qdrant: service.http_port, service.grpc_port"},
	{Name: RabbitMQ, Aliases: []string{"amqp"}, Ports: []int{5671, 5672}, Source: "IANA amqps, amqp"},
	{Name: Redis, Aliases: []string{"valkey"}, Ports: []int{6379}, Source: "IANA redis"},
	{Name: RocketMQ, Ports: []int{9876, 10909, 10911}, Source: "RocketMQ: name server, broker and its VIP channel"},
	{Name: S3, Ports: []int{443}, Source: "Amazon S3 endpoints"},
	{Name: SchemaRegistry, Ports: []int{8081}, Source: "Confluent Schema Registry: listeners"},
	{Name: Seata, Ports: []int{8091}, Source: "Seata server: service port"},
	{Name: Sentinel, Ports: []int{8719}, Source: "Sentinel: csp.sentinel.api.port"},
	{Name: SMTP, Ports: []int{25, 465, 587}, Source: "IANA smtp, submissions, submission"},
	{Name: Solr, Ports: []int{8983}, Source: "Solr: solr.port.listen"},
	{Name: SQLServer, Aliases: []string{"mssql"}, Database: true, Ports: []int{1433}, Source: "IANA ms-sql-s"},
	{Name: Temporal, Ports: []int{7233}, Source: "Temporal: frontend service"},
	{Name: Typesense, Ports: []int{8108}, Source: "Typesense: --api-port"},
	{Name: Vault, Ports: []int{8200}, Source: "Vault: listener tcp, address"},
	{Name: Weaviate, Ports: []int{8080, 50051}, Source: "Weaviate: HTTP and gRPC ports"},
	{Name: XXLJob, Ports: []int{8080}, Source: "xxl-job-admin: server.port"},
	{Name: ZooKeeper, Ports: []int{2181}, Source: "zoo.cfg: clientPort", Announce: []string{"DUBBO_IP_TO_REGISTRY"}},
}

// Services returns all rows, sorted by name.
func Services() []ServiceRow { return slices.Clone(services) }

// LookupService finds a service by its name or one of its aliases; false for a word that the table does not have.
func LookupService(word string) (ServiceRow, bool) {
	for _, row := range services {
		if string(row.Name) == word || slices.Contains(row.Aliases, word) {
			return row, true
		}
	}
	return ServiceRow{}, false
}

// Row returns what is known of the service; the zero row for a word that no table has.
func (s Service) Row() ServiceRow {
	row, _ := LookupService(string(s))
	return row
}

// Known says whether the table has the word itself; an alias is not known, since facts use one word for one service.
func (s Service) Known() bool { return s != "" && s.Row().Name == s }
