package recipe

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// quarkusArtifact: quarkus-maven-plugin:build makes a folder (fast-jar, the default since 1.12), one jar (uber-jar), or the runner jar with
// lib/ of before (Quarkus guide "Packaging", migration guide 1.12).
func quarkusArtifact(x *module.Module) *Artifact {
	p := x.Model.Plugin("quarkus-maven-plugin")
	if p == nil || len(p.Runs("build")) == 0 && x.Model.Packaging().Text != "quarkus" {
		return nil
	}
	a := &Artifact{Form: QuarkusFast, Certainty: facts.Certain, At: p.At}
	a.At.Rule = "quarkus-maven-plugin build"
	runner := "-runner"
	if v, ok := quarkusSetting(x, "quarkus.package.jar.runner-suffix", "quarkus.package.runner-suffix"); ok {
		runner = v
	}
	if v, ok := quarkusSetting(x, "quarkus.package.jar.add-runner-suffix", "quarkus.package.add-runner-suffix"); ok && v == "false" {
		runner = ""
	}
	kind, ok := quarkusSetting(x, "quarkus.package.jar.type", "quarkus.package.type")
	if !ok && quarkusBefore112(x) {
		kind = "legacy-jar"
	}
	name := finalName(x, p, p.Config, a)
	if v, ok := quarkusSetting(x, "quarkus.package.output-name"); ok {
		name = v
	}
	switch kind {
	case "uber-jar":
		a.Form, a.File = fatJar, inTarget(x, name+runner+".jar")
	case "legacy-jar", "legacy":
		a.Form, a.File, a.libs = QuarkusOld, inTarget(x, name+runner+".jar"), inTarget(x, "lib")
	default:
		folder := "quarkus-app"
		if v, ok := quarkusSetting(x, "quarkus.package.output-directory"); ok {
			folder = v
		}
		a.File, a.libs = inTarget(x, folder+"/quarkus-run.jar"), inTarget(x, folder)
	}
	return a
}

// quarkusSetting reads a build-time setting: POM properties are handed to the build, application.properties holds the rest.
func quarkusSetting(x *module.Module, names ...string) (string, bool) {
	for _, name := range names {
		if v, ok := x.Model.Prop(name); ok {
			return v.Text, true
		}
		if v, ok := x.Config().Get(name); ok {
			return v.Text, true
		}
	}
	return "", false
}

func quarkusBefore112(x *module.Module) bool {
	major, minor, ok := model.MajorMinor(x.QuarkusVersion())
	return ok && major == 1 && minor < 12
}

// jvmFlags let a build that makes a native program make one for the JVM: a native one needs GraalVM in the image that builds, minutes and much
// memory, and another run image (Quarkus guide, "Building a native executable").
func jvmFlags(x *module.Module) []string {
	if x.Model.Plugin("quarkus-maven-plugin") == nil {
		return nil
	}
	if v, ok := quarkusSetting(x, "quarkus.package.type"); ok && strings.HasPrefix(v, "native") {
		return []string{"-Dquarkus.package.type=fast-jar"}
	}
	if v, ok := quarkusSetting(x, "quarkus.native.enabled"); ok && v == "true" {
		return []string{"-Dquarkus.native.enabled=false", "-Dquarkus.package.jar.enabled=true"}
	}
	if v, ok := quarkusSetting(x, "quarkus.package.jar.enabled"); ok && v == "false" {
		return []string{"-Dquarkus.package.jar.enabled=true"}
	}
	return nil
}
