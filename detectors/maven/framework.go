package maven

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// Names of the frameworks that the rules know.
const (
	springBoot = "spring-boot"
	quarkus    = "quarkus"
	micronaut  = "micronaut"
	dropwizard = "dropwizard"
	vertx      = "vertx"
	helidon    = "helidon"
	dubbo      = "dubbo"
	servlet    = "servlet"
	plain      = "plain"
)

// framework says what the program is built on: the runnable artefact first, then the class path.
func (x *module) framework(a *artifact) facts.Text {
	found := func(name string, at facts.Evidence) facts.Text {
		return facts.Text{Value: name, Confidence: facts.Certain, Evidence: []facts.Evidence{at}}
	}
	switch a.form {
	case quarkusFast, quarkusOld:
		return found(quarkus, a.at)
	case bootJar, bootWar:
		return found(springBoot, a.at)
	}
	if p := x.m.plugin("quarkus-maven-plugin"); p != nil {
		return found(quarkus, p.at)
	}
	if d, ok := x.hasPrefix("spring-boot-starter"); ok && d.group == "org.springframework.boot" {
		return found(springBoot, d.at)
	}
	if a.form == war {
		return found(servlet, a.at)
	}
	for _, f := range []struct {
		name   string
		groups []string
	}{
		{micronaut, []string{"io.micronaut"}},
		{helidon, []string{"io.helidon"}},
		{dropwizard, []string{"io.dropwizard"}},
		{dubbo, []string{"org.apache.dubbo"}},
	} {
		if d, ok := x.hasGroup(f.groups...); ok && d.scope != "test" && (f.name != dropwizard || d.group == "io.dropwizard") {
			return found(f.name, d.at)
		}
	}
	if p := x.m.plugin("vertx-maven-plugin"); p != nil {
		return found(vertx, p.at)
	}
	if d, ok := x.has("vertx-web", "vertx-core"); ok {
		return found(vertx, d.at)
	}
	if d, ok := x.has("dubbo"); ok {
		return found(dubbo, d.at)
	}
	return facts.Text{Value: plain, Confidence: facts.Likely, Evidence: []facts.Evidence{a.at}}
}

// webStarters are artifacts that bring an HTTP server to a Spring Boot application.
var webStarters = []string{
	"spring-boot-starter-web", "spring-boot-starter-webmvc", "spring-boot-starter-webflux", "spring-boot-starter-jersey", "spring-boot-starter-tomcat",
	"spring-boot-starter-jetty", "spring-boot-starter-undertow", "spring-boot-starter-reactor-netty", "spring-boot-starter-thymeleaf",
	"spring-boot-starter-freemarker", "spring-boot-starter-graphql", "spring-boot-starter-websocket", "spring-boot-starter-web-services",
	"spring-boot-starter-data-rest", "spring-boot-starter-hateoas", "spring-cloud-starter-gateway", "spring-cloud-starter-gateway-server-webflux",
	"spring-cloud-starter-gateway-server-webmvc", "spring-cloud-starter-netflix-zuul", "spring-cloud-starter-zuul",
	"spring-cloud-config-server", "spring-cloud-starter-netflix-eureka-server", "spring-cloud-starter-eureka-server", "spring-boot-admin-starter-server",
	"spring-boot-admin-server-ui", "zipkin-server", "spring-boot-starter-security-oauth2-authorization-server", "spring-boot-starter-oauth2-authorization-server",
	"knife4j-openapi3-jakarta-spring-boot-starter", "springdoc-openapi-starter-webmvc-ui", "springdoc-openapi-ui", "springfox-boot-starter", "vaadin-spring-boot-starter",
	"cxf-spring-boot-starter-jaxws", "cxf-spring-boot-starter-jaxrs", "spring-ai-starter-mcp-server-webmvc", "spring-ai-starter-mcp-server-webflux",
	"nacos-console", "nacos-server", "tomcat-embed-core", "spring-cloud-starter-netflix-hystrix-dashboard", "spring-boot-starter-vaadin",
	"spring-cloud-starter-netflix-turbine-stream", "spring-cloud-starter-turbine-stream", "spring-cloud-starter-netflix-turbine",
}

// quietStarters run without any server: with only these (and other libraries that are known to bring none) an application is a
// worker or a command.
var quietStarters = []string{
	"spring-boot-starter-batch", "spring-boot-starter-amqp", "spring-boot-starter-kafka", "spring-kafka", "spring-rabbit", "spring-boot-starter-activemq",
	"spring-boot-starter-artemis", "spring-boot-starter-quartz", "spring-boot-starter-integration", "spring-cloud-stream", "spring-jms",
	"spring-cloud-aws-starter-sqs", "spring-cloud-azure-starter-servicebus-jms",
	"rocketmq-spring-boot-starter", "pulsar-spring-boot-starter", "spring-boot-starter-pulsar",
}

