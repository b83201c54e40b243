package recipe

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/buildfiles"
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
	stage, warnings, ok := noderecipe.FrontEnd(r.Tree, f.dir, scriptsFor(r, f), f.evidence)
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

// scriptsFor lists the scripts that may make the output of a front end: first the one that names its folder, as in
// "release": "vite build --outDir ../server/dist".
func scriptsFor(r *module.Repo, f *frontend) []string {
	scripts := scriptsOf(r, path.Join(f.dir, "package.json"))
	rel := module.Relative(f.out, f.dir)
	for _, s := range scripts {
		if strings.Contains(rel, "/") && !strings.HasPrefix(s.Key, "pre") && !strings.HasPrefix(s.Key, "post") && slices.ContainsFunc(strings.FieldsFunc(s.Value, func(c rune) bool { return c == ' ' || c == '=' }), func(w string) bool {
			return path.Clean(strings.Trim(w, `"'`)) == rel
		}) {
			return append([]string{s.Key}, frontendScripts...)
		}
	}
	return frontendScripts
}

// scriptsOf are the scripts of a package.json file.
func scriptsOf(r *module.Repo, file string) []configfile.Value {
	data, err := r.Tree.Head(file, 64<<10)
	if err != nil {
		return nil
	}
	return buildfiles.PackageScripts(data)
}

// frontendStages are the stages of front ends, one for each package.json, what is copied of them into the build, and the folders that this
// makes there.
func frontendStages(r *module.Repo, fronts []*frontend) (stages []facts.Stage, from []facts.StageCopy, made []string) {
	names := map[string]string{} // folder of package.json → stage
	for _, f := range fronts {
		name, known := names[f.dir]
		if !known {
			s, ok := frontendStage(r, f)
			if !ok {
				continue
			}
			if len(stages) > 0 {
				s.Name += "-" + strconv.Itoa(len(stages)+1)
			}
			name, names[f.dir] = s.Name, s.Name
			stages = append(stages, s)
		}
		if !f.served {
			from, made = append(from, facts.StageCopy{Stage: name, From: f.out, To: f.to}), append(made, f.to)
		}
	}
	return stages, from, made
}
