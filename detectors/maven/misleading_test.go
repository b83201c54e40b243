package maven

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

const (
	res      = "src/main/resources/"
	appClass = "src/main/java/a/App.java"
)

// summary is the ports of a unit, ? for likely, ?? for a guess, then the variables that the image sets.
func summary(u facts.Unit) string {
	var words []string
	for _, p := range u.Ports {
		words = append(words, fmt.Sprintf("%d%s", p.Value, map[facts.Confidence]string{facts.Likely: "?", facts.Guess: "??"}[p.Confidence]))
	}
	for _, e := range u.Image.Run.Env {
		words = append(words, e.Name+"="+e.Value)
	}
	return strings.Join(words, " ")
}

func mainOf(statements string) map[string]string {
	return map[string]string{appClass: "package a;\n@SpringBootApplication\npublic class App {\n public static void main(String[] args) { " + statements + " }\n}\n"}
}

func with(all ...map[string]string) map[string]string {
	files := map[string]string{}
	for _, m := range all {
		maps.Copy(files, m)
	}
	return files
}

func TestMisleadingBootPorts(t *testing.T) {
	t.Parallel()
	cloud := maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web, maventest.Dep("org.springframework.cloud", "spring-cloud-starter-bootstrap")), maventest.Plugins(maventest.BootPlugin))
	filtered := func(parts ...string) string {
		return maventest.Project("app", append(parts, "<properties><http.port>8101</http.port></properties>", maventest.Deps(maventest.Web), maventest.Plugins(strings.Replace(maventest.BootPlugin, "</plugin>", "<version>3.3.1</version>"+maventest.Runs("repackage", "")+"</plugin>", 1)))...)
	}
	for name, tc := range map[string]struct {
		files map[string]string
		want  string
	}{
		"default properties":        {mainOf(`SpringApplication app = new SpringApplication(App.class); app.setDefaultProperties(Map.of("server.port", "8101")); app.run(args);`), "8101"},
		"file over default":         {with(mainOf(`new SpringApplicationBuilder(App.class).properties("server.port=1111").run(args);`), map[string]string{res + "application.yml": "server.port: 8101"}), "8101"},
		"system property":           {with(mainOf(`System.setProperty("server.port", "8101"); SpringApplication.run(App.class, args);`), map[string]string{res + "application.yml": "server.port: 1111"}), "8101"},
		"argument":                  {mainOf(`SpringApplication.run(App.class, "--server.port=8101");`), "8101"},
		"arguments by a call":       {mainOf(`SpringApplication.run(App.class, more("--name=x", "--server.port=8101"));`), "8101?"},
		"array of arguments":        {mainOf(`SpringApplication.run(App.class, new String[] {"--server.port=8101"});`), "8101"},
		"main class by its name":    {map[string]string{appClass: "package a;\npublic class App { }", "src/main/java/a/Orders.java": strings.NewReplacer("class App", "class Orders", "App.class, args", "Orders.class, \"--server.port=8101\"").Replace(maventest.BootApp)}, "8101"},
		"on a condition":            {with(mainOf(`if (args.length == 0) System.setProperty("server.port", "8101"); SpringApplication.run(App.class, args);`)), "8101?"},
		"customizer":                {map[string]string{res + "application.yml": "server.port: 1111", "src/main/java/a/C.java": "class C implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> { public void customize(TomcatServletWebServerFactory f) { f.setPort(8101); } }"}, "8101?"},
		"customizer of a lambda":    {map[string]string{"src/main/java/a/C.java": "class C { @Value(\"${web.port}\") int port; @Bean WebServerFactoryCustomizer<ConfigurableWebServerFactory> c() { return f -> f.setPort(port); } }", res + "application.yml": "web.port: 8101"}, "8101?"},
		"customizer unknown":        {map[string]string{"src/main/java/a/C.java": "class C implements WebServerFactoryCustomizer<W> { public void customize(ConfigurableWebServerFactory f) { f.setPort(find()); } }"}, "8080??"},
		"factory":                   {map[string]string{"src/main/java/a/C.java": "class C { @Bean ServletWebServerFactory f() { return new TomcatServletWebServerFactory(8101); } }"}, "8101?"},
		"factory under a file":      {map[string]string{"src/main/java/a/C.java": "class C { @Bean ServletWebServerFactory f() { return new TomcatServletWebServerFactory(1111); } }", res + "application.yml": "server.port: 8101"}, "8101"},
		"properties of elsewhere":   {mainOf(`new SpringApplicationBuilder(App.class).properties(Settings.read()).run(args);`), "8080??"},
		"second connector":          {map[string]string{"src/main/java/a/C.java": "import org.apache.catalina.connector.Connector;\nclass C { void f(T t) { Connector c = new Connector(); c.setPort(8102); t.add(c); } }", res + "application.yml": "server.port: 8101"}, "8101 8102?"},
		"active document":           {map[string]string{res + "application.yml": "spring.profiles.active: local\nserver.port: 1111\n---\nspring.config.activate.on-profile: local\nserver.port: 8101\n"}, "8101"},
		"expression":                {map[string]string{res + "application.yml": "spring.profiles.active: a\nserver.port: 8101\n---\nspring.config.activate.on-profile: \"a & (b | c)\"\nserver.port: 1111\n---\nspring.config.activate.on-profile: \"!a\"\nserver.port: 1112\n"}, "8101"},
		"group":                     {map[string]string{res + "application.yml": "spring.profiles: {active: x, group: {x: \"one,two\"}}\nserver.port: 1111\n", res + "application-one.yml": "server.port: 1112", res + "application-two.yml": "server.port: 8101"}, "8101"},
		"included before active":    {map[string]string{res + "application.yml": "spring.profiles: {active: x, include: y}", res + "application-x.yml": "server.port: 8101", res + "application-y.yml": "server.port: 1111"}, "8101"},
		"profile of the code":       {with(mainOf(`SpringApplication app = new SpringApplication(App.class); app.setAdditionalProfiles("edge"); app.run(args);`), map[string]string{res + "application.yml": "server.port: 1111", res + "application-edge.yml": "server.port: 8101"}), "8101"},
		"default profile":           {map[string]string{res + "application.yml": "server.port: 1111", res + "application-default.yml": "server.port: 8101"}, "8101"},
		"default left for others":   {map[string]string{res + "application.yml": "server.port: 1111", res + "application-default.yml": "server.port: 8101", res + "application-prod.yml": "a: 1"}, "8101 SERVER_PORT=8101"},
		"on the cluster":            {map[string]string{res + "application.yml": "server.port: 8101", res + "application-k8s.yml": "server.port: 1111"}, "8101 SERVER_PORT=8101"},
		"import":                    {map[string]string{res + "application.yml": "server.port: 1111\nspring.config.import: \"optional:classpath:/net.yml\"", res + "net.yml": "server.port: 8101"}, "8101"},
		"import of a profile":       {map[string]string{res + "application.yml": "spring.profiles.active: x\nspring.config.import: [\"net.yml\"]", res + "net.yml": "server.port: 1111", res + "net-x.yml": "server.port: 8101"}, "8101"},
		"import from elsewhere":     {map[string]string{res + "application.yml": "spring.config.import: \"file:/etc/app/net.yml\""}, "8080??"},
		"optional from elsewhere":   {map[string]string{res + "application.yml": "spring.config.import: \"optional:file:.env[.properties]\""}, "8080?"},
		"bootstrap unread":          {map[string]string{res + "bootstrap.yml": "server.port: 8101"}, "8101? SERVER_PORT=8101"},
		"bootstrap read":            {map[string]string{"pom.xml": cloud, res + "bootstrap.yml": "server.port: 8101"}, "8101"},
		"filter of another kind":    {map[string]string{"pom.xml": filtered(maventest.BootParent("3.3.1")), res + "application.yml": "server.port: ${http.port}"}, "8101? SERVER_PORT=8101"},
		"filter of Boot's parent":   {map[string]string{"pom.xml": filtered(maventest.BootParent("3.3.1")), res + "application.yml": "server.port: '@http.port@'"}, "8101"},
		"no filter":                 {map[string]string{"pom.xml": filtered(), res + "application.yml": "server.port: '@http.port@'"}, "8101? SERVER_PORT=8101"},
		"loopback":                  {map[string]string{res + "application.yml": "server: {port: 8101, address: 127.0.0.1}"}, "8101 SERVER_ADDRESS=0.0.0.0"},
		"no port at all":            {map[string]string{res + "application.yml": "server.port: -1"}, ""},
		"no server by code":         {mainOf(`new SpringApplicationBuilder(App.class).web(WebApplicationType.NONE).run(args);`), ""},
		"no server in capitals":     {map[string]string{res + "application.yml": "spring.main.web-application-type: NONE"}, ""},
		"a server though code says": {with(mainOf(`new SpringApplicationBuilder(App.class).web(WebApplicationType.NONE).run(args);`), map[string]string{res + "application.yml": "spring.main.web-application-type: servlet"}), "8080?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := summary(one(t, maventest.Boot(tc.files))); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestMisleadingPortsOfFrameworks(t *testing.T) {
	t.Parallel()
	quarkus := func(list ...string) map[string]string {
		return map[string]string{"pom.xml": maventest.Project("app", maventest.Deps(append(list, maventest.Dep("io.quarkus", "quarkus-rest"))...), maventest.Plugins("<plugin><groupId>io.quarkus</groupId><artifactId>quarkus-maven-plugin</artifactId>"+maventest.Runs("build", "")+"</plugin>"))}
	}
	fat := func(main string, list ...string) map[string]string {
		return map[string]string{
			"pom.xml":                   maventest.Project("app", maventest.Deps(list...), maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "<transformers><transformer><mainClass>"+main+"</mainClass></transformer></transformers>")+"</plugin>")),
			"src/main/java/a/Main.java": maventest.PlainMain,
		}
	}
	yaml := maventest.Dep("io.quarkus", "quarkus-config-yaml")
	netty := maventest.Dep("io.micronaut", "micronaut-http-server-netty")
	ktor := maventest.Dep("io.ktor", "ktor-server-netty-jvm")
	core := maventest.Dep("io.dropwizard", "dropwizard-core")
	for name, tc := range map[string]struct {
		files map[string]string
		want  string
	}{
		"quarkus, file of the profile": {with(quarkus(), map[string]string{res + "application.properties": "%prod.quarkus.http.port=1111", res + "application-prod.properties": "quarkus.http.port=8101"}), "8101"},
		"quarkus, several profiles":    {with(quarkus(), map[string]string{res + "application.properties": "quarkus.http.port=1111\n%{prod,staging}.quarkus.http.port=8101"}), "8101"},
		"quarkus, another profile":     {with(quarkus(), map[string]string{res + "application.properties": "quarkus.http.port=8101\n%staging.quarkus.http.port=1111"}), "8101 QUARKUS_HTTP_PORT=8101"},
		"quarkus, YAML wins":           {with(quarkus(yaml), map[string]string{res + "application.properties": "quarkus.http.port=1111", res + "application.yaml": "quarkus: {http: {port: 8101}}"}), "8101"},
		"quarkus, YAML is not read":    {with(quarkus(), map[string]string{res + "application.properties": "quarkus.http.port=8101", res + "application.yaml": "quarkus: {http: {port: 1111}}"}), "8101"},
		"quarkus, MicroProfile's file": {with(quarkus(), map[string]string{res + "application.properties": "quarkus.http.port=8101", res + "META-INF/microprofile-config.properties": "quarkus.http.port=1111"}), "8101"},
		"quarkus, TLS alone":           {with(quarkus(), map[string]string{res + "application.properties": "quarkus.http.insecure-requests=disabled\nquarkus.http.ssl-port=8101"}), "8101"},
		"quarkus, no listener":         {with(quarkus(), map[string]string{res + "application.properties": "quarkus.http.host-enabled=false"}), ""},
		"micronaut, backticks":         {with(fat("a.Main", netty), map[string]string{res + "application.yml": "micronaut.server.port: ${PORT:`8101`}"}), "8101"},
		"micronaut, TLS":               {with(fat("a.Main", netty), map[string]string{res + "application.yml": "micronaut.server.ssl.enabled: true"}), "8443?"},
		"micronaut, both":              {with(fat("a.Main", netty), map[string]string{res + "application.yml": "micronaut.server: {port: 8101, dual-protocol: true, ssl: {enabled: true, port: 8102}}"}), "8101 8102"},
		"micronaut, environment":       {with(fat("a.Main", netty), map[string]string{"src/main/java/a/Main.java": "package a;\npublic class Main { public static void main(String[] a) { Micronaut.build(a).defaultEnvironments(\"local\").start(); } }", res + "application.yml": "micronaut.server.port: 1111", res + "application-local.yml": "micronaut.server.port: 8101"}), "8101"},
		"micronaut, in a pod":          {with(fat("a.Main", netty), map[string]string{res + "application.yml": "micronaut.server.port: 8101", res + "application-k8s.yml": "micronaut.server.port: 1111"}), "8101 MICRONAUT_SERVER_PORT=8101"},
		"ktor, HOCON":                  {with(fat("io.ktor.server.netty.EngineMain", ktor), map[string]string{res + "application.conf": "ktor {\n deployment {\n  port = 8101\n  port = ${?PORT}\n }\n}"}), "8101"},
		"ktor, YAML":                   {with(fat("a.Main", ktor), map[string]string{"src/main/java/a/Main.java": "package a;\npublic class Main { public static void main(String[] a) { EngineMain.main(a); } }", res + "application.yaml": "ktor.deployment.port: \"$PORT:8101\""}), "8101"},
		"dropwizard, two files":        {with(fat("a.Main", core), map[string]string{"config/dev.yml": "server: {applicationConnectors: [{type: http, port: 1111}]}", "config/prod.yml": "server: {applicationConnectors: [{type: http, port: 8101}]}"}), "8101? 8081?"},
		"loopback by a variable":       {with(fat("a.Main"), map[string]string{"src/main/java/a/Main.java": "package a;\npublic class Main { public static void main(String[] a) { vertx.createHttpServer().listen(8101, System.getenv().getOrDefault(\"HOST\", \"localhost\")); } }"}), "8101? HOST=0.0.0.0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := summary(one(t, tc.files)); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestKindWithoutServer(t *testing.T) {
	t.Parallel()
	none := map[string]string{res + "application.yml": "spring.main.web-application-type: none"}
	for name, tc := range map[string]struct {
		files map[string]string
		want  string
	}{
		"nothing told": {nil, facts.Worker},
		"runner":       {map[string]string{"src/main/java/a/R.java": "class R implements CommandLineRunner { public void run(String... a) { } }"}, facts.CLI},
		"runner made":  {map[string]string{"src/main/java/a/R.java": "class R { @Bean ApplicationRunner r() { return a -> { }; } }"}, facts.CLI},
		"exit":         {mainOf(`System.exit(SpringApplication.exit(SpringApplication.run(App.class, args)));`), facts.CLI},
		"waits too":    {map[string]string{"src/main/java/a/R.java": "class R implements CommandLineRunner { @Scheduled void f() { } }"}, facts.Worker},
	} {
		if u := one(t, maventest.Boot(with(none, tc.files))); u.Kind.Value != tc.want || u.Kind.Confidence == facts.Certain || len(u.Ports) > 0 {
			t.Errorf("%s: got %+v %+v", name, u.Kind, u.Ports)
		}
	}
}

func TestStarterThatNothingStarts(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"pom.xml":                   maventest.Project("app", maventest.Deps(maventest.Web), maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>")+"</plugin>")),
		"src/main/java/a/Main.java": maventest.PlainMain,
	}
	if u := one(t, files); u.Framework.Value != plain || len(u.Ports) > 0 {
		t.Errorf("got %+v %+v", u.Framework, u.Ports)
	}
	files["src/main/java/a/Main.java"] = strings.Replace(maventest.PlainMain, "{}", "{ new SpringApplication(Main.class).run(args); }", 1)
	if u := one(t, files); u.Framework.Value != springBoot || summary(u) != "8080?" {
		t.Errorf("got %+v %+v", u.Framework, u.Ports)
	}
}

func TestMainClassOfNowhere(t *testing.T) {
	t.Parallel()
	fat := func(main string, list ...string) string {
		return maventest.Project("app", maventest.Deps(list...), maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "<transformers><transformer><mainClass>"+main+"</mainClass></transformer></transformers>")+"</plugin>"))
	}
	for name, tc := range map[string]struct {
		pom, file string
		told      bool
	}{
		"nowhere":           {fat("ca.other.Start"), "src/main/java/a/Main.java", true},
		"here":              {fat("a.Main"), "src/main/java/a/Main.java", false},
		"inner":             {fat("a.Main$Inner"), "src/main/java/a/Main.java", false},
		"of a dependency":   {fat("io.vertx.core.Launcher", maventest.Dep("io.vertx", "vertx-web")), "src/main/java/a/Main.java", false},
		"in a short folder": {fat("a.MainKt"), "src/main/kotlin/Main.kt", false},
	} {
		text := maventest.PlainMain
		if strings.HasSuffix(tc.file, ".kt") {
			text = "package a\nfun main() { }\n"
		}
		found := detect(t, map[string]string{"pom.xml": tc.pom, tc.file: text})
		if told(found, "pom.xml", "in no source of the repository") != tc.told || tc.told && found.Units[0].Confidence != facts.Guess {
			t.Errorf("%s: got %s, %+v", name, found.Units[0].Confidence, found.Warnings)
		}
	}
}