// embeddedServers are libraries that listen when a plain program starts them.
var embeddedServers = []string{
	"jetty-server", "jetty-servlet", "jetty-ee10-servlet", "undertow-core", "undertow-servlet", "tomcat-embed-core", "netty-all", "netty-codec-http", "reactor-netty",
	"reactor-netty-http", "grpc-netty", "grpc-netty-shaded", "grpc-server", "javalin", "spark-core", "jooby", "jooby-netty", "jooby-undertow", "jooby-jetty",
	"armeria", "ratpack-core", "jersey-container-grizzly2-http", "jersey-container-jetty-http", "jersey-container-jdk-http", "jersey-container-netty-http",
	"grizzly-http-server", "http4s-blaze-server", "ktor-server-core", "ktor-server-netty", "ktor-server-netty-jvm", "ktor-server-core-jvm", "ktor-server-cio-jvm",
	"restlet", "nanohttpd", "simpleserver", "prometheus-metrics-exporter-httpserver", "simpleclient_httpserver", "libthrift", "rest-express", "blade-core",
	"solon-web", "jfinal-undertow", "http-server", "play-akka-http-server", "act", "light-4j", "server", "payara-micro", "microprofile", "openwebbeans-se", "smallrye-vertx",
}

// consumers are libraries of programs that wait for messages instead of requests.
var consumers = []string{
	"kafka-clients", "kafka-streams", "amqp-client", "rocketmq-client", "pulsar-client", "jedis", "aws-java-sdk-sqs", "sqs", "quartz", "nats", "jnats",
	"flink-streaming-java", "spark-streaming_2.12", "artemis-jms-client", "activemq-client", "xxl-job-core", "telegrambots", "JDA", "discord4j-core",
}

// kind says whether the program serves, waits for messages or ends by itself.
func (x *module) kind(a *artifact, framework string, ports []facts.Port) facts.Text {
	say := func(kind string, c facts.Confidence, at facts.Evidence) facts.Text {
		return facts.Text{Value: kind, Confidence: c, Evidence: []facts.Evidence{at}}
	}
	switch framework {
	case springBoot:
		return x.bootKind(a)
	case quarkus:
		return x.quarkusKind(a)
	case plain, micronaut:
		if framework == micronaut {
			if d, ok := x.has("picocli", "micronaut-picocli"); ok && len(ports) == 0 {
				return say(facts.CLI, facts.Likely, d.at)
			}
			return say(facts.Server, facts.Certain, a.at)
		}
	case helidon:
		if at, ok := x.quietHelidon(ports); ok {
			return say(facts.CLI, facts.Likely, at)
		}
		return say(facts.Server, facts.Certain, a.at)
	default:
		return say(facts.Server, facts.Certain, a.at)
	}
	if len(ports) > 0 && len(ports[0].Evidence) > 0 {
		return say(facts.Server, facts.Likely, ports[0].Evidence[0])
	}
	if d, ok := x.has(embeddedServers...); ok {
		return say(facts.Server, facts.Likely, d.at)
	}
	if d, ok := x.has(consumers...); ok {
		return say(facts.Worker, facts.Likely, d.at)
	}
	at := a.at
	at.Rule = "a main class, no server on the class path and no port in its configuration"
	return say(facts.CLI, facts.Likely, at)
}

// quietHelidon says whether all that a program takes of Helidon works without its web server: configuration, logging, clients
// (helidon.io, "Helidon SE": each component is a library of its own), and no port is configured.
func (x *module) quietHelidon(ports []facts.Port) (facts.Evidence, bool) {
	var at facts.Evidence
	for _, d := range x.runtimeDeps() {
		if !strings.HasPrefix(d.group, "io.helidon") || d.scope == "test" {
			continue
		}
		rest := strings.TrimPrefix(strings.TrimPrefix(d.group, "io.helidon"), ".")
		part, _, _ := strings.Cut(rest, ".")
		if !slices.Contains([]string{"config", "common", "logging", "webclient", "dbclient", "scheduling"}, part) {
			return at, false
		}
		at = d.at
	}
	configured := slices.ContainsFunc(ports, func(p facts.Port) bool { return p.Confidence == facts.Certain })
	return at, at.File != "" && !configured
}

