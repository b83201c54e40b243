package maven

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestApplicationsWithoutPlugin(t *testing.T) {
	t.Parallel()
	parent := "<parent><groupId>g</groupId><artifactId>root</artifactId><version>1.0</version></parent>"
	files := func(hub, admin, ports string) map[string]string {
		hubPort, adminPort, _ := strings.Cut(ports, " ")
		return map[string]string{
			"hub/src/main/resources/application.properties": "server.port=" + hubPort + "\n", "admin/src/main/resources/application.properties": "server.port=" + adminPort + "\n",
			"pom.xml":     maventest.Project("root", maventest.BootParent("3.3.1"), "<packaging>pom</packaging><modules><module>hub</module><module>admin</module></modules>"),
			"hub/pom.xml": maventest.Project("hub", parent, hub), "hub/src/main/java/a/App.java": maventest.BootApp,
			"admin/pom.xml": maventest.Project("admin", parent, admin), "admin/src/main/java/a/App.java": maventest.BootApp,
		}
	}
	web := maventest.Deps(maventest.Web)
	for name, c := range map[string]struct {
		hub, admin string
		ports      string
		want       []string
	}{
		"nobody has the plug-in":  {web, web, "", []string{"admin", "hub"}},
		"the other has it":        {web, web + maventest.Plugins(maventest.BootPlugin), "", []string{"admin"}},
		"a port of its own":       {web, web + maventest.Plugins(maventest.BootPlugin), "9001 9002", []string{"admin", "hub"}},
		"the port of the other":   {web, web + maventest.Plugins(maventest.BootPlugin), "9001 9001", []string{"admin"}},
		"the other holds it":      {web, maventest.Deps(maventest.Web, maventest.Dep("g", "hub")), "9001 9002", []string{"admin"}},
		"both have it":            {web + maventest.Plugins(maventest.BootPlugin), web + maventest.Plugins(maventest.BootPlugin), "", []string{"admin", "hub"}},
		"the plug-in is no proof": {maventest.Plugins(maventest.BootPlugin), web + maventest.Plugins(maventest.BootPlugin), "", []string{"admin", "hub"}},
	} {
		f := detect(t, files(c.hub, c.admin, c.ports))
		var got []string
		for _, u := range f.Units {
			got = append(got, u.Path)
		}
		if !slices.Equal(got, c.want) || len(c.want) < 2 && !warned(f, "hub has a main class, but") {
			t.Errorf("%s: got %v, %+v", name, got, f.Warnings)
		}
	}
}

func TestLauncherOfVertx(t *testing.T) {
	t.Parallel()
	shade := "<plugin><artifactId>maven-shade-plugin</artifactId>" + maventest.Runs("shade", "<transformers><transformer><manifestEntries><Main-Class>org.frame.Launcher</Main-Class><Main-Verticle>org.frame.Rest</Main-Verticle></manifestEntries></transformer></transformers>") + "</plugin>"
	for library, port := range map[string]int{maventest.Dep("org.folio", "domain-models-runtime"): 8081, maventest.Dep("org.acme", "rest"): 8080} {
		u := one(t, map[string]string{"pom.xml": maventest.Project("app", maventest.Deps(library), maventest.Plugins(shade))})
		if u.Framework.Value != vertx || u.Kind.Value != "server" || len(u.Ports) != 1 || u.Ports[0].Value != port || u.Ports[0].Confidence != "guess" {
			t.Errorf("%s: got %s, %s, %+v", library, u.Framework.Value, u.Kind.Value, u.Ports)
		}
	}
}

// TestPluginAlone: the plug-in of Spring Boot packs any program, so it says nothing of a server.
func TestPluginAlone(t *testing.T) {
	t.Parallel()
	plugin := "<plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId>" + maventest.Runs("repackage", "<mainClass>a.Main</mainClass>") + "</plugin>"
	u := one(t, map[string]string{
		"pom.xml":                   maventest.Project("app", maventest.Deps(maventest.Dep("org.postgresql", "postgresql")), maventest.Plugins(plugin)),
		"src/main/java/a/Main.java": maventest.PlainMain,
	})
	if u.Framework.Value != plain || u.Kind.Value != facts.CLI || len(u.Ports) > 0 || u.Artifact.Value != "target/app-1.0.jar" {
		t.Errorf("got %s, %s, %+v, %s", u.Framework.Value, u.Kind.Value, u.Ports, u.Artifact.Value)
	}
}

func TestModuleOfTests(t *testing.T) {
	t.Parallel()
	parent := "<parent><groupId>g</groupId><artifactId>root</artifactId><version>1.0</version></parent>"
	quarkus := maventest.Deps(maventest.Dep("io.quarkus", "quarkus-rest")) + maventest.Plugins("<plugin><groupId>io.quarkus</groupId><artifactId>quarkus-maven-plugin</artifactId><version>3.15.1</version>"+maventest.Runs("build", "")+"</plugin>")
	f := detect(t, map[string]string{
		"pom.xml":                            maventest.Project("root", "<packaging>pom</packaging><modules><module>api</module><module>api-tests</module></modules>"),
		"api/pom.xml":                        maventest.Project("api", parent, quarkus),
		"api/src/main/java/a/R.java":         "package a;\nclass R { }\n",
		"api-tests/pom.xml":                  maventest.Project("api-tests", parent, quarkus),
		"api-tests/src/test/java/a/RIT.java": "package a;\nclass RIT { }\n",
	})
	if len(f.Units) != 1 || f.Units[0].Path != "api" || !warned(f, "holds tests of other modules") {
		t.Errorf("got %d units, %+v", len(f.Units), f.Warnings)
	}
}
