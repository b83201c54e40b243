package maven

import (
	"fmt"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/detectors/value"
)

// managementPorts is the port of the actuator where it is not that of the application (Spring Boot reference, "Monitoring and Management over
// HTTP"). Where profiles differ, one holds in all environments, as with server.port: else probes would ask where nobody listens.
func managementPorts(x *module.Module, served []facts.Port) []facts.Port {
	s := setting{key: "management.server.port", variable: "MANAGEMENT_SERVER_PORT", rule: "the port of the application", shared: true}
	if _, ok := x.Config().Get(s.key); !ok && (model.Major(x.BootVersion()) == 1 || len(deployedPorts(x, s.key)) == 0) {
		s.key = "management.port" // Spring Boot 1
		if model.Major(x.BootVersion()) == 1 {
			s.variable = "MANAGEMENT_PORT"
		}
	}
	if len(served) > 0 {
		s.fallback = served[0].Value
	}
	ports := configuredPort(x, "management", 0, "", s.variable, s.key)
	if _, stated := x.Config().Get(s.key); !stated && len(deployedPorts(x, s.key)) > 0 {
		ports = []facts.Port{{Value: s.fallback, Name: "management", Env: s.variable}}
	}
	if _, off := switchedOffManagement(x); off {
		for i := range ports { // no variable may switch on what one environment switches off
			ports[i].Confidence = value.Weaker(ports[i].Confidence, facts.Likely)
		}
		return slices.DeleteFunc(ports, func(p facts.Port) bool { return len(p.Evidence) == 0 })
	}
	before := len(x.PortEnv)
	if ports = oneForAll(x, s, ports); len(x.PortEnv) > before {
		ports[0].Confidence = value.Weaker(ports[0].Confidence, facts.Likely)
	}
	return ports
}

// switchedOffManagement is the first profile of an environment whose management port is -1: it has no endpoints over HTTP.
func switchedOffManagement(x *module.Module) (module.ProfileSetting, bool) {
	for _, key := range []string{"management.server.port", "management.port"} {
		for _, p := range deployedSettings(x, key) {
			if p.Env == "" && strings.TrimSpace(p.Text) == "-1" {
				return p, true
			}
		}
	}
	return module.ProfileSetting{}, false
}

// endpointsPath is the folder of the actuator's routes. Where profiles differ, one holds in all environments, as with the port.
func endpointsPath(x *module.Module) string {
	const key, variable = "management.endpoints.web.base-path", "MANAGEMENT_ENDPOINTS_WEB_BASEPATH"
	base := x.Setting(key, "/actuator")
	at := facts.Evidence{File: x.POM.File, Line: x.POM.Root.Line, Rule: "Spring Boot default"}
	v, stated := x.Config().Get(key)
	if stated {
		at = v.At
	}
	var others []string
	for _, p := range deployedSettings(x, key) {
		if !v.Fixed && p.Text != base && p.Text != "" && !strings.Contains(p.Text, "${") {
			others = append(others, fmt.Sprintf("%s in %s (%s:%d)", p.Text, p.Profile, p.At.File, p.At.Line))
		}
	}
	if common, ok := x.Config().Common(key); v.Without != "" && (!ok || common.Text != base) {
		others = append(others, "another where "+v.Without+" does not hold")
	}
	if len(others) == 0 || slices.ContainsFunc(x.PortEnv, func(e facts.EnvVar) bool { return e.Name == variable }) {
		return base
	}
	x.Warn(at, fmt.Sprintf("%s differs by profile: %s here, %s; the image sets %s to %s, so that probes fit in all environments", key, base, strings.Join(others, ", "), variable, base))
	x.PortEnv = append(x.PortEnv, facts.EnvVar{Name: variable, Value: base})
	return base
}
