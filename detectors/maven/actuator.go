package maven

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// actuators bring the endpoints: the starter, or one of the libraries that it names.
var actuators = []string{"org.springframework.boot:spring-boot-starter-actuator", "org.springframework.boot:spring-boot-actuator-autoconfigure", "org.springframework.boot:spring-boot-actuator"}

// actuatorHealth: /actuator/health below the paths of the application, or on the management port below the path of that one (Spring Boot
// reference, "Monitoring and Management over HTTP"). The probe groups exist by themselves on Kubernetes since Boot 2.3. An endpoint that the
// configuration switches off or does not expose answers nobody (reference, "Enabling Endpoints", "Exposing Endpoints").
func actuatorHealth(x *module.Module, ports []facts.Port) facts.Health {
	d, ok := x.Has(actuators...)
	if !ok {
		return facts.Health{}
	}
	version := x.BootVersion()
	base, health := "", x.Setting("management.endpoints.web.path-mapping.health", "health")
	if model.Major(version) == 1 {
		base = x.Setting("management.context-path", "/")
	} else if !enabled(x, "health") || !exposed(x, "health", "health") {
		return facts.Health{}
	}
	prefix, separate, ok := actuatorPrefix(x, ports)
	if !ok {
		return facts.Health{}
	}
	if p, off := switchedOffManagement(x); off {
		x.Warn(p.At, fmt.Sprintf("the endpoints are switched off in %s, where no probe of theirs is answered: in all environments only whether the port is open is asked", p.Profile))
		return facts.Health{}
	}
	if model.Major(version) != 1 {
		base = endpointsPath(x)
	}
	h := facts.Health{Evidence: []facts.Evidence{d.At}}
	if separate {
		h.Port = managementPort(ports)
	}
	h.Value = path.Join("/", prefix, base, health)
	if strings.Contains(h.Value, "${") {
		return facts.Health{}
	}
	if probesByDefault(version) && x.Setting("management.endpoint.health.probes.enabled", x.Setting("management.health.probes.enabled", "true")) != "false" {
		h.Ready = h.Value + "/readiness"
	}
	return h
}

// actuatorPrefix is the path before that of the endpoints, whether they have a port of their own, and false where they have none at all:
// management.server.port is -1 then.
func actuatorPrefix(x *module.Module, ports []facts.Port) (prefix string, separate, ok bool) {
	v, stated := x.Config().Get("management.server.port")
	if !stated {
		v, stated = x.Config().Get("management.port") // Spring Boot 1
	}
	if stated && v.Env == "" && v.Text == "-1" {
		return "", false, false
	}
	own := "8080"
	if s, ok := x.Config().Get("server.port"); ok {
		own = s.Text
	}
	if stated && v.Text != own || managementPort(ports) > 0 {
		return x.Setting("management.server.base-path", x.Setting("management.server.servlet.context-path", "")), true, true
	}
	return contextPath(x), false, true
}

// exposed says whether an endpoint is exposed over HTTP; byDefault names those that are without a word.
func exposed(x *module.Module, endpoint, byDefault string) bool {
	include, exclude := listOf(x, "management.endpoints.web.exposure.include"), listOf(x, "management.endpoints.web.exposure.exclude")
	if len(include) == 0 {
		include = []string{byDefault}
	}
	names := func(list []string) bool {
		return slices.ContainsFunc(list, func(s string) bool { return s == "*" || s == endpoint || strings.Contains(s, "${") })
	}
	return names(include) && !slices.ContainsFunc(exclude, func(s string) bool { return s == "*" || s == endpoint })
}

// enabled says whether an endpoint is there: by its own switch, else by the one for all; since Spring Boot 3.4 these are called access.
func enabled(x *module.Module, endpoint string) bool {
	if v, ok := x.Config().Get("management.endpoint." + endpoint + ".enabled"); ok {
		return v.Text != "false"
	}
	if v, ok := x.Config().Get("management.endpoint." + endpoint + ".access"); ok {
		return !strings.EqualFold(v.Text, "none")
	}
	return x.Setting("management.endpoints.enabled-by-default", "true") != "false" && !strings.EqualFold(x.Setting("management.endpoints.access.default", ""), "none")
}

// listOf reads a list, of one text with commas or of key[0], key[1]: from the strongest layer that has one.
func listOf(x *module.Module, key string) []string {
	for _, l := range slices.Backward(x.Config().Layers) {
		var words []string
		for _, v := range l.Order {
			if name, _, _ := strings.Cut(module.Relaxed(v.Key), "["); name != module.Relaxed(key) {
				continue
			}
			s := module.Setting{}
			for w := range strings.SplitSeq(x.Config().Resolve(v.Value, &s, 0), ",") {
				if w = strings.TrimSpace(w); w != "" {
					words = append(words, w)
				}
			}
		}
		if len(words) > 0 {
			return words
		}
	}
	return nil
}

// probesByDefault: the liveness and readiness groups came with Spring Boot 2.3.
func probesByDefault(version string) bool {
	major, minor, ok := model.MajorMinor(version)
	return ok && (major > 2 || major == 2 && minor >= 3)
}

// contextPath is the path before all routes: of the servlet container and the dispatcher servlet, or of WebFlux when no servlet starter is
// there (Spring Boot reference, "Common Application Properties"; names of Spring Boot 1 and 2.0 included).
func contextPath(x *module.Module) string {
	_, reactive := x.HasOne(reactiveStarters)
	if _, servlet := x.HasOne(servletStarters); reactive && !servlet {
		return x.Setting("spring.webflux.base-path", "")
	}
	context := x.Setting("server.servlet.context-path", x.Setting("server.context-path", ""))
	dispatcher := x.Setting("spring.mvc.servlet.path", x.Setting("server.servlet.path", x.Setting("server.servlet-path", "")))
	return path.Join("/", context, dispatcher)
}

// A reactive application has one of the first and none of the second (Spring Boot reference, "Web Environment").
var (
	reactiveStarters = []module.Library{
		module.Of(bootGroup, "spring-boot-starter-webflux"), module.Of(cloudGroup, "spring-cloud-starter-gateway", "spring-cloud-starter-gateway-server-webflux"),
	}
	servletStarters = []module.Library{module.Of(bootGroup, "spring-boot-starter-web", "spring-boot-starter-webmvc", "spring-boot-starter-jersey")}
)

// bootTLS says whether the embedded server speaks TLS: it does with a key store, a certificate or a bundle, unless it is switched off (Spring Boot
// how-to guides, "Configure SSL").
func bootTLS(x *module.Module) bool {
	if v, ok := x.Config().Get("server.ssl.enabled"); ok {
		return v.Text == "true"
	}
	return slices.ContainsFunc([]string{"server.ssl.key-store", "server.ssl.certificate", "server.ssl.bundle"}, func(key string) bool { return x.Setting(key, "") != "" })
}

// plainProbe takes away the health route of a port that speaks TLS: a probe asks by plain HTTP, so that it would never be answered. Then it is
// asked whether the port is open.
func plainProbe(x *module.Module, ports []facts.Port, h facts.Health) facts.Health {
	if h.Value == "" || h.Port != 0 || len(ports) == 0 || ports[0].Name != facts.PortHTTPS {
		return h
	}
	x.Warn(ports[0].Evidence[0], "the port speaks TLS, and probes ask by plain HTTP: "+h.Value+" is not asked, only whether the port is open")
	return facts.Health{}
}
