package model

import (
	"reflect"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestCommandLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]CommandLine{
		"-Pcontainer,!dev\n--no-transfer-progress\n": {Profiles: []string{"container"}, Properties: map[string]string{}},
		"-P\none\n--activate-profiles=two":           {Profiles: []string{"one", "two"}, Properties: map[string]string{}},
		"-T 1C -Drevision=7 -DskipTests -D x=y":      {Properties: map[string]string{"revision": "7", "skipTests": "true", "x": "y"}},
		"# a comment\n-s\n.mvn/settings.xml\n":       {Properties: map[string]string{}, Settings: ".mvn/settings.xml", Files: []string{".mvn/settings.xml"}},
		"--settings=/etc/settings.xml":               {Properties: map[string]string{}, Settings: "/etc/settings.xml"},
		"-P":                                         {Properties: map[string]string{}},
		"":                                           {Properties: map[string]string{}},
	} {
		r := Read(maventest.Tree(t, map[string]string{".mvn/maven.config": text, ".mvn/settings.xml": "<settings/>", "app/pom.xml": maventest.Project("app")}))
		want.File = ".mvn/maven.config"
		if got := r.CommandLine(r.POMs["app/pom.xml"]); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v", text, got)
		}
	}
}

func TestCommandLineDecides(t *testing.T) {
	t.Parallel()
	r := Read(maventest.Tree(t, map[string]string{
		".mvn/maven.config": "-Pbig\n-Drevision=9\n",
		"pom.xml":           "<project><artifactId>app</artifactId><groupId>g</groupId><version>${revision}</version><properties><revision>1</revision></properties><profiles><profile><id>big</id><build><finalName>server</finalName></build></profile></profiles></project>",
	}))
	m := r.POMs["pom.xml"].Resolved
	if v, ok := m.Version(); v != "9" || !ok || m.FinalName().Text != "server" {
		t.Errorf("version %q, file %q", v, m.FinalName().Text)
	}
}

func TestOutsideParent(t *testing.T) {
	t.Parallel()
	parent := func(group, name string) string {
		return "<parent><groupId>" + group + "</groupId><artifactId>" + name + "</artifactId><version>7</version></parent>"
	}
	r := Read(maventest.Tree(t, map[string]string{
		"pom.xml":      maventest.Project("root", parent("org.acme", "service-parent"), "<packaging>pom</packaging><modules><module>svc</module><module>boot</module></modules>"),
		"svc/pom.xml":  maventest.Project("svc", parent("g", "root")),
		"boot/pom.xml": maventest.Project("boot", parent("org.springframework.boot", "spring-boot-starter-parent")),
	}))
	for file, want := range map[string]string{"pom.xml": "org.acme:service-parent:7", "svc/pom.xml": "org.acme:service-parent:7", "boot/pom.xml": ""} {
		name, at, ok := r.POMs[file].Outside()
		if name != want || ok != (want != "") || ok && at.File != "pom.xml" {
			t.Errorf("%s: got %q at %+v", file, name, at)
		}
	}
}
