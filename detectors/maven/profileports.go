package maven

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// bootHTTP is the port of the embedded server: server.port, by default 8080 (Spring Boot reference, "Common Application Properties"). A port
// that only profile files give is that of the deployed profiles. Where these differ, one is taken for all, and the image sets SERVER_PORT to
// it, which wins over the files (reference, "Externalized Configuration"): Service and probes then fit in every environment.
func bootHTTP(x *module.Module) []facts.Port {
	const variable = "SERVER_PORT"
	ports := configuredPort(x, "http", 8080, "Spring Boot default", variable, "server.port")
	profiles := deployedPorts(x)
	if len(ports) == 0 || len(profiles) == 0 || slices.ContainsFunc(x.PortEnv, func(e facts.EnvVar) bool { return e.Name == ports[0].Env }) {
		return ports
	}
	_, stated := x.Config().Get("server.port")
	chosen := ports[0].Value
	if !stated {
		chosen = profiles[0].port
		ports[0].Value, ports[0].Confidence, ports[0].Env = chosen, facts.Likely, variable
		ports[0].Evidence = []facts.Evidence{model.Ruled(profiles[0].At, "server.port of the profile "+profiles[0].Profile)}
		if profiles[0].Env != "" {
			ports[0].Env = profiles[0].Env
		}
	}
	var others []string
	for _, p := range profiles {
		if p.port != chosen {
			others = append(others, fmt.Sprintf("%d in %s (%s:%d)", p.port, p.Profile, p.At.File, p.At.Line))
		}
	}
	if len(others) == 0 {
		return ports
	}
	x.Warn(ports[0].Evidence[0], fmt.Sprintf("server.port differs by profile: %d here, %s; the image sets %s to %d, so that all environments listen there", chosen, strings.Join(others, ", "), variable, chosen))
	x.PortEnv = append(x.PortEnv, facts.EnvVar{Name: variable, Value: strconv.Itoa(chosen)})
	ports[0].Env = variable
	return ports
}

type profilePort struct {
	module.ProfileSetting
	port int
}

// deployedPorts are the ports that profiles of environments on a cluster give, production first.
func deployedPorts(x *module.Module) []profilePort {
	var list []profilePort
	for _, s := range x.ByProfile("server.port") {
		name, ok := environments.Canonical(s.Profile)
		if n := portNumber(strings.TrimSpace(s.Text)); ok && environments.Deployed(name) && n > 0 {
			list = append(list, profilePort{s, n})
		}
	}
	slices.SortStableFunc(list, func(a, b profilePort) int { return rank(b.Profile) - rank(a.Profile) })
	return list
}

func rank(profile string) int {
	name, _ := environments.Canonical(profile)
	return environments.Rank(name)
}
