package recipe

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// MainVerticle is the place of the manifest entry that tells Vert.x' launcher, or a launcher of a framework above, what to deploy
// (Vert.x Core manual, "The Vert.x Launcher").
func MainVerticle(x *module.Module) (facts.Evidence, bool) {
	for _, name := range []string{"maven-shade-plugin", "maven-jar-plugin", "maven-assembly-plugin"} {
		p := x.Model.Plugin(name)
		if p == nil {
			continue
		}
		for _, config := range append([]*model.Element{p.Config}, configsOf(p.Executions)...) {
			found := false
			config.Walk(func(e *model.Element) { found = found || e.Name == "Main-Verticle" && e.Text != "" })
			if found {
				return model.Ruled(p.At, "Main-Verticle of "+name), true
			}
		}
	}
	return facts.Evidence{}, false
}

// shadeArtifact: maven-shade-plugin:shade replaces the jar, or attaches one with a classifier ("shaded" by default).
// Without a main class in a transformer it makes a library.
func shadeArtifact(x *module.Module) *Artifact {
	p := x.Model.Plugin("maven-shade-plugin")
	if p == nil {
		return nil
	}
	for _, run := range p.Runs("shade") {
		main := ""
		run.Config.Child("transformers").Walk(func(e *model.Element) {
			if e.Name == "mainClass" || e.Name == "Main-Class" {
				if v := x.Known(e.Text); v != "" && main == "" {
					main = v
				}
			}
		})
		if main == "" {
			if jar := x.Model.Plugin("maven-jar-plugin"); jar != nil {
				main = manifestMain(x, jar.Config)
			}
		}
		if main == "" {
			continue
		}
		a := &Artifact{Form: fatJar, Main: main, Certainty: facts.Certain, At: p.At}
		a.At.Rule = "maven-shade-plugin"
		name := finalName(x, p, run.Config, a)
		if x.Model.Interpolate(run.Config.Value("shadedArtifactAttached")) == "true" {
			classifier := x.Known(run.Config.Value("shadedClassifierName"))
			if classifier == "" {
				classifier = "shaded"
			}
			name += "-" + classifier
		}
		a.File = inTarget(x, name+".jar")
		if v := x.Known(run.Config.Value("outputDirectory")); v != "" {
			a.File = path.Join(model.RelativeTo(v), name+".jar")
		}
		if v := x.Known(run.Config.Value("outputFile")); v != "" {
			a.File = model.RelativeTo(v)
		}
		return a
	}
	return nil
}

// fatAssembly: maven-assembly-plugin:single with the predefined descriptor jar-with-dependencies and a main class.
func fatAssembly(x *module.Module) *Artifact {
	p := x.Model.Plugin("maven-assembly-plugin")
	if p == nil {
		return nil
	}
	for _, run := range p.Runs("single", "assembly", "attached") {
		fat := ""
		run.Config.Child("descriptorRefs").Walk(func(e *model.Element) {
			if e.Name == "descriptorRef" && x.Model.Interpolate(e.Text) == "jar-with-dependencies" {
				fat = "jar-with-dependencies"
			}
		})
		if fat == "" {
			for _, d := range descriptors(x, run.Config) {
				if slices.Contains(d.formats, "jar") {
					fat = d.id
				}
			}
		}
		main := manifestMain(x, run.Config)
		if main == "" {
			if jar := x.Model.Plugin("maven-jar-plugin"); jar != nil {
				main = manifestMain(x, jar.Config)
			}
		}
		if fat == "" || main == "" {
			continue
		}
		a := &Artifact{Form: fatJar, Main: main, Certainty: facts.Certain, At: p.At}
		a.At.Rule = "maven-assembly-plugin"
		a.File = assemblyFile(x, p, run.Config, fat, ".jar", a)
		return a
	}
	return nil
}

// assemblyFile names an assembly: finalName, then the assembly's id unless <appendAssemblyId> is false.
func assemblyFile(x *module.Module, p *model.Plugin, config *model.Element, id, ext string, a *Artifact) string {
	name := finalName(x, p, config, a)
	if c := config.Child("appendAssemblyId"); c == nil || x.Model.Interpolate(c.Text) != "false" {
		if v := x.Known(config.Value("classifier")); v != "" {
			id = v
		}
		name += "-" + id
	}
	if v := x.Known(config.Value("outputDirectory")); v != "" {
		return path.Join(model.RelativeTo(v), name+ext)
	}
	return inTarget(x, name+ext)
}

