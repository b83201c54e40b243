package maven

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestPorts(t *testing.T) {
	t.Parallel()
	quarkusPOM := maventest.Project("app", maventest.Deps(maventest.Dep("io.quarkus", "quarkus-rest")), "<properties><quarkus.platform.version>3.15.1</quarkus.platform.version></properties>",
		maventest.Plugins("<plugin><groupId>io.quarkus</groupId><artifactId>quarkus-maven-plugin</artifactId>"+maventest.Runs("build", "")+"</plugin>"))
	fat := func(list ...string) string {
		return maventest.Project("app", maventest.Deps(list...), maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>")+"</plugin>"))
	}
	quiet := func(list ...string) string {
		return maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(append(list, maventest.Dep("org.springframework.boot", "spring-boot-starter"))...), maventest.Plugins(maventest.BootPlugin))
	}
	for name, tc := range map[string]struct {
		pom   string
		files map[string]string
		want  string // name:port pairs
		kind  string
	}{
		"default":               {"", nil, "http:8080", facts.Server},
		"properties":            {"", map[string]string{"src/main/resources/application.properties": "server.port=9000"}, "http:9000", facts.Server},
		"octal":                 {"", map[string]string{"src/main/resources/application.yml": "server:\n  port: 017620"}, "http:8080", facts.Server},
		"hexadecimal":           {"", map[string]string{"src/main/resources/application.properties": "server.port=0x2328"}, "http:9000", facts.Server},
		"placeholder":           {"", map[string]string{"src/main/resources/application.yml": "server:\n  port: ${APP_PORT:${PORT:7070}}"}, "http:7070", facts.Server},
		"relaxed and config/":   {"", map[string]string{"src/main/resources/config/application.yml": "SERVER_PORT: 1\nserver.port: 9100", "src/main/resources/application.yml": "server.port: 2"}, "http:9100", facts.Server},
		"bootstrap":             {"", map[string]string{"src/main/resources/bootstrap.yml": "server:\n  port: 9200"}, "http:9200", facts.Server},
		"active profile":        {"", map[string]string{"src/main/resources/application.yml": "server.port: 1\nspring:\n  profiles:\n    active: dev", "src/main/resources/application-dev.yml": "server.port: 9300"}, "http:9300", facts.Server},
		"other profile":         {"", map[string]string{"src/main/resources/application.yml": "server.port: 9400\n---\nspring.config.activate.on-profile: docker\nserver.port: 1"}, "http:9400", facts.Server},
		"maven filter":          {maventest.Project("app", maventest.BootParent("3.3.1"), "<properties><http>9500</http></properties>", maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin)), map[string]string{"src/main/resources/application.yml": "server:\n  port: @http@"}, "http:9500", facts.Server},
		"management":            {maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web, maventest.Dep("org.springframework.boot", "spring-boot-starter-actuator")), maventest.Plugins(maventest.BootPlugin)), map[string]string{"src/main/resources/application.properties": "management.server.port=8081"}, "http:8080 management:8081", facts.Server},
		"own listener":          {"", map[string]string{"src/main/resources/application.yml": "chat.netty.port: 9600\nredis.port: 1\nlog.tcp: {host: logs, port: 2}"}, "http:8080 netty:9600", facts.Server},
		"dubbo":                 {maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Dep("org.apache.dubbo", "dubbo-spring-boot-starter")), maventest.Plugins(maventest.BootPlugin)), map[string]string{"src/main/resources/application.yml": "dubbo.protocol.port: 20885"}, "dubbo:20885", facts.Server},
		"worker":                {maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Dep("org.springframework.kafka", "spring-kafka")), maventest.Plugins(maventest.BootPlugin)), nil, "", facts.Worker},
		"no server":             {"", map[string]string{"src/main/resources/application.yml": "spring.main.web-application-type: none"}, "", facts.Worker},
		"scheduled":             {quiet(), map[string]string{"src/main/java/a/App.java": "import x;\n@EnableScheduling\n" + maventest.BootApp}, "", facts.Worker},
		"scheduled batch":       {quiet(maventest.Dep("org.springframework.boot", "spring-boot-starter-batch")), map[string]string{"src/main/java/a/Job.java": "class Job {\n  @Scheduled(cron = \"0 0 3 * * *\") void run() {}\n}"}, "", facts.Worker},
		"listener":              {quiet(maventest.Dep("com.acme", "our-messaging-starter")), map[string]string{"src/main/java/a/In.java": "class In {\n\t@RabbitListener(queues = \"in\") void in() {}\n}"}, "", facts.Worker},
		"stream":                {quiet(maventest.Dep("org.springframework.cloud", "spring-cloud-stream-binder-kinesis")), nil, "", facts.Worker},
		"runs once unseen":      {quiet(maventest.Dep("org.acme", "company-starter")), map[string]string{"src/main/java/a/App.java": maventest.BootApp + "class Run implements CommandLineRunner { }"}, "", facts.CLI},
		"runner and requests":   {quiet(maventest.Dep("org.acme", "company-starter")), map[string]string{"src/main/java/a/App.java": maventest.BootApp + "class Run implements CommandLineRunner { }\n@RestController class Web { }"}, "http:8080", facts.Server},
		"runs once":             {quiet(), map[string]string{"src/main/java/a/App.java": "// @Scheduled\n" + maventest.BootApp + "class Run implements CommandLineRunner { }"}, "", facts.CLI},
		"scheduled and asked":   {quiet(maventest.Dep("com.acme", "our-web-starter")), map[string]string{"src/main/java/a/App.java": "@EnableScheduling\n" + maventest.BootApp, "src/main/java/a/Web.java": "@RestController\nclass Web {}"}, "http:8080", facts.Server},
		"batch":                 {maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Dep("org.springframework.boot", "spring-boot-starter-batch")), maventest.Plugins(maventest.BootPlugin)), nil, "", facts.CLI},
		"property source":       {"", map[string]string{"src/main/java/a/App.java": strings.Replace(maventest.BootApp, "@Spring", "@PropertySource(value = {\n \"classpath:/base.properties\", \"file:/x\"})\n@Spring", 1), "src/main/resources/base.properties": "server.port=9210"}, "http:9210", facts.Server},
		"name of its own":       {"", map[string]string{"src/main/java/a/App.java": strings.Replace(maventest.BootApp, "SpringApplication.run", "System.setProperty(\"spring.config.name\", \"shop\"); SpringApplication.run", 1), "src/main/resources/shop.yml": "server.port: 9220", "src/main/resources/application.yml": "server.port: 1"}, "http:9220", facts.Server},
		"armeria":               {maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Dep("com.linecorp.armeria", "armeria-spring-boot3-starter")), maventest.Plugins(maventest.BootPlugin)), map[string]string{"src/main/resources/application.yml": "server.port: 9411\nspring.main.web-application-type: none"}, "http:9411", facts.Server},
		"helidon server":        {maventest.Project("app", maventest.Deps(maventest.Dep("io.helidon.webserver", "helidon-webserver")), "<properties><mainClass>a.Main</mainClass></properties>"), nil, "http:8080", facts.Server},
		"helidon config":        {maventest.Project("app", maventest.Deps(maventest.Dep("io.helidon.config", "helidon-config")), "<properties><mainClass>a.Main</mainClass></properties>"), nil, "", facts.CLI},
		"quarkus":               {quarkusPOM, map[string]string{"src/main/resources/application.properties": "quarkus.http.port=9700\n%prod.quarkus.http.port=9701\n%dev.quarkus.http.port=1"}, "http:9701", facts.Server},
		"quarkus management":    {quarkusPOM, map[string]string{"src/main/resources/application.properties": "quarkus.management.enabled=true"}, "http:8080 management:9000", facts.Server},
		"constant":              {fat(maventest.Dep("io.undertow", "undertow-core")), map[string]string{"src/main/java/a/Main.java": "package a;\npublic class Main {\n // listen(1234)\n static final int PORT = 9800;\n public static void main(String[] a) { Undertow.builder().addHttpListener(PORT, \"0.0.0.0\"); }\n}"}, "http:9800", facts.Server},
		"library default":       {fat(maventest.Dep("io.javalin", "javalin")), nil, "http:8080", facts.Server},
		"documented":            {fat(maventest.Dep("org.eclipse.jetty", "jetty-server")), map[string]string{"README.md": "Run it:\n\n    java -jar target/app-1.0.jar 9900 conf.yml\n"}, "http:9900", facts.Server},
		"command":               {fat(maventest.Dep("info.picocli", "picocli")), nil, "", facts.CLI},
		"library named server":  {fat(maventest.Dep("org.acme.protocol", "server")), nil, "", facts.CLI},
		"library named act":     {fat(maventest.Dep("org.acme.law", "act")), nil, "", facts.CLI},
		"library named jedis":   {fat(maventest.Dep("org.acme.film", "jedis")), nil, "", facts.CLI},
		"starter of a company":  {quiet(maventest.Dep("org.acme", "spring-boot-starter-web"), maventest.Dep("org.springframework.boot", "spring-boot-starter-batch")), nil, "", facts.CLI},
		"server of a framework": {fat(maventest.Dep("com.networknt", "server")), nil, "", facts.Server},
		"product built in":      {quiet(), map[string]string{"src/main/resources/application.properties": "nacos.server.main.port=8900\nnacos.console.port=8901"}, "http:8900 grpc:9900 console:8901", facts.Server},
		"setting of another":    {fat(maventest.Dep("io.vertx", "vertx-core")), map[string]string{"src/main/java/a/Main.java": "package a;\npublic class Main {\n static int httpPort = 9801;\n public static void main(String[] a) { connect(getInteger(\"redis.port\", 6379)); vertx.createHttpServer().listen(config().getInteger(\"http.port\", httpPort)); }\n}"}, "http:9801", facts.Server},
		"named in a setting":    {fat(), map[string]string{"src/main/java/a/Main.java": "package a;\npublic class Main {\n public static void main(String[] a) { new Unknown(conf.getInt(\"http.port\", 9802)); }\n}"}, "http:9802", facts.Server},
		"micronaut":             {maventest.Project("app", "<parent><groupId>io.micronaut.platform</groupId><artifactId>micronaut-parent</artifactId><version>4.6.0</version></parent>", "<properties><exec.mainClass>a.Main</exec.mainClass></properties>", maventest.Deps(maventest.Dep("io.micronaut", "micronaut-http-server-netty"))), map[string]string{"src/main/resources/application.yml": "micronaut:\n  server:\n    port: 8090"}, "http:8090", facts.Server},
		"dropwizard":            {fat(maventest.Dep("io.dropwizard", "dropwizard-core")), map[string]string{"config.yml": "server:\n  applicationConnectors:\n  - type: http\n    port: 9010\n  adminConnectors:\n  - type: http\n    port: 9011\n"}, "http:9010 admin:9011", facts.Server},
		"war":                   {maventest.Project("app", "<packaging>war</packaging>", maventest.Deps(maventest.Dep("org.springframework.boot", "spring-boot-starter-web"))), map[string]string{"src/main/resources/application.yml": "server.port: 1"}, "http:8080", facts.Server},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"src/main/java/a/App.java": maventest.BootApp, "src/main/java/a/Main.java": maventest.PlainMain}
			if tc.pom != "" {
				files["pom.xml"] = tc.pom
				if !strings.Contains(tc.pom, "spring-boot-maven-plugin") {
					delete(files, "src/main/java/a/App.java")
				}
			} else {
				files = maventest.Boot(nil)
			}
			maps.Copy(files, tc.files)
			u := one(t, files)
			var got []string
			for _, p := range u.Ports {
				got = append(got, fmt.Sprintf("%s:%d", p.Name, p.Value))
				if len(p.Evidence) == 0 || p.Evidence[0].File == "" || p.Evidence[0].Rule == "" {
					t.Errorf("no evidence: %+v", p)
				}
			}
			if strings.Join(got, " ") != tc.want || u.Kind.Value != tc.kind {
				t.Errorf("got %v, a %s", got, u.Kind.Value)
			}
		})
	}
}

