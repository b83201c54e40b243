package module

import (
	"path"
	"strings"
)

// DropwizardConfig finds the configuration file: a YAML file of the module or of the repository's root that has a server section.
func (x *Module) DropwizardConfig() string {
	var candidates []string
	for _, dir := range Distinct(x.POM.Dir, path.Join(x.POM.Dir, "config"), path.Join(x.POM.Dir, "conf"), path.Join(x.POM.Dir, "src/main/resources"), path.Join(x.POM.Dir, "src/main/resources/config"), ".", "config") {
		for _, f := range x.Repo.Tree.In(dir) {
			if ext := path.Ext(f); ext == ".yml" || ext == ".yaml" {
				candidates = append(candidates, f)
			}
		}
	}
	for _, f := range candidates {
		if strings.HasPrefix(path.Base(f), ".") || strings.Contains(f, "docker-compose") {
			continue
		}
		for _, doc := range x.Repo.Documents(f) {
			for _, v := range doc.Values {
				if strings.HasPrefix(v.Key, "server.applicationConnectors") || strings.HasPrefix(v.Key, "server.connector") || strings.HasPrefix(v.Key, "server.adminConnectors") {
					return f
				}
			}
		}
	}
	return ""
}