// vertxArtifact: vertx-maven-plugin:package writes the fat jar over the plain one (vertx-maven-plugin 1.x); its main class is the launcher.
func vertxArtifact(x *module.Module) *Artifact {
	p := x.Model.Plugin("vertx-maven-plugin")
	if p == nil || len(p.Runs("package")) == 0 {
		return nil
	}
	a := &Artifact{Form: fatJar, File: jarFile(x), Main: "io.vertx.core.Launcher", Certainty: facts.Certain, At: p.At}
	a.At.Rule = "vertx-maven-plugin package"
	if v := x.Known(p.Config.Value("launcher")); v != "" {
		a.Main = v
	}
	if v, ok := x.Model.Prop("vertx.launcher"); ok {
		a.Main = v.Text
	}
	return ownOrLauncher(x, a)
}

// ownOrLauncher decides between the jar of vertx-maven-plugin, which Vert.x' launcher starts, and another whole jar of the same build that starts a
// class of the repository: who writes a main class and packs it does not mean the launcher. Both run, so neither is certain.
func ownOrLauncher(x *module.Module, launched *Artifact) *Artifact {
	if x.ClassFile(launched.Main) != "" {
		return launched
	}
	for _, decide := range []func(*module.Module) *Artifact{shadeArtifact, fatAssembly} {
		own := decide(x)
		if own == nil || own.File == launched.File || x.ClassFile(own.Main) == "" {
			continue
		}
		own.Certainty = facts.Likely
		x.Warn(own.At, fmt.Sprintf("the build makes %s and %s: the first one is taken, since it starts %s of this repository, the other one %s (artifact: and start: in waybill.yaml for the other)", own.File, launched.File, own.Main, launched.Main))
		return own
	}
	return launched
}

// wildflyArtifact: the bootable jar plugins write a second, runnable jar.
func wildflyArtifact(x *module.Module) *Artifact {
	for _, b := range []struct{ plugin, goal, suffix string }{
		{"wildfly-jar-maven-plugin", "package", "-bootable"},
		{"thorntail-maven-plugin", "package", "-thorntail"},
		{"wildfly-swarm-plugin", "package", "-swarm"},
		{"payara-micro-maven-plugin", "bundle", "-microbundle"},
	} {
		if p := x.Model.Plugin(b.plugin); p != nil && len(p.Runs(b.goal)) > 0 {
			a := &Artifact{Form: fatJar, File: inTarget(x, x.Model.FinalName().Text+b.suffix+".jar"), Certainty: facts.Certain, At: p.At}
			a.At.Rule = b.plugin
			return a
		}
	}
	return nil
}

// appAssembler: appassembler-maven-plugin:assemble writes target/appassembler/bin/<program> and a repository of jars.
func appAssembler(x *module.Module) *Artifact {
	p := x.Model.Plugin("appassembler-maven-plugin")
	if p == nil {
		return nil
	}
	for _, run := range p.Runs("assemble") {
		program := run.Config.At("programs", "program")
		id := x.Known(program.Value("id"))
		if id == "" {
			id = x.Known(program.Value("name"))
		}
		main := x.Known(program.Value("mainClass"))
		if id == "" && main != "" {
			id = strings.ToLower(main[strings.LastIndexByte(main, '.')+1:])
		}
		if id == "" {
			continue
		}
		dir := inTarget(x, "appassembler")
		if v := x.Known(run.Config.Value("assembleDirectory")); v != "" {
			dir = model.RelativeTo(v)
		}
		a := &Artifact{Form: appScripts, File: path.Join(dir, "bin", id), Main: main, libs: dir, Certainty: facts.Certain, At: p.At}
		a.At.Rule = "appassembler-maven-plugin"
		return a
	}
	return nil
}

