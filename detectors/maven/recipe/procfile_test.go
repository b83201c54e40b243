package recipe_test

import (
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestProcfile(t *testing.T) {
	t.Parallel()
	pom := maventest.Project("app", maventest.Deps(maventest.Dep("org.takes", "takes")))
	for name, tc := range map[string]struct {
		procfile, command string
		kind              string
		ports             int
	}{
		"web by its class":        {"web: java -Xmx1g -cp target/app.jar:target/deps/* a.Entry --port=${PORT} --threads=8\n", "java -cp app.jar:lib/* a.Entry --port=8080 --threads=8", facts.Server, 1},
		"a variable nobody knows": {"web: java -cp target/* a.Entry --host=$HOST\n", "java -cp app.jar:lib/* a.Entry", facts.CLI, 0},
		"web before worker":       {"worker: java -cp target/* a.Tool\nweb: java -cp target/* a.Entry $PORT\n", "java -cp app.jar:lib/* a.Entry 8080", facts.Server, 1},
		"another language":        {"web: bundle exec puma\n", "", facts.Library, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entry := "package a;\npublic class Entry {\n  public static void main(String[] args) {}\n}\n"
			u := one(t, map[string]string{"pom.xml": pom, "Procfile": tc.procfile, "src/main/java/a/Entry.java": entry, "src/main/java/a/Tool.java": "package a;\npublic class Tool {\n  public static void main(String[] args) {}\n}\n"})
			if argv(u.Image.Run.Command) != tc.command || u.Kind.Value != tc.kind || len(u.Ports) != tc.ports {
				t.Errorf("got %s, %q, %+v", u.Kind.Value, argv(u.Image.Run.Command), u.Ports)
			}
			if u.Confidence == facts.Certain {
				t.Error("a Procfile does not make the unit certain")
			}
		})
	}
}
