package maven

import (
	"path"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// metricsOf is the path of Prometheus metrics, when the program exposes it.
func metricsOf(x *module.Module, framework string, ports []facts.Port) facts.Text {
	say := func(path string, d model.Dependency) facts.Text {
		return facts.Text{Value: path, Confidence: facts.Likely, Evidence: []facts.Evidence{d.At}}
	}
	switch framework {
	case springBoot:
		d, ok := x.Has("io.micrometer:micrometer-registry-prometheus", "io.micrometer:micrometer-registry-prometheus-simpleclient")
		if !ok {
			return facts.Text{}
		}
		prefix, _, ok := actuatorPrefix(x, ports)
		if !ok || !exposed(x, "prometheus", "") {
			return facts.Text{}
		}
		return say(path.Join("/", prefix, endpointsPath(x), x.Setting("management.endpoints.web.path-mapping.prometheus", "prometheus")), d)
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