func TestPortWithoutDefault(t *testing.T) {
	t.Parallel()
	f := detect(t, maventest.Boot(map[string]string{"src/main/resources/application.properties": "server.port=${PORT}"}))
	u := f.Units[0]
	if u.Ports[0].Value != 8080 || u.Ports[0].Confidence != facts.Guess || !warned(f, "server.port has no value without the variable PORT") {
		t.Errorf("ports %+v, warnings %+v", u.Ports, f.Warnings)
	}
	if env := u.Image.Run.Env; len(env) != 1 || env[0].Name != "PORT" || env[0].Value != "8080" {
		t.Errorf("the image must set PORT: %+v", env)
	}
	if len(u.NeedsEnv) != 0 {
		t.Errorf("what the image sets is not needed: %v", u.NeedsEnv)
	}
}

func TestConfigServer(t *testing.T) {
	t.Parallel()
	f := detect(t, map[string]string{
		"config/pom.xml":                                   maventest.Project("config", maventest.BootParent("2.7.1"), maventest.Deps(maventest.Dep("org.springframework.cloud", "spring-cloud-config-server")), maventest.Plugins(maventest.BootPlugin)),
		"config/src/main/java/a/App.java":                  maventest.BootApp,
		"config/src/main/resources/application.yml":        "server.port: 8888\nspring.cloud.config.server.native.search-locations: classpath:/shared\n",
		"config/src/main/resources/shared/orders.yml":      "server.port: 6001\n",
		"config/src/main/resources/shared/application.yml": "server.port: 1\n",
		"orders/pom.xml":                                   maventest.Project("orders", maventest.BootParent("2.7.1"), maventest.Deps(maventest.Web, maventest.Dep("org.springframework.cloud", "spring-cloud-starter-config")), maventest.Plugins(maventest.BootPlugin)),
		"orders/src/main/java/a/App.java":                  maventest.BootApp,
		"orders/src/main/resources/bootstrap.yml":          "spring.application.name: orders\n",
	})
	if len(f.Units) != 2 || f.Units[0].Ports[0].Value != 8888 || f.Units[1].Ports[0].Value != 6001 {
		t.Errorf("units %+v", f.Units)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	actuator := func(version string) string {
		return maventest.Project("app", maventest.BootParent(version), maventest.Deps(maventest.Web, maventest.Dep("org.springframework.boot", "spring-boot-starter-actuator"), maventest.Dep("io.micrometer", "micrometer-registry-prometheus")), maventest.Plugins(maventest.BootPlugin))
	}
	for name, tc := range map[string]struct {
		pom, config, live, ready, metrics string
		port                              int
	}{
		"none":          {maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin)), "", "", "", "", 0},
		"actuator":      {actuator("3.3.1"), "", "/actuator/health", "/actuator/health/readiness", "", 0},
		"before probes": {actuator("2.1.1"), "", "/actuator/health", "", "", 0},
		"paths":         {actuator("3.3.1"), "server.servlet.context-path=/shop\nmanagement.endpoints.web.base-path=/manage\nmanagement.endpoints.web.exposure.include=health,prometheus", "/shop/manage/health", "/shop/manage/health/readiness", "/shop/manage/prometheus", 0},
		"management":    {actuator("3.3.1"), "server.servlet.context-path=/shop\nmanagement.server.port=8081\nmanagement.endpoints.web.exposure.include=*", "/actuator/health", "/actuator/health/readiness", "/actuator/prometheus", 8081},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := one(t, map[string]string{"pom.xml": tc.pom, "src/main/java/a/App.java": maventest.BootApp, "src/main/resources/application.properties": tc.config})
			if u.Health.Value != tc.live || u.Health.Ready != tc.ready || u.Health.Port != tc.port || u.Metrics.Value != tc.metrics {
				t.Errorf("got %+v, metrics %q", u.Health, u.Metrics.Value)
			}
		})
	}
}

