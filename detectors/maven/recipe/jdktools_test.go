package recipe_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// TestToolsThatReachIntoTheJDK: which JDK builds, and which packages are opened on one that keeps them closed.
func TestToolsThatReachIntoTheJDK(t *testing.T) {
	t.Parallel()
	lombok := func(more string) string {
		return "<dependencies>" + maventest.Dep("org.projectlombok", "lombok", more) + "</dependencies>"
	}
	boot := func(version string, more ...string) string {
		return maventest.Project("app", append([]string{maventest.BootParent(version)}, append(more, "<properties><java.version>8</java.version></properties>", maventest.Plugins(maventest.BootPlugin))...)...)
	}
	const compiler, xstream = "jdk.compiler/com.sun.tools.javac.processing", "java.base/java.util"
	for name, c := range map[string]struct{ pom, java, opens string }{
		"no such tool":                      {boot("2.3.4.RELEASE"), ">=8", ""},
		"Lombok of Boot":                    {boot("2.3.4.RELEASE", lombok("")), ">=8 <21", compiler},
		"Lombok of a later patch of Boot":   {boot("2.3.12.RELEASE", lombok("")), ">=8 <21", ""},
		"Lombok that opens by itself":       {boot("2.5.0", lombok("")), ">=8 <21", ""},
		"Lombok of today":                   {boot("3.2.0", lombok("")), ">=8", ""},
		"Lombok of Boot 3.1":                {boot("3.1.0", lombok("")), ">=8 <21", ""},
		"Lombok of Boot 3.0":                {boot("3.0.11", lombok("")), ">=8", ""},
		"Lombok before JDK 10":              {boot("1.5.3.RELEASE", lombok("")), ">=8 <10", compiler},
		"a version of its own":              {boot("2.3.4.RELEASE", lombok("<version>1.18.34</version>")), ">=8", ""},
		"a property over Boot's":            {boot("2.3.4.RELEASE", lombok(""), "<properties><lombok.version>1.18.30</lombok.version></properties>"), ">=8", ""},
		"for tests alone":                   {boot("2.3.4.RELEASE", lombok("<scope>test</scope>")), ">=8", ""},
		"managed where nobody can look":     {maventest.Project("app", lombok(""), "<properties><java.version>8</java.version></properties>", maventest.Plugins(maventest.BootPlugin)), ">=8", ""},
		"a war of Boot":                     {boot("2.3.4.RELEASE", "<packaging>war</packaging>"), ">=8", xstream},
		"a war of a later Boot":             {boot("2.4.0", "<packaging>war</packaging>"), ">=8", ""},
		"a jar with the plug-in":            {boot("2.4.0", maventest.Plugins("<plugin><artifactId>maven-war-plugin</artifactId><version>2.6</version></plugin>")), ">=8", ""},
		"both":                              {boot("2.1.0.RELEASE", "<packaging>war</packaging>", lombok("")), ">=8 <21", compiler + " " + xstream},
		"a version that nothing resolves":   {boot("", lombok("<version>${none}</version>")), ">=8", ""},
		"a plug-in of the POM's own choice": {boot("2.3.4.RELEASE", "<packaging>war</packaging>", "<properties><maven-war-plugin.version>3.4.0</maven-war-plugin.version></properties>"), ">=8", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pom := strings.Replace(c.pom, "</properties><properties>", "", 1)
			s := one(t, map[string]string{"pom.xml": pom, "src/main/java/a/App.java": maventest.BootApp}).Image.Stages[0]
			if got := s.Requires[0].Range; got != c.java {
				t.Errorf("built with %q, want %q", got, c.java)
			}
			var value string
			for _, e := range s.EnvIf {
				if e.Env.Name != "JDK_JAVA_OPTIONS" || e.If.Capability != "java" || e.If.Range != ">=16" {
					t.Errorf("%+v", e)
				}
				value = e.Env.Value
			}
			for _, p := range []string{compiler, xstream} {
				if has := strings.Contains(value, "--add-opens="+p+"=ALL-UNNAMED"); has != strings.Contains(c.opens, p) {
					t.Errorf("%s is opened: %t (%s)", p, has, value)
				}
			}
		})
	}
}
