package maven

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

func TestRuntime(t *testing.T) {
	t.Parallel()
	for framework, want := range map[string][2]int{"spring-boot": {180, 30}, "quarkus": {90, 20}, "": {120, 30}, "of-nobody": {120, 30}} {
		r := Runtime(facts.Unit{Framework: facts.Text{Value: framework}})
		if got := [2]int{r.StartSeconds, r.StopSeconds}; got != want {
			t.Errorf("%s: %v, want %v", framework, got, want)
		}
		if r.Memory != nil || r.Resources.Memory != "1Gi" || !strings.Contains(r.Test.Script, "set -- {args}-Dmaven.repo.local=") {
			t.Errorf("%s: %+v", framework, r)
		}
	}
	u := facts.Unit{}
	u.Image.Run.Heap = &facts.Heap{Percent: "70.0"}
	if m := Runtime(u).Memory; len(m) != 1 || m[0].Name != "JAVA_TOOL_OPTIONS" || m[0].Value != m[0].WithInit+" -XX:MaxRAMPercentage=70.0" {
		t.Errorf("%+v", m)
	}
}
