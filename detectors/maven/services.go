package maven

import (
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// drivers tell which service a client library talks to.
var drivers = []struct {
	artifact string
	service  facts.Service
}{
	{"mysql-connector-java", "mysql"},
	{"mysql-connector-j", "mysql"},
	{"mariadb-java-client", "mariadb"},
	{"quarkus-jdbc-mysql", "mysql"},
	{"quarkus-jdbc-mariadb", "mariadb"},
	{"quarkus-reactive-mysql-client", "mysql"},
	{"r2dbc-mysql", "mysql"},
	{"jasync-r2dbc-mysql", "mysql"},
	{"postgresql", "postgres"},
	{"quarkus-jdbc-postgresql", "postgres"},
	{"quarkus-reactive-pg-client", "postgres"},
	{"r2dbc-postgresql", "postgres"},
	{"vertx-pg-client", "postgres"},
	{"ojdbc6", "oracle"},
	{"ojdbc8", "oracle"},
	{"ojdbc10", "oracle"},
	{"ojdbc11", "oracle"},
	{"mssql-jdbc", "sqlserver"},
	{"quarkus-jdbc-mssql", "sqlserver"},
	{"DmJdbcDriver18", "dameng"},
	{"clickhouse-jdbc", "clickhouse"},
	{"spring-boot-starter-data-redis", "redis"},
	{"spring-boot-starter-data-redis-reactive", "redis"},
	{"jedis", "redis"},
	{"lettuce-core", "redis"},
	{"redisson", "redis"},
	{"redisson-spring-boot-starter", "redis"},
	{"spring-session-data-redis", "redis"},
	{"quarkus-redis-client", "redis"},
	{"micronaut-redis-lettuce", "redis"},
	{"spring-boot-starter-data-mongodb", "mongodb"},
	{"spring-boot-starter-data-mongodb-reactive", "mongodb"},
	{"mongodb-driver-sync", "mongodb"},
	{"mongo-java-driver", "mongodb"},
	{"quarkus-mongodb-client", "mongodb"},
	{"quarkus-mongodb-panache", "mongodb"},
	{"spring-boot-starter-amqp", "rabbitmq"},
	{"spring-rabbit", "rabbitmq"},
	{"amqp-client", "rabbitmq"},
	{"spring-cloud-starter-stream-rabbit", "rabbitmq"},
	{"spring-cloud-stream-binder-rabbit", "rabbitmq"},
	{"quarkus-messaging-rabbitmq", "rabbitmq"},
	{"spring-cloud-starter-bus-amqp", "rabbitmq"},
	{"spring-kafka", "kafka"},
	{"kafka-clients", "kafka"},
	{"kafka-streams", "kafka"},
	{"spring-cloud-starter-stream-kafka", "kafka"},
	{"spring-cloud-stream-binder-kafka", "kafka"},
	{"quarkus-kafka-client", "kafka"},
	{"quarkus-messaging-kafka", "kafka"},
	{"quarkus-smallrye-reactive-messaging-kafka", "kafka"},
	{"micronaut-kafka", "kafka"},
	{"rocketmq-spring-boot-starter", "rocketmq"},
	{"rocketmq-client", "rocketmq"},
	{"spring-boot-starter-activemq", "activemq"},
	{"pulsar-client", "pulsar"},
	{"spring-boot-starter-data-elasticsearch", "elasticsearch"},
	{"elasticsearch-rest-high-level-client", "elasticsearch"},
	{"elasticsearch-java", "elasticsearch"},
	{"opensearch-java", "opensearch"},
	{"spring-boot-starter-data-neo4j", "neo4j"},
	{"spring-boot-starter-data-cassandra", "cassandra"},
	{"java-driver-core", "cassandra"},
	{"minio", "minio"},
	{"spring-boot-starter-data-ldap", "ldap"},
	{"zookeeper", "zookeeper"},
	{"curator-framework", "zookeeper"},
	{"influxdb-client-java", "influxdb"},
	{"spymemcached", "memcached"},
	{"spring-boot-starter-mail", "smtp"},
	{"quarkus-mailer", "smtp"},
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
	if _, ok := x.Has("h2", "hsqldb", "derby", "sqlite-jdbc", "quarkus-jdbc-h2"); ok {
		embedded = true
	}
	var fromDrivers []facts.Service
	for _, d := range drivers {
		dep, ok := x.Has(d.artifact)
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
	artifact string
	registry facts.Service
}{
	{"spring-cloud-starter-alibaba-nacos-discovery", "nacos"},
	{"spring-cloud-starter-alibaba-nacos-config", "nacos"},
	{"nacos-discovery-spring-boot-starter", "nacos"},
	{"nacos-config-spring-boot-starter", "nacos"},
	{"dubbo-registry-nacos", "nacos"},
	{"dubbo-nacos-spring-boot-starter", "nacos"},
	{"nacos-client", "nacos"},
	{"spring-cloud-starter-netflix-eureka-client", "eureka"},
	{"spring-cloud-starter-eureka", "eureka"},
	{"spring-cloud-starter-zookeeper-discovery", "zookeeper"},
	{"spring-cloud-starter-zookeeper-config", "zookeeper"},
	{"dubbo-registry-zookeeper", "zookeeper"},
	{"dubbo-zookeeper-spring-boot-starter", "zookeeper"},
	{"dubbo-dependencies-zookeeper", "zookeeper"},
	{"spring-cloud-starter-consul-discovery", "consul"},
	{"spring-cloud-starter-consul-config", "consul"},
	{"spring-cloud-starter-consul-all", "consul"},
	{"micronaut-discovery-client", "consul"},
	{"spring-cloud-starter-config", "config-server"},
	{"spring-cloud-config-client", "config-server"},
	{"apollo-client", "apollo"},
	{"dubbo", "dubbo"},
	{"dubbo-spring-boot-starter", "dubbo"},
}

// registriesOf lists the service registries (and configuration servers) that the program registers with.
func registriesOf(x *module.Module) []facts.Service {
	set := map[facts.Service]bool{}
	for _, d := range registryClients {
		if dep, ok := x.Has(d.artifact); ok && dep.Scope != "provided" {
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
				if n := variableName(name); n != "" {
					set[n] = true
				}
			}
		}
	}
	if d, ok := x.Has("dropwizard-core"); ok && d.Group == "io.dropwizard" {
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

// natives tell the OS packages (Debian names) that a library needs at run time.
var natives = []struct {
	artifact string
	packages []string
}{
	{"poi", []string{"fontconfig", "fonts-dejavu-core"}},
	{"poi-ooxml", []string{"fontconfig", "fonts-dejavu-core"}},
	{"easyexcel", []string{"fontconfig", "fonts-dejavu-core"}},
	{"fastexcel", []string{"fontconfig", "fonts-dejavu-core"}},
	{"kaptcha", []string{"fontconfig", "fonts-dejavu-core"}},
	{"easy-captcha", []string{"fontconfig", "fonts-dejavu-core"}},
	{"hutool-captcha", []string{"fontconfig", "fonts-dejavu-core"}},
	{"captcha", []string{"fontconfig", "fonts-dejavu-core"}},
	{"kaptcha-spring-boot-starter", []string{"fontconfig", "fonts-dejavu-core"}},
	{"captcha-spring-boot-starter", []string{"fontconfig", "fonts-dejavu-core"}},
	{"spring-boot-starter-captcha", []string{"fontconfig", "fonts-dejavu-core"}},
	{"autopoi-web", []string{"fontconfig", "fonts-dejavu-core"}},
	{"jasperreports", []string{"fontconfig", "fonts-dejavu-core"}},
	{"jfreechart", []string{"fontconfig", "fonts-dejavu-core"}},
	{"flying-saucer-pdf", []string{"fontconfig", "fonts-dejavu-core"}},
	{"thumbnailator", []string{"fontconfig", "fonts-dejavu-core"}},
	{"batik-transcoder", []string{"fontconfig", "fonts-dejavu-core"}},
	{"aspose-words", []string{"fontconfig", "fonts-dejavu-core"}},
	{"aspose-cad", []string{"fontconfig", "fonts-dejavu-core"}},
	{"pdfbox", []string{"fontconfig", "fonts-dejavu-core"}},
	{"jodconverter-local", []string{"libreoffice-core-nogui", "libreoffice-writer-nogui", "libreoffice-calc-nogui", "libreoffice-impress-nogui", "fontconfig", "fonts-dejavu-core"}},
	{"tess4j", []string{"tesseract-ocr", "libtesseract-dev"}},
	{"plantuml", []string{"graphviz", "fontconfig", "fonts-dejavu-core"}},
	{"plantuml-mit", []string{"graphviz", "fontconfig", "fonts-dejavu-core"}},
	{"playwright", []string{"libnss3", "libatk1.0-0", "libgbm1"}},
	{"jffmpeg", []string{"ffmpeg"}},
	{"jave-core", []string{"ffmpeg"}},
}

// nativePackagesOf lists OS packages that libraries on the class path open at run time. AWT needs fontconfig and one font
// (JDK release notes: headless font rendering ends with a NullPointerException without them).
func nativePackagesOf(x *module.Module) []string {
	set := map[string]bool{}
	for _, n := range natives {
		if d, ok := x.Has(n.artifact); ok && d.Scope != "test" {
			for _, p := range n.packages {
				set[p] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}
