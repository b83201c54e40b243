package maven

import (
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/detectors/maven/recipe"
)

// quarkusPorts: quarkus.http.port, by default 8080, or the TLS port where plain requests are switched off; the management interface on 9000
// when enabled (Quarkus guides "HTTP reference", "Management interface reference").
func quarkusPorts(x *module.Module, a *recipe.Artifact) []facts.Port {
	if quarkusKind(x, a).Value != facts.Server {
		return nil
	}
	var ports []facts.Port
	switch {
	case x.Setting("quarkus.http.host-enabled", "true") == "false":
	case x.Setting("quarkus.http.insecure-requests", "enabled") == "disabled":
		ports = configuredPort(x, facts.PortHTTPS, 8443, "Quarkus default for TLS", "QUARKUS_HTTP_SSL_PORT", "quarkus.http.ssl-port")
	default:
		ports = servedPort(x, quarkusSetting, servedBy(x, quarkusSetting))
	}
	if v, ok := x.Config().Get("quarkus.management.enabled"); ok && v.Text == "true" {
		ports = appendPorts(ports, configuredPort(x, "management", 9000, "Quarkus management default", "QUARKUS_MANAGEMENT_PORT", "quarkus.management.port"))
	}
	if _, ok := x.Has("io.quarkus:quarkus-grpc"); ok && x.Annotated("GrpcService") {
		if v, ok := x.Config().Get("quarkus.grpc.server.use-separate-server"); !ok || v.Text != "false" {
			ports = appendPorts(ports, configuredPort(x, "grpc", 9000, "Quarkus gRPC default", "QUARKUS_GRPC_SERVER_PORT", "quarkus.grpc.server.port"))
		}
	}
	return ports
}

// micronautPorts: micronaut.server.port, by default 8080, or with TLS alone micronaut.server.ssl.port, by default 8443 (Micronaut guide,
// "Securing the Server with HTTPS": plain requests stay only with dual-protocol).
func micronautPorts(x *module.Module) []facts.Port {
	if x.Setting("micronaut.server.ssl.enabled", x.Setting("micronaut.ssl.enabled", "false")) != "true" {
		return servedPort(x, micronautSetting, servedBy(x, micronautSetting))
	}
	ports := configuredPort(x, facts.PortHTTPS, 8443, "Micronaut default for TLS", "MICRONAUT_SERVER_SSL_PORT", "micronaut.server.ssl.port", "micronaut.ssl.port")
	if x.Setting("micronaut.server.dual-protocol", "false") == "true" {
		return appendPorts(servedBy(x, micronautSetting), ports)
	}
	return ports
}
