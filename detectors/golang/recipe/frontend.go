package recipe

import (
	"path"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	noderecipe "github.com/waybill-dev/waybill/detectors/node/recipe"
)

// frontendScripts are the scripts of package.json that make what a program embeds, in the order of trust.
var frontendScripts = []string{"build", "build:prod", "package", "dist"}

// frontendStage is the build stage of a front end whose output the Go build embeds. It is built as a Node unit is: the same package
// managers, versions, variables and caches.
func frontendStage(r *module.Repo, f *frontend) (facts.Stage, bool) {
	file := path.Join(f.dir, "package.json")
	if !r.Tree.Has(file) {
		return facts.Stage{}, false
	}
	stage, warnings, ok := noderecipe.FrontEnd(r.Tree, f.dir, frontendScripts, f.evidence)
	if !ok {
		r.Warn(file, 0, "has no build script that can be read, but its output is embedded by "+f.evidence.File)
		return facts.Stage{}, false
	}
	for _, w := range warnings {
		r.Warn(w.File, w.Line, w.Text)
	}
	return stage, true
}

// workdir writes the root of the repository as the stage does: "".
func workdir(dir string) string {
	if dir == "." {
		return ""
	}
	return dir
}
