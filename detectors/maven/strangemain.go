package maven

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/detectors/maven/recipe"
)

// strangeMain lets a unit be a guess whose build names a main class that no source of the repository holds, and whose package no dependency of
// the module can bring: the program would not start.
func strangeMain(x *module.Module, a *recipe.Artifact, u *facts.Unit) {
	if a.Main == "" || len(x.Sources()) == 0 || holdsClass(x, a.Main) {
		return
	}
	if slices.ContainsFunc(x.Deps, func(d model.Dependency) bool { return shares(d.Group, a.Main) }) {
		return
	}
	x.Warn(a.At, "the main class "+a.Main+" is in no source of the repository, and no dependency of this module seems to bring it: that the unit runs is a guess (main: or skip: in waybill.yaml)")
	u.Confidence, u.Main.Confidence = facts.Guess, facts.Guess
}

// holdsClass says whether a source of the module, or of one that it needs, has the path of a class.
func holdsClass(x *module.Module, class string) bool {
	top, _, _ := strings.Cut(strings.TrimSuffix(class, "Kt"), "$")
	suffix := "/" + strings.ReplaceAll(top, ".", "/") + "."
	for _, dir := range append([]string{x.POM.Dir}, dirsOf(x.Needed)...) {
		for _, f := range x.Repo.Tree.Under(dir) {
			if strings.Contains("/"+f, suffix) && slices.Contains([]string{".java", ".kt", ".scala", ".groovy", ".clj"}, path.Ext(f)) {
				return true
			}
		}
	}
	// Kotlin and Scala leave it to the author in which folder a package stands.
	return slices.ContainsFunc(x.Mains(), func(e code.Entry) bool { return e.Class == class })
}

// shares says whether a group and a class begin with the same two words.
func shares(group, class string) bool {
	g, c := strings.SplitN(group, ".", 3), strings.SplitN(class, ".", 3)
	return g[0] == c[0] && (len(g) < 2 || len(c) < 2 || g[1] == c[1])
}
