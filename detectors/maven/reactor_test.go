package maven

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// shop is a repository of two services and a library, with one service in a profile only.
func shop() map[string]string {
	parent := "<parent><groupId>g</groupId><artifactId>shop</artifactId><version>1.0</version></parent>"
	service := func(name string, more ...string) string {
		return "<project>" + parent + "<artifactId>" + name + "</artifactId>" + strings.Join(more, "") + maventest.Plugins(maventest.BootPlugin) + "</project>"
	}
	return map[string]string{
		"pom.xml": maventest.Project("shop", maventest.BootParent("3.3.1"), "<packaging>pom</packaging><modules><module>common</module><module>orders</module></modules>",
			"<profiles><profile><id>all</id><modules><module>admin</module></modules></profile></profiles>"),
		"common/pom.xml":                                        "<project>" + parent + "<artifactId>common</artifactId>" + maventest.Deps(maventest.Web, maventest.Dep("com.mysql", "mysql-connector-j")) + "</project>",
		"common/src/main/java/c/Tool.java":                      "package c; class Tool {}",
		"common/src/main/resources/application.yml":             "server.port: 1\n",
		"common/src/main/resources/application-dev.properties":  "spring.datasource.url=jdbc:mysql://db/x\n",
		"common/src/main/resources/application-prod.properties": "spring.datasource.url=${DB_URL}\n",
		"orders/pom.xml":                                        service("orders", maventest.Deps(maventest.Dep("g", "common"))),
		"orders/src/main/java/a/App.java":                       maventest.BootApp,
		"orders/src/main/resources/application.yml":             "server:\n  port: ${PORT:9001}\nspring.profiles.active: dev\n",
		"admin/pom.xml":                                         service("admin", maventest.Deps(maventest.Web)),
		"admin/src/main/java/a/App.java":                        maventest.BootApp,
		"demo/pom.xml":                                          service("demo", maventest.Deps(maventest.Web)),
		"demo/src/main/java/a/App.java":                         maventest.BootApp,
	}
}

func TestReactor(t *testing.T) {
	t.Parallel()
	f := detect(t, shop())
	var paths []string
	for _, u := range f.Units {
		paths = append(paths, u.Path)
	}
	if want := []string{"admin", "orders"}; !slices.Equal(paths, want) {
		t.Fatalf("units %v, want %v", paths, want)
	}
	admin, orders := f.Units[0], f.Units[1]
	if got := argv(admin.Build[0]); got != "mvn -B -Pall -pl admin -am -DskipTests package" {
		t.Errorf("admin is built by %s", got)
	}
	if got := argv(orders.Build[0]); got != "mvn -B -pl orders -am -DskipTests package" {
		t.Errorf("orders is built by %s", got)
	}
	stage := orders.Image.Stages[0]
	if want := []string{"admin/pom.xml", "common/pom.xml", "orders/pom.xml", "pom.xml"}; !slices.Equal(stage.Manifest, want) {
		t.Errorf("manifest %v, want %v", stage.Manifest, want)
	}
	if orders.Ports[0].Value != 9001 || orders.Ports[0].Env != "PORT" || orders.Ports[0].Evidence[0].Line != 2 {
		t.Errorf("the module's own application.yml must hide the library's: %+v", orders.Ports)
	}
	if !slices.Equal(orders.Needs, []facts.Service{facts.MySQL}) {
		t.Errorf("needs %v", orders.Needs)
	}
	if orders.Config.Variable != "SPRING_PROFILES_ACTIVE" || len(orders.Environments) != 2 {
		t.Errorf("environments of the library: %+v %+v", orders.Environments, orders.Config)
	}
	if !warned(f, "shows how other modules are used") {
		t.Errorf("warnings %+v", f.Warnings)
	}
}

func TestOtherBuildsAreNamed(t *testing.T) {
	t.Parallel()
	if f := detect(t, maventest.Boot(map[string]string{"build.gradle": "x"})); !warned(f, "Gradle is described beside Maven") {
		t.Errorf("warnings %+v", f.Warnings)
	}
}

func TestTemplatesAreNoModules(t *testing.T) {
	t.Parallel()
	more := map[string]string{}
	for _, dir := range []string{"src/test/resources/x", "src/main/resources/archetype-resources", "it/src/it/y"} {
		more[dir+"/pom.xml"] = maventest.Project("x", maventest.BootParent("3.3.1"), maventest.Plugins(maventest.BootPlugin))
		more[dir+"/src/main/java/a/App.java"] = maventest.BootApp
	}
	one(t, maventest.Boot(more))
}

