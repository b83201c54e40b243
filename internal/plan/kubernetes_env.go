package plan

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// variables are environment variables by name; a nil map is empty.
type variables map[string]string

// sorted splits the variables into those that a ConfigMap generator keeps as they are and those that it would change.
func (v variables) sorted() (env, direct []facts.EnvVar) {
	for _, name := range slices.Sorted(maps.Keys(v)) {
		e := facts.EnvVar{Name: name, Value: v[name]}
		if changed(e.Value) {
			direct = append(direct, e)
			continue
		}
		env = append(env, e)
	}
	return env, direct
}

// changed says whether Kustomize's generator alters a literal: it strips quotes from both ends (kyaml/kv).
func changed(value string) bool { return strings.Trim(value, `"'`) != value }

// runtimeVariables fit the language's memory to the container's limit and hand the init what it needs.
func runtimeVariables(u Unit, r Resources) variables {
	v := variables{}
	switch {
	case u.Run.Runtime == "jvm":
		v["JAVA_TOOL_OPTIONS"] = "-XX:+ExitOnOutOfMemoryError"
		if u.Init.Form == InitNone {
			v["JAVA_TOOL_OPTIONS"] += " -XX:MaxRAMPercentage=70.0"
		} else {
			v["WB_RAM_PERCENT"] = "70.0" // the init picks the flag that this JDK takes
		}
	case u.Kind == facts.StaticSite:
	case u.Facts.Language.Value == "node":
		v["NODE_OPTIONS"] = "--max-old-space-size=" + mebibytes(r, 75)
	case u.Facts.Language.Value == "go":
		v["GOMEMLIMIT"] = mebibytes(r, 90) + "MiB"
	}
	if u.Init.Form != InitNone {
		initVariables(u, v)
	}
	for _, e := range u.Run.Env {
		delete(v, e.Name) // the image states it, and a person may have chosen it
	}
	return v
}

// initVariables: without a route the init watches for readiness, so that liveness can ask for something else than the port.
func initVariables(u Unit, v variables) {
	if u.Logs.Dir != "" && u.Logs.To == LogsStdout {
		v["WB_LOG_REQUIRED"] = "0"
	}
	switch {
	case len(u.Ports) == 0:
		v["WB_READY"] = "cmd:true"
	case u.Probes.Ready == "":
		v["WB_READY"] = fmt.Sprintf("tcp:%d", u.Ports[0].Number)
	}
}

// registryVariables are how the clients of service registries learn the address to announce (Dubbo: DUBBO_IP_TO_REGISTRY;
// Spring Cloud: eureka.instance.ip-address, spring.cloud.nacos.discovery.ip, in relaxed binding).
func registryVariables(registries []string) []string {
	var out []string
	for _, r := range registries {
		switch r {
		case "dubbo", "zookeeper":
			out = append(out, "DUBBO_IP_TO_REGISTRY")
		case "eureka":
			out = append(out, "EUREKA_INSTANCE_IP_ADDRESS")
		case "nacos":
			out = append(out, "DUBBO_IP_TO_REGISTRY", "SPRING_CLOUD_NACOS_DISCOVERY_IP")
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// stopHook takes the instance out of its registry before the drain, so that callers with a cached address stop first.
// Dubbo answers on its QoS port, Spring Cloud on the actuator; each request is bounded, and a failure does not stop the stop.
func stopHook(u Unit) string {
	var hooks []string
	if slices.Contains(u.Facts.Registries, "dubbo") {
		hooks = append(hooks, request("http://127.0.0.1:22222/offline", ""))
	}
	spring := slices.Contains(u.Facts.Registries, "eureka") || slices.Contains(u.Facts.Registries, "nacos")
	if spring && strings.Contains(u.Probes.Ready, "/actuator/") && plainRoute.MatchString(u.Probes.Ready) {
		prefix, _, _ := strings.Cut(u.Probes.Ready, "/actuator/")
		hooks = append(hooks, request(fmt.Sprintf("http://127.0.0.1:%d%s/actuator/serviceregistry", u.portNumber(u.Probes.Port), prefix), `{"status":"DOWN"}`))
	}
	return strings.Join(hooks, "; ")
}

// plainRoute is a path that a shell takes as one word within quotes, as any path of a health route is.
var plainRoute = regexp.MustCompile(`^[A-Za-z0-9._~/-]+$`)

// request asks with what the image has.
func request(url, body string) string {
	if body == "" {
		return fmt.Sprintf("curl -fsS -m 3 '%[1]s' || wget -q -O - '%[1]s' || true", url)
	}
	return fmt.Sprintf("curl -fsS -m 3 -H 'Content-Type: application/json' -d '%[2]s' '%[1]s' || wget -q -O - --header 'Content-Type: application/json' --post-data '%[2]s' '%[1]s' || true", url, body)
}

func (u Unit) portNumber(name string) int {
	for _, p := range u.Ports {
		if p.Name == name {
			return p.Number
		}
	}
	return 0
}

// servicePorts are the usual ports of what a unit needs: the NetworkPolicy opens them to any address, since databases often
// live outside the cluster. Sources: IANA and each project's documentation.
var servicePorts = map[string][]int{
	"mysql": {3306}, "mariadb": {3306}, "postgresql": {5432}, "postgres": {5432}, "oracle": {1521}, "sqlserver": {1433}, "mssql": {1433},
	"mongodb": {27017}, "redis": {6379}, "memcached": {11211}, "kafka": {9092, 9093, 9094}, "rabbitmq": {5671, 5672}, "activemq": {61616},
	"rocketmq": {9876, 10909, 10911}, "pulsar": {6650}, "nats": {4222}, "elasticsearch": {9200}, "opensearch": {9200}, "cassandra": {9042},
	"nacos": {8848, 9848, 9849}, "eureka": {8761}, "zookeeper": {2181}, "consul": {8500}, "etcd": {2379}, "dubbo": {20880},
	"minio": {9000}, "s3": {443}, "smtp": {25, 465, 587}, "ldap": {389, 636}, "clickhouse": {8123, 9000}, "influxdb": {8086},
	"apollo": {8080}, "sentinel": {8719}, "seata": {8091}, "xxl-job": {8080}, "neo4j": {7474, 7687}, "couchdb": {5984}, "config-server": {8888},
}
