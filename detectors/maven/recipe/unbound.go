package recipe

import (
	"fmt"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// unboundRepackage: the plugin stands in the build without the goal (no starter parent, no execution). `mvn package` makes a plain
// jar then; people run `mvn package spring-boot:repackage`, and so do we.
func unboundRepackage(x *module.Module, p *model.Plugin) *Artifact {
	if skips(x, p.Config, "spring-boot.repackage.skip") || len(p.Executions) > 0 && len(p.Runs("build-image", "run")) == 0 && switchedOff(p) {
		return nil
	}
	mains := x.Mains()
	if len(mains) == 0 || !mains[0].Boot {
		return nil
	}
	a := &Artifact{Form: BootJar, File: jarFile(x), Certainty: facts.Likely, At: p.At, Main: x.Known(p.Config.Value("mainClass"))}
	a.At.Rule = unboundRule
	if x.Model.Packaging().Text == "war" {
		a.Form, a.File = BootWar, warFile(x)
		return a
	}
	beside(x, a, mains[0].Class)
	return a
}

// bootWithoutPlugin: a class with @SpringBootApplication and a main method beside an embedded server is an application, also where the
// plug-in that would pack it is missing: people start it from their editor or name the goal on the command line, and an outside parent may
// bring the plug-in (Spring Boot reference, "Running Your Application"). The build adds the goal by its full coordinates, since a prefix is
// only known of plug-ins that the POM names (Maven, "Introduction to Plugin Prefix Resolution").
func bootWithoutPlugin(x *module.Module) *Artifact {
	if x.Model.Plugin("spring-boot-maven-plugin") != nil {
		return nil // what the plug-in makes was decided before
	}
	server, ok := x.HasOne(module.Servers)
	if _, boot := x.Has("org.springframework.boot:spring-boot*"); !ok || !boot {
		return nil
	}
	if !x.Holds("SpringApplication", "runApplication") {
		return nil // said before any file is parsed: most libraries end here
	}
	mains := x.Mains()
	if len(mains) == 0 || !mains[0].Boot || !mains[0].Main {
		return nil
	}
	a := &Artifact{Form: BootJar, File: jarFile(x), Certainty: facts.Likely, At: module.Evidence(mains[0], withoutPluginRule), Main: mains[0].Class}
	beside(x, a, mains[0].Class)
	how := "the build runs its repackage goal"
	if a.Form == classPath {
		how = "the program is started from the class path"
	}
	x.Warn(a.At, fmt.Sprintf("a Spring Boot application with %s, but no spring-boot-maven-plugin in %s: %s", server.Artifact, x.POM.File, how))
	return a
}

// beside makes an artefact run from the class path where the goal cannot: on the command line it runs for the needed modules of the
// reactor too, and ends with "Unable to find main class" in a library.
func beside(x *module.Module, a *Artifact, main string) {
	if len(x.Needed) > 0 {
		a.Form, a.Main = classPath, main
	}
}

// Rules of jars that only become runnable by a goal on the command line.
const (
	unboundRule       = "spring-boot-maven-plugin without a repackage execution"
	withoutPluginRule = "@SpringBootApplication with an embedded server, without spring-boot-maven-plugin"
)

// WithoutPlugin says whether the artefact is that of an application whose plug-in is missing.
func (a *Artifact) WithoutPlugin() bool { return a.At.Rule == withoutPluginRule }

// Repackaged says whether spring-boot-maven-plugin stands in the build of the artefact.
func (a *Artifact) Repackaged() bool {
	return (a.Form == BootJar || a.Form == BootWar || a.At.Rule == unboundRule) && !a.WithoutPlugin()
}

// repackageGoal is the goal that packs the jar, by the coordinates of the plug-in; its releases are those of Spring Boot.
func repackageGoal(x *module.Module) string {
	goal := "org.springframework.boot:spring-boot-maven-plugin"
	if v := x.BootVersion(); v != "" {
		goal += ":" + v
	}
	return goal + ":repackage"
}

func switchedOff(p *model.Plugin) bool {
	for _, e := range p.Executions {
		if slices.Contains(e.Goals, "repackage") && (e.Phase == "none" || e.Phase == "never") {
			return true
		}
	}
	return false
}
