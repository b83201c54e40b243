package maven

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestManagementPortsOfProfiles(t *testing.T) {
	t.Parallel()
	const dir = "src/main/resources/"
	pom := maventest.Project("app", maventest.BootParent("3.2.5"), maventest.Deps(maventest.Web, maventest.Dep("org.springframework.boot", "spring-boot-starter-actuator")), maventest.Plugins(maventest.BootPlugin))
	for name, c := range map[string]struct {
		files             map[string]string
		ports, set, probe string
		warning           string
	}{
		"the same everywhere": {map[string]string{"application.yml": "management.server.port: 9902"}, "http:8080:likely management:9902:certain", "", "/actuator/health 9902", ""},
		"they differ": {
			map[string]string{"application.yml": "management.server.port: 9902", "application-prod.yml": "management.server.port: 9912"},
			"http:8080:likely management:9902:likely", "MANAGEMENT_SERVER_PORT=9902", "/actuator/health 9902", "9902 here, 9912 in prod (src/main/resources/application-prod.yml:1)",
		},
		"in one profile": {
			map[string]string{"application.yml": "server.port: 8080", "application-prod.yml": "management.server.port: 9901"},
			"http:8080:certain management:9901:likely", "MANAGEMENT_SERVER_PORT=9901", "/actuator/health 9901", "8080 where no profile says it (the port of the application)",
		},
		"in all but one": {
			map[string]string{"application.yml": "server.port: 8101\n---\nspring.config.activate.on-profile: '!prod'\nmanagement.server.port: 7101\n"},
			"http:8101:certain management:7101:likely", "MANAGEMENT_SERVER_PORT=7101", "/actuator/health 7101", "7101 here, 8101 where no profile says it",
		},
		"off in one": {
			map[string]string{"application.yml": "management.server.port: 9902", "application-prod.yml": "management.server.port: -1"},
			"http:8080:likely management:9902:likely", "", " 0", "switched off in prod",
		},
		"in one that is not deployed": {map[string]string{"application.yml": "a: 1", "application-local.yml": "management.server.port: 9901"}, "http:8080:likely", "", "/actuator/health 0", ""},
		"the path differs": {
			map[string]string{"application.yml": "a: 1", "application-prod.yml": "management.endpoints.web.base-path: /ops"},
			"http:8080:likely", "MANAGEMENT_ENDPOINTS_WEB_BASEPATH=/actuator", "/actuator/health 0", "/actuator here, /ops in prod (src/main/resources/application-prod.yml:1)",
		},
		"the path is one":    {map[string]string{"application.yml": "management.endpoints.web.base-path: /ops"}, "http:8080:likely", "", "/ops/health 0", ""},
		"the server is off":  {map[string]string{"application.yml": "server.port: -1\nmanagement.server.port: 8107"}, "management:8107:certain", "", "/actuator/health 8107", ""},
		"both are off":       {map[string]string{"application.yml": "server.port: -1\nmanagement.server.port: -1"}, "", "", " 0", ""},
		"no web application": {map[string]string{"application.yml": "spring.main.web-application-type: none\nserver.port: -1\nmanagement.server.port: 8107"}, "", "", " 0", ""},
		"server by profile": {
			map[string]string{"application.yml": "server.port: 8101\n---\nspring.config.activate.on-profile: '!prod'\nserver.port: 8102\n"},
			"http:8102:certain", "SERVER_PORT=8102", "/actuator/health 0", "8102 here, 8101 where no profile says it",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"pom.xml": pom}
			for f, text := range c.files {
				files[dir+f] = text
			}
			f := detect(t, maventest.Boot(files))
			u := f.Units[0]
			var ports, set []string
			for _, p := range u.Ports {
				ports = append(ports, fmt.Sprintf("%s:%d:%s", p.Name, p.Value, p.Confidence))
			}
			for _, e := range u.Image.Run.Env {
				set = append(set, e.Name+"="+e.Value)
			}
			if got := strings.Join(ports, " "); got != c.ports {
				t.Errorf("ports %q, want %q", got, c.ports)
			}
			if got := strings.Join(set, " "); got != c.set {
				t.Errorf("set %q, want %q", got, c.set)
			}
			if got := fmt.Sprintf("%s %d", u.Health.Value, u.Health.Port); got != c.probe {
				t.Errorf("probe %q, want %q", got, c.probe)
			}
			if c.warning == "" && len(f.Warnings) > 0 || !warned(f, c.warning) && c.warning != "" {
				t.Errorf("warnings %+v", f.Warnings)
			}
		})
	}
}

