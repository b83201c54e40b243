package maven

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/detectors/maven/recipe"
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

// frameworkOf says what the program is built on: the runnable artefact first, then the class path.
func frameworkOf(x *module.Module, a *recipe.Artifact) facts.Text {
	found := func(name string, at facts.Evidence) facts.Text {
		return facts.Text{Value: name, Confidence: facts.Certain, Evidence: []facts.Evidence{at}}
	}
	switch a.Form {
	case recipe.QuarkusFast, recipe.QuarkusOld:
		return found(quarkus, a.At)
	case recipe.BootJar, recipe.BootWar:
		// the plug-in packs any program with a main class: that alone is no Spring Boot
		if _, ok := x.Has("org.springframework.boot:*"); ok || startsBoot(x) {
			return found(springBoot, a.At)
		}
	}
	if p := x.Model.Plugin("quarkus-maven-plugin"); p != nil {
		return found(quarkus, p.At)
	}
	if d, ok := x.Has("org.springframework.boot:spring-boot-starter*"); ok && startsBoot(x) {
		return found(springBoot, d.At)
	}
	if a.Form == recipe.War {
		return found(servlet, a.At)
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
		if d, ok := x.HasGroup(f.groups...); ok && d.Scope != "test" && (f.name != dropwizard || d.Group == "io.dropwizard") {
			return found(f.name, d.At)
		}
	}
	if p := x.Model.Plugin("vertx-maven-plugin"); p != nil {
		return found(vertx, p.At)
	}
	if at, ok := recipe.MainVerticle(x); ok {
		return found(vertx, at)
	}
	if d, ok := x.Has("io.vertx:vertx-web", "io.vertx:vertx-core"); ok {
		return found(vertx, d.At)
	}
	if d, ok := x.HasOne(module.DubboLibraries); ok {
		return found(dubbo, d.At)
	}
	return facts.Text{Value: plain, Confidence: facts.Likely, Evidence: []facts.Evidence{a.At}}
}

// startsBoot says whether code of the module, or of those that it needs, starts Spring Boot. A starter alone may be on the class path for a part of
// what it brings.
func startsBoot(x *module.Module) bool {
	n := 0
	for _, dir := range append([]string{x.POM.Dir}, dirsOf(x.Needed)...) {
		for _, f := range x.Repo.Tree.Under(path.Join(dir, "src/main")) {
			switch path.Ext(f) {
			case ".java", ".kt", ".scala", ".groovy":
			default:
				continue
			}
			if n++; n > code.MaxFiles || x.Repo.Code.Holds(f, "SpringApplication", "SpringBootApplication", "SpringBootServletInitializer") {
				return true // so many files are not all read
			}
		}
	}
	return n == 0
}

// kindOf says whether the program serves, waits for messages or ends by itself.
func kindOf(x *module.Module, a *recipe.Artifact, framework string, ports []facts.Port) facts.Text {
	say := func(kind string, c facts.Confidence, at facts.Evidence) facts.Text {
		return facts.Text{Value: kind, Confidence: c, Evidence: []facts.Evidence{at}}
	}
	switch framework {
	case springBoot:
		return bootKind(x, a)
	case quarkus:
		return quarkusKind(x, a)
	case plain, micronaut:
		if framework == micronaut {
			if d, ok := x.Has("info.picocli:picocli", "io.micronaut*:micronaut-picocli"); ok && len(ports) == 0 {
				return say(facts.CLI, facts.Likely, d.At)
			}
			return say(facts.Server, facts.Certain, a.At)
		}
	case vertx:
		if len(ports) == 0 {
			x.Warn(a.At, "no code of this Vert.x application opens a port: it is taken for a worker (kind: and ports: in waybill.yaml)")
			return say(facts.Worker, facts.Guess, a.At)
		}
		return say(facts.Server, facts.Certain, a.At)
	case helidon:
		if at, ok := quietHelidon(x, ports); ok {
			return say(facts.CLI, facts.Likely, at)
		}
		return say(facts.Server, facts.Certain, a.At)
	default:
		return say(facts.Server, facts.Certain, a.At)
	}
	if len(ports) > 0 && len(ports[0].Evidence) > 0 {
		return say(facts.Server, facts.Likely, ports[0].Evidence[0])
	}
	if d, ok := x.HasOne(embeddedServers); ok {
		return say(facts.Server, facts.Likely, d.At)
	}
	if d, ok := x.HasOne(consumers); ok {
		return say(facts.Worker, facts.Likely, d.At)
	}
	at := a.At
	at.Rule = "a main class, no server on the class path and no port in its configuration"
	return say(facts.CLI, facts.Likely, at)
}

