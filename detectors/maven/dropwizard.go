package maven

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// dropwizardPorts reads the YAML file that the program is started with; by default 8080 and 8081 for the administration
// (Dropwizard manual, "Configuration Reference").
func (x *module) dropwizardPorts() []facts.Port {
	file := x.dropwizardConfig()
	read := func(name string, fallback int, rule string, keys ...string) facts.Port {
		for _, doc := range x.r.documents(file) {
			for _, key := range keys {
				v, ok := doc.Get(key)
				if !ok {
					continue
				}
				s := setting{at: facts.Evidence{File: file, Line: v.Line, Rule: key}}
				s.text = x.config().resolve(strings.ReplaceAll(v.Value, ":-", ":"), &s, 0)
				return x.portFrom(s, key, facts.Port{Value: fallback, Name: name})
			}
		}
		return facts.Port{Value: fallback, Name: name, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: x.p.file, Line: x.p.root.line, Rule: rule}}}
	}
	ports := []facts.Port{read("http", 8080, "Dropwizard default", "server.applicationConnectors[0].port", "server.connector.port")}
	if v := read("admin", 8081, "Dropwizard administration default", "server.adminConnectors[0].port"); file == "" || !x.dropwizardSimple(file) {
		ports = appendPorts(ports, []facts.Port{v})
	}
	return ports
}

func (x *module) dropwizardSimple(file string) bool {
	for _, doc := range x.r.documents(file) {
		if v, ok := doc.Get("server.type"); ok && v.Value == "simple" {
			return true
		}
	}
	return false
}

// dropwizardConfig finds the configuration file: a YAML file of the module or of the repository's root that has a server section.
func (x *module) dropwizardConfig() string {
	var candidates []string
	for _, dir := range uniqueDirs(x.p.dir, path.Join(x.p.dir, "config"), path.Join(x.p.dir, "conf"), path.Join(x.p.dir, "src/main/resources"), path.Join(x.p.dir, "src/main/resources/config"), ".", "config") {
		for _, f := range x.r.tree.In(dir) {
			if ext := path.Ext(f); ext == ".yml" || ext == ".yaml" {
				candidates = append(candidates, f)
			}
		}
	}
	for _, f := range candidates {
		if strings.HasPrefix(path.Base(f), ".") || strings.Contains(f, "docker-compose") {
			continue
		}
		for _, doc := range x.r.documents(f) {
			for _, v := range doc.Values {
				if strings.HasPrefix(v.Key, "server.applicationConnectors") || strings.HasPrefix(v.Key, "server.connector") || strings.HasPrefix(v.Key, "server.adminConnectors") {
					return f
				}
			}
		}
	}
	return ""
}

// dropwizardEnv lists the variables of the configuration file that have no default: Dropwizard's strict substitutor ends the
// program without them (Dropwizard manual, "Environment variables").
func (x *module) dropwizardEnv(set map[string]bool) {
	file := x.dropwizardConfig()
	if file == "" {
		return
	}
	for _, doc := range x.r.documents(file) {
		for _, v := range doc.Values {
			s := setting{}
			x.config().resolve(strings.ReplaceAll(v.Value, ":-", ":"), &s, 0)
			for _, name := range s.missing {
				if n := variableName(name); n != "" {
					set[n] = true
				}
			}
		}
	}
}
