package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// here is the folder of a module as seen from the working folder. Of a program that is compiled file by file it is the one where the compiled
// module lies; a bundle has another one, which is not known.
func (f final) here(module *javascript.Module) (string, bool) {
	l := f.u.Launch
	dir, ok := manifest.Relative(f.u.M.Dir, path.Dir(module.File))
	if !ok || l.Source == l.M.Join(l.File) {
		return dir, ok
	}
	source, ok := manifest.Relative(f.u.M.Dir, path.Dir(l.Source))
	if !ok || l.Source == "" || l.File == "" || !f.byFile() {
		return "", false
	}
	made := path.Dir(l.File)
	for source != "." && path.Base(source) == path.Base(made) { // src/server and dist/server: what src holds is in dist
		source, made = path.Dir(source), path.Dir(made)
	}
	switch {
	case dir == source:
		return made, true
	case source == ".":
		return path.Join(made, dir), true
	case strings.HasPrefix(dir, source+"/"):
		return path.Join(made, dir[len(source):]), true
	}
	return "", false
}

// compilers make one file of each module (typescriptlang.org, docs.nestjs.com, swc.rs, babeljs.io: the command of each).
var compilers = []string{"tsc", "nest", "swc", "babel"}

// byFile says whether the script that builds the unit runs such a compiler. Nest bundles where its settings say webpack or monorepo.
func (f final) byFile() bool {
	words := strings.Fields(f.u.M.Script("build"))
	if !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(compilers, w) }) {
		return false
	}
	nest, err := f.p.Tree.Read(f.inUnit("nest-cli.json"))
	return err != nil || !strings.Contains(string(nest), `"webpack"`) && !strings.Contains(string(nest), `"monorepo"`)
}
