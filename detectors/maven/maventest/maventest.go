// Package maventest writes small Maven repositories for tests.
package maventest

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/internal/source"
)

// Project writes a POM with the coordinates g:name:1.0 around its parts.
func Project(name string, parts ...string) string {
	return "<project>\n<modelVersion>4.0.0</modelVersion>\n<groupId>g</groupId>\n<artifactId>" + name + "</artifactId>\n<version>1.0</version>\n" + strings.Join(parts, "\n") + "\n</project>\n"
}

// BootParent is the <parent> of Spring Boot in a version.
func BootParent(version string) string {
	return "<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>" + version + "</version></parent>"
}

// Dep is one <dependency>, with more elements in it.
func Dep(group, artifact string, more ...string) string {
	return "<dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId>" + strings.Join(more, "") + "</dependency>"
}

// Deps is <dependencies> around a list.
func Deps(list ...string) string {
	return "<dependencies>" + strings.Join(list, "") + "</dependencies>"
}

// Plugins is <build><plugins> around a list.
func Plugins(list ...string) string {
	return "<build><plugins>" + strings.Join(list, "\n") + "</plugins></build>"
}

// Runs is <executions> with one that runs a goal with a configuration.
func Runs(goal, config string) string {
	return "<executions><execution><goals><goal>" + goal + "</goal></goals><configuration>" + config + "</configuration></execution></executions>"
}

// What most repositories of the tests hold.
const (
	BootPlugin = "<plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin>"
	BootApp    = "package a;\n@SpringBootApplication\npublic class App {\n  public static void main(String[] args) { SpringApplication.run(App.class, args); }\n}\n"
	PlainMain  = "package a;\npublic class Main {\n  public static void main(String[] args) {}\n}\n"
	Web        = "<dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency>"
)

// Boot is a Spring Boot service with more files.
func Boot(more map[string]string) map[string]string {
	files := map[string]string{
		"pom.xml":                  Project("app", BootParent("3.3.1"), Deps(Web), Plugins(BootPlugin)),
		"src/main/java/a/App.java": BootApp,
	}
	maps.Copy(files, more)
	return files
}

// Tree opens files that are given by name and text.
func Tree(tb testing.TB, files map[string]string) *source.Tree {
	tb.Helper()
	fsys := fstest.MapFS{}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		tb.Fatal(err)
	}
	return tree
}
