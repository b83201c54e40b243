package maven

import (
	"path"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// health says what a probe can ask, when the framework's health module is on the class path.
func (x *module) health(framework string, ports []facts.Port) facts.Health {
	if len(ports) == 0 {
		return facts.Health{}
	}
	switch framework {
	case springBoot:
		return x.actuator(ports)
	case quarkus:
		if d, ok := x.hasPrefix("quarkus-smallrye-health"); ok {
			base := x.quarkusBase() + "/health"
			return facts.Health{Value: base + "/live", Ready: base + "/ready", Port: x.managementPort(ports), Evidence: []facts.Evidence{d.at}}
		}
	case micronaut:
		if d, ok := x.has("micronaut-management"); ok {
			base := x.setting("endpoints.all.path", "/")
			h := facts.Health{Value: path.Join(base, "health/liveness"), Ready: path.Join(base, "health/readiness"), Evidence: []facts.Evidence{d.at}}
			if v, ok := x.config().get("endpoints.all.port"); ok {
				h.Port, _ = strconv.Atoi(v.text)
			}
			return h
		}
	case helidon:
		if d, ok := x.hasPrefix("helidon-webserver-observe-health"); ok {
			return facts.Health{Value: "/observe/health", Evidence: []facts.Evidence{d.at}}
		}
		if d, ok := x.hasPrefix("helidon-health", "helidon-microprofile"); ok {
			return facts.Health{Value: "/health/live", Ready: "/health/ready", Evidence: []facts.Evidence{d.at}}
		}
	case dropwizard:
		for _, p := range ports {
			if p.Name == "admin" {
				return facts.Health{Value: "/healthcheck", Port: p.Value, Evidence: []facts.Evidence{ruled(p.Evidence[0], "Dropwizard administration servlet")}}
			}
		}
	}
	return facts.Health{}
}

func (x *module) setting(key, fallback string) string {
	if v, ok := x.config().get(key); ok && v.text != "" {
		return v.text
	}
	return fallback
}

func (x *module) managementPort(ports []facts.Port) int {
	for _, p := range ports[1:] {
		if p.Name == "management" {
			return p.Value
		}
	}
	return 0
}

// actuator: /actuator/health below the context path, or on the management port without it (Spring Boot reference, "Monitoring and
// Management over HTTP"). The probe groups exist by themselves on Kubernetes since Boot 2.3.
func (x *module) actuator(ports []facts.Port) facts.Health {
	d, ok := x.has("spring-boot-starter-actuator", "spring-boot-actuator-autoconfigure", "spring-boot-actuator")
	if !ok {
		return facts.Health{}
	}
	version := x.bootVersion()
	base, health := x.setting("management.endpoints.web.base-path", "/actuator"), "health"
	if majorOf(version) == 1 {
		base = x.setting("management.context-path", "/")
	}
	if v, ok := x.config().get("management.endpoints.web.path-mapping.health"); ok && v.text != "" {
		health = v.text
	}
	if v, ok := x.config().get("management.endpoint.health.enabled"); ok && v.text == "false" {
		return facts.Health{}
	}
	h := facts.Health{Port: x.managementPort(ports), Evidence: []facts.Evidence{d.at}}
	prefix := ""
	if h.Port == 0 {
		prefix = x.contextPath()
	}
	h.Value = path.Join("/", prefix, base, health)
	if strings.Contains(h.Value, "${") {
		return facts.Health{}
	}
	if probesByDefault(version) {
		h.Ready = h.Value + "/readiness"
	}
	return h
}

// probesByDefault: the liveness and readiness groups came with Spring Boot 2.3.
func probesByDefault(version string) bool {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return false
	}
	major := majorOf(parts[0])
	return major > 2 || major == 2 && majorOf(parts[1]) >= 3
}

func (x *module) contextPath() string {
	for _, key := range []string{"server.servlet.context-path", "server.context-path", "spring.webflux.base-path"} {
		if v, ok := x.config().get(key); ok && v.text != "" {
			return v.text
		}
	}
	return ""
}

func (x *module) quarkusBase() string {
	parts := strings.SplitN(x.quarkusVersion(), ".", 3)
	base := "/q"
	if len(parts) > 1 && parts[0] == "1" && majorOf(parts[1]) < 11 {
		base = ""
	}
	if v, ok := x.config().get("quarkus.http.non-application-root-path"); ok {
		base = "/" + strings.Trim(v.text, "/")
	}
	if root := strings.Trim(x.setting("quarkus.http.root-path", ""), "/"); root != "" && base == "/q" {
		base = "/" + root + base
	}
	return base
}

// metrics is the path of Prometheus metrics, when the program exposes it.
func (x *module) metrics(framework string) facts.Text {
	say := func(path string, d dependency) facts.Text {
		return facts.Text{Value: path, Confidence: facts.Likely, Evidence: []facts.Evidence{d.at}}
	}
	switch framework {
	case springBoot:
		d, ok := x.has("micrometer-registry-prometheus", "micrometer-registry-prometheus-simpleclient")
		if !ok {
			return facts.Text{}
		}
		exposed := []string{x.setting("management.endpoints.web.exposure.include", "")}
		for _, l := range x.config().layers {
			for _, v := range l.order {
				if strings.HasPrefix(relaxed(v.Key), "management.endpoints.web.exposure.include[") {
					exposed = append(exposed, v.Value)
				}
			}
		}
		if all := strings.Join(exposed, ","); !containsAny(all, "*", "prometheus") {
			return facts.Text{}
		}
		prefix := x.contextPath()
		if _, ok := x.config().get("management.server.port"); ok {
			prefix = ""
		}
		return say(path.Join("/", prefix, x.setting("management.endpoints.web.base-path", "/actuator"), "prometheus"), d)
	case quarkus:
		if d, ok := x.has("quarkus-micrometer-registry-prometheus", "quarkus-smallrye-metrics"); ok {
			return say(x.quarkusBase()+"/metrics", d)
		}
	case micronaut:
		if d, ok := x.has("micronaut-micrometer-registry-prometheus"); ok {
			return say("/prometheus", d)
		}
	case helidon:
		if d, ok := x.hasPrefix("helidon-webserver-observe-metrics"); ok {
			return say("/observe/metrics", d)
		}
	}
	return facts.Text{}
}
