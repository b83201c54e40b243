package recipe_test

import (
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// TestRenamedMain: a main class that the POM still names, and that was renamed in the sources.
func TestRenamedMain(t *testing.T) {
	t.Parallel()
	shade := func(main string) string {
		plugin := "<plugin><artifactId>maven-shade-plugin</artifactId>" + maventest.Runs("shade", `<transformers><transformer implementation="org.apache.maven.plugins.shade.resource.ManifestResourceTransformer"><mainClass>`+main+`</mainClass></transformer></transformers>`) + "</plugin>"
		return maventest.Project("app", maventest.Plugins(plugin))
	}
	const run = "package org.shop.app;\npublic class Run { public static void main(String[] args) { } }\n"
	for name, c := range map[string]struct {
		main, other  string
		start, warns string
	}{
		"renamed":         {"org.shop.old.Start", "", "java -cp app.jar org.shop.app.Run", "org.shop.app.Run is started"},
		"there":           {"org.shop.app.Run", "", "java -jar app.jar", ""},
		"of a library":    {"io.vertx.core.Launcher", "", "java -jar app.jar", ""},
		"two others":      {"org.shop.old.Start", "package org.shop.app;\npublic class Two { public static void main(String[] args) { } }\n", "java -jar app.jar", "name the right one"},
		"in another file": {"org.shop.app.Start", "package org.shop.app;\nclass Start { public static void main(String[] args) { } }\n", "java -jar app.jar", ""},
		"a nested class":  {"org.shop.app.Run$Start", "", "java -jar app.jar", ""},
		"a short name":    {"Start", "", "java -jar app.jar", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := detect(t, map[string]string{"pom.xml": shade(c.main), "src/main/java/org/shop/app/Run.java": run, "src/main/java/org/shop/app/Two.java": c.other})
			if len(f.Units) != 1 {
				t.Fatalf("%d units: %+v", len(f.Units), f.Warnings)
			}
			if got := argv(f.Units[0].Image.Run.Command); got != c.start || warned(f, "the build names the main class") != (c.warns != "") || c.warns != "" && !warned(f, c.warns) {
				t.Errorf("starts with %s, warns %+v", got, f.Warnings)
			}
		})
	}
}

// TestMainOfDependency: the class of a launcher may come with a library of the same organisation, so that no source has to hold it.
func TestMainOfDependency(t *testing.T) {
	t.Parallel()
	plugin := "<plugin><artifactId>maven-shade-plugin</artifactId>" + maventest.Runs("shade", "<transformers><transformer><mainClass>org.shop.rest.Launcher</mainClass></transformer></transformers>") + "</plugin>"
	for group, warns := range map[string]bool{"org.shop": false, "org.shop.base": false, "org.shopping": true} {
		f := detect(t, map[string]string{
			"pom.xml":                             maventest.Project("app", maventest.Deps(maventest.Dep(group, "runtime")), maventest.Plugins(plugin)),
			"src/main/java/org/shop/app/API.java": "package org.shop.app;\npublic class API { }\n",
		})
		if len(f.Units) != 1 || warned(f, "no source of the module holds") != warns {
			t.Errorf("%s: %d units, %+v", group, len(f.Units), f.Warnings)
		}
	}
}
