package model

import (
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestGivenParents(t *testing.T) {
	t.Parallel()
	parent := func(name, version string) string {
		return "<parent><groupId>org.acme</groupId><artifactId>" + name + "</artifactId><version>" + version + "</version><relativePath/></parent>"
	}
	given := map[string]string{
		"org.acme:service-parent:7": "<project>" + parent("base", "3") + "<artifactId>service-parent</artifactId><properties><java.version>21</java.version></properties></project>",
		"org.acme:base:3":           "<project><groupId>org.acme</groupId><artifactId>base</artifactId><version>3</version><build><finalName>server</finalName></build></project>",
		"org.acme:half:1":           "<project>" + parent("absent", "1") + "<artifactId>half</artifactId></project>",
		"org.acme:loop:1":           "<project>" + parent("loop", "1") + "<artifactId>loop</artifactId></project>",
		"org.acme:broken:1":         "<project",
	}
	for name, c := range map[string]struct{ parent, java, file, outside string }{
		"both given":   {parent("service-parent", "7"), "21", "server", ""},
		"one is given": {parent("half", "1"), "", "app-1.0", "org.acme:absent:1"},
		"another":      {parent("service-parent", "8"), "", "app-1.0", "org.acme:service-parent:8"},
		"broken":       {parent("broken", "1"), "", "app-1.0", "org.acme:broken:1"},
		"loop":         {parent("loop", "1"), "", "app-1.0", ""},
	} {
		r := ReadWith(maventest.Tree(t, map[string]string{"app/pom.xml": maventest.Project("app", c.parent)}), func(group, artifact, version string) ([]byte, bool) {
			data, ok := given[group+":"+artifact+":"+version]
			return []byte(data), ok
		})
		p := r.POMs["app/pom.xml"]
		v, _ := p.Resolved.Prop("java.version")
		outside, at, _ := p.Outside()
		if v.Text != c.java || p.Resolved.FinalName().Text != c.file || c.outside != "" && outside != c.outside {
			t.Errorf("%s: java %q, file %q, outside %q", name, v.Text, p.Resolved.FinalName().Text, outside)
		}
		if c.java != "" && (v.At.File != "app/pom.xml" || v.At.Line != 6 || v.At.Rule != "java.version in org.acme:service-parent:7") || c.outside != "" && at.Line != 6 {
			t.Errorf("%s: place %+v, %+v", name, v.At, at)
		}
	}
}

func TestParentElsewhereInTheRepository(t *testing.T) {
	t.Parallel()
	r := Read(maventest.Tree(t, map[string]string{
		"build/pom.xml": maventest.Project("parent", "<packaging>pom</packaging><properties><java.version>11</java.version></properties>"),
		"app/pom.xml":   maventest.Project("app", "<parent><groupId>g</groupId><artifactId>parent</artifactId><version>1.0</version><relativePath/></parent>"),
	}))
	if v, _ := r.POMs["app/pom.xml"].Resolved.Prop("java.version"); v.Text != "11" {
		t.Errorf("got %q", v.Text)
	}
	if name, _, ok := r.POMs["app/pom.xml"].Outside(); ok {
		t.Errorf("%s is in the repository", name)
	}
}
