package recipe

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// reachable overrides bindHost by a system property (Dropwizard manual, "Configuration": properties that begin with dw.), and tells
// of a program that is started without a configuration file.
func reachable(x *module.Module, run *facts.Run) {
	d, ok := x.Has("io.dropwizard:dropwizard-core")
	if !ok || len(run.Command) == 0 || run.Command[0] != "java" {
		return
	}
	file := x.DropwizardConfig()
	if file == "" {
		text := "Dropwizard is started without a configuration file, since the repository holds none: it listens on its default ports, and ends where its Configuration class has required fields"
		if example := dropwizardExample(x); example != "" {
			text += "; " + example + " looks like an example of one"
		}
		x.Warn(d.At, text+": mount one, and name it by start: in waybill.yaml")
		return
	}
	for _, key := range []string{"server.applicationConnectors[0].bindHost", "server.adminConnectors[0].bindHost", "server.connector.bindHost"} {
		for _, doc := range x.Repo.Documents(file) {
			v, ok := doc.Get(key)
			if !ok {
				continue
			}
			s := module.Setting{}
			if host := x.Config().Resolve(strings.ReplaceAll(v.Value, ":-", ":"), &s, 0); code.Loopback(host) {
				run.Command = slices.Insert(slices.Clone(run.Command), 1, "-Ddw."+key+"=0.0.0.0")
				x.Warn(facts.Evidence{File: file, Line: v.Line}, fmt.Sprintf("%s is %s, where nobody outside of the container reaches it: the image starts the program with 0.0.0.0", key, host))
			}
		}
	}
}

// dropwizardExample is a file beside the POM or in config/ whose name says that it is an example of a YAML file.
func dropwizardExample(x *module.Module) string {
	for _, dir := range module.Distinct(x.POM.Dir, path.Join(x.POM.Dir, "config"), path.Join(x.POM.Dir, "conf"), ".", "config") {
		for _, f := range x.Repo.Tree.In(dir) {
			base := strings.ToLower(path.Base(f))
			yaml := strings.Contains(base, ".yml") || strings.Contains(base, ".yaml")
			if yaml && !strings.HasPrefix(base, ".") && !strings.Contains(base, "compose") && module.ContainsAny(base, "example", "sample", "template", ".dist", ".tpl") {
				return f
			}
		}
	}
	return ""
}
