package maven

import (
	"fmt"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestHealthPaths(t *testing.T) {
	t.Parallel()
	actuator := maventest.Dep("org.springframework.boot", "spring-boot-starter-actuator")
	boot := func(web string) string {
		return maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(web, actuator, maventest.Dep("io.micrometer", "micrometer-registry-prometheus")), maventest.Plugins(maventest.BootPlugin))
	}
	servlet, reactive := boot(maventest.Web), boot(maventest.Dep("org.springframework.boot", "spring-boot-starter-webflux"))
	for name, tc := range map[string]struct{ pom, yaml, want string }{
		"plain":                     {servlet, "a: 1", "/actuator/health /actuator/health/readiness 0 "},
		"context path":              {servlet, "server.servlet.context-path: /shop", "/shop/actuator/health /shop/actuator/health/readiness 0 "},
		"path of the dispatcher":    {servlet, "server.servlet.context-path: /shop\nspring.mvc.servlet.path: /api", "/shop/api/actuator/health /shop/api/actuator/health/readiness 0 "},
		"reactive":                  {reactive, "server.servlet.context-path: /shop\nspring.webflux.base-path: /api", "/api/actuator/health /api/actuator/health/readiness 0 "},
		"port of its own":           {servlet, "server.servlet.context-path: /shop\nmanagement.server: {port: 9001, base-path: /m}", "/m/actuator/health /m/actuator/health/readiness 9001 "},
		"the same port":             {servlet, "server.servlet.context-path: /shop\nmanagement.server: {port: 8080, base-path: /m}", "/shop/actuator/health /shop/actuator/health/readiness 0 "},
		"no port":                   {servlet, "management.server.port: -1", "  0 "},
		"not exposed":               {servlet, "management.endpoints.web.exposure.include: info,prometheus", "  0 /actuator/prometheus"},
		"exposed in a list":         {servlet, "management.endpoints.web.exposure.include: [info, health]", "/actuator/health /actuator/health/readiness 0 "},
		"excluded":                  {servlet, "management.endpoints.web.exposure: {include: '*', exclude: health}", "  0 /actuator/prometheus"},
		"all off":                   {servlet, "management.endpoints.enabled-by-default: false", "  0 "},
		"all off but health":        {servlet, "management: {endpoints: {enabled-by-default: false}, endpoint: {health: {enabled: true}}}", "/actuator/health /actuator/health/readiness 0 "},
		"no access":                 {servlet, "management.endpoint.health.access: none", "  0 "},
		"no probe groups":           {servlet, "management.endpoint.health.probes.enabled: false", "/actuator/health  0 "},
		"TLS":                       {servlet, "server.ssl.key-store: classpath:k.p12", "  0 "},
		"TLS off":                   {servlet, "server.ssl: {enabled: false, key-store: k.p12}", "/actuator/health /actuator/health/readiness 0 "},
		"TLS beside a plain port":   {servlet, "server.ssl.bundle: web\nmanagement.server.port: 9001", "/actuator/health /actuator/health/readiness 9001 "},
		"another name":              {servlet, "management.endpoints.web: {base-path: /, path-mapping: {health: healthz}}", "/healthz /healthz/readiness 0 "},
		"metrics under a port":      {servlet, "management.server.port: 9001\nserver.servlet.context-path: /shop\nmanagement.endpoints.web.exposure.include: prometheus", "  0 /actuator/prometheus"},
		"metrics under the context": {servlet, "server.servlet.context-path: /shop\nmanagement.endpoints.web.exposure.include: prometheus", "  0 /shop/actuator/prometheus"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := one(t, maventest.Boot(map[string]string{"pom.xml": tc.pom, "src/main/resources/application.yml": tc.yaml}))
			if got := fmt.Sprintf("%s %s %d %s", u.Health.Value, u.Health.Ready, u.Health.Port, u.Metrics.Value); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestHealthOfFrameworks(t *testing.T) {
	t.Parallel()
	fat := func(list ...string) string {
		return maventest.Project("app", maventest.Deps(list...), maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>")+"</plugin>"))
	}
	micronaut := fat(maventest.Dep("io.micronaut", "micronaut-http-server-netty"), maventest.Dep("io.micronaut", "micronaut-management"))
	dropwizard := fat(maventest.Dep("io.dropwizard", "dropwizard-core"))
	quarkus := maventest.Project("app", maventest.Deps(maventest.Dep("io.quarkus", "quarkus-rest"), maventest.Dep("io.quarkus", "quarkus-smallrye-health")), maventest.Plugins("<plugin><groupId>io.quarkus</groupId><artifactId>quarkus-maven-plugin</artifactId>"+maventest.Runs("build", "")+"</plugin>"))
	for name, tc := range map[string]struct{ pom, file, text, want string }{
		"micronaut":          {micronaut, "src/main/resources/application.yml", "micronaut.server.context-path: /shop\nendpoints.all.path: /ops", "/ops/shop/health/liveness 0"},
		"micronaut, off":     {micronaut, "src/main/resources/application.yml", "endpoints.all.enabled: false", " 0"},
		"micronaut, on":      {micronaut, "src/main/resources/application.yml", "endpoints: {all: {enabled: false}, health: {enabled: true}}", "/health/liveness 0"},
		"dropwizard":         {dropwizard, "config.yml", "server: {adminConnectors: [{type: http, port: 9001}], adminContextPath: /ops}", "/ops/healthcheck 9001"},
		"dropwizard, simple": {dropwizard, "config.yml", "server: {type: simple, connector: {type: http, port: 9001}}", "/admin/healthcheck 0"},
		"quarkus, profile":   {quarkus, "src/main/resources/application.properties", "%prod.quarkus.http.root-path=/shop", "/shop/q/health/live 0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := one(t, map[string]string{"pom.xml": tc.pom, "src/main/java/a/Main.java": maventest.PlainMain, tc.file: tc.text})
			if got := fmt.Sprintf("%s %d", u.Health.Value, u.Health.Port); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
