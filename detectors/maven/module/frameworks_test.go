package module

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
	"github.com/waybill-dev/waybill/detectors/maven/model"
)

const resources = "src/main/resources/"

// settings are the values of keys in the configuration of a module whose POM has these parts; "-" for a key that is not set.
func settings(t *testing.T, pom string, files map[string]string, keys ...string) string {
	t.Helper()
	all := map[string]string{"pom.xml": pom}
	for name, text := range files {
		if !strings.Contains(name, "/") {
			name = resources + name
		}
		all[name] = text
	}
	c := of(t, all, "pom.xml").Config()
	var out []string
	for _, k := range keys {
		v, ok := c.Get(k)
		if !ok {
			v.Text = "-"
		}
		out = append(out, v.Text)
	}
	return strings.Join(out, " ")
}

// TestQuarkus: the files of a packaged application and their order (Quarkus guides "Configuration reference" and "YAML configuration").
func TestQuarkus(t *testing.T) {
	t.Parallel()
	plugin := maventest.Plugins("<plugin><artifactId>quarkus-maven-plugin</artifactId></plugin>")
	plain, yaml := maventest.Project("app", plugin), maventest.Project("app", maventest.Deps(maventest.Dep("io.quarkus", "quarkus-config-yaml")), plugin)
	for name, c := range map[string]struct {
		pom   string
		files map[string]string
		want  string
	}{
		"properties":              {plain, map[string]string{"application.properties": "a=1"}, "1 -"},
		"over MicroProfile":       {plain, map[string]string{"application.properties": "a=1", resources + "META-INF/microprofile-config.properties": "a=2\nb=3"}, "1 3"},
		"the packaged profile":    {plain, map[string]string{"application.properties": "%prod.a=2\na=1\n%dev.b=3"}, "2 -"},
		"of several profiles":     {plain, map[string]string{"application.properties": "a=1\n%{prod,staging}.a=2\n%{dev,test}.b=3"}, "2 -"},
		"with a comma":            {plain, map[string]string{"application.properties": "a=1\n%dev,prod.a=2"}, "2 -"},
		"a file of the profile":   {plain, map[string]string{"application.properties": "%prod.a=1", "application-prod.properties": "a=2", "application-dev.properties": "b=3"}, "2 -"},
		"YAML alone":              {plain, map[string]string{"application.yml": "a: 1"}, "1 -"},
		"YAML without extension":  {plain, map[string]string{"application.yml": "a: 1\nb: 2", "application.properties": "a=3"}, "3 -"},
		"YAML with its extension": {yaml, map[string]string{"application.yml": "a: 1\nb: 2", "application.properties": "a=3"}, "1 2"},
		"a profile in YAML":       {yaml, map[string]string{"application.yml": "a: 1\n\"%prod\":\n  a: 2\n\"%{dev,test}\":\n  b: 3"}, "2 -"},
	} {
		if got := settings(t, c.pom, c.files, "a", "b"); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestMicronaut: the environments that are active when nobody tells one: those of the code, and up to Micronaut 3 those that are deduced
// in a pod (Micronaut guide, "The Environment"; "Breaking Changes" of 4.0).
func TestMicronaut(t *testing.T) {
	t.Parallel()
	web := maventest.Deps(maventest.Dep("io.micronaut", "micronaut-http-server-netty"))
	parent := func(group, version string) string {
		return "<parent><groupId>" + group + "</groupId><artifactId>micronaut-parent</artifactId><version>" + version + "</version></parent>"
	}
	bill := func(group, artifact, version string) string {
		return "<dependencyManagement>" + maventest.Deps(maventest.Dep(group, artifact, "<version>"+version+"</version><type>pom</type><scope>import</scope>")) + "</dependencyManagement>"
	}
	files := map[string]string{"application.yml": "a: common\n", "application-k8s.yml": "a: pod\n", "application-cloud.yml": "b: cloud\n", "bootstrap.yml": "a: first\nc: first\n"}
	for name, c := range map[string]struct {
		pom  string
		more map[string]string
		want string
	}{
		"3, by its parent":     {maventest.Project("app", parent("io.micronaut", "3.8.1"), web), nil, "pod cloud first"},
		"4, by its parent":     {maventest.Project("app", parent("io.micronaut.platform", "4.2.0"), web), nil, "common - first"},
		"3, by a property":     {maventest.Project("app", "<properties><micronaut.version>3.1.0</micronaut.version></properties>", web), nil, "pod cloud first"},
		"3, by a bill":         {maventest.Project("app", bill("io.micronaut", "micronaut-bom", "3.1.0"), web), nil, "pod cloud first"},
		"4, by a bill":         {maventest.Project("app", bill("io.micronaut.platform", "micronaut-platform", "4.1.0"), web), nil, "common - first"},
		"of no version":        {maventest.Project("app", web), nil, "common - first"},
		"named by the program": {maventest.Project("app", parent("io.micronaut", "3.8.1"), web), map[string]string{"src/main/java/a/Application.java": "package a;\npublic class Application { public static void main(String[] args) { Micronaut.build(args).defaultEnvironments(\"cloud\").start(); } }\n"}, "common cloud first"},
	} {
		all := maps.Clone(files)
		maps.Copy(all, c.more)
		if got := settings(t, c.pom, all, "a", "b", "c"); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if got := settings(t, maventest.Project("app", web), map[string]string{"application.yml": "a: ${PORT:`80:80`}\n"}, "a"); got != "80:80" {
		t.Errorf("a default in backticks: %s", got)
	}
}

// TestOtherFiles: settings of libraries in HOCON, and variables as Ktor's YAML writes them (Ktor, "Configuration in a file").
func TestOtherFiles(t *testing.T) {
	t.Parallel()
	ktor := maventest.Project("app", maventest.Deps(maventest.Dep("io.ktor", "ktor-server-netty")))
	const hocon = "ktor { deployment { port = 8081 } }"
	for name, c := range map[string]struct {
		pom   string
		files map[string]string
		want  string
	}{
		"HOCON of Ktor":         {ktor, map[string]string{"application.conf": hocon}, "8081"},
		"HOCON of nobody":       {maventest.Project("app"), map[string]string{"application.conf": hocon}, "-"},
		"a variable of Ktor":    {ktor, map[string]string{"application.yaml": "ktor:\n  deployment:\n    port: \"$PORT:8082\"\n"}, "8082"},
		"an optional one":       {ktor, map[string]string{"application.yaml": "ktor:\n  deployment:\n    port: \"$?PORT:8083\"\n"}, "8083"},
		"no variable elsewhere": {ktor, map[string]string{"application.yaml": "ktor.deployment.port: \"${other}\"\nother: \"$PORT:8082\"\n"}, "$PORT:8082"},
	} {
		if got := settings(t, c.pom, c.files, "ktor.deployment.port"); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestImports: files that a document imports win over it, with their profiles beside them; one that is not there is told, unless it is
// optional (Spring Boot reference, "Importing Additional Data").
func TestImports(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		location string
		want     string
		outside  string
	}{
		"of the class path":     {"classpath:more.yml", "more prod", ""},
		"beside the file":       {"more.yml", "more prod", ""},
		"in a list":             {"optional:none.yml, more.yml", "more prod", ""},
		"with what is left out": {"\"optional:file:.env[.properties]\"", "app -", ""},
		"not there":             {"none.yml", "app -", "none.yml"},
		"on the disk":           {"file:/etc/app.yml", "app -", "file:/etc/app.yml"},
		"a tree of files":       {"configtree:/etc/config/", "app -", "configtree:/etc/config/"},
		"optional":              {"optional:file:/etc/app.yml", "app -", ""},
		"of a server":           {"configserver:http://config:8888", "app -", ""},
	} {
		x := of(t, maventest.Boot(map[string]string{
			resources + "application.yml": "spring.config.import: " + c.location + "\nspring.profiles.active: prod\na: app\n",
			resources + "more.yml":        "a: more\n", resources + "more-prod.yml": "b: prod\n", resources + "more-dev.yml": "b: dev\n",
		}), "pom.xml")
		a, _ := x.Config().Get("a")
		b, ok := x.Config().Get("b")
		if !ok {
			b.Text = "-"
		}
		var outside []string
		for _, o := range x.Config().Outside {
			outside = append(outside, o.Text)
			if o.At.File != resources+"application.yml" || o.At.Line != 1 {
				t.Errorf("%s: told at %+v", name, o.At)
			}
		}
		if got := a.Text + " " + b.Text; got != c.want || strings.Join(outside, ", ") != c.outside {
			t.Errorf("%s: %s, outside %v, want %s and %s", name, got, outside, c.want, c.outside)
		}
	}
}

// TestProfileExpressions: names with !, & and | and brackets (Spring Framework, Profiles.of).
func TestProfileExpressions(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]bool{
		"prod": true, "dev": false, "!dev": true, "!prod": false, "!!prod": true, "dev | prod": true, "dev|test": false, "prod & eu": true, "prod & dev": false, "prod & !dev": true,
		"(dev | prod) & eu": true, "(dev | test) & eu": false, "!(dev | test)": true, "!(prod & eu)": false, "dev & (prod": false, "": false, "product": false,
	} {
		e := profileExpression{text: expression, active: []string{"prod", "eu"}}
		if got := e.either(); got != want {
			t.Errorf("%q: %t", expression, got)
		}
	}
	deep := profileExpression{text: strings.Repeat("(", 1000) + "prod", active: []string{"prod"}}
	if deep.either() {
		t.Error("an expression without an end holds")
	}
}

// TestByProfile: what the files and documents of each profile say of a key; the first on the class path counts.
func TestByProfile(t *testing.T) {
	t.Parallel()
	x := of(t, maventest.Boot(map[string]string{
		resources + "application.yml":             "server.port: 1\n---\nspring.config.activate.on-profile: qa\nserver.port: 4\n---\nspring.config.activate.on-profile: a | b\nserver.port: 5\n",
		resources + "application-prod.properties": "server.port=${PORT:2}\nserver.port=3\n",
		resources + "config/application-dev.yml":  "server:\n  port: 6\n",
		resources + "application-prod.yml":        "server.port: 7\n",
		resources + "application-none.yml":        "other: 7\n",
		resources + "deep/application-far.yml":    "server.port: 8\n",
	}), "pom.xml")
	var got []string
	for _, s := range x.ByProfile("server.port") {
		got = append(got, fmt.Sprintf("%s %s %s:%d", s.Profile, s.Text, strings.TrimPrefix(s.At.File, resources), s.At.Line))
	}
	if text := strings.Join(got, ", "); text != "dev 6 config/application-dev.yml:2, prod 3 application-prod.properties:2, qa 4 application.yml:4" {
		t.Error(text)
	}
	if names := strings.Join(x.ProfileNames(), " "); names != "dev none prod" {
		t.Errorf("profiles with files: %s", names)
	}
	quarkus := of(t, map[string]string{"pom.xml": maventest.Project("app", maventest.Plugins("<plugin><artifactId>quarkus-maven-plugin</artifactId></plugin>")), resources + "application.properties": "quarkus.http.port=1\n%dev.quarkus.http.port=2\n%{qa,prod}.quarkus.http.port=3\n"}, "pom.xml")
	got = nil
	for _, s := range quarkus.ByProfile("quarkus.http.port") {
		got = append(got, s.Profile+" "+s.Text)
	}
	if text := strings.Join(got, ", "); text != "dev 2, prod 3, qa 3" {
		t.Errorf("of Quarkus: %s", text)
	}
	if v, _ := x.Config().Common("server.port"); v.Text != "1" {
		t.Errorf("where no profile is active: %s", v.Text)
	}
}

// TestUnfiltered: Maven replaces nothing without <filtering>, and with Spring Boot's parent only @…@ (Maven Resources Plugin, "Filtering").
func TestUnfiltered(t *testing.T) {
	t.Parallel()
	const filtering = "<build><resources><resource><directory>src/main/resources</directory><filtering>true</filtering></resource></resources></build>"
	const dollars = "<build><plugins><plugin><artifactId>maven-resources-plugin</artifactId><configuration><useDefaultDelimiters>true</useDefaultDelimiters></configuration></plugin></plugins></build>"
	for name, c := range map[string]struct {
		pom        string
		at, dollar string
	}{
		"plain":            {maventest.Project("app"), "does not filter its resources", "does not filter its resources"},
		"filtered":         {maventest.Project("app", filtering), "", ""},
		"Boot's parent":    {maventest.Project("app", maventest.BootParent("3.3.1")), "", "Maven replaces @…@ and not ${…}"},
		"with dollars":     {maventest.Project("app", maventest.BootParent("3.3.1"), dollars), "", ""},
		"another's parent": {maventest.Project("app", "<parent><groupId>org.acme</groupId><artifactId>base</artifactId><version>1</version></parent>"), "", ""},
	} {
		x := of(t, map[string]string{"pom.xml": c.pom}, "pom.xml")
		for _, check := range []struct {
			dollar bool
			want   string
		}{{false, c.at}, {true, c.dollar}} {
			if got := x.unfiltered(check.dollar); !strings.Contains(got, check.want) || (got == "") != (check.want == "") {
				t.Errorf("%s, dollar %t: %q, want %q", name, check.dollar, got, check.want)
			}
		}
	}
}

// TestPeers: an address of another machine, and not the one that a server binds to.
func TestPeers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"a.host=db": true, "a.url=x": true, "a.addr=x": true, "a.hostname=x": true, "a.host=0.0.0.0": false, "a.host=": false, "a.port=1": false, "b.host=db": false} {
		c := of(t, maventest.Boot(map[string]string{resources + "application.properties": text}), "pom.xml").Config()
		if got := c.NamesPeer("a"); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}

// TestAnyOf: a group and an artifact together, either of which may end in a star.
func TestAnyOf(t *testing.T) {
	t.Parallel()
	list := []model.Dependency{{Group: "org.acme", Artifact: "server-core"}}
	for name, c := range map[string]struct {
		library Library
		want    bool
	}{
		"exactly":          {Of("org.acme", "server-core"), true},
		"one of two":       {Of("org.acme", "x", "server-core"), true},
		"by stars":         {Of("org.*", "server-*"), true},
		"another artifact": {Of("org.acme", "server"), false},
		"another group":    {Of("org", "server-core"), false},
	} {
		if got := AnyOf(list, []Library{c.library}); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestDropwizardConfigs: the file that no environment is named by comes first, then production's.
func TestDropwizardConfigs(t *testing.T) {
	t.Parallel()
	const server = "server:\n  applicationConnectors:\n    - type: http\n      port: 8080\n"
	x := of(t, map[string]string{
		"pom.xml": maventest.Project("app"), "config-dev.yml": server, "config-prod.yml": server, "config/app.yaml": server, "docker-compose.yml": server, ".hidden.yml": server, "other.yml": "a: 1\n", "conf/simple.yml": "server:\n  connector:\n    port: 1\n", "conf/admin.yml": "server:\n  adminConnectors: [{port: 2}]\n",
	}, "pom.xml")
	if got := strings.Join(x.DropwizardConfigs(), " "); got != "config/app.yaml conf/admin.yml conf/simple.yml config-prod.yml config-dev.yml" {
		t.Error(got)
	}
	if got := of(t, map[string]string{"pom.xml": maventest.Project("app")}, "pom.xml").DropwizardConfig(); got != "" {
		t.Errorf("without one: %s", got)
	}
}