func TestWithoutListener(t *testing.T) {
	t.Parallel()
	fat := maventest.Project("app", maventest.Deps(maventest.Dep("io.vertx", "vertx-core")), maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>")+"</plugin>"))
	verticle := func(statement string) map[string]string {
		return map[string]string{"pom.xml": fat, "src/main/java/a/Main.java": "package a;\npublic class Main extends AbstractVerticle {\n public static void main(String[] a) { }\n public void start() { " + statement + " }\n}\n"}
	}
	for name, tc := range map[string]struct {
		files      map[string]string
		kind, want string
	}{
		"event bus alone":   {verticle(`vertx.eventBus().consumer("prices", m -> { });`), facts.Worker, ""},
		"a port unknown":    {verticle(`vertx.createHttpServer().listen(find());`), facts.Server, "8080??"},
		"micronaut, remote": {map[string]string{"pom.xml": strings.ReplaceAll(fat, "io.vertx</groupId><artifactId>vertx-core", "io.micronaut</groupId><artifactId>micronaut-discovery-client"), "src/main/java/a/Main.java": maventest.PlainMain, res + "bootstrap.yml": "micronaut.config-client.enabled: true"}, facts.Server, "8080??"},
		"micronaut, not":    {map[string]string{"pom.xml": strings.ReplaceAll(fat, "io.vertx</groupId><artifactId>vertx-core", "io.micronaut</groupId><artifactId>micronaut-discovery-client"), "src/main/java/a/Main.java": maventest.PlainMain}, facts.Server, "8080?"},
		"any port of Dubbo": {maventest.Boot(map[string]string{"pom.xml": maventest.Project("app", maventest.BootParent("2.7.1"), maventest.Deps(maventest.Web, maventest.Dep("org.apache.dubbo", "dubbo-spring-boot-starter")), maventest.Plugins(maventest.BootPlugin)), res + "application.yml": "server.port: 8101\ndubbo.protocol: {name: dubbo, port: -1}"}), facts.Server, "8101 20880?? DUBBO_PROTOCOL_PORT=20880"},
	} {
		if u := one(t, tc.files); u.Kind.Value != tc.kind || summary(u) != tc.want {
			t.Errorf("%s: got %+v, %q", name, u.Kind, summary(u))
		}
	}
}

// told says whether a warning holds a text, at a file.
func told(found facts.Findings, file, text string) bool {
	return slices.ContainsFunc(found.Warnings, func(w facts.Warning) bool { return w.File == file && w.Line > 0 && strings.Contains(w.Text, text) })
}

func TestProgramsThatNothingPacks(t *testing.T) {
	t.Parallel()
	dep := func(name string) string { return maventest.Deps(maventest.Dep("g", name)) }
	tool := strings.Replace(maventest.PlainMain, "class Main", "class Tool", 1)
	goal := maventest.Plugins("<plugin><groupId>io.quarkus</groupId><artifactId>quarkus-maven-plugin</artifactId>" + maventest.Runs("build", "") + "</plugin>")
	const jetty = "<dependency><groupId>org.eclipse.jetty</groupId><artifactId>jetty-server</artifactId></dependency>"
	named := maventest.Project("core", "<properties><main.class>a.Main</main.class></properties>")
	fat := maventest.Project("app", dep("core"), maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "<transformers><transformer><mainClass>b.Main</mainClass></transformer></transformers>")+"</plugin>"))
	for name, tc := range map[string]struct {
		files map[string]string
		units int
		told  string // file
	}{
		"alone":           {map[string]string{"pom.xml": maventest.Project("app"), "src/main/java/a/Tool.java": tool}, 1, "src/main/java/a/Tool.java"},
		"needed":          {map[string]string{"core/pom.xml": maventest.Project("core"), "core/src/main/java/a/Tool.java": tool, "x/pom.xml": maventest.Project("x", dep("core"))}, 2, ""},
		"collected":       {map[string]string{"core/pom.xml": maventest.Project("core"), "core/src/main/java/a/Tool.java": tool, "x/pom.xml": maventest.Project("x", "<packaging>pom</packaging>", dep("core"))}, 2, "core/src/main/java/a/Tool.java"},
		"beside another":  {map[string]string{"app/pom.xml": maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin)), "app/src/main/java/a/App.java": maventest.BootApp, "x/pom.xml": maventest.Project("x", maventest.Deps(jetty)), "x/src/main/java/a/Tool.java": tool}, 1, "x/src/main/java/a/Tool.java"},
		"tool of another": {map[string]string{"app/pom.xml": maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin)), "app/src/main/java/a/App.java": maventest.BootApp, "x/pom.xml": maventest.Project("x"), "x/src/main/java/a/Tool.java": tool}, 1, ""},
		"held by Quarkus": {map[string]string{"core/pom.xml": maventest.Project("core", goal), "core/src/main/java/a/R.java": "class R {}", "app/pom.xml": maventest.Project("app", dep("core"), goal), "app/src/main/java/b/R.java": "class R {}"}, 1, "core/pom.xml"},
		"held by another": {map[string]string{"core/pom.xml": named, "core/src/main/java/a/Main.java": maventest.PlainMain, "app/pom.xml": fat, "app/src/main/java/b/Main.java": strings.Replace(maventest.PlainMain, "package a", "package b", 1)}, 1, "core/pom.xml"},
	} {
		found := detect(t, tc.files)
		if len(found.Units) != tc.units || (tc.told != "") != told(found, tc.told, "nothing is generated for it") {
			t.Errorf("%s: got %d units, %+v", name, len(found.Units), found.Warnings)
		}
	}
}

func TestServerWithoutPort(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"pom.xml":                   maventest.Project("app", maventest.Deps(maventest.Dep("io.netty", "netty-all")), maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>")+"</plugin>")),
		"src/main/java/a/Main.java": maventest.PlainMain,
	}
	if found := detect(t, files); !told(found, "pom.xml", "ports: in waybill.yaml") {
		t.Errorf("got %+v", found.Warnings)
	}
}
