package maven

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// dropwizardPorts reads the YAML file that the program is started with; by default 8080 and 8081 for the administration
// (Dropwizard manual, "Configuration Reference").
func dropwizardPorts(x *module.Module) []facts.Port {
	file := x.DropwizardConfig()
	read := func(name string, fallback int, rule string, keys ...string) facts.Port {
		for _, doc := range x.Repo.Documents(file) {
			for _, key := range keys {
				v, ok := doc.Get(key)
				if !ok {
					continue
				}
				s := module.Setting{At: facts.Evidence{File: file, Line: v.Line, Rule: key}}
				s.Text = x.Config().Resolve(strings.ReplaceAll(v.Value, ":-", ":"), &s, 0)
				return portFrom(x, s, key, facts.Port{Value: fallback, Name: name})
			}
		}
		return facts.Port{Value: fallback, Name: name, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: x.POM.File, Line: x.POM.Root.Line, Rule: rule}}}
	}
	ports := []facts.Port{read("http", 8080, "Dropwizard default", "server.applicationConnectors[0].port", "server.connector.port")}
	if v := read("admin", 8081, "Dropwizard administration default", "server.adminConnectors[0].port"); file == "" || !dropwizardSimple(x, file) {
		ports = appendPorts(ports, []facts.Port{v})
	}
	return ports
}

func dropwizardSimple(x *module.Module, file string) bool {
	for _, doc := range x.Repo.Documents(file) {
		if v, ok := doc.Get("server.type"); ok && v.Value == "simple" {
			return true
		}
	}
	return false
}

// dropwizardEnv lists the variables of the configuration file that have no default: Dropwizard's strict substitutor ends the
// program without them (Dropwizard manual, "Environment variables").
func dropwizardEnv(x *module.Module, set map[string]bool) {
	file := x.DropwizardConfig()
	if file == "" {
		return
	}
	for _, doc := range x.Repo.Documents(file) {
		for _, v := range doc.Values {
			s := module.Setting{}
			x.Config().Resolve(strings.ReplaceAll(v.Value, ":-", ":"), &s, 0)
			for _, name := range s.Missing {
				if n := variableName(name); n != "" {
					set[n] = true
				}
			}
		}
	}
}
