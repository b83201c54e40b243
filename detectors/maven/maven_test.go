package maven

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// project writes a POM with the coordinates g:name:1.0 around its parts.
func project(name string, parts ...string) string {
	return "<project>\n<modelVersion>4.0.0</modelVersion>\n<groupId>g</groupId>\n<artifactId>" + name + "</artifactId>\n<version>1.0</version>\n" + strings.Join(parts, "\n") + "\n</project>\n"
}

func bootParentOf(version string) string {
	return "<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>" + version + "</version></parent>"
}

func dep(group, artifact string, more ...string) string {
	return "<dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId>" + strings.Join(more, "") + "</dependency>"
}

func deps(list ...string) string {
	return "<dependencies>" + strings.Join(list, "") + "</dependencies>"
}

func plugins(list ...string) string {
	return "<build><plugins>" + strings.Join(list, "\n") + "</plugins></build>"
}

const (
	bootPlugin = "<plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin>"
	bootApp    = "package a;\n@SpringBootApplication\npublic class App {\n  public static void main(String[] args) { SpringApplication.run(App.class, args); }\n}\n"
	plainMain  = "package a;\npublic class Main {\n  public static void main(String[] args) {}\n}\n"
)

var web = dep("org.springframework.boot", "spring-boot-starter-web")

func tree(tb testing.TB, files map[string]string) *source.Tree {
	tb.Helper()
	fsys := fstest.MapFS{}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	tr, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		tb.Fatal(err)
	}
	return tr
}

func detect(tb testing.TB, files map[string]string) facts.Findings {
	tb.Helper()
	f, err := Detector{}.Detect(tb.Context(), tree(tb, files))
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// one returns the only unit of a repository.
func one(tb testing.TB, files map[string]string) facts.Unit {
	tb.Helper()
	f := detect(tb, files)
	if len(f.Units) != 1 {
		tb.Fatalf("want one unit, got %d: %+v", len(f.Units), f.Warnings)
	}
	return f.Units[0]
}

// boot is a Spring Boot service with more files.
func boot(more map[string]string) map[string]string {
	files := map[string]string{
		"pom.xml":                  project("app", bootParentOf("3.3.1"), deps(web), plugins(bootPlugin)),
		"src/main/java/a/App.java": bootApp,
	}
	maps.Copy(files, more)
	return files
}

func warned(f facts.Findings, text string) bool {
	for _, w := range f.Warnings {
		if strings.Contains(w.Text, text) {
			return true
		}
	}
	return false
}

func argv[W ~string](words []W) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, " ")
}
