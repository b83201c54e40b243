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
}{
	{module.Of("org.springframework.cloud", "spring-cloud-starter-config", "spring-cloud-config-client"), "the Spring Cloud Config server"},
	{module.Of("com.alibaba.cloud", "spring-cloud-starter-alibaba-nacos-config"), "Nacos"},
	{module.Of("org.springframework.cloud", "spring-cloud-starter-alibaba-nacos-config"), "Nacos"},
	{module.Of("org.springframework.cloud", "spring-cloud-starter-consul-config"), "Consul"},
}

// servedPort makes the default port a guess where a configuration server may give another one that no file of the repository holds.
func servedPort(x *module.Module, ports []facts.Port) []facts.Port {
	if len(ports) == 0 || len(ports[0].Evidence) == 0 || ports[0].Evidence[0].Rule != "Spring Boot default" {
		return ports
	}
	if outside := x.Config().Outside; len(outside) > 0 {
		ports[0].Confidence = facts.Guess
		x.Warn(outside[0].At, fmt.Sprintf("server.port may come from %s, which is not in this repository: %d, Spring Boot's default, is a guess (ports: in waybill.yaml)", outside[0].Text, ports[0].Value))
		return ports
	}
	for _, c := range configClients {
		d, ok := x.HasOne([]module.Library{c.library})
		if !ok || switchedOffClient(x) {
			continue
		}
		ports[0].Confidence = facts.Guess
		x.Warn(d.At, fmt.Sprintf("server.port may come from %s, whose files are not in this repository: %d, Spring Boot's default, is a guess (ports: in waybill.yaml)", c.server, ports[0].Value))
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
