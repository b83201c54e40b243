package module

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// of returns the module of a POM.
func of(tb testing.TB, files map[string]string, pom string, profiles ...string) *Module {
	tb.Helper()
	r := New(maventest.Tree(tb, files))
	if r.POMs[pom] == nil {
		tb.Fatalf("no POM %s: %+v", pom, r.Warnings)
	}
	return r.Module(r.POMs[pom], profiles...)
}

func TestClassPath(t *testing.T) {
	t.Parallel()
	x := of(t, map[string]string{
		"app/pom.xml":  maventest.Project("app", maventest.Deps(maventest.Dep("g", "lib"), maventest.Dep("org.acme", "server"), maventest.Dep("junit", "junit", "<scope>test</scope>"))),
		"lib/pom.xml":  maventest.Project("lib", maventest.Deps(maventest.Dep("g", "core"), maventest.Dep("io.netty", "netty-all"), maventest.Dep("jakarta.servlet", "jakarta.servlet-api", "<scope>provided</scope>"))),
		"core/pom.xml": maventest.Project("core", maventest.Deps(maventest.Dep("com.acme.x", "server"))),
	}, "app/pom.xml")
	for coordinates, want := range map[string]bool{
		"org.acme:server": true, "com.acme.x:server": true, "com.networknt:server": false, "com.acme*:serv*": true, "io.netty:*": true, "*:junit": false,
		"jakarta.servlet:jakarta.servlet-api": false, "g:lib": false,
	} {
		if _, ok := x.Has(coordinates); ok != want {
			t.Errorf("%s: got %t", coordinates, ok)
		}
	}
	if d, ok := x.HasOne([]Library{Of("x", "y"), Of("io.netty", "netty", "netty-all")}); !ok || d.At.File != "lib/pom.xml" {
		t.Errorf("got %+v", d)
	}
	if _, ok := x.HasGroup("com.acme"); !ok {
		t.Error("a group below com.acme is there")
	}
	if len(x.Needed) != 2 || len(x.Apart) != 2 || len(x.RuntimeDeps()) != 3 {
		t.Errorf("needs %d modules, %d of other reactors, %+v", len(x.Needed), len(x.Apart), x.Deps)
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	x := of(t, maventest.Boot(map[string]string{
		"src/main/resources/application.yml": "server.port: ${PORT:${fallback.port}}\nfallback.port: 9000\nname: @project.artifactId@\nneeds: ${api-key}\nspring.profiles.active: prod\nover: common\n" +
			"logging:\n  file-name: x\n---\nspring.config.activate.on-profile: dev\nover: dev\n---\nspring.config.activate.on-profile: \"!dev\"\nnot-dev: yes\n",
		"src/main/resources/application-prod.properties": "over=prod\n",
		"src/main/resources/base.properties":             "base=1\nover=base\n",
		"src/main/java/a/App.java":                       strings.Replace(maventest.BootApp, "@Spring", "@PropertySource(\"classpath:base.properties\")\n@Spring", 1),
		"config/application.yml":                         "unread: 1\n",
	}), "pom.xml")
	c := x.Config()
	for key, want := range map[string]string{"server.port": "9000", "name": "app", "over": "prod", "base": "1", "LOGGING.FILE_NAME": "x", "notDev": "yes", "unread": ""} {
		if v, _ := c.Get(key); v.Text != want {
			t.Errorf("%s: got %+v, want %q", key, v, want)
		}
	}
	if v, _ := c.Get("server.port"); v.Env != "PORT" || v.At != (facts.Evidence{File: "src/main/resources/application.yml", Line: 1, Rule: "server.port"}) {
		t.Errorf("got %+v", v)
	}
	if v, _ := c.Get("needs"); !slices.Equal(v.Missing, []string{"api-key"}) {
		t.Errorf("got %+v", v)
	}
	if x.Setting("none", "else") != "else" || x.Setting("over", "else") != "prod" {
		t.Error("a setting with a fallback")
	}
}

func TestServedConfig(t *testing.T) {
	t.Parallel()
	server := maventest.Project("config", maventest.BootParent("2.7.1"), maventest.Deps(maventest.Dep("org.springframework.cloud", "spring-cloud-config-server")))
	files := map[string]string{
		"config/pom.xml": server, "config/src/main/resources/application.yml": "spring.cloud.config.server.native.search-locations: classpath:/shared\n",
		"config/src/main/resources/shared/orders.yml": "server.port: 6001\n", "config/src/main/resources/shared/application.yml": "server.port: 1\n",
		"orders/pom.xml": maventest.Project("orders", maventest.BootParent("2.7.1"), maventest.Deps(maventest.Web, maventest.Dep("org.springframework.cloud", "spring-cloud-starter-config"))),
		"orders/src/main/resources/bootstrap.yml": "spring.application.name: orders\n",
	}
	if v, _ := of(t, files, "orders/pom.xml").Config().Get("server.port"); v.Text != "6001" {
		t.Errorf("got %+v", v)
	}
}

func TestSources(t *testing.T) {
	t.Parallel()
	x := of(t, maventest.Boot(map[string]string{
		"src/main/java/a/Main.java":     maventest.PlainMain,
		"src/main/kotlin/b/Tool.kt":     "package b\nfun main() { }",
		"src/main/java/c/Web.java":      "package c;\n@RestController class Web { }",
		"src/main/resources/x/Not.java": "class Not { }",
	}), "pom.xml")
	if got := x.Sources(); len(got) != 4 {
		t.Errorf("sources %v", got)
	}
	if mains := x.Mains(); len(mains) == 0 || mains[0].Class != "a.App" || !mains[0].Boot {
		t.Errorf("mains %+v", mains)
	}
	if x.ClassFile("b.ToolKt") != "src/main/kotlin/b/Tool.kt" || x.ClassFile("a.None") != "" {
		t.Error("the file of a class")
	}
	if !x.Annotated("RestController") || x.Annotated("Controller") {
		t.Error("annotations")
	}
	if Evidence(x.Mains()[0], "main method").Line != 4 {
		t.Errorf("place %+v", Evidence(x.Mains()[0], "main method"))
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ pom, boot, quarkus string }{
		"parent":   {maventest.Project("app", maventest.BootParent("3.3.1")), "3.3.1", ""},
		"bill":     {maventest.Project("app", "<dependencyManagement>"+maventest.Deps(maventest.Dep("org.springframework.boot", "spring-boot-dependencies", "<version>3.2.1</version><type>pom</type><scope>import</scope>"))+"</dependencyManagement>"), "3.2.1", ""},
		"plugin":   {maventest.Project("app", maventest.Plugins("<plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId><version>2.1.0</version></plugin>")), "2.1.0", ""},
		"property": {maventest.Project("app", "<properties><spring-boot.version>2.5.0</spring-boot.version><quarkus.platform.version>3.15.1</quarkus.platform.version></properties>"), "2.5.0", "3.15.1"},
		"starter":  {maventest.Project("app", maventest.Deps(maventest.Dep("org.springframework.boot", "spring-boot-starter", "<version>2.0.1</version>")), maventest.Plugins("<plugin><artifactId>quarkus-maven-plugin</artifactId><version>2.1</version></plugin>")), "2.0.1", "2.1"},
		"none":     {maventest.Project("app"), "", ""},
	} {
		x := of(t, map[string]string{"pom.xml": c.pom}, "pom.xml")
		if x.BootVersion() != c.boot || x.QuarkusVersion() != c.quarkus {
			t.Errorf("%s: got %q and %q", name, x.BootVersion(), x.QuarkusVersion())
		}
	}
}

func TestProfilesOfEnvironments(t *testing.T) {
	t.Parallel()
	x := of(t, map[string]string{"pom.xml": maventest.Project("app", "<profiles><profile><id>dev</id><activation><activeByDefault>true</activeByDefault></activation><properties><env>dev</env></properties></profile>"+
		"<profile><id>prod</id><build><filters><filter>x</filter></filters></build></profile><profile><id>native</id></profile></profiles>")}, "pom.xml", "prod")
	list := x.EnvProfiles()
	if len(list) != 2 || !list[0].Active || list[0].Properties["env"] != "dev" || list[1].Name != "prod" || !list[1].Filters {
		t.Errorf("got %+v", list)
	}
}

func TestDropwizardConfig(t *testing.T) {
	t.Parallel()
	x := of(t, map[string]string{"pom.xml": maventest.Project("app"), "other.yml": "a: 1", ".hidden.yml": "server.connector.port: 1", "config/app.yml": "server:\n  applicationConnectors:\n  - port: 1\n"}, "pom.xml")
	if got := x.DropwizardConfig(); got != "config/app.yml" {
		t.Errorf("got %q", got)
	}
	if len(Distinct("a", "b", "a")) != 2 || !ContainsAny("abc", "x", "c") {
		t.Error("small answers")
	}
}
