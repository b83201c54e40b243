package maven

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// How an artefact is run.
type form string

const (
	fatJar       form = "fat jar"             // java -jar, nothing beside it
	bootJar      form = "Spring Boot jar"     // java -jar, can be taken apart into layers
	bootWar      form = "executable war"      // java -jar
	thinJar      form = "jar with libraries"  // java -jar, the manifest names a folder of libraries
	classPath    form = "class path"          // java -cp jar:lib/* Main, the libraries are copied by the build command
	quarkusFast  form = "Quarkus fast jar"    // target/quarkus-app
	quarkusOld   form = "Quarkus legacy jar"  // -runner.jar with lib/ beside it
	war          form = "war"                 // deployed to a servlet container
	distribution form = "distribution"        // archive or folder with bin/ and libraries, by the assembly plugin
	appScripts   form = "application scripts" // target/appassembler
)

// artifact is what a module's build leaves to be run.
type artifact struct {
	form      form
	file      string // relative to the module
	main      string // main class, when the build model names it
	libs      string // folder of libraries relative to the module: thinJar
	classes   string // the plain jar beside it: distribution
	base      string // folder inside the archive: distribution
	conf      string // folder of configuration inside the archive: distribution
	certainty facts.Confidence
	at        facts.Evidence
}

// runnable decides what a module's build makes that can be run; nil for a library. The order is that of plugins in the package
// phase: what repackages the jar last is what runs.
func (x *module) runnable() *artifact {
	switch packaging := x.m.packaging().text; packaging {
	case "war":
		return x.warArtifact()
	case "jar", "quarkus", "bundle", "takari-jar", "kjar", "${packaging}", "docker", "docker-native", "executable-jar":
	default:
		return nil // pom, maven-plugin, ear, archetypes, …
	}
	for _, decide := range []func() *artifact{
		x.quarkus, x.distribution, x.bootRepackage, x.vertx, x.wildfly, x.shade, x.fatAssembly, x.appAssembler, x.jarManifest, x.namedMain,
	} {
		if a := decide(); a != nil {
			return a
		}
	}
	return nil
}

func (x *module) target(name string) string { return path.Join(x.m.buildDirectory(), name) }

// jarFile is the main artefact of jar packaging; <finalName> and <classifier> of the jar plugin win over the build's name.
func (x *module) jarFile() string {
	name := x.m.finalName().text
	if p := x.m.plugin("maven-jar-plugin"); p != nil {
		if v := x.m.interpolate(p.config.value("finalName")); v != "" {
			name = v
		}
		if v := x.m.interpolate(p.config.value("outputDirectory")); v != "" {
			return path.Join(relativeTo(v), name+".jar")
		}
	}
	return x.target(name + ".jar")
}

// bootRepackage: spring-boot-maven-plugin:repackage replaces the jar or war; a classifier keeps both
// (Spring Boot Maven plugin reference, "Packaging Executable Archives").
func (x *module) bootRepackage() *artifact {
	p := x.m.plugin("spring-boot-maven-plugin")
	if p == nil || p.group != "org.springframework.boot" {
		return nil
	}
	runs := p.runs("repackage")
	if len(runs) == 0 {
		return x.unboundRepackage(p)
	}
	config := runs[0].config
	if x.skips(config, "spring-boot.repackage.skip") {
		return nil
	}
	a := &artifact{form: bootJar, certainty: facts.Certain, at: p.at}
	a.at.Rule = "spring-boot-maven-plugin repackage"
	ext := ".jar"
	if x.m.packaging().text == "war" {
		a.form, ext = bootWar, ".war"
	}
	a.main = x.known(config.value("mainClass"))
	if a.main == "" {
		if v, ok := x.m.prop("start-class"); ok {
			a.main = v.text
		}
	}
	if a.main == "" && config.value("layout") != "NONE" && ext == ".jar" && len(x.mains()) == 0 && len(x.sources()) > 0 {
		return nil // the plugin would end with "Unable to find main class": a library below a parent that configures it for all
	}
	if a.main == "" && len(x.sources()) == 0 {
		return nil
	}
	name := x.m.finalName().text
	if v := x.known(config.value("finalName")); v != "" {
		name = v
	}
	if v := x.known(config.value("classifier")); v != "" {
		name += "-" + v
	}
	a.file = x.target(name + ext)
	if v := x.known(config.value("outputDirectory")); v != "" {
		a.file = path.Join(relativeTo(v), name+ext)
	}
	return a
}

// unboundRepackage: the plugin stands in the build without the goal (no starter parent, no execution). `mvn package` makes a plain
// jar then; people run `mvn package spring-boot:repackage`, and so do we.
func (x *module) unboundRepackage(p *plugin) *artifact {
	if x.skips(p.config, "spring-boot.repackage.skip") || len(p.executions) > 0 && len(p.runs("build-image", "run")) == 0 && x.switchedOff(p) {
		return nil
	}
	mains := x.mains()
	if len(mains) == 0 || !mains[0].Boot {
		return nil
	}
	a := &artifact{form: bootJar, file: x.jarFile(), certainty: facts.Likely, at: p.at, main: x.known(p.config.value("mainClass"))}
	a.at.Rule = unboundRule
	if x.m.packaging().text == "war" {
		a.form, a.file = bootWar, x.warFile()
	}
	return a
}

// unboundRule marks a jar that only becomes runnable by a goal on the command line.
const unboundRule = "spring-boot-maven-plugin without a repackage execution"

func (x *module) switchedOff(p *plugin) bool {
	for _, e := range p.executions {
		if slices.Contains(e.goals, "repackage") && (e.phase == "none" || e.phase == "never") {
			return true
		}
	}
	return false
}

// skips says whether <skip> or its user property is true.
func (x *module) skips(config *element, property string) bool {
	if v := x.m.interpolate(config.value("skip")); v == "true" {
		return true
	}
	v, ok := x.m.prop(property)
	return ok && v.text == "true"
}

// known interpolates and drops what stays a placeholder.
func (x *module) known(text string) string {
	if text = x.m.interpolate(text); strings.Contains(text, "${") {
		return ""
	}
	return text
}

// manifestMain finds <mainClass> of an archive configuration, or Main-Class among its manifest entries.
func (x *module) manifestMain(config *element) string {
	archive := config.child("archive")
	if v := x.known(archive.at("manifest").value("mainClass")); v != "" {
		return v
	}
	return x.known(archive.at("manifestEntries").value("Main-Class"))
}
