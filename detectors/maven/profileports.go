package maven

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// setting says by which key and variable a framework is told its port, and what it is without.
type setting struct {
	key, variable string
	fallback      int
	rule          string // of the fallback
	host, hostEnv string // the key and the variable of the address
	shared        bool   // without the key there is no server of its own: the fallback is the port of another one
	standing      bool   // one profile is that of production without being named, so that what only others give does not hold there
}

var (
	bootSetting      = setting{"server.port", "SERVER_PORT", 8080, "Spring Boot default", "server.address", "SERVER_ADDRESS", false, false}
	micronautSetting = setting{"micronaut.server.port", "MICRONAUT_SERVER_PORT", 8080, "Micronaut default", "micronaut.server.host", "MICRONAUT_SERVER_HOST", false, false}
	quarkusSetting   = setting{"quarkus.http.port", "QUARKUS_HTTP_PORT", 8080, "Quarkus default", "quarkus.http.host", "QUARKUS_HTTP_HOST", false, true} // Quarkus guide "Configuration reference", "Default profiles": prod
)

// outward makes a server reachable whose address is the loopback one: nothing outside of the container reaches that.
func outward(x *module.Module, key, variable string) {
	v, ok := x.Config().Get(key)
	if !ok || !code.Loopback(v.Text) {
		return
	}
	if v.Env != "" {
		variable = v.Env
	}
	x.Warn(v.At, fmt.Sprintf("%s is %s, which nothing outside of the container reaches: the image sets %s to 0.0.0.0", key, v.Text, variable))
	x.PortEnv = append(x.PortEnv, facts.EnvVar{Name: variable, Value: "0.0.0.0"})
}

// servedBy is the port of the embedded server: by default that of the framework (Spring Boot reference, "Common Application Properties"; Micronaut guide,
// "HTTP Server"; Quarkus guide "HTTP reference"). A port that only profile files give is that of the deployed profiles. Where these differ,
// one is taken for all, and the image sets the variable to it, which wins over the files (reference of each, on the order of property sources):
// Service and probes then fit in every environment.
func servedBy(x *module.Module, s setting) []facts.Port {
	outward(x, s.host, s.hostEnv)
	return oneForAll(x, s, configuredPort(x, "http", s.fallback, s.rule, s.variable, s.key))
}

// oneForAll makes one port hold in all environments, see servedBy.
func oneForAll(x *module.Module, s setting, ports []facts.Port) []facts.Port {
	v, stated := x.Config().Get(s.key)
	profiles := deployedPorts(x, s.key)
	if len(ports) == 0 || v.Fixed || slices.ContainsFunc(x.PortEnv, func(e facts.EnvVar) bool { return e.Name == ports[0].Env }) {
		return ports
	}
	chosen := ports[0].Value
	if !stated && !s.standing && len(profiles) > 0 {
		chosen = profiles[0].port
		ports[0].Value, ports[0].Confidence, ports[0].Env = chosen, facts.Likely, s.variable
		ports[0].Evidence = []facts.Evidence{model.Ruled(profiles[0].At, s.key+" of the profile "+profiles[0].Profile)}
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
	if n, where := withoutProfile(x, s); n != chosen && (v.Without != "" || !stated && s.shared || (!stated || v.Profile != "") && leaves(x, profiles, v.Profile)) {
		others = append(others, fmt.Sprintf("%d where no profile says it (%s)", n, where))
	}
	if len(others) == 0 {
		return ports
	}
	x.Warn(ports[0].Evidence[0], fmt.Sprintf("%s differs by profile: %d here, %s; the image sets %s to %d, so that all environments listen there (ports: in waybill.yaml for another)", s.key, chosen, strings.Join(others, ", "), s.variable, chosen))
	x.PortEnv = append(x.PortEnv, facts.EnvVar{Name: s.variable, Value: strconv.Itoa(chosen)})
	ports[0].Env = s.variable
	return ports
}

// withoutProfile is the port where no profile gives one, and where that is said.
func withoutProfile(x *module.Module, s setting) (int, string) {
	if v, ok := x.Config().Common(s.key); ok {
		return portNumber(strings.TrimSpace(v.Text)), fmt.Sprintf("%s:%d", v.At.File, v.At.Line)
	}
	return s.fallback, s.rule
}

// leaves says whether a deployed profile has files of its own which give no port, so that there the common one holds.
func leaves(x *module.Module, profiles []profilePort, active string) bool {
	for _, p := range x.ProfileNames() {
		if name, ok := environments.Canonical(p); !ok || !environments.Deployed(name) || p == active {
			continue
		}
		if !slices.ContainsFunc(profiles, func(q profilePort) bool { return q.Profile == p }) {
			return true
		}
	}
	return false
}

type profilePort struct {
	module.ProfileSetting
	port int
}

// clusterProfiles are the names by which applications call what holds on Kubernetes (Spring Cloud Kubernetes, "Kubernetes Profile
// Autoconfiguration"; Micronaut guide, "Environment Deduction").
var clusterProfiles = []string{"kubernetes", "k8s", "cloud"}

// deployedPorts are the ports that profiles of environments on a cluster give, production first.
func deployedPorts(x *module.Module, key string) []profilePort {
	var list []profilePort
	for _, s := range deployedSettings(x, key) {
		if n := portNumber(strings.TrimSpace(s.Text)); n > 0 {
			list = append(list, profilePort{s, n})
		}
	}
	slices.SortStableFunc(list, func(a, b profilePort) int { return rank(b.Profile) - rank(a.Profile) })
	return list
}

// deployedSettings are what profiles of environments on a cluster say of a key.
func deployedSettings(x *module.Module, key string) []module.ProfileSetting {
	return slices.DeleteFunc(x.ByProfile(key), func(s module.ProfileSetting) bool {
		name, ok := environments.Canonical(s.Profile)
		return (!ok || !environments.Deployed(name)) && !slices.Contains(clusterProfiles, s.Profile)
	})
}

func rank(profile string) int {
	name, _ := environments.Canonical(profile)
	return environments.Rank(name)
}