func TestLeftOverServerPort(t *testing.T) {
	t.Parallel()
	boot := func(artifact string) string { return maventest.Dep("org.springframework.boot", artifact) }
	for name, c := range map[string]struct {
		deps []string
		kind string
	}{
		"a job":           {[]string{boot("spring-boot-starter-batch"), boot("spring-boot-starter-jdbc")}, "cli"},
		"with a driver":   {[]string{boot("spring-boot-starter-batch"), maventest.Dep("org.postgresql", "postgresql")}, "cli"},
		"with a server":   {[]string{boot("spring-boot-starter-batch"), maventest.Web}, "server"},
		"unknown starter": {[]string{maventest.Dep("org.acme", "acme-spring-boot-starter")}, "server"},
	} {
		u := one(t, maventest.Boot(map[string]string{
			"pom.xml": maventest.Project("app", maventest.BootParent("3.2.5"), maventest.Deps(c.deps...), maventest.Plugins(maventest.BootPlugin)),
			"src/main/resources/application.properties": "server.port=9999",
		}))
		if u.Kind.Value != c.kind || (len(u.Ports) > 0) != (c.kind == "server") {
			t.Errorf("%s: a %s with %+v", name, u.Kind.Value, u.Ports)
		}
	}
}

func TestServerOfTCPBesideHTTP(t *testing.T) {
	t.Parallel()
	u := one(t, map[string]string{
		"pom.xml": maventest.Project("app", maventest.Deps(maventest.Dep("io.vertx", "vertx-core")), maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>")+"</plugin>")),
		"src/main/java/a/Main.java": `package a;
public class Main extends AbstractVerticle {
  public static void main(String[] a) { Vertx.vertx().deployVerticle(Main.class.getName()); }
  public void start() {
    vertx.createNetServer().connectHandler(s -> {}).listen(8816);
    vertx.createHttpServer(new HttpServerOptions().setPort(8806)).requestHandler(r -> {}).listen();
    vertx.createNetClient().connect(5432, "db");
  }
}`,
	})
	if len(u.Ports) != 2 || u.Ports[0].Value != 8806 || u.Ports[0].Name != "http" || u.Ports[1].Value != 8816 || u.Ports[1].Name != "tcp" {
		t.Errorf("got %+v", u.Ports)
	}
}

// TestManagementPortOfALibrary: the library of the actuator has endpoints as its starter has, on a port of their own where the settings say so.
func TestManagementPortOfALibrary(t *testing.T) {
	t.Parallel()
	for _, artifact := range []string{"spring-boot-starter-actuator", "spring-boot-actuator"} {
		u := one(t, map[string]string{
			"pom.xml":                            maventest.Project("app", maventest.BootParent("1.5.9.RELEASE"), maventest.Deps(maventest.Web, maventest.Dep("org.springframework.boot", artifact)), maventest.Plugins(maventest.BootPlugin)),
			"src/main/java/a/App.java":           maventest.BootApp,
			"src/main/resources/application.yml": "server.port: 8101\nmanagement.port: 8102\n",
		})
		if len(u.Ports) != 2 || u.Ports[1].Value != 8102 || u.Ports[1].Name != "management" || u.Health.Value != "/health" || u.Health.Port != 8102 {
			t.Errorf("%s: %+v, %+v", artifact, u.Ports, u.Health)
		}
	}
}
