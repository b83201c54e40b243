package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// localRepository is where the build image keeps Maven's downloads. It is no part of /root/.m2, so that a cache mounted there hides
// neither a settings.xml of the base image nor the one that comes as a secret.
const localRepository = "/var/cache/maven"

// dependencyPlugin is named with its version: builds pin an older one at times, which cannot leave out modules of the reactor.
const dependencyPlugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"

// buildStage is the build in an image. It calls the image's own mvn, never the wrapper: the wrapper downloads Maven from the address in its
// properties, past mirrors and proxies of a settings.xml, which ends the build in a closed network.
func buildStage(x *module.Module, a *Artifact, runtime string) facts.Stage {
	java, at := buildJava(x, runtime)
	lombok, because := lombokOf(x)
	if bound := lombokBound(lombok); bound != "" {
		if java = and(java, bound); at.File == "" {
			at = because
		}
	}
	s := facts.Stage{
		Name: "build", Workdir: dirOf(x.Route.Top.Dir),
		Requires: []facts.Require{
			{Capability: "java", Range: java, Evidence: evidenceOf(at)},
			{Capability: "jdk"},
			mavenRequire(x),
		},
		Caches:   []facts.Cache{{ID: "maven", Target: localRepository}},
		Secrets:  []facts.Secret{{ID: "maven-settings", Target: "/root/.m2/settings.xml"}},
		Manifest: manifestFiles(x),
		// maven-resources-plugin before 3.4 and maven-war-plugin take a missing copy for one of 1970 that needs no update
		// (MRESOURCES-145, plexus-utils 40); the loader of Spring Boot before 2.1.12 cannot read what was packed (spring-boot 19518).
		Dated: true,
	}
	s.Platform, s.Native = platform(x)
	s.Requires = append(s.Requires, ciRequire(x, runtime)...)
	requireNode(x, &s)
	resolve := append(imageMvn(x, "-fn"), selection(x)...)
	s.Resolve = [][]string{append(resolve, dependencyPlugin+":go-offline")}
	// -U: what the command above could not find is remembered as missing in the cached repository, and would not be asked for again
	skips := skipFlags(x)
	skips = append(skips, ciSkips(x, skips)...)
	build := append(append(imageMvn(x, "-U"), selection(x)...), skips...)
	if flags := jvmFlags(x); len(flags) > 0 {
		build = append(build, flags...)
		x.Warn(a.At, "the build makes a native program: here it makes one for the JVM ("+strings.Join(flags, " ")+")")
	}
	build = append(build, "package")
	s.Build = installs(x, append([]string{"mvn", "-B", "-ntp", "-Dmaven.repo.local=" + localRepository}, skips...))
	s.Build = append(s.Build, append(build, extraGoals(x, a, path.Join("target", "waybill-libs"))...))
	openPackages(x, lombok, &s)
	giveVariables(x, &s)
	return s
}

// installs are the commands that install modules which the unit needs and another reactor of the repository builds; the farthest first.
func installs(x *module.Module, mvn []string) [][]string {
	var commands [][]string
	for _, top := range slices.Backward(x.Apart) {
		argv := append(slices.Clone(mvn), "-f", model.RelativePath(x.Route.Top.Dir, top.File), "install")
		commands = append(commands, argv)
	}
	return commands
}

// imageMvn is the start of a Maven command in the image: no questions, no progress bars, the cached repository.
func imageMvn(x *module.Module, more ...string) []string {
	argv := append([]string{"mvn", "-B", "-ntp"}, more...)
	if base := path.Base(x.Route.Top.File); base != "pom.xml" {
		argv = append(argv, "-f", base)
	}
	return append(argv, "-Dmaven.repo.local="+localRepository)
}

// extraGoals make the artefact runnable where `package` does not: run in the same session, so that they see the modules just built.
func extraGoals(x *module.Module, a *Artifact, libs string) []string {
	switch {
	case a.Form != classPath && a.At.Rule == unboundRule:
		if x.Route.Module != "" {
			return []string{repackageGoal(x)} // the prefix is looked up in the POM of the root, which need not name the plug-in
		}
		return []string{"spring-boot:repackage"}
	case a.Form != classPath && a.At.Rule == withoutPluginRule:
		return []string{repackageGoal(x)}
	case a.Form == classPath && copiesLibs(x):
		return []string{dependencyPlugin + ":copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=" + libs}
	}
	return nil
}

