package golang

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
)

// listenKey is how people call the setting of the port that a server listens on, in the configuration file of the server: alone, or in a section
// that names a server. A port below the name of another service (redis.port) is where that one is.
var listenKey = regexp.MustCompile(`(?i)^(?:.*\.)?(?:(?:server|http|https|httpserver|app|application|web|api|rest|service|listen|gateway|grpc|rpc|main|general|basic|system|base)\.)?(?:(?:server|http|app|api|web|listen|rest|grpc|rpc)[-_]?)?(?:port|ports\[0\]|addr|address|listen|bind|listen[-_]?addr|listen[-_]?address|bind[-_]?addr|bind[-_]?address)$`)

// portOfFiles looks for the port of a server whose code does not lead to it: the one number that settings of such names have in the
// configuration files that the program opens. It is a guess; false when there are several.
func portOfFiles(p *program) (int, facts.Evidence, bool) {
	port, count := 0, 0
	var at facts.Evidence
	p.config.Values(func(file string, v configfile.Value) {
		key := v.Key
		if !listenKey.MatchString(key) || strings.Count(key, ".") > 2 || otherService.MatchString(key) {
			return
		}
		_, text, ok := address(v.Value)
		n, err := strconv.Atoi(text)
		if !ok || err != nil || n < 2 || n == port {
			return
		}
		if port, count = n, count+1; count == 1 {
			at = facts.Evidence{File: file, Line: v.Line, Rule: "configuration file, key " + key}
		}
	})
	return port, at, count == 1
}

// otherService matches the keys of what a program calls.
var otherService = regexp.MustCompile(`(?i)(mysql|postgres|pgsql|database|\bdb\b|redis|mongo|kafka|rabbit|amqp|nats|nsq|mqtt|elastic|smtp|mail|consul|etcd|nacos|zookeeper|vault|jaeger|zipkin|otel|otlp|tracing|trace|sentry|statsd|graphite|influx|ldap|minio|\bs3\b|proxy|client|upstream|remote|target|peer|pprof|debug|metrics?|prometheus|health|admin|log|graylog|loki|memcache)`)
