package addresses

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
)

const (
	host = `[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\]`
	one  = `(` + host + `):([0-9]{2,5})`
)

var (
	// url is an address with a scheme, in which jdbc: and a user may stand before the host; further hosts follow after commas.
	url = regexp.MustCompile(`^(?:[a-z]+:)*?([a-z][a-z0-9+.-]*)://(?:[^@/?#\s]*@)?(` + host + `)(?::([0-9]{1,5}))?((?:,(?:` + host + `):[0-9]{1,5})*)(?:[/?#;].*)?$`)
	// thin is the address of Oracle's driver, with and without slashes.
	thin = regexp.MustCompile(`^jdbc:(oracle):[a-z0-9]+:@(?://)?` + one + `[:/].*$`)
	// dsn is a data source name of Go drivers: user:password@tcp(host:port)/database.
	dsn = regexp.MustCompile(`@tcp\(` + one + `\)/`)
	// plain is a list of hosts with ports.
	plain = regexp.MustCompile(`^` + one + `(?:\s*,\s*(?:` + host + `):[0-9]{2,5})*$`)
	pairs = regexp.MustCompile(one)

	placeholder = regexp.MustCompile(`\$\{([A-Za-z0-9_.-]+)(?::-?|:=)?([^${}]*)\}`)
	digits      = regexp.MustCompile(`^[0-9]{2,5}$`)
	hostKey     = regexp.MustCompile(`(?i)(^|[._-])(host|hostname|addr|address|server|endpoint)$`)
	portKey     = regexp.MustCompile(`(?i)(^|[._-])port$`)
	callKey     = regexp.MustCompile(`(?i)(url|uri|endpoint|issuer|server|host|base|address|addr|zone|import|service)s?(\[\d+\])*$`)
	noAddress   = regexp.MustCompile(`(?i)(^|[._-])(image|tag|version|schema|\$schema|xmlns|homepage|license|docs?|documentation|allowed[._-]?origins?|origins?|cors|redirect\w*|callback\w*|devservices)([._-]|\[|$)|^%(dev|test)\.|(success|fail\w*|return|cancel|web|public|site|front\w*|app|application)[._-]?(url|uri|host|origin)$`)
)

// schemes are words before "://" that name a service, and the port that is meant where none is written. Those without a service are HTTP.
var schemes = map[string]struct {
	service facts.Service
	port    int
	source  string
}{
	"http": {port: 80, source: "RFC 9110"}, "https": {port: 443, source: "RFC 9110"}, "ws": {port: 80, source: "RFC 6455"}, "wss": {port: 443, source: "RFC 6455"},
	"mysql": {facts.MySQL, 3306, "MySQL Connector/J: connection URL syntax"}, "mariadb": {facts.MariaDB, 3306, "MariaDB Connector/J"},
	"postgresql": {facts.Postgres, 5432, "libpq: connection URIs"}, "postgres": {facts.Postgres, 5432, "libpq: connection URIs"},
	"sqlserver": {facts.SQLServer, 1433, "Microsoft JDBC driver: building the connection URL"},
	"mongodb":   {facts.MongoDB, 27017, "MongoDB: connection strings"},
	"redis":     {facts.Redis, 6379, "IANA redis"}, "rediss": {facts.Redis, 6379, "IANA rediss"},
	"amqp": {facts.RabbitMQ, 5672, "AMQP URI specification"}, "amqps": {facts.RabbitMQ, 5671, "AMQP URI specification"},
	"kafka": {facts.Kafka, 9092, "Kafka: listeners"}, "nats": {facts.NATS, 4222, "NATS: connecting"}, "clickhouse": {facts.ClickHouse, 9000, "ClickHouse drivers"},
	"ldap": {facts.LDAP, 389, "RFC 4516"}, "ldaps": {facts.LDAP, 636, "RFC 4516"}, "smtp": {facts.SMTP, 25, "IANA smtp"},
	"tcp": {source: "common for any protocol"}, "grpc": {source: "gRPC name resolution: the port is a part of the address"}, "static": {source: "grpc-spring, client configuration: static://host:port"}, "mqtt": {facts.MQTT, 1883, "IANA mqtt"}, "bolt": {facts.Neo4j, 7687, "Neo4j: ports"}, "neo4j": {facts.Neo4j, 7687, "Neo4j: ports"},
	"zookeeper": {facts.ZooKeeper, 2181, "Dubbo: registry address"}, "nacos": {facts.Nacos, 8848, "Dubbo: registry address"}, "activemq": {facts.ActiveMQ, 61616, "ActiveMQ"},
}

