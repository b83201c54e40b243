package maven

import (
	"cmp"
	"fmt"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/detectors/value"
)

// dropwizardPorts reads the YAML file that the program is started with; by default 8080 and 8081 for the administration
// (Dropwizard manual, "Configuration Reference").
func dropwizardPorts(x *module.Module) []facts.Port {
	files := x.DropwizardConfigs()
	file := ""
	if len(files) > 0 {
		file = files[0]
	}
	read := func(file, name string, fallback int, rule string, keys ...string) facts.Port {
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
	main := func(file string) facts.Port {
		return read(file, "http", 8080, "Dropwizard default", "server.applicationConnectors[0].port", "server.connector.port")
	}
	ports := []facts.Port{main(file)}
	for _, other := range files[min(1, len(files)):] {
		if p := main(other); p.Value != ports[0].Value {
			ports[0].Confidence = value.Weaker(ports[0].Confidence, facts.Likely)
			x.Warn(p.Evidence[0], fmt.Sprintf("%s gives the port %d, and %s, with which the program is started, %d (start: and ports: in waybill.yaml)", other, p.Value, file, ports[0].Value))
		}
	}
	if v := read(file, "admin", 8081, "Dropwizard administration default", "server.adminConnectors[0].port"); file == "" || !dropwizardSimple(x, file) {
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

// dropwizardHealth is the health check of the administration: on a port of its own, or below /admin of the simple server (Dropwizard manual,
// "Configuration Reference", adminContextPath).
func dropwizardHealth(x *module.Module, ports []facts.Port) facts.Health {
	file, base := x.DropwizardConfig(), ""
	for _, doc := range x.Repo.Documents(file) {
		if v, ok := doc.Get("server.adminContextPath"); ok {
			base = v.Value
		}
	}
	if file != "" && dropwizardSimple(x, file) {
		at := model.Ruled(ports[0].Evidence[0], "Dropwizard administration of the simple server")
		return facts.Health{Value: path.Join("/", cmp.Or(base, "/admin"), "healthcheck"), Evidence: []facts.Evidence{at}}
	}
	for _, p := range ports {
		if p.Name == "admin" {
			return facts.Health{Value: path.Join("/", base, "healthcheck"), Port: p.Value, Evidence: []facts.Evidence{model.Ruled(p.Evidence[0], "Dropwizard administration servlet")}}
		}
	}
	return facts.Health{}
}
