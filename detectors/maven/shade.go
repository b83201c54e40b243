package maven

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// shade: maven-shade-plugin:shade replaces the jar, or attaches one with a classifier ("shaded" by default).
// Without a main class in a transformer it makes a library.
func (x *module) shade() *artifact {
	p := x.m.plugin("maven-shade-plugin")
	if p == nil {
		return nil
	}
	for _, run := range p.runs("shade") {
		main := ""
		run.config.child("transformers").walk(func(e *element) {
			if e.name == "mainClass" || e.name == "Main-Class" {
				if v := x.known(e.text); v != "" && main == "" {
					main = v
				}
			}
		})
		if main == "" {
			if jar := x.m.plugin("maven-jar-plugin"); jar != nil {
				main = x.manifestMain(jar.config)
			}
		}
		if main == "" {
			continue
		}
		a := &artifact{form: fatJar, main: main, certainty: facts.Certain, at: p.at}
		a.at.Rule = "maven-shade-plugin"
		name := x.m.finalName().text
		if v := x.known(run.config.value("finalName")); v != "" {
			name = v
		}
		if x.m.interpolate(run.config.value("shadedArtifactAttached")) == "true" {
			classifier := x.known(run.config.value("shadedClassifierName"))
			if classifier == "" {
				classifier = "shaded"
			}
			name += "-" + classifier
		}
		a.file = x.target(name + ".jar")
		if v := x.known(run.config.value("outputDirectory")); v != "" {
			a.file = path.Join(relativeTo(v), name+".jar")
		}
		if v := x.known(run.config.value("outputFile")); v != "" {
			a.file = relativeTo(v)
		}
		return a
	}
	return nil
}

// fatAssembly: maven-assembly-plugin:single with the predefined descriptor jar-with-dependencies and a main class.
func (x *module) fatAssembly() *artifact {
	p := x.m.plugin("maven-assembly-plugin")
	if p == nil {
		return nil
	}
	for _, run := range p.runs("single", "assembly", "attached") {
		fat := ""
		run.config.child("descriptorRefs").walk(func(e *element) {
			if e.name == "descriptorRef" && x.m.interpolate(e.text) == "jar-with-dependencies" {
				fat = "jar-with-dependencies"
			}
		})
		if fat == "" {
			for _, d := range x.descriptors(run.config) {
				if slices.Contains(d.formats, "jar") {
					fat = d.id
				}
			}
		}
		main := x.manifestMain(run.config)
		if main == "" {
			if jar := x.m.plugin("maven-jar-plugin"); jar != nil {
				main = x.manifestMain(jar.config)
			}
		}
		if fat == "" || main == "" {
			continue
		}
		a := &artifact{form: fatJar, main: main, certainty: facts.Certain, at: p.at}
		a.at.Rule = "maven-assembly-plugin"
		a.file = x.assemblyFile(run.config, fat, ".jar")
		return a
	}
	return nil
}

// assemblyFile names an assembly: finalName, then the assembly's id unless <appendAssemblyId> is false.
func (x *module) assemblyFile(config *element, id, ext string) string {
	name := x.m.finalName().text
	if v := x.known(config.value("finalName")); v != "" {
		name = v
	}
	if c := config.child("appendAssemblyId"); c == nil || x.m.interpolate(c.text) != "false" {
		if v := x.known(config.value("classifier")); v != "" {
			id = v
		}
		name += "-" + id
	}
	if v := x.known(config.value("outputDirectory")); v != "" {
		return path.Join(relativeTo(v), name+ext)
	}
	return x.target(name + ext)
}

// vertx: vertx-maven-plugin:package writes the fat jar over the plain one (vertx-maven-plugin 1.x); its main class is the launcher.
func (x *module) vertx() *artifact {
	p := x.m.plugin("vertx-maven-plugin")
	if p == nil || len(p.runs("package")) == 0 {
		return nil
	}
	a := &artifact{form: fatJar, file: x.jarFile(), main: "io.vertx.core.Launcher", certainty: facts.Certain, at: p.at}
	a.at.Rule = "vertx-maven-plugin package"
	if v := x.known(p.config.value("launcher")); v != "" {
		a.main = v
	}
	if v, ok := x.m.prop("vertx.launcher"); ok {
		a.main = v.text
	}
	return a
}

// wildfly: the bootable jar plugins write a second, runnable jar.
func (x *module) wildfly() *artifact {
	for _, b := range []struct{ plugin, goal, suffix string }{
		{"wildfly-jar-maven-plugin", "package", "-bootable"},
		{"thorntail-maven-plugin", "package", "-thorntail"},
		{"wildfly-swarm-plugin", "package", "-swarm"},
		{"payara-micro-maven-plugin", "bundle", "-microbundle"},
	} {
		if p := x.m.plugin(b.plugin); p != nil && len(p.runs(b.goal)) > 0 {
			a := &artifact{form: fatJar, file: x.target(x.m.finalName().text + b.suffix + ".jar"), certainty: facts.Certain, at: p.at}
			a.at.Rule = b.plugin
			return a
		}
	}
	return nil
}

