package maven

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestParentLoop(t *testing.T) {
	t.Parallel()
	ref := func(name, path string) string {
		return "<parent><groupId>g</groupId><artifactId>" + name + "</artifactId><version>1.0</version><relativePath>" + path + "</relativePath></parent>"
	}
	f := detect(t, map[string]string{"a/pom.xml": maventest.Project("a", ref("b", "../b")), "b/pom.xml": maventest.Project("b", ref("a", "../a"))})
	if !warned(f, "in a loop") {
		t.Errorf("warnings: %+v", f.Warnings)
	}
}

func TestManyPlaceholders(t *testing.T) {
	t.Parallel()
	var properties, config strings.Builder
	for i := range 30 {
		fmt.Fprintf(&properties, "<p%d>${p%d}${p%d}${p%d}</p%d>", i, i+1, i+1, i+1, i)
		fmt.Fprintf(&config, "p%d=${p%d:}${p%d:}${p%d:}\n", i, i+1, i+1, i+1)
	}
	files := maventest.Boot(map[string]string{"src/main/resources/application.properties": config.String() + "server.port=${p0}"})
	files["pom.xml"] = maventest.Project("app", maventest.BootParent("3.3.1"), "<properties>"+properties.String()+"<p30/></properties><build><finalName>a${p0}</finalName><plugins>"+maventest.BootPlugin+"</plugins></build>", maventest.Deps(maventest.Web))
	if u := one(t, files); u.Ports[0].Value != 8080 { // and not: never
		t.Errorf("ports %+v", u.Ports)
	}
}

func FuzzPOM(f *testing.F) {
	f.Add([]byte(maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin))))
	f.Add([]byte("<project><properties><a>${b}</a><b>${a}</b></properties><artifactId>${a}</artifactId><modules><module>.</module><module>../..</module></modules></project>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if strings.Contains(string(data), "\x00") {
			return
		}
		found := detect(t, map[string]string{"pom.xml": string(data), "src/main/java/a/App.java": maventest.BootApp})
		for _, u := range found.Units {
			if u.Path != "." || u.Name == "" || len(u.Name) > 63 {
				t.Fatalf("unit %q %q", u.Path, u.Name)
			}
		}
	})
}

func TestBrokenPOM(t *testing.T) {
	t.Parallel()
	f := detect(t, map[string]string{"pom.xml": "<project><name>", "app/pom.xml": maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Plugins(maventest.BootPlugin)), "app/src/main/java/a/App.java": maventest.BootApp})
	if len(f.Units) != 1 || !warned(f, "not a readable POM: ") || f.Warnings[0].Line != 1 {
		t.Errorf("one broken POM: %d units, %+v", len(f.Units), f.Warnings)
	}
}
