package maven

import (
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestHealthRoute(t *testing.T) {
	t.Parallel()
	pom := maventest.Project("app", "<properties><exec.mainClass>a.MainKt</exec.mainClass></properties>", maventest.Deps(maventest.Dep("io.ktor", "ktor-server-netty-jvm")))
	for routes, want := range map[string]string{
		`get("/healthz") { }`:                     "/healthz",
		"get(\"/readyz\") { }\n get(\"/health\")": "/health",
		`get("/orders") { }`:                      "",
		`// get("/health")`:                       "",
		`route("/api") { get("/health") { } }`:    "",
		`client.get("/health")`:                   "",
		`app.get("/health")`:                      "/health",
		"Javalin.create()\n  .get(\"/livez\") ":   "/livez",
	} {
		u := one(t, map[string]string{"pom.xml": pom, "src/main/kotlin/a/Main.kt": "package a\nimport io.ktor.server.engine.embeddedServer\nimport io.ktor.server.netty.Netty\n\nfun main() {\n  embeddedServer(Netty, port = 8383) {\n    routing {\n      " + routes + "\n    }\n  }.start(wait = true)\n}\n"})
		if len(u.Ports) != 1 || u.Health.Value != want {
			t.Errorf("%s: got %q, %+v", routes, u.Health.Value, u.Ports)
		}
	}
}