// copiesLibs says whether a program that runs from the class path needs more than its own jar.
func copiesLibs(x *module.Module) bool { return len(x.RuntimeDeps())+len(x.Needed) > 0 }

// skipFlags leave out what an image build has no use for: tests, and plugins bound to the life cycle that build images themselves or
// need the history, which the build context does not hold.
func skipFlags(x *module.Module) []string {
	flags := []string{"-Dmaven.test.skip=true"}
	if usesTestJar(x) {
		flags[0] = "-DskipTests" // the tests of one module are a library of another: they must be compiled
	}
	for _, s := range []struct{ plugin, flag string }{
		{"git-commit-id-plugin", "-Dmaven.gitcommitid.skip=true"},
		{"git-commit-id-maven-plugin", "-Dmaven.gitcommitid.skip=true"},
		{"buildnumber-maven-plugin", "-Dmaven.buildNumber.skip=true"},
		{"jib-maven-plugin", "-Djib.skip=true"},
		{"dockerfile-maven-plugin", "-Ddockerfile.skip=true"},
		{"docker-maven-plugin", "-Ddocker.skip=true"},
		{"fabric8-maven-plugin", "-Dfabric8.skip=true"},
		{"kubernetes-maven-plugin", "-Djkube.skip=true"},
	} {
		p := x.Model.Plugin(s.plugin)
		if p == nil || len(p.Executions) == 0 || slices.Contains(flags, s.flag) {
			continue
		}
		flags = append(flags, s.flag)
		if s.plugin == "docker-maven-plugin" {
			flags = append(flags, "-DskipDocker=true") // the plugin of that name by Spotify
		}
	}
	return flags
}

func usesTestJar(x *module.Module) bool {
	for _, q := range append([]*model.POM{x.POM}, x.Needed...) {
		for _, l := range q.Resolved.Layers {
			for _, e := range l.Root.Child("dependencies").Each("dependency") {
				if e.Value("type") == "test-jar" || e.Value("classifier") == "tests" {
					return true
				}
			}
		}
	}
	return false
}

// mavenRequire is the Maven that builds: what the enforcer demands, 4 where the wrapper or the POM's model version says so,
// else 3.6.3, the least that the plugins of today run on.
func mavenRequire(x *module.Module) facts.Require {
	r := facts.Require{Capability: "maven", Range: ">=3.6.3"}
	if v := x.Model.POM.Root.Value("modelVersion"); v != "" && v != "4.0.0" {
		r.Range, r.Evidence = ">=4", []facts.Evidence{{File: x.POM.File, Line: x.POM.Root.Child("modelVersion").Line, Rule: "modelVersion"}}
	}
	for _, run := range x.Model.Plugin("maven-enforcer-plugin").Runs("enforce") {
		run.Config.Child("rules").Walk(func(e *model.Element) {
			if e.Name == "requireMavenVersion" {
				if low, ok := mavenFloor(x.Model.Interpolate(e.Value("version"))); ok {
					at := whereIs(x, e)
					at.Rule = "maven-enforcer-plugin requireMavenVersion"
					r.Range, r.Evidence = low, []facts.Evidence{at}
				}
			}
		})
	}
	return r
}

// manifestFiles lists what decides the dependencies: every POM that Maven loads for the reactor, and .mvn.
func manifestFiles(x *module.Module) []string {
	list := x.Repo.Loaded(x.Route.Top)
	own := x.Repo.FilesOf(x.POM)
	inList := func(f string) bool { _, ok := slices.BinarySearch(list, f); return ok }
	if len(x.Apart) == 0 && !slices.ContainsFunc(own, func(f string) bool { return !inList(f) }) {
		return slices.Clip(list)
	}
	all := slices.Concat(list, own)
	for _, top := range x.Apart {
		all = append(all, x.Repo.Loaded(top)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func dirOf(dir string) string {
	if dir == "." {
		return ""
	}
	return dir
}

func evidenceOf(at facts.Evidence) []facts.Evidence {
	if at.File == "" {
		return nil
	}
	return []facts.Evidence{at}
}