// quietHelidon says whether all that a program takes of Helidon works without its web server: configuration, logging, clients
// (helidon.io, "Helidon SE": each component is a library of its own), and no port is configured.
func quietHelidon(x *module.Module, ports []facts.Port) (facts.Evidence, bool) {
	var at facts.Evidence
	for _, d := range x.RuntimeDeps() {
		if !strings.HasPrefix(d.Group, "io.helidon") || d.Scope == "test" {
			continue
		}
		rest := strings.TrimPrefix(strings.TrimPrefix(d.Group, "io.helidon"), ".")
		part, _, _ := strings.Cut(rest, ".")
		if !slices.Contains([]string{"config", "common", "logging", "webclient", "dbclient", "scheduling"}, part) {
			return at, false
		}
		at = d.At
	}
	configured := slices.ContainsFunc(ports, func(p facts.Port) bool { return p.Confidence == facts.Certain })
	return at, at.File != "" && !configured
}

// bootKind: Spring Boot starts a server when a servlet or reactive one is on the class path
// (reference, "Web Environment"; spring.main.web-application-type decides over it).
func bootKind(x *module.Module, a *recipe.Artifact) facts.Text {
	say := func(kind string, c facts.Confidence, at facts.Evidence) facts.Text {
		return facts.Text{Value: kind, Confidence: c, Evidence: []facts.Evidence{at}}
	}
	none := false
	var at facts.Evidence
	if v, ok := x.Config().Get("spring.main.web-application-type"); ok && strings.EqualFold(v.Text, "none") {
		none, at = true, v.At
	} else if v, ok := x.Config().Get("spring.main.web-environment"); ok && v.Text == "false" {
		none, at = true, v.At
	} else if v, ok := x.Config().Get("server.port"); ok && v.Env == "" && v.Text == "-1" { // how-to guides, "Disable the Web Server" and "Disable HTTP"
		none, at = true, v.At
	}
	// Armeria brings a server of its own, beside Spring's or without it (armeria.dev, "Using Armeria with Spring Boot")
	if d, ok := x.Has("com.linecorp.armeria:armeria-spring-boot*"); ok {
		return say(facts.Server, facts.Likely, d.At)
	}
	web, hasWeb := x.HasOne(module.WebStarters)
	if hasWeb && !none {
		return say(facts.Server, facts.Certain, web.At)
	}
	if _, at, ok := builtIn(x); ok {
		return say(facts.Server, facts.Certain, at)
	}
	if v, ok := x.Config().Get("server.port"); ok && !none && !noServer(x) {
		return say(facts.Server, facts.Likely, v.At)
	}
	if d, ok := x.HasOne(slices.Concat(module.DubboStarters, module.GRPCStarters)); ok {
		return say(facts.Server, facts.Likely, d.At)
	}
	if d, ok := x.HasOne(discoveryClients); ok && !none {
		return say(facts.Server, facts.Guess, d.At) // registers an address, so it most likely has one
	}
	if d, ok := x.Has("org.springframework.shell:spring-shell-starter*", "info.picocli:picocli-spring-boot-starter"); ok {
		return say(facts.CLI, facts.Likely, d.At)
	}
	if mark, ok := waits(x); ok {
		if _, quiet := x.HasOne(quietStarters); quiet || none || onlySpring(x) {
			return say(facts.Worker, facts.Likely, mark)
		}
		return say(facts.Worker, facts.Guess, mark) // a starter that nobody knows may bring a server
	}
	if d, ok := x.Has("org.springframework.boot:spring-boot-starter-batch", "org.springframework.boot:spring-boot-starter-batch-jdbc", "org.springframework.cloud:spring-cloud-starter-task"); ok {
		return say(facts.CLI, facts.Likely, d.At)
	}
	if d, ok := x.HasOne(quietStarters); ok {
		return say(facts.Worker, facts.Likely, d.At)
	}
	if d, ok := x.HasOne(streamBinders); ok {
		return say(facts.Worker, facts.Likely, d.At)
	}
	if d, ok := x.HasOne(consumers); ok {
		return say(facts.Worker, facts.Likely, d.At)
	}
	mark, once := runsOnce(x)
	switch {
	case managementAlone(x):
		return say(facts.Worker, facts.Likely, at)
	case once && none:
		return say(facts.CLI, facts.Likely, mark)
	case none:
		return say(facts.Worker, facts.Likely, at)
	case once && onlySpring(x):
		return say(facts.CLI, facts.Likely, mark)
	case once && !answers(x):
		return say(facts.CLI, facts.Guess, mark)
	case onlySpring(x):
		return say(facts.CLI, facts.Guess, a.At)
	}
	return say(facts.Server, facts.Guess, a.At)
}