// hosts are the values of one document that say where a host is, by the group that their keys stand in: the first of each group. They are
// looked up once for a document: one search for each port would take minutes where a file repeats a group thousands of times.
type hosts map[string]string

func hostsOf(d configfile.Document) hosts {
	out := hosts{}
	for _, v := range d.Values {
		if group := hostKey.ReplaceAllString(v.Key, ""); group != v.Key {
			if _, ok := out[group]; !ok {
				out[group] = v.Value
			}
		}
	}
	return out
}

// ofValue reads one value: an address as a whole, or a port with a host beside it.
func ofValue(file string, group hosts, v configfile.Value) []facts.Address {
	if noAddress.MatchString(v.Key) {
		return nil
	}
	text, variable := filled(v.Value)
	at := facts.Address{Key: v.Key, File: file, Line: v.Line, Variable: variable, Service: serviceOf(v.Key)}
	if digits.MatchString(text) && portKey.MatchString(v.Key) {
		return beside(group, v, text, at)
	}
	text = strings.TrimPrefix(text, "optional:")
	if rest, ok := strings.CutPrefix(text, "configserver:"); ok { // Spring Cloud Config, "Spring Boot Config Data Import"
		text, at.Service = rest, facts.ConfigServer
	}
	if m := thin.FindStringSubmatch(text); m != nil {
		at.Service = facts.Oracle
		return known(at, m[2], m[3])
	}
	if m := dsn.FindStringSubmatch(text); m != nil {
		return known(at, m[1], m[2])
	}
	if m := url.FindStringSubmatch(text); m != nil {
		return ofURL(at, m)
	}
	if plain.MatchString(text) {
		var out []facts.Address
		for _, m := range pairs.FindAllStringSubmatch(text, -1) {
			out = append(out, known(at, m[1], m[2])...)
		}
		return out
	}
	return nil
}

// ofURL takes the port of the scheme where none is written; of HTTP only where the key speaks of something that is called.
func ofURL(at facts.Address, m []string) []facts.Address {
	scheme, isScheme := schemes[m[1]]
	if !isScheme {
		return nil
	}
	if scheme.service != "" {
		at.Service = scheme.service
	}
	port := m[3]
	if port == "" {
		if scheme.port == 0 || scheme.service == "" && !callKey.MatchString(at.Key) {
			return nil
		}
		port = strconv.Itoa(scheme.port)
	}
	out := known(at, m[2], port)
	for _, more := range pairs.FindAllStringSubmatch(m[4], -1) {
		out = append(out, known(at, more[1], more[2])...)
	}
	return out
}

// beside finds the host of the group that a port belongs to. A group of a known service may have none: its client has a default.
func beside(group hosts, v configfile.Value, port string, at facts.Address) []facts.Address {
	if value, ok := group[portKey.ReplaceAllString(v.Key, "")]; ok {
		text, variable := filled(value)
		if at.Variable == "" {
			at.Variable = variable
		}
		if text == "" || strings.ContainsAny(text, "/ ") {
			return nil
		}
		return known(at, text, port)
	}
	if at.Service == "" || at.Service == facts.Dubbo {
		return nil // dubbo.protocol.port is the program's own
	}
	return known(at, "", port)
}

// known keeps what can be an address of another program.
func known(at facts.Address, name, port string) []facts.Address {
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 || strings.HasPrefix(name, "0.0.0.0") || name != "" && !strings.ContainsAny(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:") {
		return nil
	}
	at.Host, at.Port = strings.ToLower(name), n
	return []facts.Address{at}
}

// filled replaces placeholders by their defaults, and names the first that has one: the variable that says it otherwise. A placeholder
// without a default leaves a text that is no address.
func filled(text string) (value, variable string) {
	value = placeholder.ReplaceAllStringFunc(text, func(p string) string {
		m := placeholder.FindStringSubmatch(p)
		if variable == "" {
			variable = m[1]
		}
		if m[2] == "" {
			return p
		}
		return m[2]
	})
	return strings.TrimSpace(value), variable
}

// serviceOf is the service that a part of a key names: spring.data.redis.port, REDIS_PORT.
func serviceOf(key string) facts.Service {
	words := strings.FieldsFunc(strings.ToLower(key), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	for _, w := range slices.Backward(words) {
		if w == "docker" || w == "apollo" || w == "sentinel" {
			continue // words for other things as well
		}
		if row, ok := facts.LookupService(w); ok {
			return row.Name
		}
	}
	return ""
}