// TestHealthOfGRPC: starters register gRPC's health service by themselves, unless they are told not to; the kubelet asks it without TLS.
func TestHealthOfGRPC(t *testing.T) {
	t.Parallel()
	devh, spring, services := maventest.Dep("net.devh", "grpc-server-spring-boot-starter"), maventest.Dep("org.springframework.grpc", "spring-grpc-spring-boot-starter"), maventest.Dep("io.grpc", "grpc-services")
	for name, c := range map[string]struct {
		deps, config string
		want         bool
	}{
		"starter":            {devh, "", true},
		"switched off":       {devh, "grpc.server.health-service-enabled=false", false},
		"TLS":                {devh, "grpc.server.security.enabled=true", false},
		"Spring's, alone":    {spring, "", false},
		"Spring's":           {spring + services, "", true},
		"Spring's, off":      {spring + services, "spring.grpc.server.health.enabled=false", false},
		"Spring's, with TLS": {spring + services, "spring.grpc.server.ssl.bundle=own", false},
		"actuator first":     {devh + maventest.Web + maventest.Dep("org.springframework.boot", "spring-boot-starter-actuator"), "", false},
		"no gRPC":            {maventest.Web, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := one(t, map[string]string{
				"pom.xml":                  maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(c.deps), maventest.Plugins(maventest.BootPlugin)),
				"src/main/java/a/App.java": maventest.BootApp, "src/main/resources/application.properties": c.config,
			})
			if u.Health.GRPC != c.want {
				t.Errorf("got %+v", u.Health)
			}
		})
	}
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	files := maventest.Boot(map[string]string{"src/main/resources/application.yml": "" +
		"spring.datasource.url: jdbc:postgresql://${DB_HOST}/x\nspring.datasource.password: ${DB_PASSWORD}\napi.key: ${api-key}\nhome: ${user.home}/x\nurl: http://${HOST:localhost}\nself: ${api.key}\nroute: RewritePath=/a/?(?<rest>.*), /${rest}\n"})
	files["pom.xml"] = maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web, maventest.Dep("org.postgresql", "postgresql"), maventest.Dep("com.mysql", "mysql-connector-j"), maventest.Dep("org.springframework.boot", "spring-boot-starter-data-redis"),
		maventest.Dep("com.alibaba.cloud", "spring-cloud-starter-alibaba-nacos-discovery"), maventest.Dep("org.apache.poi", "poi-ooxml"), maventest.Dep("x", "jedis", "<scope>test</scope>")), maventest.Plugins(maventest.BootPlugin))
	u := one(t, files)
	if got := argv(u.Needs); got != "nacos postgres redis" {
		t.Errorf("needs %s", got)
	}
	if got := argv(u.Registries); got != "nacos" {
		t.Errorf("registries %s", got)
	}
	if got := argv(u.NeedsEnv); got != "APIKEY DB_HOST DB_PASSWORD" {
		t.Errorf("variables %s", got)
	}
	if got := argv(u.NativePackages); got != "fontconfig fonts-dejavu-core" {
		t.Errorf("packages %s", got)
	}
}

