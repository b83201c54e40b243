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
		if h := actuatorHealth(x, ports); h.Value != "" {
			return h
		}
		return grpcHealth(x)
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
			if !micronautHealth(x) {
				return facts.Health{}
			}
			base := path.Join("/", x.Setting("endpoints.all.path", ""), x.Setting("micronaut.server.context-path", ""))
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
		return dropwizardHealth(x, ports)
	}
	return facts.Health{}
}

// micronautHealth says whether the endpoint is there (Micronaut guide, "Built-In Endpoints": by its own switch, else by the one for all).
func micronautHealth(x *module.Module) bool {
	return x.Setting("endpoints.health.enabled", x.Setting("endpoints.all.enabled", "true")) != "false"
}

func managementPort(ports []facts.Port) int {
	for _, p := range ports {
		if p.Name == "management" {
			return p.Value
		}
	}
	return 0
}

// quarkusBase is the folder of the routes that are not the application's: below quarkus.http.root-path unless it begins with a slash
// (Quarkus guide "HTTP reference", "Configuring HTTP Root paths"); with the management interface its own root path, by default /q, whatever
// the root path of the application is (guide "Management interface reference"). Before 1.11 it was the root itself.
func quarkusBase(x *module.Module) string {
	if x.Setting("quarkus.management.enabled", "false") == "true" {
		return "/" + strings.Trim(x.Setting("quarkus.management.root-path", "/q"), "/")
	}
	base := "q"
	if major, minor, ok := model.MajorMinor(x.QuarkusVersion()); ok && major == 1 && minor < 11 {
		base = ""
	}
	base = x.Setting("quarkus.http.non-application-root-path", base)
	if strings.HasPrefix(base, "/") {
		return path.Clean(base)
	}
	return path.Join("/", x.Setting("quarkus.http.root-path", "/"), base)
}
