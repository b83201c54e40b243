package maventest_test

import (
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
	"github.com/waybill-dev/waybill/detectors/maven/model"
)

func TestPartsFitTogether(t *testing.T) {
	t.Parallel()
	files := maventest.Boot(map[string]string{
		"lib/pom.xml": maventest.Project("lib", maventest.Deps(maventest.Dep("g", "app", "<scope>test</scope>")), maventest.Plugins("<plugin><artifactId>p</artifactId>"+maventest.Runs("make", "<x>1</x>")+"</plugin>")),
	})
	r := model.Read(maventest.Tree(t, files))
	if len(r.POMs) != 2 || len(r.Warnings) != 0 {
		t.Fatalf("POMs %v, warnings %+v", r.Files, r.Warnings)
	}
	lib := r.POMs["lib/pom.xml"].Resolved
	if runs := lib.Plugin("p").Runs("make"); len(runs) != 1 || runs[0].Config.Value("x") != "1" {
		t.Errorf("executions %+v", runs)
	}
	if deps := lib.Dependencies(); len(deps) != 1 || deps[0].Scope != "test" {
		t.Errorf("dependencies %+v", deps)
	}
	if _, ok := r.POMs["pom.xml"].Resolved.Prop("java.version"); !ok {
		t.Error("the parent of Spring Boot is not known")
	}
}
