package maven

import (
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// grpcStarter is a starter that registers gRPC's standard health service by itself.
type grpcStarter struct {
	library  module.Library
	services bool     // only with io.grpc:grpc-services beside it, which the starter does not bring
	off      string   // "false" here switches the service off
	tls      []string // a value here, but false, is TLS, which the kubelet does not speak
	source   string
}

var grpcHealthStarters = []grpcStarter{
	{module.Of("net.devh", "grpc-server-spring-boot-starter", "grpc-spring-boot-starter"), false, "grpc.server.health-service-enabled", []string{"grpc.server.security.enabled"}, "github.com/grpc-ecosystem/grpc-spring: GrpcHealthServiceAutoConfiguration, and grpc-services in the starter's build file"},
	{module.Of("org.springframework.grpc", "spring-grpc-spring-boot-starter", "spring-grpc-server-spring-boot-starter"), true, "spring.grpc.server.health.enabled", []string{"spring.grpc.server.ssl.enabled", "spring.grpc.server.ssl.bundle"}, "docs.spring.io/spring-grpc, Health Indicators"},
}

// grpcHealth says that the kubelet can ask gRPC's health service, which a starter registers.
func grpcHealth(x *module.Module) facts.Health {
	for _, s := range grpcHealthStarters {
		d, ok := x.HasOne([]module.Library{s.library})
		if !ok || x.Setting(s.off, "true") == "false" {
			continue
		}
		if _, there := x.Has("io.grpc:grpc-services"); s.services && !there {
			continue
		}
		secured := false
		for _, key := range s.tls {
			secured = secured || x.Setting(key, "false") != "false"
		}
		if !secured {
			return facts.Health{GRPC: true, Evidence: []facts.Evidence{d.At}}
		}
	}
	return facts.Health{}
}
