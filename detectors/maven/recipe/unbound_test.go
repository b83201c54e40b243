package recipe

import (
	"slices"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

func TestBootWithoutPlugin(t *testing.T) {
	t.Parallel()
	root := maventest.Project("root", maventest.BootParent("3.3.1"), "<packaging>pom</packaging><modules><module>hub</module><module>text</module></modules>")
	parent := "<parent><groupId>g</groupId><artifactId>root</artifactId><version>1.0</version></parent>"
	for name, c := range map[string]struct {
		files map[string]string
		pom   string
		form  form
		goal  string
	}{
		"alone": {map[string]string{
			"pom.xml":                  maventest.Project("app", "<dependencyManagement>"+maventest.Deps(maventest.Dep("org.springframework.boot", "spring-boot-dependencies", "<version>2.7.9</version><type>pom</type><scope>import</scope>"))+"</dependencyManagement>", maventest.Deps(maventest.Web), "<modules><module>text</module></modules>"),
			"src/main/java/a/App.java": maventest.BootApp, "text/pom.xml": maventest.Project("text"),
		}, "pom.xml", BootJar, "org.springframework.boot:spring-boot-maven-plugin:2.7.9:repackage"},
		"bill of materials of the repository": {map[string]string{
			"pom.xml":                  maventest.Project("app", "<dependencyManagement>"+maventest.Deps(maventest.Dep("g", "bom", "<version>1.0</version><type>pom</type><scope>import</scope>"))+"</dependencyManagement>", maventest.Deps(maventest.Web), "<modules><module>bom</module></modules>"),
			"bom/pom.xml":              maventest.Project("bom", "<packaging>pom</packaging><dependencyManagement>"+maventest.Deps(maventest.Dep("org.springframework.boot", "spring-boot-dependencies", "<version>2.6.1</version><type>pom</type><scope>import</scope>"))+"</dependencyManagement>"),
			"src/main/java/a/App.java": maventest.BootApp,
		}, "pom.xml", BootJar, "org.springframework.boot:spring-boot-maven-plugin:2.6.1:repackage"},
		"with a library beside it": {map[string]string{
			"pom.xml": root, "text/pom.xml": maventest.Project("text", parent), "hub/pom.xml": maventest.Project("hub", parent, maventest.Deps(maventest.Web, maventest.Dep("g", "text"))),
			"hub/src/main/java/a/App.java": maventest.BootApp,
		}, "hub/pom.xml", classPath, ""},
		"no server": {map[string]string{
			"pom.xml": root, "text/pom.xml": maventest.Project("text", parent), "hub/pom.xml": maventest.Project("hub", parent, maventest.Deps(maventest.Dep("org.springframework.boot", "spring-boot-starter"))),
			"hub/src/main/java/a/App.java": maventest.BootApp,
		}, "hub/pom.xml", "", ""},
		"no application": {map[string]string{
			"pom.xml": root, "text/pom.xml": maventest.Project("text", parent), "hub/pom.xml": maventest.Project("hub", parent, maventest.Deps(maventest.Web)),
			"hub/src/main/java/a/Main.java": maventest.PlainMain,
		}, "hub/pom.xml", "", ""},
	} {
		r := module.New(maventest.Tree(t, c.files))
		x, a := Decide(r, r.POMs[c.pom])
		if a == nil || c.form == "" {
			if a != nil || c.form != "" {
				t.Errorf("%s: got %+v", name, a)
			}
			continue
		}
		last := BuildCommands(x, a)[0]
		if a.Form != c.form || c.goal != "" && !slices.Contains(last, c.goal) || len(x.Warnings) != 1 {
			t.Errorf("%s: got %+v, built with %v, warnings %+v", name, a, last, x.Warnings)
		}
	}
}

// TestUnboundInReactor: the goal is named by its coordinates where the root is built too, which knows no prefix.
func TestUnboundInReactor(t *testing.T) {
	t.Parallel()
	plugins := maventest.Plugins("<plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin>")
	boms := "<dependencyManagement>" + maventest.Deps(maventest.Dep("org.springframework.boot", "spring-boot-dependencies", "<version>2.7.9</version><type>pom</type><scope>import</scope>")) + "</dependencyManagement>"
	r := module.New(maventest.Tree(t, map[string]string{
		"pom.xml":                      maventest.Project("root", "<packaging>pom</packaging><modules><module>hub</module></modules>", boms),
		"hub/pom.xml":                  maventest.Project("hub", "<parent><groupId>g</groupId><artifactId>root</artifactId><version>1.0</version></parent>", maventest.Deps(maventest.Web), plugins),
		"hub/src/main/java/a/App.java": maventest.BootApp,
	}))
	x, a := Decide(r, r.POMs["hub/pom.xml"])
	if got := BuildCommands(x, a)[0]; !slices.Contains(got, "org.springframework.boot:spring-boot-maven-plugin:2.7.9:repackage") {
		t.Errorf("built with %v", got)
	}
}
