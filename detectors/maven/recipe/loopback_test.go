package recipe_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// TestLoopback: a server that its configuration binds to the pod itself is opened by what wins over the file.
func TestLoopback(t *testing.T) {
	t.Parallel()
	boot := func(settings string) map[string]string {
		return maventest.Boot(map[string]string{"src/main/resources/application.properties": settings})
	}
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
		env   string
		start string // begins with
		warns string
	}{
		"Spring":              {boot("server.address=127.0.0.1"), "SERVER_ADDRESS=0.0.0.0", "java -jar", "server.address is 127.0.0.1"},
		"Spring's management": {boot("management.server.address=localhost\nserver.address=0.0.0.0"), "MANAGEMENT_SERVER_ADDRESS=0.0.0.0", "java -jar", "management.server.address is localhost"},
		"Spring for all":      {boot("server.address=10.0.0.1"), "", "java -jar", ""},
		"Dropwizard":          {wizard("server:\n  applicationConnectors:\n  - type: http\n    port: 9000\n    bindHost: ${HOST:-localhost}\n"), "", "java -Ddw.server.applicationConnectors[0].bindHost=0.0.0.0 -jar app.jar server config.yml", "bindHost is localhost"},
		"Dropwizard for all":  {wizard("server:\n  applicationConnectors:\n  - type: http\n    port: 9000\n"), "", "java -jar app.jar server config.yml", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := detect(t, c.files)
			run := f.Units[0].Image.Run
			if got := env(run.Env); got != c.env || !strings.HasPrefix(argv(run.Command), c.start) {
				t.Errorf("variables %q, starts with %s", got, argv(run.Command))
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

func env(list []facts.EnvVar) string {
	var out []string
	for _, e := range list {
		out = append(out, e.Name+"="+e.Value)
	}
	return strings.Join(out, " ")
}