func TestFrontendBelongsToMaven(t *testing.T) {
	t.Parallel()
	files := maventest.Boot(map[string]string{"ui/package.json": "{}", "src/main/frontend/package.json": "{}"})
	files["pom.xml"] = maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin,
		"<plugin><groupId>com.github.eirslett</groupId><artifactId>frontend-maven-plugin</artifactId><configuration><workingDirectory>ui</workingDirectory></configuration>"+
			maventest.Runs("install-node-and-npm", "")+"</plugin>"))
	f := detect(t, files)
	if f.Owned["ui"] != "." || f.Owned["src/main/frontend"] != "." || !warned(f, "downloads Node.js") {
		t.Errorf("owned %v, warnings %+v", f.Owned, f.Warnings)
	}
}

// TestMainOfLibrary: a module that only packs an application names a class of its library, whose code sets the port.
func TestMainOfLibrary(t *testing.T) {
	t.Parallel()
	parent := "<parent><groupId>g</groupId><artifactId>root</artifactId><version>1.0</version></parent>"
	plugin := "<plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId><configuration><mainClass>a.App</mainClass></configuration></plugin>"
	f := detect(t, map[string]string{
		"pom.xml":      maventest.Project("root", maventest.BootParent("3.3.1"), "<packaging>pom</packaging><modules><module>core</module><module>pack</module></modules>"),
		"core/pom.xml": maventest.Project("core", parent, maventest.Deps(maventest.Web)),
		"core/src/main/java/a/App.java": "package a;\n@SpringBootApplication\npublic class App {\n  public static void main(String[] args) {\n" +
			"    new SpringApplicationBuilder(App.class).properties(\"server.port:${proxy.port:18000}\").run(args);\n  }\n}\n",
		"pack/pom.xml":                   maventest.Project("pack", parent, maventest.Deps(maventest.Dep("g", "core", "<version>1.0</version>")), maventest.Plugins(plugin)),
		"pack/src/main/java/a/Info.java": "package a;\nclass Info {}\n",
	})
	if len(f.Units) != 1 || f.Units[0].Path != "pack" || f.Units[0].Ports[0].Value != 18000 || f.Units[0].Ports[0].Env != "PROXY_PORT" {
		t.Errorf("got %+v, %+v", f.Units, f.Warnings)
	}
}

// TestMainForAllModules: a parent whose build packs each module with one main class; only the module that holds the class runs.
func TestMainForAllModules(t *testing.T) {
	t.Parallel()
	parent := "<parent><groupId>g</groupId><artifactId>root</artifactId><version>1.0</version></parent>"
	shade := "<plugin><artifactId>maven-shade-plugin</artifactId>" + maventest.Runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>") + "</plugin>"
	files := map[string]string{
		"pom.xml":                       maventest.Project("root", "<packaging>pom</packaging><modules><module>app</module><module>lib</module></modules>", maventest.Plugins(shade)),
		"app/pom.xml":                   maventest.Project("app", parent, maventest.Deps(maventest.Dep("g", "lib"))),
		"app/src/main/java/a/Main.java": maventest.PlainMain,
		"lib/pom.xml":                   maventest.Project("lib", parent),
		"lib/src/main/java/l/L.java":    "package l;\nclass L {}\n",
	}
	f := detect(t, files)
	if len(f.Units) != 1 || f.Units[0].Path != "app" || !warned(f, "lib gets the main class a.Main from the build, which app holds") {
		t.Errorf("got %+v, %+v", f.Units, f.Warnings)
	}
	delete(files, "app/src/main/java/a/Main.java")
	files["app/src/main/java/a/Other.java"] = "package a;\nclass Other {}\n"
	if f := detect(t, files); len(f.Units) != 2 || f.Units[1].Confidence != facts.Guess {
		t.Errorf("where nobody holds the class, each one is a guess: %+v", f.Units)
	}
}

// TestServersThatNothingPacks: where the repository makes nothing to run, a program with a server is told of, also when another module needs it.
func TestServersThatNothingPacks(t *testing.T) {
	t.Parallel()
	parent := "<parent><groupId>g</groupId><artifactId>root</artifactId><version>1.0</version></parent>"
	server := maventest.Dep("io.dropwizard", "dropwizard-core")
	f := detect(t, map[string]string{
		"pom.xml":                         maventest.Project("root", "<packaging>pom</packaging><modules><module>core</module><module>main</module><module>tests</module></modules>"),
		"core/pom.xml":                    maventest.Project("core", parent),
		"core/src/main/java/a/Main.java":  maventest.PlainMain,
		"main/pom.xml":                    maventest.Project("main", parent, maventest.Deps(server, maventest.Dep("g", "core"))),
		"main/src/main/java/a/Main.java":  maventest.PlainMain,
		"tests/pom.xml":                   maventest.Project("tests", parent, maventest.Deps(maventest.Dep("g", "main"))),
		"tests/src/main/java/t/Test.java": "package t;\nclass Test {}\n",
	})
	if !warned(f, "makes something of main that runs") || warned(f, "makes something of core that runs") {
		t.Errorf("got %+v", f.Warnings)
	}
}