// bootKind: Spring Boot starts a server when a servlet or reactive one is on the class path
// (reference, "Web Environment"; spring.main.web-application-type decides over it).
func (x *module) bootKind(a *artifact) facts.Text {
	say := func(kind string, c facts.Confidence, at facts.Evidence) facts.Text {
		return facts.Text{Value: kind, Confidence: c, Evidence: []facts.Evidence{at}}
	}
	none := false
	var at facts.Evidence
	if v, ok := x.config().get("spring.main.web-application-type"); ok && v.text == "none" {
		none, at = true, v.at
	} else if v, ok := x.config().get("spring.main.web-environment"); ok && v.text == "false" {
		none, at = true, v.at
	}
	// Armeria brings a server of its own, beside Spring's or without it (armeria.dev, "Using Armeria with Spring Boot")
	if d, ok := x.hasPrefix("armeria-spring-boot"); ok {
		return say(facts.Server, facts.Likely, d.at)
	}
	web, hasWeb := x.has(webStarters...)
	if hasWeb && !none {
		return say(facts.Server, facts.Certain, web.at)
	}
	if v, ok := x.config().get("server.port"); ok && !none {
		return say(facts.Server, facts.Likely, v.at)
	}
	if d, ok := x.has("dubbo-spring-boot-starter", "grpc-server-spring-boot-starter", "grpc-spring-boot-starter", "spring-grpc-server-spring-boot-starter"); ok {
		return say(facts.Server, facts.Likely, d.at)
	}
	if d, ok := x.has("spring-cloud-starter-netflix-eureka-client", "spring-cloud-starter-alibaba-nacos-discovery", "spring-cloud-starter-consul-discovery", "spring-cloud-starter-zookeeper-discovery"); ok && !none {
		return say(facts.Server, facts.Guess, d.at) // registers an address, so it most likely has one
	}
	if d, ok := x.has("spring-shell-starter", "picocli-spring-boot-starter"); ok {
		return say(facts.CLI, facts.Likely, d.at)
	}
	if mark, ok := x.waits(); ok {
		if _, quiet := x.has(quietStarters...); quiet || none || x.onlySpring() {
			return say(facts.Worker, facts.Likely, mark)
		}
		return say(facts.Worker, facts.Guess, mark) // a starter that nobody knows may bring a server
	}
	if d, ok := x.has("spring-boot-starter-batch", "spring-cloud-starter-task"); ok {
		return say(facts.CLI, facts.Likely, d.at)
	}
	if d, ok := x.has(quietStarters...); ok {
		return say(facts.Worker, facts.Likely, d.at)
	}
	if d, ok := x.hasPrefix("spring-cloud-stream-binder-", "spring-cloud-starter-stream-"); ok {
		return say(facts.Worker, facts.Likely, d.at)
	}
	if d, ok := x.has(consumers...); ok {
		return say(facts.Worker, facts.Likely, d.at)
	}
	if none {
		return say(facts.Worker, facts.Likely, at)
	}
	if x.onlySpring() {
		return say(facts.CLI, facts.Guess, a.at)
	}
	return say(facts.Server, facts.Guess, a.at)
}

// onlySpring says whether all dependencies are Spring's own, so that none of them can bring a server unseen.
func (x *module) onlySpring() bool {
	for _, d := range x.runtimeDeps() {
		if d.group != "org.springframework.boot" && d.group != "org.springframework" && d.group != "org.projectlombok" {
			return false
		}
	}
	return true
}

// quarkusKind: without an extension that brings an HTTP server Quarkus runs a command or waits for messages.
func (x *module) quarkusKind(a *artifact) facts.Text {
	say := func(kind string, c facts.Confidence, at facts.Evidence) facts.Text {
		return facts.Text{Value: kind, Confidence: c, Evidence: []facts.Evidence{at}}
	}
	for _, d := range x.deps {
		if containsAny(d.artifact, "resteasy", "quarkus-rest", "vertx-http", "reactive-routes", "undertow", "grpc", "graphql", "websockets", "smallrye-health", "smallrye-openapi", "camel-quarkus-rest", "camel-quarkus-platform-http", "quarkus-qute-web", "quarkus-oidc", "funqy-http", "micrometer", "renarde", "quarkus-camel") {
			return say(facts.Server, facts.Certain, d.at)
		}
	}
	if d, ok := x.hasPrefix("quarkus-picocli", "quarkus-aesh"); ok {
		return say(facts.CLI, facts.Likely, d.at)
	}
	if d, ok := x.hasPrefix("quarkus-messaging", "quarkus-smallrye-reactive-messaging", "quarkus-scheduler", "quarkus-quartz", "quarkus-kafka"); ok {
		return say(facts.Worker, facts.Likely, d.at)
	}
	if d, ok := x.hasPrefix("quarkus-amazon-lambda"); ok {
		return say(facts.Worker, facts.Guess, d.at)
	}
	return say(facts.Server, facts.Guess, a.at)
}
