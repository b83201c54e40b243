package recipe_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// TestLoopback: a server that its configuration binds to the pod itself is opened by what wins over the file.
func TestLoopback(t *testing.T) {
	t.Parallel()
	wizard := func(config string) map[string]string {
		shade := "<plugin><artifactId>maven-shade-plugin</artifactId>" + maventest.Runs("shade", `<transformers><transformer implementation="org.apache.maven.plugins.shade.resource.ManifestResourceTransformer"><mainClass>a.Main</mainClass></transformer></transformers>`) + "</plugin>"
		return map[string]string{
			"pom.xml":                   maventest.Project("app", maventest.Deps(maventest.Dep("io.dropwizard", "dropwizard-core", "<version>4.0.0</version>")), maventest.Plugins(shade)),
			"src/main/java/a/Main.java": strings.Replace(maventest.PlainMain, "class Main", "class Main extends Application", 1),
			"config.yml":                config,
		}
	}
	for name, c := range map[string]struct {
		files map[string]string
		start string // begins with
		warns string
	}{
		"Dropwizard":         {wizard("server:\n  applicationConnectors:\n  - type: http\n    port: 9000\n    bindHost: ${HOST:-localhost}\n"), "java -Ddw.server.applicationConnectors[0].bindHost=0.0.0.0 -jar app.jar server config.yml", "bindHost is localhost"},
		"Dropwizard for all": {wizard("server:\n  applicationConnectors:\n  - type: http\n    port: 9000\n"), "java -jar app.jar server config.yml", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := detect(t, c.files)
			run := f.Units[0].Image.Run
			if !strings.HasPrefix(argv(run.Command), c.start) {
				t.Errorf("starts with %s", argv(run.Command))
			}
			if c.warns != "" && !warned(f, c.warns) || c.warns == "" && warned(f, "outside of the container") {
				t.Errorf("warns %+v", f.Warnings)
			}
		})
	}
	bare := wizard("x: 1\n")
	delete(bare, "config.yml")
	bare["config.yml.example"] = "server: {}\n"
	if f := detect(t, bare); !warned(f, "without a configuration file") || !warned(f, "config.yml.example") {
		t.Errorf("without a file: %+v", f.Warnings)
	}
}