// TestDrivers: each row names a service that the table of services has.
func TestDrivers(t *testing.T) {
	t.Parallel()
	for _, d := range drivers {
		if !d.service.Known() {
			t.Errorf("%s: %q is no service", d.library, d.service)
		}
	}
	files := maventest.Boot(nil)
	files["pom.xml"] = maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web, maventest.Dep("io.temporal", "temporal-spring-boot-starter"), maventest.Dep("io.nats", "jnats"),
		maventest.Dep("org.eclipse.paho", "org.eclipse.paho.client.mqttv3"), maventest.Dep("io.milvus", "milvus-sdk-java"), maventest.Dep("io.minio", "minio-admin")), maventest.Plugins(maventest.BootPlugin))
	if got := argv(one(t, files).Needs); got != "milvus mqtt nats temporal" {
		t.Errorf("needs %s", got)
	}
}

func TestPortOfAVariable(t *testing.T) {
	t.Parallel()
	f := detect(t, map[string]string{
		"pom.xml":                   maventest.Project("app", maventest.Deps(maventest.Dep("io.javalin", "javalin")), maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>")+"</plugin>")),
		"src/main/java/a/Main.java": "package a;\npublic class Main {\n  public static void main(String[] args) { Javalin.create().start(Integer.parseInt(System.getenv(\"PORT\"))); }\n}\n",
	})
	p := f.Units[0].Ports[0]
	if p.Value != 8080 || p.Env != "PORT" || p.Confidence != facts.Guess || p.Evidence[0].Line != 3 || !warned(f, "no value without the variable PORT") {
		t.Errorf("port %+v, warnings %+v", p, f.Warnings)
	}
	if env := f.Units[0].Image.Run.Env; len(env) != 1 || env[0].Name != "PORT" {
		t.Errorf("the image must set PORT: %+v", env)
	}
}
