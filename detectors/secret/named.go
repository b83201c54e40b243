package secret

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// addresses end a name that stands for where a service is; stores are further words for one of those that want a login. The address of a
// database usually has the user and the password in it (PostgreSQL: connection URIs; MongoDB: connection strings; AMQP 0-9-1 URI spec).
var (
	addresses = []string{"url", "uri", "dsn", "connection", "connection string", "conn", "conn str"}
	stores    = []string{
		"database", "db", "datasource", "jdbc", "sql", "pg", "mongo", "mongodb", "redis", "amqp", "rabbitmq", "couchdb", "cassandra", "clickhouse", "influxdb", "neo4j", "cockroachdb",
	}
)

// Named says whether a variable of that name usually holds a secret: by a word for one at its end, as a key, or as the address of a service that
// wants a login. A variable that holds one and is named otherwise is not told apart.
func Named(name string) bool {
	if Looks(name, "x") {
		return true
	}
	words := " " + spaced(name)
	if words == " dsn" {
		return true
	}
	if strings.HasSuffix(words, " key") && !strings.HasSuffix(words, " public key") {
		return true // a key that is none does no harm in a Secret
	}
	address := slices.ContainsFunc(addresses, func(end string) bool { return strings.HasSuffix(words, " "+end) })
	return address && slices.ContainsFunc(strings.Fields(words), isStore)
}

// isStore takes a word for a kind of store, or the name of one: MONGODB, REDIS.
func isStore(word string) bool {
	if slices.Contains(stores, word) {
		return true
	}
	row, known := facts.LookupService(word)
	return known && row.Database
}
