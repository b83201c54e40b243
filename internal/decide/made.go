package decide

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// outputFolders are where builds leave what they make, beside that of the unit's own artifact (Maven, "Standard Directory Layout"; the
// defaults of the compilers and bundlers of Node; npm, "folders").
var outputFolders = []string{"target", "dist", "build", "out", "bin", ".next", ".output", "node_modules"}

// makeFirst decides what has to be made before the repository's own Dockerfile is built: its COPY of target/*.jar finds nothing in a fresh
// checkout. The unit's own build makes what lies in a folder of outputs; how any other file gets there, nobody but its owner knows.
func makeFirst(u *plan.Unit) (told []facts.Warning) {
	own := u.Own
	if len(own.Made) == 0 {
		return nil
	}
	what := strings.Join(own.Made, ", ")
	warn := func(format string, more ...any) []facts.Warning {
		return []facts.Warning{{Unit: u.Path, File: own.File, Text: fmt.Sprintf("copies %s, which the repository does not hold: "+format, append([]any{what}, more...)...)}}
	}
	manyLines := slices.ContainsFunc(u.Facts.Build, func(line []string) bool { return strings.ContainsAny(strings.Join(line, ""), "\r\n") })
	if len(u.Facts.Build) == 0 || manyLines || !slices.ContainsFunc(own.Made, func(m string) bool { return ofBuild(*u, m) }) {
		return warn("it has to be there before the image is built, and neither this nor the pipeline makes it")
	}
	own.Make, own.MakeIn = buildCommands(*u), buildFolder(*u)
	for i, line := range own.Make {
		own.Make[i] = intoPlace(*u, line)
	}
	return warn("the unit's build makes it first, here and in the pipeline")
}

// ofBuild says whether a path of the Dockerfile's context lies where the unit's build leaves what it makes.
func ofBuild(u plan.Unit, made string) bool {
	rel := path.Join(u.Own.Context, strings.TrimPrefix(path.Clean("/"+made), "/"))
	if u.Path != "." {
		if !strings.HasPrefix(rel, u.Path+"/") {
			return false
		}
		rel = strings.TrimPrefix(rel, u.Path+"/")
	}
	first, _, _ := strings.Cut(rel, "/")
	of, _, _ := strings.Cut(u.Facts.Artifact.Value, "/")
	return first == of || slices.Contains(outputFolders, first)
}

// buildCommands are the commands of the unit's build with the variables of its build stage; those that name a folder of the build image
// mean nothing elsewhere.
func buildCommands(u plan.Unit) [][]string {
	var env []string
	if stages := u.Facts.Image.Stages; len(stages) > 0 {
		for _, e := range stages[len(stages)-1].Env {
			if !strings.HasPrefix(e.Value, "/") {
				env = append(env, e.Name+"="+e.Value)
			}
		}
	}
	out := make([][]string, len(u.Facts.Build))
	for i, line := range u.Facts.Build {
		if out[i] = slices.Clone(line); len(env) > 0 {
			out[i] = slices.Concat([]string{"env"}, env, line)
		}
	}
	return out
}

func buildFolder(u plan.Unit) string {
	stages := u.Facts.Image.Stages
	if len(stages) == 0 {
		return u.Path
	}
	return path.Clean(cmp.Or(stages[len(stages)-1].Workdir, "."))
}

// intoPlace writes the artifact to where the Dockerfile looks for it, for a build that names a place in the build image.
func intoPlace(u plan.Unit, line []string) []string {
	if len(u.Own.Made) != 1 || strings.ContainsAny(u.Own.Made[0], "*?[") {
		return line
	}
	for i, word := range line {
		if path.IsAbs(word) && path.Base(word) == path.Base(u.Facts.Artifact.Value) {
			line[i] = relativeTo(u.Own.MakeIn, path.Join(u.Own.Context, u.Own.Made[0]))
		}
	}
	return line
}

// relativeTo is a path of the repository as a command in one of its folders names it.
func relativeTo(dir, target string) string {
	if dir == "." {
		return target
	}
	if rest, ok := strings.CutPrefix(target, dir+"/"); ok {
		return rest
	}
	return strings.Repeat("../", strings.Count(dir, "/")+1) + target
}
