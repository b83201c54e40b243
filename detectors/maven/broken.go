package maven

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// maxUnasked is how many sources of modules that make nothing to run are read, only to see whether a compiler takes them.
const maxUnasked = 40

// broken tells of sources that no compiler takes, and of those that are too large to be read. They are those that some question was about;
// where nothing is found to run, the first sources of each module too: the program may be in one of them, so that the kind of a library is a
// guess.
func broken(r *module.Repository, modules []*module.Module, units []facts.Unit) {
	libraries := !slices.ContainsFunc(units, func(u facts.Unit) bool { return u.Kind.Value != facts.Library })
	if libraries {
		left := maxUnasked
		for _, x := range modules {
			sources := x.Sources()
			sources = sources[:min(len(sources), left)]
			left -= len(sources)
			for _, f := range sources {
				r.Code.File(f)
			}
		}
	}
	tell := func(file string, line int, text string) {
		if strings.Contains("/"+file, "/src/test/") || aside.Folder(path.Dir(file), aside.Example|aside.Test|aside.Documentation) != "" {
			return
		}
		r.Warn(file, line, text)
		for i := range units {
			if u := &units[i]; libraries && code.IsSource(file) {
				u.Kind.Confidence, u.Confidence = facts.Guess, facts.Guess
			}
		}
	}
	for _, f := range r.Code.Broken() {
		tell(f.Path, f.Broken.Line, "the file cannot be parsed, and what it says is not known: "+f.Broken.What)
	}
	for _, file := range r.Code.Large() {
		tell(file, 0, fmt.Sprintf("is larger than %d bytes: what the source says is not known", code.MaxBytes))
	}
}

// missingModules tells of modules that a reactor lists and that are not there: Maven reads all of them first and refuses to build any
// ("Child module … does not exist").
func missingModules(r *module.Repository, modules []*module.Module, units []facts.Unit) {
	built := map[string]bool{} // folders whose reactor is built, or of which nothing is
	for _, u := range units {
		built[u.Path] = true
	}
	asked := map[*model.POM]bool{}
	for _, x := range modules {
		if built[x.POM.Dir] {
			reactor(r, x.Route.Top, asked)
		}
	}
}

func reactor(r *module.Repository, p *model.POM, asked map[*model.POM]bool) {
	if asked[p] {
		return
	}
	asked[p] = true
	missing := p.MissingModules(r.Tree.Has)
	for _, file := range slices.Sorted(maps.Keys(missing)) {
		m := missing[file]
		r.Warn(p.File, m.Line, "the module "+m.Text+" is listed and not in this repository ("+file+"): Maven refuses to build without it")
	}
	for file := range p.ModuleFiles(p.Root, r.Tree.Has) {
		if q := r.POMs[file]; q != nil {
			reactor(r, q, asked)
		}
	}
}