// appAssembler: appassembler-maven-plugin:assemble writes target/appassembler/bin/<program> and a repository of jars.
func (x *module) appAssembler() *artifact {
	p := x.m.plugin("appassembler-maven-plugin")
	if p == nil {
		return nil
	}
	for _, run := range p.runs("assemble") {
		program := run.config.at("programs", "program")
		id := x.known(program.value("id"))
		if id == "" {
			id = x.known(program.value("name"))
		}
		main := x.known(program.value("mainClass"))
		if id == "" && main != "" {
			id = strings.ToLower(main[strings.LastIndexByte(main, '.')+1:])
		}
		if id == "" {
			continue
		}
		dir := x.target("appassembler")
		if v := x.known(run.config.value("assembleDirectory")); v != "" {
			dir = relativeTo(v)
		}
		a := &artifact{form: appScripts, file: path.Join(dir, "bin", id), main: main, libs: dir, certainty: facts.Certain, at: p.at}
		a.at.Rule = "appassembler-maven-plugin"
		return a
	}
	return nil
}

// jarManifest: maven-jar-plugin with a main class; with addClasspath the manifest names a folder of libraries that
// maven-dependency-plugin:copy-dependencies fills.
func (x *module) jarManifest() *artifact {
	p := x.m.plugin("maven-jar-plugin")
	if p == nil {
		return nil
	}
	config := p.config
	for _, run := range p.runs("jar") {
		if x.manifestMain(run.config) != "" {
			config = run.config
		}
	}
	main := x.manifestMain(config)
	if main == "" {
		return nil
	}
	a := &artifact{form: fatJar, file: x.jarFile(), main: main, certainty: facts.Certain, at: p.at}
	a.at.Rule = "maven-jar-plugin mainClass"
	if v := x.known(config.value("classifier")); v != "" {
		a.file = strings.TrimSuffix(a.file, ".jar") + "-" + v + ".jar"
	}
	manifest := config.at("archive", "manifest")
	if x.m.interpolate(manifest.value("addClasspath")) != "true" {
		if len(x.runtimeDeps()) > 0 {
			a.form = classPath // the jar alone would end with NoClassDefFoundError
		}
		return a
	}
	prefix := strings.Trim(x.known(manifest.value("classpathPrefix")), "/")
	a.form, a.libs = thinJar, path.Join(path.Dir(a.file), prefix)
	if d := x.m.plugin("maven-dependency-plugin"); d == nil || len(d.runs("copy-dependencies")) == 0 {
		a.form = classPath
		a.libs = ""
	} else if v := x.known(d.runs("copy-dependencies")[0].config.value("outputDirectory")); v != "" {
		a.libs = relativeTo(v)
	}
	return a
}

// runtimeDeps are dependencies that must be there at run time.
func (x *module) runtimeDeps() []dependency {
	var list []dependency
	for _, d := range x.deps {
		if d.scope != "provided" && !d.optional {
			list = append(list, d)
		}
	}
	return list
}

// launchers are packages of frameworks whose classes start an application that holds no main method itself.
var launchers = []string{"io.vertx.", "io.helidon.", "org.apache.camel.", "org.jboss.weld.", "io.micronaut.", "org.apache.dubbo.", "com.alibaba.dubbo."}

// starts says whether a main class is the application's: one of the repository, or a framework's launcher. exec-maven-plugin also runs
// tools of the build, such as a database's console.
func (x *module) starts(class string) bool {
	if x.classFile(class) != "" || slices.ContainsFunc(launchers, func(l string) bool { return strings.HasPrefix(class, l) }) {
		return true
	}
	name := strings.ReplaceAll(strings.TrimSuffix(class, "Kt"), ".", "/")
	for _, ext := range []string{".java", ".kt", ".scala", ".groovy"} {
		if slices.ContainsFunc(x.r.tree.Named(path.Base(name)+ext), func(f string) bool { return strings.HasSuffix(f, "/"+name+ext) }) {
			return true
		}
	}
	return false
}

// namedMain: no plugin makes a runnable artefact, but the build model or a lone main class of a single-module repository says what
// the program is: it is run from the class path.
func (x *module) namedMain() *artifact {
	a := &artifact{form: classPath, file: x.jarFile(), certainty: facts.Likely}
	for _, name := range []string{"exec-maven-plugin", "jib-maven-plugin"} {
		p := x.m.plugin(name)
		if p == nil {
			continue
		}
		main := p.config.value("mainClass")
		if name == "jib-maven-plugin" {
			main = p.config.child("container").value("mainClass")
		}
		if a.main = x.known(main); a.main != "" && x.starts(a.main) {
			a.at = p.at
			a.at.Rule = name + " mainClass"
			return a
		}
	}
	for _, name := range []string{"exec.mainClass", "mainClass", "main.class", "start-class"} {
		if v, ok := x.m.prop(name); ok && !strings.Contains(v.text, "${") && x.classFile(v.text) != "" {
			a.main, a.at = v.text, v.at
			return a
		}
	}
	if x.route.top != x.p || len(x.p.moduleFiles(x.p.root, x.r.tree.Has)) > 0 {
		return nil
	}
	mains := x.mains()
	if len(mains) == 0 {
		return nil
	}
	a.main, a.at, a.certainty = mains[0].Class, entryEvidence(mains[0], "main method"), facts.Guess
	if !mains[0].Boot && (len(mains) > 1 || entryRank(mains[0].File) > 1) {
		return nil // a library with examples in it, or a set of tools
	}
	return a
}
