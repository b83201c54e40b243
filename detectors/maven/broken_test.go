package maven

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// TestBrokenSources: a source that no compiler takes is told with its line, and what it may hold makes the kind of a library a guess.
func TestBrokenSources(t *testing.T) {
	t.Parallel()
	library := func(name, text string) map[string]string {
		return map[string]string{"pom.xml": maventest.Project("sail", ""), name: text}
	}
	for name, c := range map[string]struct {
		files      map[string]string
		file       string
		line       int
		kind       string
		confidence facts.Confidence
	}{
		"the program":       {maventest.Boot(map[string]string{"src/main/java/a/App.java": strings.TrimSuffix(strings.TrimSpace(maventest.BootApp), "}")}), "src/main/java/a/App.java", 1, facts.Server, facts.Certain},
		"a library":         {library("src/main/java/a/Sail.java", "package a;\n\nclass Sail {\n"), "src/main/java/a/Sail.java", 3, facts.Library, facts.Guess},
		"a whole library":   {library("src/main/java/a/Sail.java", "package a;\n\nclass Sail { }\n"), "", 0, facts.Library, facts.Likely},
		"a test":            {library("src/test/java/a/SailTest.java", "class {{\n"), "", 0, facts.Library, facts.Likely},
		"a Kotlin library":  {library("src/main/kotlin/a/Sail.kt", "package a\n\nfun sail( {\n"), "src/main/kotlin/a/Sail.kt", 3, facts.Library, facts.Guess},
		"too large to read": {library("src/main/java/a/Sail.java", "package a;\n// "+strings.Repeat("x", code.MaxBytes)+"\nclass Sail { }\n"), "src/main/java/a/Sail.java", 0, facts.Library, facts.Guess},
		"a large test":      {library("src/test/java/a/SailTest.java", "// "+strings.Repeat("x", code.MaxBytes)), "", 0, facts.Library, facts.Likely},
	} {
		f := detect(t, c.files)
		var told []facts.Warning
		for _, w := range f.Warnings {
			if strings.Contains(w.Text, "is not known") {
				told = append(told, w)
			}
		}
		if c.file == "" && len(told) > 0 || c.file != "" && (len(told) != 1 || told[0].File != c.file || told[0].Line < c.line) {
			t.Errorf("%s: %+v", name, f.Warnings)
		}
		if len(f.Units) != 1 || f.Units[0].Kind.Value != c.kind || f.Units[0].Kind.Confidence != c.confidence {
			t.Errorf("%s: %+v", name, f.Units)
		}
	}
}

// TestMissingModules: a reactor that lists a module which is not there is not built by Maven; reactors that nothing is built of are not asked.
func TestMissingModules(t *testing.T) {
	t.Parallel()
	parent := "<parent><groupId>g</groupId><artifactId>root</artifactId><version>1.0</version></parent>"
	root := func(modules string, more ...string) string {
		return maventest.Project("root", append(more, maventest.BootParent("3.3.1"), "<packaging>pom</packaging><modules>"+modules+"</modules>")...)
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"at the top":         {map[string]string{"pom.xml": root("<module>api</module><module>gone</module>")}, "the module gone is listed and not in this repository (gone/pom.xml)"},
		"in another module":  {map[string]string{"pom.xml": root("<module>api</module><module>more</module>"), "more/pom.xml": maventest.Project("more", "<packaging>pom</packaging><modules><module>gone</module></modules>")}, "(more/gone/pom.xml)"},
		"all there":          {map[string]string{"pom.xml": root("<module>api</module>")}, ""},
		"by a property":      {map[string]string{"pom.xml": root("<module>api</module><module>${which}</module>")}, ""},
		"outside":            {map[string]string{"pom.xml": root("<module>api</module><module>../other</module>")}, ""},
		"in a profile":       {map[string]string{"pom.xml": root("<module>api</module>", "<profiles><profile><id>x</id><modules><module>gone</module></modules></profile></profiles>")}, ""},
		"of another reactor": {map[string]string{"pom.xml": root("<module>api</module>"), "samples/pom.xml": maventest.Project("samples", "<packaging>pom</packaging><modules><module>gone</module></modules>")}, ""},
	} {
		c.files["api/pom.xml"] = maventest.Project("api", parent, maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin))
		c.files["api/src/main/java/a/App.java"] = maventest.BootApp
		f := detect(t, c.files)
		if got := warned(f, "Maven refuses to build without it"); got != (c.want != "") || c.want != "" && !warned(f, c.want) {
			t.Errorf("%s: %+v", name, f.Warnings)
		}
	}
}

// TestConfigurationOfAnotherEncoding: what a file says that is not UTF-8 is read as far as possible, and told at the line.
func TestConfigurationOfAnotherEncoding(t *testing.T) {
	t.Parallel()
	f := detect(t, maventest.Boot(map[string]string{"src/main/resources/application.yml": "server:\n  # \xb6\xcb\xbf\xda\n  port: 8123\n"}))
	if len(f.Units) != 1 || f.Units[0].Ports[0].Value != 8123 || !slices.ContainsFunc(f.Warnings, func(w facts.Warning) bool {
		return w.Line == 2 && strings.Contains(w.Text, "not written in UTF-8")
	}) {
		t.Errorf("got %+v, %+v", f.Units, f.Warnings)
	}
}
