package maven

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

func TestPorts(t *testing.T) {
	t.Parallel()
	quarkusPOM := project("app", deps(dep("io.quarkus", "quarkus-rest")), "<properties><quarkus.platform.version>3.15.1</quarkus.platform.version></properties>",
		plugins("<plugin><groupId>io.quarkus</groupId><artifactId>quarkus-maven-plugin</artifactId>"+runs("build", "")+"</plugin>"))
	fat := func(list ...string) string {
		return project("app", deps(list...), plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>")+"</plugin>"))
	}
	quiet := func(list ...string) string {
		return project("app", bootParentOf("3.3.1"), deps(append(list, dep("org.springframework.boot", "spring-boot-starter"))...), plugins(bootPlugin))
	}
	for name, tc := range map[string]struct {
		pom   string
		files map[string]string
		want  string // name:port pairs
		kind  string
	}{
		"default":             {"", nil, "http:8080", facts.Server},
		"properties":          {"", map[string]string{"src/main/resources/application.properties": "server.port=9000"}, "http:9000", facts.Server},
		"placeholder":         {"", map[string]string{"src/main/resources/application.yml": "server:\n  port: ${APP_PORT:${PORT:7070}}"}, "http:7070", facts.Server},
		"relaxed and config/": {"", map[string]string{"src/main/resources/config/application.yml": "SERVER_PORT: 1\nserver.port: 9100", "src/main/resources/application.yml": "server.port: 2"}, "http:9100", facts.Server},
		"bootstrap":           {"", map[string]string{"src/main/resources/bootstrap.yml": "server:\n  port: 9200"}, "http:9200", facts.Server},
		"active profile":      {"", map[string]string{"src/main/resources/application.yml": "server.port: 1\nspring:\n  profiles:\n    active: dev", "src/main/resources/application-dev.yml": "server.port: 9300"}, "http:9300", facts.Server},
		"other profile":       {"", map[string]string{"src/main/resources/application.yml": "server.port: 9400\n---\nspring.config.activate.on-profile: docker\nserver.port: 1"}, "http:9400", facts.Server},
		"maven filter":        {project("app", bootParentOf("3.3.1"), "<properties><http>9500</http></properties>", deps(web), plugins(bootPlugin)), map[string]string{"src/main/resources/application.yml": "server:\n  port: @http@"}, "http:9500", facts.Server},
		"management":          {project("app", bootParentOf("3.3.1"), deps(web, dep("org.springframework.boot", "spring-boot-starter-actuator")), plugins(bootPlugin)), map[string]string{"src/main/resources/application.properties": "management.server.port=8081"}, "http:8080 management:8081", facts.Server},
		"own listener":        {"", map[string]string{"src/main/resources/application.yml": "chat.netty.port: 9600\nredis.port: 1\nlog.tcp: {host: logs, port: 2}"}, "http:8080 netty:9600", facts.Server},
		"dubbo":               {project("app", bootParentOf("3.3.1"), deps(dep("org.apache.dubbo", "dubbo-spring-boot-starter")), plugins(bootPlugin)), map[string]string{"src/main/resources/application.yml": "dubbo.protocol.port: 20885"}, "dubbo:20885", facts.Server},
		"worker":              {project("app", bootParentOf("3.3.1"), deps(dep("org.springframework.kafka", "spring-kafka")), plugins(bootPlugin)), nil, "", facts.Worker},
		"no server":           {"", map[string]string{"src/main/resources/application.yml": "spring.main.web-application-type: none"}, "", facts.Worker},
		"scheduled":           {quiet(), map[string]string{"src/main/java/a/App.java": "import x;\n@EnableScheduling\n" + bootApp}, "", facts.Worker},
		"scheduled batch":     {quiet(dep("org.springframework.boot", "spring-boot-starter-batch")), map[string]string{"src/main/java/a/Job.java": "class Job {\n  @Scheduled(cron = \"0 0 3 * * *\") void run() {}\n}"}, "", facts.Worker},
		"listener":            {quiet(dep("com.acme", "our-messaging-starter")), map[string]string{"src/main/java/a/In.java": "class In {\n\t@RabbitListener(queues = \"in\") void in() {}\n}"}, "", facts.Worker},
		"stream":              {quiet(dep("org.springframework.cloud", "spring-cloud-stream-binder-kinesis")), nil, "", facts.Worker},
		"runs once":           {quiet(), map[string]string{"src/main/java/a/App.java": "// @Scheduled\n" + bootApp + "class Run implements CommandLineRunner { }"}, "", facts.CLI},
		"scheduled and asked": {quiet(dep("com.acme", "our-web-starter")), map[string]string{"src/main/java/a/App.java": "@EnableScheduling\n" + bootApp, "src/main/java/a/Web.java": "@RestController\nclass Web {}"}, "http:8080", facts.Server},
		"batch":               {project("app", bootParentOf("3.3.1"), deps(dep("org.springframework.boot", "spring-boot-starter-batch")), plugins(bootPlugin)), nil, "", facts.CLI},
		"property source":     {"", map[string]string{"src/main/java/a/App.java": strings.Replace(bootApp, "@Spring", "@PropertySource(value = {\n \"classpath:/base.properties\", \"file:/x\"})\n@Spring", 1), "src/main/resources/base.properties": "server.port=9210"}, "http:9210", facts.Server},
		"name of its own":     {"", map[string]string{"src/main/java/a/App.java": strings.Replace(bootApp, "SpringApplication.run", "System.setProperty(\"spring.config.name\", \"shop\"); SpringApplication.run", 1), "src/main/resources/shop.yml": "server.port: 9220", "src/main/resources/application.yml": "server.port: 1"}, "http:9220", facts.Server},
		"armeria":             {project("app", bootParentOf("3.3.1"), deps(dep("com.linecorp.armeria", "armeria-spring-boot3-starter")), plugins(bootPlugin)), map[string]string{"src/main/resources/application.yml": "server.port: 9411\nspring.main.web-application-type: none"}, "http:9411", facts.Server},
		"helidon server":      {project("app", deps(dep("io.helidon.webserver", "helidon-webserver")), "<properties><mainClass>a.Main</mainClass></properties>"), nil, "http:8080", facts.Server},
		"helidon config":      {project("app", deps(dep("io.helidon.config", "helidon-config")), "<properties><mainClass>a.Main</mainClass></properties>"), nil, "", facts.CLI},
		"quarkus":             {quarkusPOM, map[string]string{"src/main/resources/application.properties": "quarkus.http.port=9700\n%prod.quarkus.http.port=9701\n%dev.quarkus.http.port=1"}, "http:9701", facts.Server},
		"quarkus management":  {quarkusPOM, map[string]string{"src/main/resources/application.properties": "quarkus.management.enabled=true"}, "http:8080 management:9000", facts.Server},
		"constant":            {fat(dep("io.undertow", "undertow-core")), map[string]string{"src/main/java/a/Main.java": "package a;\npublic class Main {\n // listen(1234)\n static final int PORT = 9800;\n public static void main(String[] a) { Undertow.builder().addHttpListener(PORT, \"0.0.0.0\"); }\n}"}, "http:9800", facts.Server},
		"library default":     {fat(dep("io.javalin", "javalin")), nil, "http:8080", facts.Server},
		"documented":          {fat(dep("org.eclipse.jetty", "jetty-server")), map[string]string{"README.md": "Run it:\n\n    java -jar target/app-1.0.jar 9900 conf.yml\n"}, "http:9900", facts.Server},
		"command":             {fat(dep("info.picocli", "picocli")), nil, "", facts.CLI},
		"micronaut":           {project("app", "<parent><groupId>io.micronaut.platform</groupId><artifactId>micronaut-parent</artifactId><version>4.6.0</version></parent>", "<properties><exec.mainClass>a.Main</exec.mainClass></properties>", deps(dep("io.micronaut", "micronaut-http-server-netty"))), map[string]string{"src/main/resources/application.yml": "micronaut:\n  server:\n    port: 8090"}, "http:8090", facts.Server},
		"dropwizard":          {fat(dep("io.dropwizard", "dropwizard-core")), map[string]string{"config.yml": "server:\n  applicationConnectors:\n  - type: http\n    port: 9010\n  adminConnectors:\n  - type: http\n    port: 9011\n"}, "http:9010 admin:9011", facts.Server},
		"war":                 {project("app", "<packaging>war</packaging>", deps(dep("org.springframework.boot", "spring-boot-starter-web"))), map[string]string{"src/main/resources/application.yml": "server.port: 1"}, "http:8080", facts.Server},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"src/main/java/a/App.java": bootApp, "src/main/java/a/Main.java": plainMain}
			if tc.pom != "" {
				files["pom.xml"] = tc.pom
				if !strings.Contains(tc.pom, "spring-boot-maven-plugin") {
					delete(files, "src/main/java/a/App.java")
				}
			} else {
				files = boot(nil)
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
	f := detect(t, boot(map[string]string{"src/main/resources/application.properties": "server.port=${PORT}"}))
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
		"config/pom.xml":                                   project("config", bootParentOf("2.7.1"), deps(dep("org.springframework.cloud", "spring-cloud-config-server")), plugins(bootPlugin)),
		"config/src/main/java/a/App.java":                  bootApp,
		"config/src/main/resources/application.yml":        "server.port: 8888\nspring.cloud.config.server.native.search-locations: classpath:/shared\n",
		"config/src/main/resources/shared/orders.yml":      "server.port: 6001\n",
		"config/src/main/resources/shared/application.yml": "server.port: 1\n",
		"orders/pom.xml":                                   project("orders", bootParentOf("2.7.1"), deps(web, dep("org.springframework.cloud", "spring-cloud-starter-config")), plugins(bootPlugin)),
		"orders/src/main/java/a/App.java":                  bootApp,
		"orders/src/main/resources/bootstrap.yml":          "spring.application.name: orders\n",
	})
	if len(f.Units) != 2 || f.Units[0].Ports[0].Value != 8888 || f.Units[1].Ports[0].Value != 6001 {
		t.Errorf("units %+v", f.Units)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	actuator := func(version string) string {
		return project("app", bootParentOf(version), deps(web, dep("org.springframework.boot", "spring-boot-starter-actuator"), dep("io.micrometer", "micrometer-registry-prometheus")), plugins(bootPlugin))
	}
	for name, tc := range map[string]struct {
		pom, config, live, ready, metrics string
		port                              int
	}{
		"none":          {project("app", bootParentOf("3.3.1"), deps(web), plugins(bootPlugin)), "", "", "", "", 0},
		"actuator":      {actuator("3.3.1"), "", "/actuator/health", "/actuator/health/readiness", "", 0},
		"before probes": {actuator("2.1.1"), "", "/actuator/health", "", "", 0},
		"paths":         {actuator("3.3.1"), "server.servlet.context-path=/shop\nmanagement.endpoints.web.base-path=/manage\nmanagement.endpoints.web.exposure.include=health,prometheus", "/shop/manage/health", "/shop/manage/health/readiness", "/shop/manage/prometheus", 0},
		"management":    {actuator("3.3.1"), "server.servlet.context-path=/shop\nmanagement.server.port=8081\nmanagement.endpoints.web.exposure.include=*", "/actuator/health", "/actuator/health/readiness", "/actuator/prometheus", 8081},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := one(t, map[string]string{"pom.xml": tc.pom, "src/main/java/a/App.java": bootApp, "src/main/resources/application.properties": tc.config})
			if u.Health.Value != tc.live || u.Health.Ready != tc.ready || u.Health.Port != tc.port || u.Metrics.Value != tc.metrics {
				t.Errorf("got %+v, metrics %q", u.Health, u.Metrics.Value)
			}
		})
	}
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	files := boot(map[string]string{"src/main/resources/application.yml": "" +
		"spring.datasource.url: jdbc:postgresql://${DB_HOST}/x\nspring.datasource.password: ${DB_PASSWORD}\napi.key: ${api-key}\nhome: ${user.home}/x\nurl: http://${HOST:localhost}\nself: ${api.key}\n"})
	files["pom.xml"] = project("app", bootParentOf("3.3.1"), deps(web, dep("org.postgresql", "postgresql"), dep("com.mysql", "mysql-connector-j"), dep("org.springframework.boot", "spring-boot-starter-data-redis"),
		dep("com.alibaba.cloud", "spring-cloud-starter-alibaba-nacos-discovery"), dep("org.apache.poi", "poi-ooxml"), dep("x", "jedis", "<scope>test</scope>")), plugins(bootPlugin))
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

func TestDocumentedArguments(t *testing.T) {
	t.Parallel()
	u := one(t, map[string]string{
		"pom.xml":   project("app", deps(dep("org.eclipse.jetty", "jetty-server")), plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>")+"</plugin>")),
		"README.md": "Start `java -jar target/app-1.0.jar 9900 conf/x.yml` then ask.\n", "conf/x.yml": "a: 1", "src/main/java/a/Main.java": plainMain,
	})
	if got := argv(u.Image.Run.Command); got != "java -jar app.jar 9900 x.yml" {
		t.Errorf("command %s", got)
	}
	if last := u.Image.Run.Copies[1]; last.From != "conf/x.yml" || last.To != "x.yml" {
		t.Errorf("copies %+v", u.Image.Run.Copies)
	}
}
