package recipe

import (
	"cmp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/internal/version"
)

// Tools of a build that reach into packages of the JDK, which JDK 16 and later keep closed (JEP 396, JEP 403). The launcher reads
// JDK_JAVA_OPTIONS from JDK 9 on (Oracle, "The java Command"), so that an older one does not see options that it does not know.
const jdkOptions = "JDK_JAVA_OPTIONS"

// closedSince is the first JDK that keeps its packages closed.
const closedSince = ">=16"

// openFlags lists packages as the launcher takes them.
func openFlags(module string, packages ...string) []string {
	var out []string
	for _, p := range packages {
		out = append(out, "--add-opens="+module+"/"+p+"=ALL-UNNAMED")
	}
	return out
}

// lombokOpens are the packages of the compiler that Lombok changes (lombok 2681); from 1.18.20 on it opens them itself.
func lombokOpens() []string {
	const javac = "com.sun.tools.javac."
	return openFlags("jdk.compiler", javac+"code", javac+"comp", javac+"file", javac+"jvm", javac+"main", javac+"model", javac+"parser", javac+"processing", javac+"tree", javac+"util")
}

// warOpens are the packages that XStream reads in maven-war-plugin before 3.3.0 (MWAR-405, searoute 71).
func warOpens() []string {
	return append(openFlags("java.base", "java.lang.reflect", "java.text", "java.util"), openFlags("java.desktop", "java.awt.font")...)
}

// openPackages has the build open what its tools reach for, where the image's JDK keeps it closed. lombok is the release that compiles, "" for
// none.
func openPackages(x *module.Module, lombok string, s *facts.Stage) {
	var flags []string
	if before(lombok, "1.18.20") {
		flags = append(flags, lombokOpens()...)
	}
	if v := warPlugin(x); v != "" && before(v, "3.3.0") {
		flags = append(flags, warOpens()...)
	}
	if len(flags) > 0 {
		s.EnvIf = append(s.EnvIf, facts.EnvIf{
			Env: facts.EnvVar{Name: jdkOptions, Value: strings.Join(flags, " ")},
			If:  facts.Require{Capability: "java", Range: closedSince},
		})
	}
}

// lombokBound is the range of JDKs whose compiler a release of Lombok works with, empty for all: before 1.16.22 none from 10 on, whose
// compiler has no TypeTags; before 1.18.30 none from 21 on, where JCImport has other fields (Lombok, "Changelog"; lombok 3393).
func lombokBound(lombok string) string {
	switch {
	case before(lombok, "1.16.22"):
		return "<10"
	case before(lombok, "1.18.30"):
		return "<21"
	}
	return ""
}

// lombokOf is the release of Lombok that compiles the unit or a module that it needs, the oldest of several; "" where none does, or where
// nothing says which.
func lombokOf(x *module.Module) (oldest string, at facts.Evidence) {
	models := []*model.Model{x.Model}
	for _, q := range x.Needed {
		models = append(models, q.Resolved)
	}
	for _, m := range models {
		for _, d := range m.Dependencies() {
			if d.Group != "org.projectlombok" || d.Artifact != "lombok" || d.Scope == "test" {
				continue
			}
			v := d.Version
			if v == "" {
				v = managed(x, "lombok.version", lombokOfBoot)
			}
			if _, err := version.Parse(v); err != nil {
				continue
			}
			if oldest == "" || before(v, oldest) {
				oldest, at = v, d.At
			}
		}
	}
	at.Rule = "Lombok " + oldest
	return oldest, at
}

// warPlugin is the release of maven-war-plugin that packs the unit, empty where none does or where Maven's own default does, which is new.
func warPlugin(x *module.Module) string {
	if x.Model.Packaging().Text != "war" {
		return ""
	}
	if p := x.Model.Plugin("maven-war-plugin"); p != nil && p.Version != "" {
		return p.Version
	}
	return managed(x, "maven-war-plugin.version", warPluginOfBoot)
}

// release is the first release of Spring Boot that manages a version.
type release struct{ boot, version string }

// What spring-boot-dependencies manages, newest first, as far as it matters here.
var (
	lombokOfBoot = []release{
		{"3.1.4", "1.18.30"},
		{"3.1", "1.18.26"},
		{"3.0.11", "1.18.30"},
		{"3.0", "1.18.24"},
		{"2.7.16", "1.18.30"},
		{"2.4.5", "1.18.20"},
		{"2.4", "1.18.16"},
		{"2.3.10", "1.18.20"},
		{"2.1", "1.18.2"},
		{"2.0.3", "1.16.22"},
		{"2.0", "1.16.20"},
		{"1.5.14", "1.16.22"},
		{"1.4", "1.16.0"},
	}
	warPluginOfBoot = []release{{"2.4", "3.3.1"}, {"2.0", "3.1.0"}, {"1.0", "2.5"}}
)

// managed is the version that a property of the POM sets, or the parent of Spring Boot.
func managed(x *module.Module, property string, table []release) string {
	if v, ok := x.Model.Prop(property); ok {
		return v.Text
	}
	boot := x.BootVersion()
	for _, r := range table {
		if boot != "" && !before(boot, r.boot) {
			return r.version
		}
	}
	return ""
}

// before says whether a version is older than another one; what is no version is not.
func before(text, than string) bool {
	v, err := version.Parse(text)
	w, _ := version.Parse(than)
	return err == nil && v.Compare(w) < 0
}

// and puts two ranges together: what both allow.
func and(a, b string) string {
	if a == "" || b == "" {
		return cmp.Or(a, b)
	}
	parts := strings.Split(a, "||")
	for i, p := range parts {
		parts[i] = strings.TrimSpace(p) + " " + b
	}
	return strings.Join(parts, " || ")
}
