package maven

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestPortsOfProfiles(t *testing.T) {
	t.Parallel()
	const dir = "src/main/resources/"
	for name, c := range map[string]struct {
		files map[string]string
		port  int
		sure  facts.Confidence
		set   bool // the image sets SERVER_PORT
	}{
		"all agree":       {map[string]string{dir + "application.yml": "a: 1", dir + "application-dev.yml": "server.port: 8140", dir + "application-prod.yml": "server.port: 8140"}, 8140, facts.Likely, false},
		"they differ":     {map[string]string{dir + "application-dev.yml": "server.port: 8141", dir + "application-prod.yml": "server.port: 8140"}, 8140, facts.Likely, true},
		"base and others": {map[string]string{dir + "application.yml": "server.port: 8000", dir + "application-prod.yml": "server.port: 80"}, 8000, facts.Certain, true},
		"not deployed":    {map[string]string{dir + "application.yml": "server.port: 8000", dir + "application-local.yml": "server.port: 8001"}, 8000, facts.Certain, false},
		"a feature":       {map[string]string{dir + "application-mysql.yml": "server.port: 8001"}, 8080, facts.Likely, false},
		"documents":       {map[string]string{dir + "application.yml": "a: 1\n---\nspring.config.activate.on-profile: prod\nserver.port: 8150\n"}, 8150, facts.Likely, false},
		"active":          {map[string]string{dir + "application.yml": "spring.profiles.active: dev", dir + "application-dev.yml": "server.port: 8141", dir + "application-prod.yml": "server.port: 8141"}, 8141, facts.Certain, false},
	} {
		u := one(t, maventest.Boot(c.files))
		set := false
		for _, e := range u.Image.Run.Env {
			set = set || e.Name == "SERVER_PORT"
		}
		if len(u.Ports) != 1 || u.Ports[0].Value != c.port || u.Ports[0].Confidence != c.sure || set != c.set {
			t.Errorf("%s: got %+v, set %t", name, u.Ports, set)
		}
	}
}

// TestPortOfDevelopmentMode: Quarkus runs a packaged program with the profile prod, so that a port of another profile alone is not that of production.
func TestPortOfDevelopmentMode(t *testing.T) {
	t.Parallel()
	plugin := "<plugin><groupId>io.quarkus.platform</groupId><artifactId>quarkus-maven-plugin</artifactId>" + maventest.Runs("build", "") + "</plugin>"
	pom := maventest.Project("app", maventest.Deps(maventest.Dep("io.quarkus", "quarkus-rest")), maventest.Plugins(plugin))
	const file = "src/main/resources/application.properties"
	for text, port := range map[string]int{
		"%dev.quarkus.http.port=8181\n":                                  8080,
		"%dev.quarkus.http.port=8181\n%prod.quarkus.http.port=8282\n":    8282,
		"quarkus.http.port=8383\n%dev.quarkus.http.port=8181\n":          8383,
		"%dev.quarkus.http.port=8181\n%staging.quarkus.http.port=8181\n": 8080,
	} {
		u := one(t, map[string]string{"pom.xml": pom, file: text})
		if len(u.Ports) != 1 || u.Ports[0].Value != port {
			t.Errorf("%q: got %+v, want %d", text, u.Ports, port)
		}
	}
}

func TestPortOfConfigurationServer(t *testing.T) {
	t.Parallel()
	server := maventest.Project("config", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Dep("org.springframework.cloud", "spring-cloud-config-server")), maventest.Plugins(maventest.BootPlugin))
	client := maventest.Project("goods", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web, maventest.Dep("org.springframework.cloud", "spring-cloud-starter-config")), maventest.Plugins(maventest.BootPlugin))
	files := map[string]string{
		"goods/pom.xml": client, "goods/src/main/java/a/App.java": maventest.BootApp,
		"goods/src/main/resources/application.yml":    "spring.application.name: goods\n",
		"config/src/main/resources/config/goods.yml":  "server.port: 8061\n",
		"config/src/main/resources/application.yml":   "server.port: 8888\nspring.profiles.active: native\n",
		"config/src/main/java/a/App.java":             maventest.BootApp,
		"config/src/main/resources/config/others.yml": "server.port: 1\n",
	}
	find := func(path string) facts.Unit {
		for _, u := range detect(t, files).Units {
			if u.Path == path {
				return u
			}
		}
		return facts.Unit{}
	}
	if u := find("goods"); len(u.Ports) != 1 || u.Ports[0].Confidence != facts.Guess {
		t.Errorf("nobody serves: got %+v", u.Ports)
	}
	files["config/pom.xml"] = server
	if u := find("goods"); len(u.Ports) != 1 || u.Ports[0].Value != 8061 || !strings.HasPrefix(u.Ports[0].Evidence[0].File, "config/") {
		t.Errorf("served: got %+v", u.Ports)
	}
	files["shared/goods.yml"] = "server.port: 8062\n"
	files["config/src/main/resources/application.yml"] = "server.port: 8888\nspring.cloud.config.server.git:\n  uri: https://git.example.com/shop.git\n  search-paths: shared,{application}\n"
	if u := find("goods"); len(u.Ports) != 1 || u.Ports[0].Value != 8062 || u.Ports[0].Evidence[0].File != "shared/goods.yml" {
		t.Errorf("served from a folder of the git repository: got %+v", u.Ports)
	}
	if u := find("config"); len(u.Ports) != 1 || u.Ports[0].Value != 8888 {
		t.Errorf("the server: got %+v", u.Ports)
	}
}
