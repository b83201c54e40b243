package recipe_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// TestJarOrArchive: a Spring Boot jar runs by itself, so an archive around it is run only when something speaks for the archive.
func TestJarOrArchive(t *testing.T) {
	t.Parallel()
	set := func(from, to string) string {
		return "<fileSet><directory>" + from + "</directory><outputDirectory>" + to + "</outputDirectory></fileSet>"
	}
	const zip, jar = "target/app-1.0-bin.zip", "target/app-1.0.jar"
	docker := "<plugin><artifactId>docker-maven-plugin</artifactId><configuration><resources><resource><include>app.zip</include></resource></resources></configuration></plugin>"
	for name, tc := range map[string]struct {
		sets, script, plugin, want, told string
	}{
		"copies of the resources":          {set("src/main/resources", "config"), "nohup java -jar lib/app.jar &", "", jar, "adds only scripts"},
		"documents":                        {set("docs", "docs") + "<fileSet><directory>.</directory><includes><include>*.md</include></includes></fileSet>", "java -jar lib/app.jar &", "", jar, "adds only scripts"},
		"a folder that is not there":       {set("src/main/plugins", "plugins"), "java -jar lib/app.jar &", "", jar, "adds only scripts"},
		"configuration beside the jar":     {set("src/main/conf", "conf"), "nohup java -jar lib/app.jar &", "", zip, "holds src/main/conf"},
		"a script for a container":         {set("src/main/resources", "config"), "#!/bin/sh\nexec java -jar lib/app.jar\n", "", zip, "src/main/bin/start.sh starts the program in the foreground"},
		"the image is made of the archive": {set("src/main/resources", "config"), "java -jar lib/app.jar &", docker, zip, "docker-maven-plugin"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assembly := "<plugin><artifactId>maven-assembly-plugin</artifactId>" + maventest.Runs("single", "<descriptors><descriptor>dist.xml</descriptor></descriptors>") + "</plugin>"
			files := maventest.Boot(map[string]string{
				"pom.xml": maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin, assembly, tc.plugin)),
				"dist.xml": "<assembly><id>bin</id><formats><format>zip</format></formats><fileSets>" + set("src/main/bin", "bin") +
					"<fileSet><directory>target</directory><outputDirectory>lib</outputDirectory><includes><include>*.jar</include></includes></fileSet>" + tc.sets + "</fileSets></assembly>",
				"src/main/bin/start.sh": tc.script, "src/main/resources/application.yml": "a: b\n", "docs/use.md": "# Use\n", "README.md": "# App\n",
			})
			if strings.Contains(tc.sets, "src/main/conf") {
				maps.Copy(files, map[string]string{"src/main/conf/app.properties": "a=b\n"})
			}
			f := detect(t, files)
			u := f.Units[0]
			if u.Artifact.Value != tc.want || u.Artifact.Confidence != facts.Likely || !warned(f, tc.told) {
				t.Errorf("got %s (%s), %+v", u.Artifact.Value, u.Artifact.Confidence, f.Warnings)
			}
		})
	}
}
