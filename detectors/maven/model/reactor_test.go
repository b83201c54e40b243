package model

import (
	"slices"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestDependencies(t *testing.T) {
	t.Parallel()
	r := Read(maventest.Tree(t, map[string]string{
		"pom.xml": maventest.Project("base", "<packaging>pom</packaging><properties><v>7</v></properties><dependencyManagement>"+maventest.Deps(
			maventest.Dep("a", "managed", "<version>${v}</version><scope>runtime</scope>"),
			maventest.Dep("b", "bom", "<version>3</version><type>pom</type><scope>import</scope>"))+"</dependencyManagement>",
			maventest.Deps(maventest.Dep("a", "inherited"))),
		"app/pom.xml": maventest.Project("app", "<parent><groupId>g</groupId><artifactId>base</artifactId><version>1.0</version></parent>",
			maventest.Deps(maventest.Dep("a", "managed"), maventest.Dep("a", "own", "<version>1</version><optional>true</optional>"))),
	}))
	m := r.POMs["app/pom.xml"].Resolved
	list := m.Dependencies()
	if len(list) != 3 || list[0].Version != "7" || list[0].Scope != "runtime" || list[0].At.File != "app/pom.xml" {
		t.Fatalf("got %+v", list)
	}
	if !list[1].Optional || list[2].Artifact != "inherited" || list[2].At.File != "pom.xml" {
		t.Errorf("got %+v", list[1:])
	}
	if got := m.Bom("b", "bom"); got != "3" {
		t.Errorf("bill of materials: %q", got)
	}
	if m.Bom("b", "other") != "" {
		t.Error("a bill that nobody imports")
	}
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	child := func(name, more string) string {
		return maventest.Project(name, "<parent><groupId>g</groupId><artifactId>shop</artifactId><version>1.0</version></parent>", more)
	}
	r := Read(maventest.Tree(t, map[string]string{
		"pom.xml":           maventest.Project("shop", "<packaging>pom</packaging><modules><module>web</module></modules><profiles><profile><id>all</id><modules><module>admin</module></modules></profile></profiles>"),
		"web/pom.xml":       child("web", "<packaging>pom</packaging><modules><module>ui</module></modules>"),
		"web/ui/pom.xml":    maventest.Project("ui"),
		"admin/pom.xml":     child("admin", ""),
		"apart/pom.xml":     maventest.Project("apart"),
		".mvn/maven.config": "-T1",
	}))
	for file, want := range map[string]struct {
		top, module string
		profiles    []string
	}{
		"pom.xml":        {"pom.xml", "", nil},
		"web/ui/pom.xml": {"pom.xml", "web/ui", nil},
		"admin/pom.xml":  {"pom.xml", "admin", []string{"all"}},
		"apart/pom.xml":  {"apart/pom.xml", "", nil},
	} {
		got := r.Route(r.POMs[file])
		if got.Top.File != want.top || got.Module != want.module || !slices.Equal(got.Profiles, want.profiles) {
			t.Errorf("%s: got %+v", file, got)
		}
	}
	if got := r.Loaded(r.POMs["pom.xml"]); !slices.Equal(got, []string{".mvn/maven.config", "admin/pom.xml", "pom.xml", "web/pom.xml", "web/ui/pom.xml"}) {
		t.Errorf("a build loads %v", got)
	}
	told := r.Model(r.POMs["pom.xml"], map[string]bool{"all": true})
	if told == r.POMs["pom.xml"].Resolved || told != r.Model(r.POMs["pom.xml"], map[string]bool{"all": true}) {
		t.Error("a model with profiles is another one, and is made once")
	}
}

func TestRelativePath(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, target, want string }{
		{".", "a/b", "a/b"}, {"a", "a/b", "b"}, {"a/b", "a/c/pom.xml", "../c/pom.xml"}, {"a", "b", "../b"}, {"a/b", "a", ".."},
	} {
		if got := RelativePath(c.from, c.target); got != c.want {
			t.Errorf("from %s to %s: got %q, want %q", c.from, c.target, got, c.want)
		}
	}
}

func TestBrokenAndLooping(t *testing.T) {
	t.Parallel()
	ref := func(name string) string {
		return "<parent><groupId>g</groupId><artifactId>" + name + "</artifactId><version>1.0</version><relativePath>../" + name + "</relativePath></parent>"
	}
	r := Read(maventest.Tree(t, map[string]string{
		"a/pom.xml": maventest.Project("a", ref("b")), "b/pom.xml": maventest.Project("b", ref("a")),
		"c/pom.xml": "<project>\n<name>\n</project>", "d/pom.xml": "<other/>",
	}))
	if len(r.POMs) != 2 || len(r.Warnings) != 2 {
		t.Fatalf("POMs %v, warnings %+v", r.Files, r.Warnings)
	}
	for _, w := range r.Warnings {
		if w.Line == 0 {
			t.Errorf("no line: %+v", w)
		}
	}
}

