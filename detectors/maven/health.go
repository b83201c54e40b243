package maven

import (
	"path"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// healthOf says what a probe can ask, when the framework's health module is on the class path.
func healthOf(x *module.Module, framework string, ports []facts.Port) facts.Health {
	if len(ports) == 0 {
		return facts.Health{}
	}
	switch framework {
	case springBoot:
		return actuatorHealth(x, ports)
	case quarkus:
		if d, ok := x.Has("io.quarkus:quarkus-smallrye-health*"); ok {
			base := x.Setting("quarkus.smallrye-health.root-path", "health")
			if !strings.HasPrefix(base, "/") { // else it is taken as it stands (Quarkus guide "SmallRye Health")
				base = path.Join(quarkusBase(x), base)
			}
			return facts.Health{Value: base + "/live", Ready: base + "/ready", Port: managementPort(ports), Evidence: []facts.Evidence{d.At}}
		}
	case plain:
		return routedHealth(x)
	case micronaut:
		if d, ok := x.Has("io.micronaut*:micronaut-management"); ok {
			base := x.Setting("endpoints.all.path", "/")
			h := facts.Health{Value: path.Join(base, "health/liveness"), Ready: path.Join(base, "health/readiness"), Evidence: []facts.Evidence{d.At}}
			if v, ok := x.Config().Get("endpoints.all.port"); ok {
				h.Port, _ = strconv.Atoi(v.Text)
			}
			return h
		}
	case helidon:
		if d, ok := x.Has("io.helidon*:helidon-webserver-observe-health*"); ok {
			return facts.Health{Value: "/observe/health", Evidence: []facts.Evidence{d.At}}
		}
		if d, ok := x.Has("io.helidon*:helidon-health*", "io.helidon*:helidon-microprofile*"); ok {
			return facts.Health{Value: "/health/live", Ready: "/health/ready", Evidence: []facts.Evidence{d.At}}
		}
	case dropwizard:
		for _, p := range ports {
			if p.Name == "admin" {
				return facts.Health{Value: "/healthcheck", Port: p.Value, Evidence: []facts.Evidence{model.Ruled(p.Evidence[0], "Dropwizard administration servlet")}}
			}
		}
	}
	return facts.Health{}
}

func managementPort(ports []facts.Port) int {
	for _, p := range ports[1:] {
		if p.Name == "management" {
			return p.Value
		}
	}
	return 0
}

// actuatorHealth: /actuator/health below the context path, or on the management port without it (Spring Boot reference, "Monitoring and
// Management over HTTP"). The probe groups exist by themselves on Kubernetes since Boot 2.3.
func actuatorHealth(x *module.Module, ports []facts.Port) facts.Health {
	d, ok := x.Has("org.springframework.boot:spring-boot-starter-actuator", "org.springframework.boot:spring-boot-actuator-autoconfigure", "org.springframework.boot:spring-boot-actuator")
	if !ok {
		return facts.Health{}
	}
	version := x.BootVersion()
	base, health := x.Setting("management.endpoints.web.base-path", "/actuator"), "health"
	if model.Major(version) == 1 {
		base = x.Setting("management.context-path", "/")
	}
	if v, ok := x.Config().Get("management.endpoints.web.path-mapping.health"); ok && v.Text != "" {
		health = v.Text
	}
	if v, ok := x.Config().Get("management.endpoint.health.enabled"); ok && v.Text == "false" {
		return facts.Health{}
	}
	h := facts.Health{Port: managementPort(ports), Evidence: []facts.Evidence{d.At}}
	prefix := ""
	if h.Port == 0 {
		prefix = contextPath(x)
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
	major := model.Major(parts[0])
	return major > 2 || major == 2 && model.Major(parts[1]) >= 3
}

func contextPath(x *module.Module) string {
	for _, key := range []string{"server.servlet.context-path", "server.context-path", "spring.webflux.base-path"} {
		if v, ok := x.Config().Get(key); ok && v.Text != "" {
			return v.Text
		}
	}
	return ""
}

// quarkusBase is the folder of the routes that are not the application's: below quarkus.http.root-path unless it begins with a slash
// (Quarkus guide "HTTP reference", "Configuring HTTP Root paths"); with the management interface its own root path, by default /q, whatever
// the root path of the application is (guide "Management interface reference"). Before 1.11 it was the root itself.
func quarkusBase(x *module.Module) string {
	if x.Setting("quarkus.management.enabled", "false") == "true" {
		return "/" + strings.Trim(x.Setting("quarkus.management.root-path", "/q"), "/")
	}
	parts := strings.SplitN(x.QuarkusVersion(), ".", 3)
	base := "q"
	if len(parts) > 1 && parts[0] == "1" && model.Major(parts[1]) < 11 {
		base = ""
	}
	base = x.Setting("quarkus.http.non-application-root-path", base)
	if strings.HasPrefix(base, "/") {
		return path.Clean(base)
	}
	return path.Join("/", x.Setting("quarkus.http.root-path", "/"), base)
}

// metricsOf is the path of Prometheus metrics, when the program exposes it.
func metricsOf(x *module.Module, framework string) facts.Text {
	say := func(path string, d model.Dependency) facts.Text {
		return facts.Text{Value: path, Confidence: facts.Likely, Evidence: []facts.Evidence{d.At}}
	}
	switch framework {
	case springBoot:
		d, ok := x.Has("io.micrometer:micrometer-registry-prometheus", "io.micrometer:micrometer-registry-prometheus-simpleclient")
		if !ok {
			return facts.Text{}
		}
		exposed := []string{x.Setting("management.endpoints.web.exposure.include", "")}
		for _, l := range x.Config().Layers {
			for _, v := range l.Order {
				if strings.HasPrefix(module.Relaxed(v.Key), "management.endpoints.web.exposure.include[") {
					exposed = append(exposed, v.Value)
				}
			}
		}
		if all := strings.Join(exposed, ","); !module.ContainsAny(all, "*", "prometheus") {
			return facts.Text{}
		}
		prefix := contextPath(x)
		if _, ok := x.Config().Get("management.server.port"); ok {
			prefix = ""
		}
		return say(path.Join("/", prefix, x.Setting("management.endpoints.web.base-path", "/actuator"), "prometheus"), d)
	case quarkus:
		if d, ok := x.Has("io.quarkus:quarkus-micrometer-registry-prometheus", "io.quarkus:quarkus-smallrye-metrics"); ok {
			return say(path.Join(quarkusBase(x), "metrics"), d)
		}
	case micronaut:
		if d, ok := x.Has("io.micronaut*:micronaut-micrometer-registry-prometheus"); ok {
			return say("/prometheus", d)
		}
	case helidon:
		if d, ok := x.Has("io.helidon*:helidon-webserver-observe-metrics*"); ok {
			return say("/observe/metrics", d)
		}
	}
	return facts.Text{}
}
