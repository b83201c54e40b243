package recipe

import (
	"path"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// How an artefact is run.
type form string

// The forms of an artefact.
const (
	fatJar       form = "fat jar"             // java -jar, nothing beside it
	BootJar      form = "Spring Boot jar"     // java -jar, can be taken apart into layers
	BootWar      form = "executable war"      // java -jar
	thinJar      form = "jar with libraries"  // java -jar, the manifest names a folder of libraries
	classPath    form = "class path"          // java -cp jar:lib/* Main, the libraries are copied by the build command
	QuarkusFast  form = "Quarkus fast jar"    // target/quarkus-app
	QuarkusOld   form = "Quarkus legacy jar"  // -runner.jar with lib/ beside it
	War          form = "war"                 // deployed to a servlet container
	distribution form = "distribution"        // archive or folder with bin/ and libraries, by the assembly plugin
	appScripts   form = "application scripts" // target/appassembler
)

// Artifact is what a module's build leaves to be run.
type Artifact struct {
	Form form
	File string // relative to the module
	Main string // main class, when the build model names it
	// Renamed is where the main class stands that is started by its name, since the build names one that is gone; empty where it names the right one.
	Renamed   facts.Evidence
	libs      string  // folder of libraries relative to the module: thinJar
	classes   string  // the plain jar beside it: distribution
	base      string  // folder inside the archive: distribution
	conf      string  // folder of configuration inside the archive: distribution
	Server    *Server // the application server that a war needs, nil where Tomcat is enough
	Certainty facts.Confidence
	At        facts.Evidence
	Named     facts.Evidence // where a plug-in names the file, empty where the name is that of the build
}

// runnable decides what a module's build makes that can be run; nil for a library. The order is that of plugins in the package
// phase: what repackages the jar last is what runs.
func runnable(x *module.Module) *Artifact {
	switch packaging := x.Model.Packaging().Text; packaging {
	case "war":
		return warArtifact(x)
	case "jar", "quarkus", "bundle", "takari-jar", "kjar", "${packaging}", "docker", "docker-native", "executable-jar":
	default:
		return nil // pom, maven-plugin, ear, archetypes, …
	}
	for _, decide := range []func(*module.Module) *Artifact{
		quarkusArtifact, distributionArtifact, bootRepackage, vertxArtifact, wildflyArtifact, shadeArtifact, fatAssembly, appAssembler, jarManifest, namedMain, bootWithoutPlugin,
	} {
		if a := decide(x); a != nil {
			return presentMain(x, a)
		}
	}
	return nil
}

// BesideLibraries says whether the artefact runs only with libraries that the build copies beside it.
func (a *Artifact) BesideLibraries() bool { return a.Form == classPath }

func inTarget(x *module.Module, name string) string { return path.Join(x.Model.BuildDirectory(), name) }

// finalName is the <finalName> of a plug-in, else that of the build. What only the build knows, such as the commit, stays a placeholder, for which a
// template writes a pattern: without the plug-in's own name another file would be taken.
func finalName(x *module.Module, p *model.Plugin, config *model.Element, a *Artifact) string {
	v := x.Model.Interpolate(config.Value("finalName"))
	if v == "" {
		return x.Model.FinalName().Text
	}
	a.Named = model.Ruled(p.At, "finalName of "+p.Artifact)
	return v
}

// jarFile is the main artefact of jar packaging; <finalName> and <classifier> of the jar plugin win over the build's name.
func jarFile(x *module.Module) string {
	name := x.Model.FinalName().Text
	if p := x.Model.Plugin("maven-jar-plugin"); p != nil {
		if v := x.Model.Interpolate(p.Config.Value("finalName")); v != "" {
			name = v
		}
		if v := x.Model.Interpolate(p.Config.Value("outputDirectory")); v != "" {
			return path.Join(model.RelativeTo(v), name+".jar")
		}
	}
	return inTarget(x, name+".jar")
}

// bootRepackage: spring-boot-maven-plugin:repackage replaces the jar or war; a classifier keeps both
// (Spring Boot Maven plugin reference, "Packaging Executable Archives").
func bootRepackage(x *module.Module) *Artifact {
	p := x.Model.Plugin("spring-boot-maven-plugin")
	if p == nil || p.Group != "org.springframework.boot" {
		return nil
	}
	runs := p.Runs("repackage")
	if len(runs) == 0 {
		return unboundRepackage(x, p)
	}
	config := runs[0].Config
	if skips(x, config, "spring-boot.repackage.skip") {
		return nil
	}
	a := &Artifact{Form: BootJar, Certainty: facts.Certain, At: p.At}
	a.At.Rule = "spring-boot-maven-plugin repackage"
	ext := ".jar"
	if x.Model.Packaging().Text == "war" {
		a.Form, ext = BootWar, ".war"
	}
	a.Main = x.Known(config.Value("mainClass"))
	if a.Main == "" {
		if v, ok := x.Model.Prop("start-class"); ok {
			a.Main = v.Text
		}
	}
	if a.Main == "" && config.Value("layout") != "NONE" && ext == ".jar" && len(x.Mains()) == 0 && len(x.Sources()) > 0 {
		return nil // the plugin would end with "Unable to find main class": a library below a parent that configures it for all
	}
	if a.Main == "" && len(x.Sources()) == 0 {
		return nil
	}
	name := finalName(x, p, config, a)
	if v := x.Known(config.Value("classifier")); v != "" {
		name += "-" + v
	}
	a.File = inTarget(x, name+ext)
	if v := x.Known(config.Value("outputDirectory")); v != "" {
		a.File = path.Join(model.RelativeTo(v), name+ext)
	}
	return a
}

// skips says whether <skip> or its user property is true.
func skips(x *module.Module, config *model.Element, property string) bool {
	if v := x.Model.Interpolate(config.Value("skip")); v == "true" {
		return true
	}
	v, ok := x.Model.Prop(property)
	return ok && v.Text == "true"
}

// manifestMain finds <mainClass> of an archive configuration, or Main-Class among its manifest entries.
func manifestMain(x *module.Module, config *model.Element) string {
	archive := config.Child("archive")
	if v := x.Known(archive.At("manifest").Value("mainClass")); v != "" {
		return v
	}
	return x.Known(archive.At("manifestEntries").Value("Main-Class"))
}
