package module

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/environments"
)

// DropwizardConfig finds the configuration file that the program is started with; "" without one.
func (x *Module) DropwizardConfig() string {
	if files := x.DropwizardConfigs(); len(files) > 0 {
		return files[0]
	}
	return ""
}

// DropwizardConfigs finds the YAML files of the module or of the repository's root that have a server section: those that are named after no
// environment first, then the one of production.
func (x *Module) DropwizardConfigs() []string {
	var found []string
	for _, dir := range Distinct(x.POM.Dir, path.Join(x.POM.Dir, "config"), path.Join(x.POM.Dir, "conf"), path.Join(x.POM.Dir, "src/main/resources"), path.Join(x.POM.Dir, "src/main/resources/config"), ".", "config") {
		for _, f := range x.Repo.Tree.In(dir) {
			if ext := path.Ext(f); (ext == ".yml" || ext == ".yaml") && !slices.Contains(found, f) && x.dropwizardFile(f) {
				found = append(found, f)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return environmentRank(b) - environmentRank(a) })
	return found
}

func (x *Module) dropwizardFile(f string) bool {
	if strings.HasPrefix(path.Base(f), ".") || strings.Contains(f, "docker-compose") {
		return false
	}
	for _, doc := range x.Repo.Documents(f) {
		for _, v := range doc.Values {
			if strings.HasPrefix(v.Key, "server.applicationConnectors") || strings.HasPrefix(v.Key, "server.connector") || strings.HasPrefix(v.Key, "server.adminConnectors") {
				return true
			}
		}
	}
	return false
}

// environmentRank is the rank of the environment that a file name ends with, above all others for a name without one.
func environmentRank(f string) int {
	stem := strings.TrimSuffix(path.Base(f), path.Ext(f))
	word := stem[strings.LastIndexAny(stem, "-_.")+1:]
	name, ok := environments.Canonical(word)
	if !ok {
		return 1 << 16
	}
	return environments.Rank(name)
}
