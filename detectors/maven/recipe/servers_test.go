package recipe_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestServerOfWar(t *testing.T) {
	t.Parallel()
	const provided = "<scope>provided</scope>"
	jakarta := maventest.Dep("jakarta.platform", "jakarta.jakartaee-api", "<version>10.0.0</version>"+provided)
	old := maventest.Dep("javax", "javaee-api", "<version>8.0</version>"+provided)
	liberty := maventest.Plugins("<plugin><groupId>io.openliberty.tools</groupId><artifactId>liberty-maven-plugin</artifactId></plugin>")
	uses := func(name string) map[string]string {
		return map[string]string{"src/main/java/a/A.java": "package a;\nimport " + name + ";\npublic class A { }\n"}
	}
	for name, c := range map[string]struct {
		pom    string
		files  map[string]string
		server string
		port   int
	}{
		"liberty":                    {maventest.Deps(jakarta) + liberty, map[string]string{"src/main/liberty/config/server.xml": "<server>\n<httpEndpoint id=\"a\" httpPort=\"9085\"/></server>", "src/main/java/a/A.java": "package a;\n"}, "liberty", 9085},
		"liberty's default":          {maventest.Deps(jakarta) + liberty, uses("jakarta.ws.rs.GET"), "liberty", 9080},
		"EJB":                        {maventest.Deps(old), uses("javax.ejb.Stateless"), "jakarta-ee", 8080},
		"JAX-RS":                     {maventest.Deps(jakarta), uses("jakarta.ws.rs.GET"), "jakarta-ee", 8080},
		"JAX-RS of a lib":            {maventest.Deps(jakarta, maventest.Dep("org.glassfish.jersey.containers", "jersey-container-servlet")), uses("jakarta.ws.rs.GET"), "tomcat", 8080},
		"JPA of a lib":               {maventest.Deps(old, maventest.Dep("org.hibernate", "hibernate-core")), uses("javax.persistence.Entity"), "tomcat", 8080},
		"servlets alone":             {maventest.Deps(old), uses("javax.servlet.http.HttpServlet"), "tomcat", 8080},
		"MicroProfile":               {maventest.Deps(maventest.Dep("org.eclipse.microprofile", "microprofile", "<type>pom</type>"+provided)), uses("org.eclipse.microprofile.config.Config"), "jakarta-ee", 8080},
		"JTA of persistence.xml":     {maventest.Deps(maventest.Dep("javax.servlet", "javax.servlet-api", provided)), map[string]string{"src/main/resources/META-INF/persistence.xml": "<persistence>\n<persistence-unit name=\"a\">\n<jta-data-source>java:jboss/datasources/A</jta-data-source></persistence-unit></persistence>"}, "jakarta-ee", 8080},
		"JTA that a library brings":  {maventest.Deps(maventest.Dep("javax.servlet", "javax.servlet-api", provided), maventest.Dep("com.atomikos", "transactions-jta")), map[string]string{"src/main/resources/META-INF/persistence.xml": "<persistence><persistence-unit name=\"a\" transaction-type=\"JTA\"><jta-data-source>a</jta-data-source></persistence-unit></persistence>"}, "tomcat", 8080},
		"JPA without a server":       {maventest.Deps(maventest.Dep("javax.servlet", "javax.servlet-api", provided)), map[string]string{"src/main/resources/META-INF/persistence.xml": "<persistence><persistence-unit name=\"a\" transaction-type=\"RESOURCE_LOCAL\"><!-- <jta-data-source>a</jta-data-source> --></persistence-unit></persistence>"}, "tomcat", 8080},
		"ejb-jar.xml":                {"", map[string]string{"src/main/webapp/WEB-INF/ejb-jar.xml": "<ejb-jar/>"}, "jakarta-ee", 8080},
		"one API of the server":      {maventest.Deps(maventest.Dep("jakarta.ws.rs", "jakarta.ws.rs-api", "<version>3.1.0</version>"+provided)), uses("jakarta.ws.rs.GET"), "jakarta-ee", 8080},
		"all APIs in scope compile":  {maventest.Deps(maventest.Dep("javax", "javaee-web-api", "<version>8.0</version>")), uses("javax.faces.bean.ManagedBean"), "jakarta-ee", 8080},
		"transactions of the server": {maventest.Deps(old), uses("javax.transaction.UserTransaction"), "jakarta-ee", 8080},
		"transactions of Spring":     {maventest.Deps(old), uses("javax.transaction.Transactional"), "tomcat", 8080},
		"a library of its own":       {maventest.Deps(maventest.Dep("javax.persistence", "javax.persistence-api")), uses("javax.persistence.Entity"), "tomcat", 8080},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"pom.xml": maventest.Project("app", "<packaging>war</packaging>", c.pom), "src/main/webapp/index.html": "x"}
			maps.Copy(files, c.files)
			u := one(t, files)
			if got := u.Image.Run.Requires[1].Capability; got != c.server || u.Ports[0].Value != c.port {
				t.Errorf("needs %s, listens on %d", got, u.Ports[0].Value)
			}
		})
	}
}

