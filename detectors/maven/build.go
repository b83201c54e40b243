package maven

import (
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// localRepository is where the build image keeps Maven's downloads. It is no part of /root/.m2, so that a cache mounted there hides
// neither a settings.xml of the base image nor the one that comes as a secret.
const localRepository = "/var/cache/maven"

// dependencyPlugin is named with its version: builds pin an older one at times, which cannot leave out modules of the reactor.
const dependencyPlugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"

// stage is the build in an image. It calls the image's own mvn, never the wrapper: the wrapper downloads Maven from the address in its
// properties, past mirrors and proxies of a settings.xml, which ends the build in a closed network.
func (x *module) stage(a *artifact, runtime string) facts.Stage {
	java, at := x.buildJava(runtime)
	s := facts.Stage{
		Name: "build", Workdir: dirOf(x.route.top.dir),
		Requires: []facts.Require{
			{Capability: "java", Range: java, Evidence: evidenceOf(at)},
			{Capability: "jdk"},
			x.mavenRequire(),
		},
		Caches:   []facts.Cache{{ID: "maven", Target: localRepository}},
		Secrets:  []facts.Secret{{ID: "maven-settings", Target: "/root/.m2/settings.xml"}},
		Manifest: x.manifest(),
		// maven-resources-plugin before 3.4 and maven-war-plugin take a missing copy for one of 1970 that needs no update
		// (MRESOURCES-145, plexus-utils 40); the loader of Spring Boot before 2.1.12 cannot read what was packed (spring-boot 19518).
		Dated: true,
	}
	x.frontend(&s)
	resolve := append(x.imageMvn("-fn"), x.selection()...)
	s.Resolve = [][]string{append(resolve, dependencyPlugin+":go-offline")}
	// -U: what the command above could not find is remembered as missing in the cached repository, and would not be asked for again
	build := append(append(x.imageMvn("-U"), x.selection()...), x.skipFlags()...)
	build = append(build, "package")
	s.Build = x.installs(append([]string{"mvn", "-B", "-ntp", "-Dmaven.repo.local=" + localRepository}, x.skipFlags()...))
	s.Build = append(s.Build, append(build, x.extraGoals(a, path.Join("target", "waybill-libs"))...))
	return s
}

// installs are the commands that install modules which the unit needs and another reactor of the repository builds; the farthest first.
func (x *module) installs(mvn []string) [][]string {
	var commands [][]string
	for _, top := range slices.Backward(x.apart) {
		argv := append(slices.Clone(mvn), "-f", relativePath(x.route.top.dir, top.file), "install")
		commands = append(commands, argv)
	}
	return commands
}

// imageMvn is the start of a Maven command in the image: no questions, no progress bars, the cached repository.
func (x *module) imageMvn(more ...string) []string {
	argv := append([]string{"mvn", "-B", "-ntp"}, more...)
	if base := path.Base(x.route.top.file); base != "pom.xml" {
		argv = append(argv, "-f", base)
	}
	return append(argv, "-Dmaven.repo.local="+localRepository)
}

// extraGoals make the artefact runnable where `package` does not: run in the same session, so that they see the modules just built.
func (x *module) extraGoals(a *artifact, libs string) []string {
	switch {
	case a.at.Rule == unboundRule:
		return []string{"spring-boot:repackage"}
	case a.form == classPath && x.copiesLibs():
		return []string{dependencyPlugin + ":copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=" + libs}
	}
	return nil
}

// copiesLibs says whether a program that runs from the class path needs more than its own jar.
func (x *module) copiesLibs() bool { return len(x.runtimeDeps())+len(x.needed) > 0 }

// skipFlags leave out what an image build has no use for: tests, and plugins bound to the life cycle that build images themselves or
// need the history, which the build context does not hold.
func (x *module) skipFlags() []string {
	flags := []string{"-Dmaven.test.skip=true"}
	if x.usesTestJar() {
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
		p := x.m.plugin(s.plugin)
		if p == nil || len(p.executions) == 0 || slices.Contains(flags, s.flag) {
			continue
		}
		flags = append(flags, s.flag)
		if s.plugin == "docker-maven-plugin" {
			flags = append(flags, "-DskipDocker=true") // the plugin of that name by Spotify
		}
	}
	return flags
}

func (x *module) usesTestJar() bool {
	for _, q := range append([]*pom{x.p}, x.needed...) {
		for _, l := range q.resolved.layers {
			for _, e := range l.root.child("dependencies").each("dependency") {
				if e.value("type") == "test-jar" || e.value("classifier") == "tests" {
					return true
				}
			}
		}
	}
	return false
}

// mavenRequire is the Maven that builds: what the enforcer demands, 4 where the wrapper or the POM's model version says so,
// else 3.6.3, the least that the plugins of today run on.
func (x *module) mavenRequire() facts.Require {
	r := facts.Require{Capability: "maven", Range: ">=3.6.3"}
	if v := x.m.pom.root.value("modelVersion"); v != "" && v != "4.0.0" {
		r.Range, r.Evidence = ">=4", []facts.Evidence{{File: x.p.file, Line: x.p.root.child("modelVersion").line, Rule: "modelVersion"}}
	}
	for _, run := range x.m.plugin("maven-enforcer-plugin").runs("enforce") {
		run.config.child("rules").walk(func(e *element) {
			if e.name == "requireMavenVersion" {
				if low, ok := mavenFloor(x.m.interpolate(e.value("version"))); ok {
					at := x.whereIs(e)
					at.Rule = "maven-enforcer-plugin requireMavenVersion"
					r.Range, r.Evidence = low, []facts.Evidence{at}
				}
			}
		})
	}
	return r
}

// manifest lists what decides the dependencies: every POM that Maven loads for the reactor, and .mvn.
func (x *module) manifest() []string {
	list := x.r.loaded(x.route.top)
	own := x.r.filesOf(x.p)
	inList := func(f string) bool { _, ok := slices.BinarySearch(list, f); return ok }
	if len(x.apart) == 0 && !slices.ContainsFunc(own, func(f string) bool { return !inList(f) }) {
		return slices.Clip(list)
	}
	all := slices.Concat(list, own)
	for _, top := range x.apart {
		all = append(all, x.r.loaded(top)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// loaded lists the files that a build started at this POM loads, sorted: the many modules of one build share the answer.
func (r *reactor) loaded(top *pom) []string {
	if list, ok := r.manifests[top]; ok {
		return list
	}
	var list []string
	for _, p := range r.below(top) {
		list = append(list, r.filesOf(p)...)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	if r.manifests == nil {
		r.manifests = map[*pom][]string{}
	}
	r.manifests[top] = list
	return list
}

// filesOf lists a POM and its parents in the repository, with the settings in .mvn beside each.
func (r *reactor) filesOf(p *pom) []string {
	var list []string
	for ; p != nil && p.external == "" && !slices.Contains(list, p.file); p = p.parent {
		list = append(list, p.file)
		for _, f := range []string{"maven.config", "extensions.xml", "jvm.config"} {
			if f = path.Join(p.dir, ".mvn", f); r.tree.Has(f) {
				list = append(list, f)
			}
		}
	}
	return list
}

// below returns all POMs that a build started at this one loads.
func (r *reactor) below(top *pom) []*pom {
	if r.tops == nil {
		r.tops = map[*pom][]*pom{}
		for _, file := range r.files {
			p := r.poms[file]
			t := r.route(p).top
			r.tops[t] = append(r.tops[t], p)
		}
	}
	return r.tops[top]
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