// jarManifest: maven-jar-plugin with a main class; with addClasspath the manifest names a folder of libraries that
// maven-dependency-plugin:copy-dependencies fills.
func jarManifest(x *module.Module) *Artifact {
	p := x.Model.Plugin("maven-jar-plugin")
	if p == nil {
		return nil
	}
	config := p.Config
	for _, run := range p.Runs("jar") {
		if manifestMain(x, run.Config) != "" {
			config = run.Config
		}
	}
	main := manifestMain(x, config)
	if main == "" {
		return nil
	}
	a := &Artifact{Form: fatJar, File: jarFile(x), Main: main, Certainty: facts.Certain, At: p.At}
	a.At.Rule = "maven-jar-plugin mainClass"
	if v := x.Known(config.Value("classifier")); v != "" {
		a.File = strings.TrimSuffix(a.File, ".jar") + "-" + v + ".jar"
	}
	manifest := config.At("archive", "manifest")
	if x.Model.Interpolate(manifest.Value("addClasspath")) != "true" {
		if len(x.RuntimeDeps()) > 0 {
			a.Form = classPath // the jar alone would end with NoClassDefFoundError
		}
		return a
	}
	prefix := strings.Trim(x.Known(manifest.Value("classpathPrefix")), "/")
	a.Form, a.libs = thinJar, path.Join(path.Dir(a.File), prefix)
	if d := x.Model.Plugin("maven-dependency-plugin"); d == nil || len(d.Runs("copy-dependencies")) == 0 {
		a.Form = classPath
		a.libs = ""
	} else if v := x.Known(d.Runs("copy-dependencies")[0].Config.Value("outputDirectory")); v != "" {
		a.libs = model.RelativeTo(v)
	}
	return a
}

// launchers are packages of frameworks whose classes start an application that holds no main method itself.
var launchers = []string{"io.vertx.", "io.helidon.", "org.apache.camel.", "org.jboss.weld.", "io.micronaut.", "org.apache.dubbo.", "com.alibaba.dubbo."}

// starts says whether a main class is the application's: one of the repository, or a framework's launcher. exec-maven-plugin also runs
// tools of the build, such as a database's console.
func starts(x *module.Module, class string) bool {
	if x.ClassFile(class) != "" || slices.ContainsFunc(launchers, func(l string) bool { return strings.HasPrefix(class, l) }) {
		return true
	}
	name := strings.ReplaceAll(strings.TrimSuffix(class, "Kt"), ".", "/")
	for _, ext := range []string{".java", ".kt", ".scala", ".groovy"} {
		if slices.ContainsFunc(x.Repo.Tree.Named(path.Base(name)+ext), func(f string) bool { return strings.HasSuffix(f, "/"+name+ext) }) {
			return true
		}
	}
	return false
}

// namedMain: no plugin makes a runnable artefact, but the build model or a lone main class of a single-module repository says what
// the program is: it is run from the class path.
func namedMain(x *module.Module) *Artifact {
	a := &Artifact{Form: classPath, File: jarFile(x), Certainty: facts.Likely}
	for _, name := range []string{"exec-maven-plugin", "jib-maven-plugin"} {
		p := x.Model.Plugin(name)
		if p == nil {
			continue
		}
		main := p.Config.Value("mainClass")
		if name == "jib-maven-plugin" {
			main = p.Config.Child("container").Value("mainClass")
		}
		if a.Main = x.Known(main); a.Main != "" && starts(x, a.Main) {
			a.At = p.At
			a.At.Rule = name + " mainClass"
			return a
		}
	}
	for _, name := range []string{"exec.mainClass", "mainClass", "main.class", "start-class"} {
		if v, ok := x.Model.Prop(name); ok && !strings.Contains(v.Text, "${") && x.ClassFile(v.Text) != "" {
			a.Main, a.At = v.Text, v.At
			return a
		}
	}
	if p, ok := Procfile(x); ok {
		a.Main, a.At = p.Main, p.At
		x.DocArgs = p.Args
		return a
	}
	if x.Route.Top != x.POM || len(x.POM.ModuleFiles(x.POM.Root, x.Repo.Tree.Has)) > 0 {
		return nil
	}
	mains := x.Mains()
	if len(mains) == 0 {
		return nil
	}
	a.Main, a.At, a.Certainty = mains[0].Class, module.Evidence(mains[0], "main method"), facts.Guess
	if !mains[0].Boot && (len(mains) > 1 || module.EntryRank(mains[0].File) > 1) {
		return nil // a library with examples in it, or a set of tools
	}
	return a
}