func TestKnownParents(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ group, artifact, version, property, want string }{
		{"org.springframework.boot", "spring-boot-starter-parent", "3.3.1", "maven.compiler.release", "17"},
		{"org.springframework.boot", "spring-boot-starter-parent", "2.7.1", "maven.compiler.target", "1.8"},
		{"org.springframework.boot", "spring-boot-starter-parent", "1.5.1", "java.version", "1.6"},
		{"io.micronaut.platform", "micronaut-parent", "4.6.0", "maven.compiler.release", "17"},
		{"io.micronaut", "micronaut-parent", "2.0.0", "maven.compiler.release", "8"},
		{"io.helidon.applications", "helidon-se", "1.4.0", "maven.compiler.source", "1.8"},
		{"io.helidon.applications", "helidon-se", "2.4.0", "maven.compiler.source", "11"},
		{"io.helidon.applications", "helidon-mp", "2.4.0", "mainClass", "io.helidon.microprofile.cdi.Main"},
		{"io.helidon.applications", "helidon-mp", "3.0.0", "maven.compiler.source", "17"},
		{"io.helidon.applications", "helidon-mp", "4.1.2", "mainClass", "io.helidon.Main"},
		{"org.apache", "apache", "33", "maven.compiler.target", "8"},
		{"org.apache", "apache", "21", "maven.compiler.target", "1.7"},
		{"org.apache", "apache", "18", "maven.compiler.target", "1.6"},
		{"org.apache", "apache", "9", "maven.compiler.target", ""},
		{"org.acme", "parent", "1", "java.version", ""},
	} {
		pom := maventest.Project("app", "<parent><groupId>"+c.group+"</groupId><artifactId>"+c.artifact+"</artifactId><version>"+c.version+"</version></parent>")
		m := Read(maventest.Tree(t, map[string]string{"pom.xml": pom})).POMs["pom.xml"].Resolved
		if v, _ := m.Prop(c.property); v.Text != c.want || c.want != "" && v.At.File != "pom.xml" {
			t.Errorf("%s %s: %s is %+v, want %q", c.artifact, c.version, c.property, v, c.want)
		}
	}
}

func TestRuns(t *testing.T) {
	t.Parallel()
	execution := func(id, phase, goal string) string {
		return "<execution><id>" + id + "</id><phase>" + phase + "</phase><goals><goal>" + goal + "</goal></goals><configuration><x>" + id + "</x></configuration></execution>"
	}
	pom := maventest.Project("app", maventest.Plugins("<plugin><artifactId>p</artifactId><configuration><y>1</y></configuration><executions>"+
		execution("one", "package", "make")+execution("off", "none", "make")+execution("late", "deploy", "make")+execution("other", "package", "clean")+"</executions></plugin>"))
	p := Read(maventest.Tree(t, map[string]string{"pom.xml": pom})).POMs["pom.xml"].Resolved.Plugin("p")
	runs := p.Runs("make")
	if len(runs) != 1 || runs[0].Config.Value("x") != "one" || runs[0].Config.Value("y") != "1" {
		t.Errorf("got %+v", runs)
	}
	var none *Plugin
	if none.Runs("make") != nil {
		t.Error("a plugin that is not there runs nothing")
	}
}

func TestModelAnswers(t *testing.T) {
	t.Parallel()
	pom := maventest.Project("app", "<packaging>war</packaging><build><directory>${basedir}/out</directory><sourceDirectory>java</sourceDirectory><resources><resource><directory>conf</directory></resource><resource><directory>${x}</directory></resource></resources></build>", maventest.Deps(maventest.Web))
	p := Read(maventest.Tree(t, map[string]string{"a/pom.xml": pom})).POMs["a/pom.xml"]
	m := p.Resolved
	if m.Packaging().Text != "war" || m.BuildDirectory() != "out" || m.SourceDirectory() != "java" || m.FinalName().Text != "app-1.0" {
		t.Errorf("packaging %+v, folders %s %s, name %+v", m.Packaging(), m.BuildDirectory(), m.SourceDirectory(), m.FinalName())
	}
	if v, ok := m.Version(); v != "1.0" || !ok {
		t.Errorf("version %q", v)
	}
	if got := m.ResourceDirs("a"); !slices.Equal(got, []string{"a/conf", "a/src/main/resources"}) {
		t.Errorf("resources %v", got)
	}
	if !p.Mentions("spring-boot-starter-web") || p.Mentions("spring-boot-starter") {
		t.Error("what the POM mentions")
	}
	for version, want := range map[string]int{"3.2.1": 3, "^4": 4, "[2,3)": 2, "v11": 11, "x": 0, "": 0} {
		if got := Major(version); got != want {
			t.Errorf("major of %q: %d", version, got)
		}
	}
}
