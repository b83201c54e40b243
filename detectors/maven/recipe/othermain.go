package recipe

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// presentMain looks whether the main class that the build names is there. A class of the module's own packages that no source holds was
// renamed, and the JVM ends with "Could not find or load main class". Where one other class has a main method, that class is started by its
// name. A class of a library (a launcher) is not looked for.
func presentMain(x *module.Module, a *Artifact) *Artifact {
	if a.Main == "" || strings.ContainsAny(a.Main, "$@") || a.Form != fatJar && a.Form != thinJar && a.Form != classPath || !ownPackage(x, a.Main) || holdsClass(x, a.Main) {
		return a
	}
	var mains []code.Entry
	for _, e := range x.Mains() {
		if e.Main {
			mains = append(mains, e)
		}
	}
	if len(mains) == 0 && mayBring(x, a.Main) {
		return a
	}
	if len(mains) != 1 {
		x.Warn(a.At, fmt.Sprintf("the build names the main class %s, which no source of the module holds: name the right one by main: or start: in waybill.yaml", a.Main))
		return a
	}
	x.Warn(a.At, fmt.Sprintf("the build names the main class %s, which no source of the module holds: %s is started, the only one with a main method", a.Main, mains[0].Class))
	a.Main, a.Renamed = mains[0].Class, module.Evidence(mains[0], "the only main method")
	return a
}

// mayBring says whether a dependency from outside of the repository may hold a class: its group begins with the same two names.
func mayBring(x *module.Module, class string) bool {
	names := strings.Split(class, ".")
	return len(names) > 2 && slices.ContainsFunc(x.Deps, func(d model.Dependency) bool {
		return d.Group == names[0]+"."+names[1] || strings.HasPrefix(d.Group, names[0]+"."+names[1]+".")
	})
}

// ownPackage says whether the sources of the module have a package with the first two names of the class.
func ownPackage(x *module.Module, class string) bool {
	names := strings.Split(class, ".")
	if len(names) < 3 {
		return false
	}
	folder := "/" + names[0] + "/" + names[1] + "/"
	return slices.ContainsFunc(x.Sources(), func(f string) bool { return strings.Contains(f, folder) })
}

// holdsClass says whether a source, of the module or of one that it needs, may hold the class: by the name of its file. A class may stand in a
// file of another name, so its name in a file counts too.
func holdsClass(x *module.Module, class string) bool {
	simple := class[strings.LastIndexByte(class, '.')+1:]
	return slices.ContainsFunc(warSources(x), func(f string) bool {
		base := strings.TrimSuffix(path.Base(f), path.Ext(f))
		return base == simple || base+"Kt" == simple || x.Repo.Code.Holds(f, "class "+simple, "object "+simple)
	})
}
