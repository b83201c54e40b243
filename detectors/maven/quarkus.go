package maven

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// quarkus: quarkus-maven-plugin:build makes a folder (fast-jar, the default since 1.12), one jar (uber-jar), or the runner jar with
// lib/ of before (Quarkus guide "Packaging", migration guide 1.12).
func (x *module) quarkus() *artifact {
	p := x.m.plugin("quarkus-maven-plugin")
	if p == nil || len(p.runs("build")) == 0 && x.m.packaging().text != "quarkus" {
		return nil
	}
	a := &artifact{form: quarkusFast, certainty: facts.Certain, at: p.at}
	a.at.Rule = "quarkus-maven-plugin build"
	runner := "-runner"
	if v, ok := x.quarkusSetting("quarkus.package.jar.runner-suffix", "quarkus.package.runner-suffix"); ok {
		runner = v
	}
	if v, ok := x.quarkusSetting("quarkus.package.jar.add-runner-suffix", "quarkus.package.add-runner-suffix"); ok && v == "false" {
		runner = ""
	}
	kind, ok := x.quarkusSetting("quarkus.package.jar.type", "quarkus.package.type")
	if !ok && x.quarkusBefore112() {
		kind = "legacy-jar"
	}
	name := x.m.finalName().text
	if v, ok := x.quarkusSetting("quarkus.package.output-name"); ok {
		name = v
	}
	switch kind {
	case "uber-jar":
		a.form, a.file = fatJar, x.target(name+runner+".jar")
	case "legacy-jar", "legacy":
		a.form, a.file, a.libs = quarkusOld, x.target(name+runner+".jar"), x.target("lib")
	default:
		folder := "quarkus-app"
		if v, ok := x.quarkusSetting("quarkus.package.output-directory"); ok {
			folder = v
		}
		a.file, a.libs = x.target(folder+"/quarkus-run.jar"), x.target(folder)
	}
	return a
}

// quarkusSetting reads a build-time setting: POM properties are handed to the build, application.properties holds the rest.
func (x *module) quarkusSetting(names ...string) (string, bool) {
	for _, name := range names {
		if v, ok := x.m.prop(name); ok {
			return v.text, true
		}
		if v, ok := x.config().get(name); ok {
			return v.text, true
		}
	}
	return "", false
}

func (x *module) quarkusBefore112() bool {
	version := x.quarkusVersion()
	parts := strings.SplitN(version, ".", 3)
	return len(parts) > 1 && parts[0] == "1" && majorOf(parts[1]) < 12
}

func (x *module) quarkusVersion() string {
	for _, name := range []string{"quarkus.platform.version", "quarkus-plugin.version", "quarkus.version"} {
		if v, ok := x.m.prop(name); ok {
			return v.text
		}
	}
	if p := x.m.plugin("quarkus-maven-plugin"); p != nil {
		return p.version
	}
	return ""
}
