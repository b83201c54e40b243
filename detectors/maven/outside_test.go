package maven

import (
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestWhatIsUnknownIsTold(t *testing.T) {
	t.Parallel()
	outside := "<parent><groupId>org.acme</groupId><artifactId>service-parent</artifactId><version>7</version></parent>"
	boot := func(parts ...string) map[string]string {
		return map[string]string{"src/main/java/a/App.java": maventest.BootApp, "pom.xml": maventest.Project("app", append(parts, maventest.Deps(maventest.Web))...)}
	}
	with := func(files map[string]string, name, text string) map[string]string {
		files[name] = text
		return files
	}
	for name, c := range map[string]struct {
		files map[string]string
		say   string
	}{
		"outside parent":     {boot(outside, maventest.Plugins(maventest.BootPlugin)), "the parent org.acme:service-parent:7 is not in this repository"},
		"outside bill":       {boot("<dependencyManagement><dependencies>"+maventest.Dep("org.acme", "platform", "<version>3</version><type>pom</type><scope>import</scope>")+"</dependencies></dependencyManagement>", maventest.Plugins(maventest.BootPlugin)), "the bill of materials org.acme:platform:3 is not in this repository"},
		"parent of library":  {map[string]string{"pom.xml": maventest.Project("lib", outside)}, "service-parent"},
		"jlink":              {map[string]string{"pom.xml": maventest.Project("lib", "<packaging>jlink</packaging>")}, "packaging jlink"},
		"tests of a war":     {map[string]string{"pom.xml": maventest.Project("it", "<packaging>war</packaging>", maventest.Deps(maventest.Dep("g", "web", "<type>war</type>")), maventest.Plugins("<plugin><artifactId>maven-failsafe-plugin</artifactId></plugin>"))}, "tests beside it"},
		"profiles of a file": {with(boot(maventest.BootParent("3.3.1"), maventest.Plugins(maventest.BootPlugin)), ".mvn/maven.config", "-Pbig"), "the profiles [big]"},
		"settings of a file": {with(boot(maventest.BootParent("3.3.1"), maventest.Plugins(maventest.BootPlugin)), ".mvn/maven.config", "-s\nx.xml"), "not in this repository"},
		"toolchain":          {boot(maventest.BootParent("3.3.1"), maventest.Plugins(maventest.BootPlugin, "<plugin><artifactId>maven-toolchains-plugin</artifactId>"+maventest.Runs("toolchain", "<toolchains><jdk><version>[21,)</version></jdk></toolchains>")+"</plugin>")), "asks for a JDK [21,)"},
	} {
		if f := detect(t, c.files); !warned(f, c.say) {
			t.Errorf("%s: only %+v", name, f.Warnings)
		}
	}
	if u := one(t, boot(outside, maventest.Plugins(maventest.BootPlugin))); u.Artifact.Confidence == facts.Certain || u.Confidence == facts.Certain {
		t.Errorf("an unknown parent can change the artefact: %+v", u.Artifact)
	}
}

func TestQuarkusRoutes(t *testing.T) {
	t.Parallel()
	plugin := "<plugin><groupId>io.quarkus.platform</groupId><artifactId>quarkus-maven-plugin</artifactId><version>3.15.1</version>" + maventest.Runs("build", "") + "</plugin>"
	pom := maventest.Project("app", maventest.Deps(maventest.Dep("io.quarkus", "quarkus-rest"), maventest.Dep("io.quarkus", "quarkus-smallrye-health")), maventest.Plugins(plugin))
	for settings, want := range map[string]string{
		"":                          "/q/health/live",
		"quarkus.http.root-path=/a": "/a/q/health/live",
		"quarkus.http.root-path=/a\nquarkus.http.non-application-root-path=/b": "/b/health/live",
		"quarkus.http.root-path=/a\nquarkus.http.non-application-root-path=b":  "/a/b/health/live",
		"quarkus.http.non-application-root-path=/":                             "/health/live",
		"quarkus.http.root-path=/a\nquarkus.management.enabled=true":           "/q/health/live",
		"quarkus.smallrye-health.root-path=up":                                 "/q/up/live",
		"quarkus.smallrye-health.root-path=/up":                                "/up/live",
	} {
		u := one(t, map[string]string{"pom.xml": pom, "src/main/resources/application.properties": settings})
		if u.Health.Value != want {
			t.Errorf("%q: got %s", settings, u.Health.Value)
		}
	}
}