// managementAlone says whether an application switches its own port off and keeps a server for the actuator: server.port is -1 and that of the
// management another (Spring Boot how-to guides, "Disable HTTP"; the child context of the management has a server of its own).
func managementAlone(x *module.Module) bool {
	own, _ := x.Config().Get("server.port")
	v, stated := x.Config().Get("management.server.port")
	_, web := x.HasOne(module.WebStarters)
	_, actuator := x.Has(actuators...)
	return web && actuator && own.Env == "" && own.Text == "-1" && stated && portNumber(v.Text) > 0 && !strings.EqualFold(x.Setting("spring.main.web-application-type", ""), "none")
}

// noServer says whether none of the libraries can bring a server, so that a server.port is left over from another program: all are Spring's own, or
// one works without requests and no code answers any.
func noServer(x *module.Module) bool {
	if onlySpring(x) {
		return true
	}
	_, job := x.Has("org.springframework.boot:spring-boot-starter-batch", "org.springframework.boot:spring-boot-starter-batch-jdbc", "org.springframework.cloud:spring-cloud-starter-task")
	return job && !answers(x)
}

// onlySpring says whether all dependencies are Spring's own, so that none of them can bring a server unseen.
func onlySpring(x *module.Module) bool {
	for _, d := range x.RuntimeDeps() {
		if d.Group != "org.springframework.boot" && d.Group != "org.springframework" && d.Group != "org.projectlombok" {
			return false
		}
	}
	return true
}

// quarkusKind: without an extension that brings an HTTP server Quarkus runs a command or waits for messages.
func quarkusKind(x *module.Module, a *recipe.Artifact) facts.Text {
	say := func(kind string, c facts.Confidence, at facts.Evidence) facts.Text {
		return facts.Text{Value: kind, Confidence: c, Evidence: []facts.Evidence{at}}
	}
	for _, d := range x.Deps {
		if !strings.HasPrefix(d.Group, "io.quark") && d.Group != "org.apache.camel.quarkus" { // Quarkus itself and its Quarkiverse
			continue
		}
		if module.ContainsAny(d.Artifact, "resteasy", "quarkus-rest", "vertx-http", "reactive-routes", "undertow", "grpc", "graphql", "websockets", "smallrye-health", "smallrye-openapi", "camel-quarkus-rest", "camel-quarkus-platform-http", "quarkus-qute-web", "quarkus-oidc", "funqy-http", "micrometer", "renarde", "quarkus-camel") {
			return say(facts.Server, facts.Certain, d.At)
		}
	}
	if d, ok := x.Has("io.quarkus:quarkus-picocli*", "io.quarkiverse*:quarkus-aesh*", "io.quarkus:quarkus-aesh*"); ok {
		return say(facts.CLI, facts.Likely, d.At)
	}
	if d, ok := x.Has("io.quarkus:quarkus-messaging*", "io.quarkus:quarkus-smallrye-reactive-messaging*", "io.quarkus:quarkus-scheduler*", "io.quarkus:quarkus-quartz*", "io.quarkus:quarkus-kafka*"); ok {
		return say(facts.Worker, facts.Likely, d.At)
	}
	if d, ok := x.Has("io.quarkus:quarkus-amazon-lambda*"); ok {
		return say(facts.Worker, facts.Guess, d.At)
	}
	return say(facts.Server, facts.Guess, a.At)
}
