package recipe

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// platformBound are libraries of which a build takes the files of the platform that it runs on. Others with native code, such as netty-tcnative,
// snappy-java or sqlite-jdbc, bring those of every platform in one jar.
var platformBound = []module.Library{
	module.Of("org.openjfx", "*"),                          // profiles of its POM choose a classifier (openjfx.io/openjfx-docs, "Maven")
	module.Of("org.eclipse.platform", "org.eclipse.swt.*"), // an artifact for each platform
}

// platform says whether the classes and libraries that the build puts together are the same on every platform.
func platform(x *module.Module) (of, native string) {
	for _, d := range x.RuntimeDeps() {
		text := d.Artifact + ":" + d.Classifier + ":" + d.Version
		if strings.Contains(text, "${os.") { // os-maven-plugin: os.detected.classifier; and properties of the JVM
			return "", d.Artifact + " is taken for the platform that builds (" + text + ")"
		}
	}
	if d, ok := x.HasOne(platformBound); ok {
		return "", d.Artifact + " is taken for the platform that builds"
	}
	for _, p := range append([]*model.POM{x.POM}, x.Needed...) {
		if why := profileByPlatform(p); why != "" {
			return "", why
		}
	}
	return facts.AnyPlatform, ""
}

// profileByPlatform finds a profile with dependencies that the operating system of the build switches on.
func profileByPlatform(p *model.POM) string {
	for _, l := range p.Resolved.Layers {
		for _, profile := range l.Root.Child("profiles").Each("profile") {
			if profile.At("activation", "os") != nil && profile.Child("dependencies") != nil {
				return "the profile " + profile.Value("id") + " adds dependencies by the platform that builds"
			}
		}
	}
	return ""
}
