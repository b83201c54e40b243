package maven

import (
	"fmt"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// configClients read more configuration from a server at their start (Spring Cloud Config, Spring Cloud Alibaba, Consul: the reference of each).
var configClients = []struct {
	library module.Library
	server  string
	on      string // the key that switches it on, "" when the library alone does
}{
	{module.Of("org.springframework.cloud", "spring-cloud-starter-config", "spring-cloud-config-client"), "the Spring Cloud Config server", ""},
	{module.Of("com.alibaba.cloud", "spring-cloud-starter-alibaba-nacos-config", "spring-cloud-alibaba-nacos-config"), "Nacos", ""},
	{module.Of("org.springframework.cloud", "spring-cloud-starter-alibaba-nacos-config", "spring-cloud-alibaba-nacos-config"), "Nacos", ""},
	{module.Of("com.alibaba.boot", "nacos-config-spring-boot-starter"), "Nacos", ""},
	{module.Of("com.ctrip.framework.apollo", "apollo-client", "apollo-client-config-data"), "Apollo", ""}, // Apollo, "Java client guide"
	{module.Of("org.springframework.cloud", "spring-cloud-starter-zookeeper-config"), "ZooKeeper", ""},
	{module.Of("org.springframework.cloud", "spring-cloud-starter-consul-config"), "Consul", ""},
	{module.Of("io.micronaut*", "micronaut-discovery-client", "micronaut-kubernetes-client"), "the configuration server", "micronaut.config-client.enabled"}, // Micronaut guide, "Distributed Configuration"
	{module.Of("io.quarkus", "quarkus-spring-cloud-config-client"), "the Spring Cloud Config server", ""},                                                    // Quarkus guide "Reading Properties from Spring Cloud Config Server"
	{module.Of("io.quarkiverse.config", "quarkus-config-consul"), "Consul", ""},                                                                              // the extension's own guide
}

// servedPort makes the default port a guess where a configuration server may give another one that no file of the repository holds.
func servedPort(x *module.Module, key setting, ports []facts.Port) []facts.Port {
	if len(ports) == 0 || len(ports[0].Evidence) == 0 || ports[0].Evidence[0].Rule != key.rule {
		return ports
	}
	if outside := x.Config().Outside; len(outside) > 0 {
		ports[0].Confidence = facts.Guess
		x.Warn(outside[0].At, fmt.Sprintf("%s may come from %s, which nothing here reads: %d, the framework's default, is a guess (ports: in waybill.yaml)", key.key, outside[0].Text, ports[0].Value))
		return ports
	}
	for _, c := range configClients {
		d, ok := x.HasOne([]module.Library{c.library})
		if !ok || switchedOffClient(x) || c.on != "" && x.Setting(c.on, "") != "true" {
			continue
		}
		ports[0].Confidence = facts.Guess
		x.Warn(d.At, fmt.Sprintf("%s may come from %s, whose files are not in this repository: %d, the framework's default, is a guess (ports: in waybill.yaml)", key.key, c.server, ports[0].Value))
		break
	}
	return ports
}

func switchedOffClient(x *module.Module) bool {
	for _, key := range []string{"spring.cloud.config.enabled", "spring.cloud.nacos.config.enabled", "spring.cloud.consul.config.enabled"} {
		if strings.EqualFold(x.Setting(key, ""), "false") {
			return true
		}
	}
	return false
}