// TestServerThatIsNamed: what a war needs tells that a server is needed; a Dockerfile or a descriptor tells which one.
func TestServerThatIsNamed(t *testing.T) {
	t.Parallel()
	api := func(version string) string {
		return maventest.Deps(maventest.Dep("jakarta.platform", "jakarta.jakartaee-api", "<version>"+version+"</version><scope>provided</scope>"))
	}
	const web = "src/main/webapp/WEB-INF/"
	for name, c := range map[string]struct {
		version string // of Jakarta EE: 8 has the packages of Java EE
		files   []string
		server  string
		start   string
	}{
		"nothing":                  {"10.0.0", nil, "jakarta-ee tomee >=9", ""},
		"a descriptor":             {"10.0.0", []string{web + "jboss-web.xml"}, "wildfly >=27", "/opt/jboss/wildfly/bin/standalone.sh -b 0.0.0.0"},
		"an old release":           {"8.0.0", []string{web + "jboss-deployment-structure.xml"}, "wildfly <27", "/opt/jboss/wildfly/bin/standalone.sh -b 0.0.0.0"},
		"two servers":              {"10.0.0", []string{web + "jboss-web.xml", web + "glassfish-web.xml"}, "jakarta-ee tomee >=9", ""},
		"a resource":               {"10.0.0", []string{"src/main/resources/META-INF/payara-resources.xml"}, "payara >=6", "/opt/payara/scripts/entrypoint.sh"},
		"GlassFish":                {"10.0.0", []string{web + "glassfish-web.xml"}, "glassfish >=7 <8", "startserv"},
		"an old GlassFish":         {"8.0.0", []string{web + "sun-web.xml"}, "glassfish <7 tomee <9", ""},
		"a server without images":  {"8.0.0", []string{web + "weblogic.xml"}, "weblogic tomee <9", ""},
		"a Dockerfile is stronger": {"10.0.0", []string{web + "glassfish-web.xml", "Dockerfile"}, "payara >=6", "/opt/payara/scripts/entrypoint.sh"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pkg := map[string]string{"8.0.0": "javax"}[c.version]
			if pkg == "" {
				pkg = "jakarta"
			}
			files := map[string]string{
				"pom.xml": maventest.Project("app", "<packaging>war</packaging>", api(c.version)), "src/main/java/a/A.java": "package a;\nimport " + pkg + ".ejb.Stateless;\n@Stateless public class A { }\n",
			}
			for _, f := range c.files {
				files[f] = "<x/>"
			}
			if files["Dockerfile"] != "" {
				files["Dockerfile"] = "FROM maven:3 AS build\nFROM --platform=linux/amd64 payara/server-full:6.2025.5\n"
			}
			u := one(t, files)
			var got []string
			for _, r := range u.Image.Run.Requires[1:] {
				got = append(got, r.Capability)
				if r.Range != "" {
					got = append(got, r.Range)
				}
			}
			if writes := len(u.Image.Run.Setup) == 1; writes == strings.HasPrefix(c.server, "wildfly") {
				t.Errorf("the image is prepared by %+v", u.Image.Run.Setup)
			}
			if !u.Image.Run.Scatters {
				t.Error("the server writes among its own files")
			}
			if strings.Join(got, " ") != c.server || argv(u.Start) != c.start {
				t.Errorf("needs %v, starts by %q", got, argv(u.Start))
			}
		})
	}
}

func TestServerOfModulesInTheWar(t *testing.T) {
	t.Parallel()
	parent := "<parent><groupId>g</groupId><artifactId>all</artifactId><version>1.0</version></parent>"
	u := one(t, map[string]string{
		"pom.xml":                         maventest.Project("all", "<packaging>pom</packaging><modules><module>core</module><module>web</module></modules>"),
		"core/pom.xml":                    maventest.Project("core", parent, maventest.Deps(maventest.Dep("javax", "javaee-api", "<version>8.0</version><scope>provided</scope>"))),
		"core/src/main/java/a/Store.java": "package a;\nimport javax.ejb.Singleton;\n@Singleton public class Store { }\n",
		"web/pom.xml":                     maventest.Project("web", parent, "<packaging>war</packaging>", maventest.Deps(maventest.Dep("g", "core", "<version>1.0</version>"))),
		"web/src/main/webapp/index.html":  "x",
	})
	if got := u.Image.Run.Requires[1]; got.Capability != "jakarta-ee" || got.Evidence[0].File != "core/src/main/java/a/Store.java" {
		t.Errorf("needs %+v", got)
	}
}

