package maven

import (
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// drivers tell which service a client library talks to. The source of a row is the library's own page under its coordinates
// (central.sonatype.com/artifact/GROUP/ARTIFACT), whose description names the service.
var drivers = []struct {
	library string // group:artifact, each of which may end in "*"
	service facts.Service
}{
	{"mysql:mysql-connector-java", "mysql"},
	{"com.mysql:mysql-connector-j", "mysql"},
	{"org.mariadb.jdbc:mariadb-java-client", "mariadb"},
	{"io.quarkus:quarkus-jdbc-mysql", "mysql"},
	{"io.quarkus:quarkus-jdbc-mariadb", "mariadb"},
	{"io.quarkus:quarkus-reactive-mysql-client", "mysql"},
	{"dev.miku:r2dbc-mysql", "mysql"},
	{"io.asyncer:r2dbc-mysql", "mysql"},
	{"com.github.jasync-sql:jasync-r2dbc-mysql", "mysql"},
	{"org.postgresql:postgresql", "postgres"},
	{"io.quarkus:quarkus-jdbc-postgresql", "postgres"},
	{"io.quarkus:quarkus-reactive-pg-client", "postgres"},
	{"org.postgresql:r2dbc-postgresql", "postgres"},
	{"io.r2dbc:r2dbc-postgresql", "postgres"},
	{"io.vertx:vertx-pg-client", "postgres"},
	{"com.oracle*:ojdbc6", "oracle"},
	{"com.oracle*:ojdbc8", "oracle"},
	{"com.oracle*:ojdbc10", "oracle"},
	{"com.oracle*:ojdbc11", "oracle"},
	{"com.microsoft.sqlserver:mssql-jdbc", "sqlserver"},
	{"io.quarkus:quarkus-jdbc-mssql", "sqlserver"},
	{"com.dameng:DmJdbcDriver18", "dameng"},
	{"com.clickhouse:clickhouse-jdbc", "clickhouse"},
	{"ru.yandex.clickhouse:clickhouse-jdbc", "clickhouse"},
	{"org.springframework.boot:spring-boot-starter-data-redis", "redis"},
	{"org.springframework.boot:spring-boot-starter-data-redis-reactive", "redis"},
	{"redis.clients:jedis", "redis"},
	{"io.lettuce:lettuce-core", "redis"},
	{"org.redisson:redisson", "redis"},
	{"org.redisson:redisson-spring-boot-starter", "redis"},
	{"org.springframework.session:spring-session-data-redis", "redis"},
	{"io.quarkus:quarkus-redis-client", "redis"},
	{"io.micronaut.redis:micronaut-redis-lettuce", "redis"},
	{"io.micronaut.configuration:micronaut-redis-lettuce", "redis"},
	{"org.springframework.boot:spring-boot-starter-data-mongodb", "mongodb"},
	{"org.springframework.boot:spring-boot-starter-data-mongodb-reactive", "mongodb"},
	{"org.mongodb:mongodb-driver-sync", "mongodb"},
	{"org.mongodb:mongo-java-driver", "mongodb"},
	{"io.quarkus:quarkus-mongodb-client", "mongodb"},
	{"io.quarkus:quarkus-mongodb-panache", "mongodb"},
	{"org.springframework.boot:spring-boot-starter-amqp", "rabbitmq"},
	{"org.springframework.amqp:spring-rabbit", "rabbitmq"},
	{"com.rabbitmq:amqp-client", "rabbitmq"},
	{"org.springframework.cloud:spring-cloud-starter-stream-rabbit", "rabbitmq"},
	{"org.springframework.cloud:spring-cloud-stream-binder-rabbit", "rabbitmq"},
	{"io.quarkus:quarkus-messaging-rabbitmq", "rabbitmq"},
	{"org.springframework.cloud:spring-cloud-starter-bus-amqp", "rabbitmq"},
	{"org.springframework.kafka:spring-kafka", "kafka"},
	{"org.apache.kafka:kafka-clients", "kafka"},
	{"org.apache.kafka:kafka-streams", "kafka"},
	{"org.springframework.cloud:spring-cloud-starter-stream-kafka", "kafka"},
	{"org.springframework.cloud:spring-cloud-stream-binder-kafka", "kafka"},
	{"io.quarkus:quarkus-kafka-client", "kafka"},
	{"io.quarkus:quarkus-messaging-kafka", "kafka"},
	{"io.quarkus:quarkus-smallrye-reactive-messaging-kafka", "kafka"},
	{"io.micronaut.kafka:micronaut-kafka", "kafka"},
	{"io.micronaut.configuration:micronaut-kafka", "kafka"},
	{"org.apache.rocketmq:rocketmq-spring-boot-starter", "rocketmq"},
	{"org.apache.rocketmq:rocketmq-client", "rocketmq"},
	{"org.springframework.boot:spring-boot-starter-activemq", "activemq"},
	{"org.apache.pulsar:pulsar-client", "pulsar"},
	{"org.springframework.boot:spring-boot-starter-data-elasticsearch", "elasticsearch"},
	{"org.elasticsearch.client:elasticsearch-rest-high-level-client", "elasticsearch"},
	{"co.elastic.clients:elasticsearch-java", "elasticsearch"},
	{"io.quarkus:quarkus-elasticsearch*", "elasticsearch"},
	{"io.quarkus:quarkus-hibernate-search-orm-elasticsearch*", "elasticsearch"},
	{"io.quarkus:quarkus-hibernate-search-standalone-elasticsearch*", "elasticsearch"},
	{"org.hibernate.search:hibernate-search-backend-elasticsearch*", "elasticsearch"},
	{"org.opensearch.client:opensearch-java", "opensearch"},
	{"org.springframework.boot:spring-boot-starter-data-neo4j", "neo4j"},
	{"org.springframework.boot:spring-boot-starter-data-cassandra", "cassandra"},
	{"com.datastax.oss:java-driver-core", "cassandra"},
	{"org.apache.cassandra:java-driver-core", "cassandra"},
	{"io.minio:minio", "minio"},
	{"org.springframework.boot:spring-boot-starter-data-ldap", "ldap"},
	{"org.apache.zookeeper:zookeeper", "zookeeper"},
	{"org.apache.curator:curator-framework", "zookeeper"},
	{"com.influxdb:influxdb-client-java", "influxdb"},
	{"net.spy:spymemcached", "memcached"},
	{"org.springframework.boot:spring-boot-starter-mail", "smtp"},
	{"io.quarkus:quarkus-mailer", "smtp"},
	{"io.vertx:vertx-mysql-client", "mysql"},
	{"io.quarkus:quarkus-reactive-mssql-client", "sqlserver"},
	{"io.vertx:vertx-mssql-client", "sqlserver"},
	{"io.r2dbc:r2dbc-mssql", "sqlserver"},
	{"com.oracle*:ojdbc17", "oracle"},
	{"com.oracle.database.r2dbc:oracle-r2dbc", "oracle"},
	{"io.quarkus:quarkus-jdbc-oracle", "oracle"},
	{"com.ibm.db2:jcc", "db2"},
	{"io.quarkus:quarkus-jdbc-db2", "db2"},
	{"com.clickhouse:client-v2", "clickhouse"},
	{"io.vertx:vertx-redis-client", "redis"},
	{"io.valkey:valkey-java", "redis"},
	{"org.mongodb:mongodb-driver-reactivestreams", "mongodb"},
	{"io.vertx:vertx-mongo-client", "mongodb"},
	{"io.micronaut.mongodb:micronaut-mongo-*", "mongodb"},
	{"io.vertx:vertx-rabbitmq-client", "rabbitmq"},
	{"io.micronaut.rabbitmq:micronaut-rabbitmq", "rabbitmq"},
	{"io.vertx:vertx-kafka-client", "kafka"},
	{"io.helidon.messaging.kafka:helidon-messaging-kafka", "kafka"},
	{"org.apache.rocketmq:rocketmq-client-java", "rocketmq"},
	{"org.springframework.boot:spring-boot-starter-artemis", "activemq"},
	{"org.apache.activemq:activemq-client", "activemq"},
	{"org.apache.activemq:artemis-jakarta-client", "activemq"},
	{"org.springframework.boot:spring-boot-starter-pulsar*", "pulsar"},
	{"org.apache.pulsar:pulsar-client-all", "pulsar"},
	{"org.eclipse.paho:org.eclipse.paho.client.mqttv3", "mqtt"},
	{"org.eclipse.paho:org.eclipse.paho.mqttv5.client", "mqtt"},
	{"org.springframework.integration:spring-integration-mqtt", "mqtt"},
	{"com.hivemq:hivemq-mqtt-client", "mqtt"},
	{"io.quarkus:quarkus-messaging-mqtt", "mqtt"},
	{"io.nats:jnats", "nats"},
	{"io.nats:nats-spring*", "nats"},
	{"org.elasticsearch.client:elasticsearch-rest-client", "elasticsearch"},
	{"org.opensearch.client:opensearch-rest-*", "opensearch"},
	{"org.opensearch.client:spring-data-opensearch-starter", "opensearch"},
	{"org.neo4j.driver:neo4j-java-driver", "neo4j"},
	{"org.springframework.boot:spring-boot-starter-data-cassandra-reactive", "cassandra"},
	{"org.springframework.boot:spring-boot-starter-data-couchbase*", "couchbase"},
	{"com.couchbase.client:java-client", "couchbase"},
	{"com.arangodb:arangodb-java-driver", "arangodb"},
	{"software.amazon.awssdk:s3", "s3"},
	{"com.amazonaws:aws-java-sdk-s3", "s3"},
	{"io.awspring.cloud:spring-cloud-aws-starter-s3", "s3"},
	{"org.springframework.ldap:spring-ldap-core", "ldap"},
	{"io.etcd:jetcd-core", "etcd"},
	{"com.googlecode.xmemcached:xmemcached", "memcached"},
	{"com.meilisearch.sdk:meilisearch-java", "meilisearch"},
	{"org.typesense:typesense-java", "typesense"},
	{"io.qdrant:client", "qdrant"},
	{"io.weaviate:client", "weaviate"},
	{"io.milvus:milvus-sdk-java", "milvus"},
	{"org.apache.solr:solr-solrj", "solr"},
	{"io.temporal:temporal-sdk", "temporal"},
	{"io.temporal:temporal-spring-boot-*", "temporal"},
	{"org.springframework.cloud:spring-cloud-starter-vault-config", "vault"},
	{"org.springframework.vault:spring-vault-core", "vault"},
	{"io.quarkiverse.vault:quarkus-vault", "vault"},
	{"com.google.cloud:google-cloud-pubsub", "pubsub"},
	{"com.google.cloud:spring-cloud-gcp-starter-pubsub", "pubsub"},
	{"com.google.cloud:google-cloud-firestore", "firestore"},
	{"com.github.docker-java:docker-java*", "docker"},
	{"com.alibaba.cloud:spring-cloud-starter-alibaba-seata", "seata"},
	{"io.seata:seata-spring-boot-starter", "seata"},
	{"org.apache.seata:seata-spring-boot-starter", "seata"},
}

// urlServices tell the service of a JDBC (or R2DBC) address.
var urlServices = []struct {
	word    string
	service facts.Service
}{
	{":mysql:", "mysql"}, {":mariadb:", "mariadb"}, {":postgresql:", "postgres"}, {":oracle:", "oracle"}, {":sqlserver:", "sqlserver"}, {":clickhouse:", "clickhouse"}, {":dm:", "dameng"}, {":db2:", "db2"},
}

// needsOf lists the services that the program talks to: what its configuration addresses, else what it has a client for.
// Several database drivers without an address are a choice, not a need.
func needsOf(x *module.Module) []facts.Service {
	set := map[facts.Service]bool{}
	embedded := false
	for _, l := range x.Config().Layers {
		for _, v := range l.Order {
			s := module.Setting{}
			text := x.Config().Resolve(v.Value, &s, 0)
			if !strings.Contains(text, "jdbc:") && !strings.Contains(text, "r2dbc:") {
				continue
			}
			for _, u := range urlServices {
				if strings.Contains(text, u.word) {
					set[u.service] = true
				}
			}
			embedded = embedded || strings.Contains(text, ":h2:") || strings.Contains(text, ":hsqldb:") || strings.Contains(text, ":derby:") || strings.Contains(text, ":sqlite:")
		}
	}
	addressed := len(set) > 0
	if _, ok := x.Has("com.h2database:h2", "org.hsqldb:hsqldb", "hsqldb:hsqldb", "org.apache.derby:derby*", "org.xerial:sqlite-jdbc", "io.quarkus:quarkus-jdbc-h2"); ok {
		embedded = true
	}
	var fromDrivers []facts.Service
	for _, d := range drivers {
		dep, ok := x.Has(d.library)
		if !ok || dep.Scope == "provided" || dep.Optional {
			continue
		}
		if d.service.Row().Database {
			if !slices.Contains(fromDrivers, d.service) {
				fromDrivers = append(fromDrivers, d.service)
			}
			continue
		}
		if d.service != facts.SMTP || x.Setting("spring.mail.host", "") != "" {
			set[d.service] = true
		}
	}
	if !addressed && !embedded && len(fromDrivers) == 1 {
		set[fromDrivers[0]] = true
	}
	for _, r := range registriesOf(x) {
		if r != facts.Dubbo {
			set[r] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// registryClients tell which service registry or configuration server a client library talks to.
var registryClients = []struct {
	library  string // group:artifact, each of which may end in "*"
	registry facts.Service
}{
	{"com.alibaba.cloud:spring-cloud-starter-alibaba-nacos-discovery", "nacos"},
	{"org.springframework.cloud:spring-cloud-starter-alibaba-nacos-discovery", "nacos"},
	{"com.alibaba.cloud:spring-cloud-starter-alibaba-nacos-config", "nacos"},
	{"org.springframework.cloud:spring-cloud-starter-alibaba-nacos-config", "nacos"},
	{"com.alibaba.cloud:spring-cloud-alibaba-nacos-discovery", "nacos"},
	{"com.alibaba.cloud:spring-cloud-alibaba-nacos-config", "nacos"},
	{"com.alibaba.boot:nacos-discovery-spring-boot-starter", "nacos"},
	{"com.alibaba.boot:nacos-config-spring-boot-starter", "nacos"},
	{"org.apache.dubbo:dubbo-registry-nacos", "nacos"},
	{"com.alibaba:dubbo-registry-nacos", "nacos"},
	{"org.apache.dubbo:dubbo-nacos-spring-boot-starter", "nacos"},
	{"com.alibaba.nacos:nacos-client", "nacos"},
	{"org.springframework.cloud:spring-cloud-starter-netflix-eureka-client", "eureka"},
	{"org.springframework.cloud:spring-cloud-starter-eureka", "eureka"},
	{"org.springframework.cloud:spring-cloud-starter-zookeeper-discovery", "zookeeper"},
	{"org.springframework.cloud:spring-cloud-starter-zookeeper-config", "zookeeper"},
	{"org.apache.dubbo:dubbo-registry-zookeeper", "zookeeper"},
	{"com.alibaba:dubbo-registry-zookeeper", "zookeeper"},
	{"org.apache.dubbo:dubbo-zookeeper-spring-boot-starter", "zookeeper"},
	{"org.apache.dubbo:dubbo-dependencies-zookeeper", "zookeeper"},
	{"org.springframework.cloud:spring-cloud-starter-consul-discovery", "consul"},
	{"org.springframework.cloud:spring-cloud-starter-consul-config", "consul"},
	{"org.springframework.cloud:spring-cloud-starter-consul-all", "consul"},
	{"io.micronaut*:micronaut-discovery-client", "consul"},
	{"org.springframework.cloud:spring-cloud-starter-config", "config-server"},
	{"org.springframework.cloud:spring-cloud-config-client", "config-server"},
	{"com.ctrip.framework.apollo:apollo-client", "apollo"},
	{"org.apache.dubbo:dubbo", "dubbo"},
	{"com.alibaba:dubbo", "dubbo"},
	{"org.apache.dubbo:dubbo-spring-boot-starter", "dubbo"},
	{"com.alibaba*:dubbo-spring-boot-starter", "dubbo"},
}

// registriesOf lists the service registries (and configuration servers) that the program registers with.
func registriesOf(x *module.Module) []facts.Service {
	set := map[facts.Service]bool{}
	for _, d := range registryClients {
		if dep, ok := x.Has(d.library); ok && dep.Scope != "provided" {
			set[d.registry] = true
		}
	}
	if v, ok := x.Config().Get("dubbo.registry.address"); ok {
		for _, word := range []facts.Service{facts.Nacos, facts.ZooKeeper, facts.Consul} {
			if strings.HasPrefix(v.Text, string(word)) {
				set[word] = true
			}
		}
	}
	if v, ok := x.Config().Get("eureka.client.enabled"); ok && v.Text == "false" {
		delete(set, "eureka")
	}
	return slices.Sorted(maps.Keys(set))
}

// neededVariables lists the variables without which the configuration has a hole: placeholders without a default that no key of the
// configuration and no property of the build fills. Names only.
func neededVariables(x *module.Module) []string {
	set := map[string]bool{}
	c := x.Config()
	for _, l := range c.Layers {
		for _, v := range l.Order {
			if !strings.Contains(v.Value, "${") || strings.HasPrefix(v.Key, "info.") || strings.HasPrefix(v.Key, "logging.pattern") {
				continue
			}
			s := module.Setting{}
			c.Resolve(v.Value, &s, 0)
			for _, name := range s.Missing {
				if strings.Contains(v.Value, "(?<"+name+">") { // a group of the pattern beside it: RewritePath=/a/(?<rest>.*), /${rest}
					continue // (docs.spring.io, Spring Cloud Gateway, "RewritePath"; java.util.regex.Matcher.replaceAll)
				}
				if n := variableName(name); n != "" {
					set[n] = true
				}
			}
		}
	}
	if _, ok := x.Has("io.dropwizard:dropwizard-core"); ok {
		dropwizardEnv(x, set)
	}
	for _, e := range x.PortEnv {
		delete(set, e.Name) // the image sets it
	}
	return slices.Sorted(maps.Keys(set))
}

// variableName is the variable that fills a placeholder; "" for names that Spring, the JVM or a random source fill.
func variableName(name string) string {
	for _, prefix := range []string{"random.", "user.", "java.", "os.", "spring.cloud.client.", "vcap.", "local.", "project.", "pom.", "git.", "settings.", "maven.", "quarkus.", "micronaut."} {
		if strings.HasPrefix(name, prefix) {
			return ""
		}
	}
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("._-", r) {
			return ""
		}
	}
	if name == "" || strings.EqualFold(name, "hostname") || name == "HOME" || name == "PATH" || name == "PID" || name == "CONSOLE_LOG_PATTERN" {
		return ""
	}
	return module.EnvName(name)
}
