package maven

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
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
		"the program":      {maventest.Boot(map[string]string{"src/main/java/a/App.java": strings.TrimSuffix(strings.TrimSpace(maventest.BootApp), "}")}), "src/main/java/a/App.java", 1, facts.Server, facts.Certain},
		"a library":        {library("src/main/java/a/Sail.java", "package a;\n\nclass Sail {\n"), "src/main/java/a/Sail.java", 3, facts.Library, facts.Guess},
		"a whole library":  {library("src/main/java/a/Sail.java", "package a;\n\nclass Sail { }\n"), "", 0, facts.Library, facts.Likely},
		"a test":           {library("src/test/java/a/SailTest.java", "class {{\n"), "", 0, facts.Library, facts.Likely},
		"a Kotlin library": {library("src/main/kotlin/a/Sail.kt", "package a\n\nfun sail( {\n"), "src/main/kotlin/a/Sail.kt", 3, facts.Library, facts.Guess},
	} {
		f := detect(t, c.files)
		var told []facts.Warning
		for _, w := range f.Warnings {
			if strings.Contains(w.Text, "cannot be parsed") {
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
