package maven

import (
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/detectors/maven/recipe"
)

// candidate is a module with something to run.
type candidate struct {
	x *module.Module
	a *recipe.Artifact
}

// Folders of demos show something and are deployed by nobody; those of samples do so when they belong to a library.
const (
	demos   = aside.Example | aside.Documentation
	samples = aside.Sample | aside.Test
)

// packed drops applications without the plug-in that packs them where the absence means something: another application holds them, or it is a
// module of a repository whose developers pack others by the plug-in and that has no port of its own to run beside them. A plain jar with a main class whose libraries are not with it is a part
// of the application that holds it, too, and a module whose parent names the main class of another one for all of its modules has nothing to start.
// Each is named.
func packed(r *module.Repository, all []candidate) []candidate {
	var kept []candidate
	for _, c := range all {
		by := ""
		for _, o := range all {
			switch {
			case o.x.POM != c.x.POM && namesMainOf(c, o):
				by = " gets the main class " + c.a.Main + " from the build, which " + o.x.POM.Dir + " holds"
			case o.x.POM == c.x.POM || !c.a.WithoutPlugin() && (!partOf(c.a, o.a) || aside.Named(o.x.POM.Dir, demos|samples)):
			case slices.Contains(o.x.Needed, c.x.POM):
				by = " has a main class, but " + o.x.POM.Dir + " holds it"
			case by == "" && c.a.WithoutPlugin() && o.a.Repackaged() && c.x.Route.Module != "" && !besideOthers(c, all):
				by = " has a main class, but spring-boot-maven-plugin packs " + o.x.POM.Dir + " and not this module"
			}
		}
		if by == "" {
			kept = append(kept, c)
			continue
		}
		r.Warnings = append(r.Warnings, facts.Warning{
			File: c.a.At.File, Line: c.a.At.Line, Unit: c.x.POM.Dir,
			Text: c.x.POM.Dir + by + ": nothing is generated for it (units: in waybill.yaml declares it by hand: language, build, artifact, start, ports)",
		})
	}
	return kept
}

// namesMainOf says whether the build of a module names a main class that no source of this module, or of those that it needs, holds, and that a
// module beside it does.
func namesMainOf(c, o candidate) bool {
	return c.a.Main != "" && c.x.Route.Top == o.x.Route.Top && c.a.Main == o.a.Main && len(c.x.Sources()) > 0 && !holdsClass(c.x, c.a.Main) && holdsClass(o.x, c.a.Main)
}

// besideOthers says whether the configuration of an application gives its server a port which no other one of the repository has: it is made to
// run beside them, and not to be tried out or to be a part of them.
func besideOthers(c candidate, all []candidate) bool {
	own, ok := c.x.Config().Get(bootSetting.key)
	if !ok || portNumber(own.Text) <= 0 || aside.Named(c.x.POM.Dir, demos|samples) {
		return false
	}
	for _, o := range all {
		if o.x.POM == c.x.POM {
			continue
		}
		if v, ok := o.x.Config().Get(bootSetting.key); ok && v.Text == own.Text {
			return false
		}
	}
	return true
}

// partOf says whether an artefact is a part of another one whose module needs it: a jar that runs only with libraries beside it, and an application
// of Quarkus in another one, whose build takes in the classes of what it needs (Quarkus guide "Contexts and Dependency Injection", "Bean Discovery").
func partOf(a, of *recipe.Artifact) bool {
	return a.BesideLibraries() || a.Form == recipe.QuarkusFast && of.Form == recipe.QuarkusFast
}

// deployed drops what only shows or tests other modules of the repository:
// demos beside applications or libraries, samples beside libraries alone. A module with a Dockerfile of its own is deployed.
// When the whole repository is demos, they are what there is.
func deployed(r *module.Repository, all []candidate) []candidate {
	applications, libraries := 0, 0
	for _, c := range all {
		if !aside.Named(c.x.POM.Dir, demos) && !aside.Named(c.x.POM.Dir, samples) {
			applications++
		}
	}
	for _, file := range r.Files {
		p := r.POMs[file]
		if p.Resolved.Packaging().Text == "jar" && !aside.Named(p.Dir, demos) && !aside.Named(p.Dir, samples) && !isCandidate(all, p) {
			libraries++
		}
	}
	var kept []candidate
	for _, c := range all {
		dir := c.x.POM.Dir
		demo, sample := aside.Named(dir, demos), aside.Named(dir, samples)
		switch {
		case r.Tree.Wanted(dir), r.Tree.Has(path.Join(dir, "Dockerfile")):
		case demo && applications+libraries > 0, sample && applications == 0 && libraries > 0:
			r.Warnings = append(r.Warnings, facts.Warning{File: c.x.POM.File, Unit: dir, Text: "shows how other modules are used: nothing is generated for it unless units: in waybill.yaml names " + dir})
			continue
		case applications > 0 && aside.Named(dir, aside.Test) && len(c.x.Sources()) == 0:
			r.Warnings = append(r.Warnings, facts.Warning{File: c.x.POM.File, Unit: dir, Text: "holds tests of other modules and no source of its own: nothing is generated for it unless units: in waybill.yaml names " + dir})
			continue
		case sample:
			c.a.Certainty = facts.Guess
		}
		kept = append(kept, c)
	}
	return kept
}

func isCandidate(all []candidate, p *model.POM) bool {
	for _, c := range all {
		if c.x.POM == p {
			return true
		}
	}
	return false
}

// unpacked names modules that have a main class, which no plug-in packs: programs of which nothing is made. A module that another one needs, or
// that stands beside something to run, is told of only where it has a server, and not where both hold.
func unpacked(r *module.Repository, modules []*module.Module, all []candidate) {
	var list []*module.Module
	needed := map[*model.POM]bool{}
	for _, x := range modules {
		if len(x.Profiles) > 0 {
			x = r.Module(x.POM) // what the build without that profile needs counts
		}
		packaging := x.Model.Packaging().Text
		for _, q := range x.Needed {
			needed[q] = needed[q] || packaging != "pom" // what only collects others makes nothing of them that runs
		}
		if packaging == "jar" && !isCandidate(all, x.POM) && (len(all) == 0 || !aside.Named(x.POM.Dir, demos|samples)) {
			list = append(list, x)
		}
	}
	for _, x := range list {
		_, server := x.HasOne(programServers)
		if part, beside := needed[x.POM], len(all) > 0; part && beside || (part || beside) && !server {
			continue
		}
		mains := x.Mains()
		if len(mains) == 0 {
			continue
		}
		at := module.Evidence(mains[0], "main")
		r.Warnings = append(r.Warnings, facts.Warning{
			File: at.File, Line: at.Line, Unit: x.POM.Dir,
			Text: mains[0].Class + " has a main method, and no plug-in makes something of " + x.POM.Dir + " that runs: nothing is generated for it (units: in waybill.yaml declares it by hand: language, build, artifact, start, ports)",
		})
	}
}