func TestContainerSettings(t *testing.T) {
	t.Parallel()
	jib := "<plugin><groupId>com.google.cloud.tools</groupId><artifactId>jib-maven-plugin</artifactId><configuration><container><mainClass>a.Main</mainClass><jvmFlags><jvmFlag>-Xmx1g</jvmFlag><jvmFlag>-XX:+UseZGC</jvmFlag></jvmFlags><args><arg>serve</arg></args><environment><MODE>full</MODE></environment></container></configuration></plugin>"
	agent := "<plugin><artifactId>maven-dependency-plugin</artifactId>" + maventest.Runs("copy", "<artifactItems><artifactItem><artifactId>some-javaagent</artifactId><version>2</version><outputDirectory>${project.build.directory}/agent</outputDirectory></artifactItem></artifactItems>") + "</plugin>"
	u := one(t, map[string]string{"pom.xml": maventest.Project("app", maventest.Plugins(jib, agent)), "src/main/java/a/Main.java": maventest.PlainMain})
	run := u.Image.Run
	if got := strings.Join(run.Command, " "); got != "java -XX:+UseZGC -cp app.jar a.Main serve" {
		t.Errorf("starts with %s", got)
	}
	if len(run.Env) != 1 || run.Env[0] != (facts.EnvVar{Name: "MODE", Value: "full"}) || run.Copies[0].From != "target/agent/some-javaagent-2.jar" {
		t.Errorf("got %+v, %+v", run.Env, run.Copies)
	}
	if got := strings.Join(u.Start, " "); got != "java -cp target/app-1.0.jar a.Main serve" {
		t.Errorf("started after a build with %s", got)
	}
}

func TestNativeIsBuiltForTheJVM(t *testing.T) {
	t.Parallel()
	plugin := "<plugin><groupId>io.quarkus.platform</groupId><artifactId>quarkus-maven-plugin</artifactId><version>3.15.1</version>" + maventest.Runs("build", "") + "</plugin>"
	for properties, want := range map[string]string{
		"<quarkus.native.enabled>true</quarkus.native.enabled>":           "-Dquarkus.native.enabled=false -Dquarkus.package.jar.enabled=true",
		"<quarkus.package.type>native</quarkus.package.type>":             "-Dquarkus.package.type=fast-jar",
		"<quarkus.package.jar.enabled>true</quarkus.package.jar.enabled>": "",
	} {
		u := one(t, map[string]string{"pom.xml": maventest.Project("app", "<properties>"+properties+"</properties>", maventest.Deps(maventest.Dep("io.quarkus", "quarkus-rest")), maventest.Plugins(plugin))})
		if got := strings.Join(u.Build[0], " "); !strings.Contains(got, want) || want == "" && strings.Contains(got, "-Dquarkus") {
			t.Errorf("%s: built with %s", properties, got)
		}
	}
}

// TestMessaging: WildFly holds a broker in its full profile alone; a war with a client of a broker elsewhere needs none.
func TestMessaging(t *testing.T) {
	t.Parallel()
	api := maventest.Dep("jakarta.platform", "jakarta.jakartaee-api", "<version>10.0.0</version><scope>provided</scope>")
	start := "/opt/jboss/wildfly/bin/standalone.sh -b 0.0.0.0"
	for name, c := range map[string]struct{ deps, imports, want string }{
		"the server's broker": {api, "jakarta.jms.JMSContext", start + " -c standalone-full.xml"},
		"a broker elsewhere":  {api + maventest.Dep("org.apache.activemq", "artemis-jakarta-client", "<version>2.31.0</version>"), "jakarta.jms.JMSContext", start},
		"no messages":         {api, "jakarta.inject.Inject", start},
	} {
		u := one(t, map[string]string{
			"pom.xml":                               maventest.Project("app", "<packaging>war</packaging>", maventest.Deps(c.deps)),
			"src/main/java/a/A.java":                "package a;\nimport jakarta.ejb.Stateless;\nimport " + c.imports + ";\n@Stateless public class A { }\n",
			"src/main/webapp/WEB-INF/jboss-web.xml": "<jboss-web/>",
		})
		if got := argv(u.Image.Run.Command); got != c.want {
			t.Errorf("%s: starts by %q, want %q", name, got, c.want)
		}
	}
}
