package golang

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

func TestRuntime(t *testing.T) {
	t.Parallel()
	r := Runtime(facts.Unit{})
	if m := r.Memory[0]; m.Name != "GOMEMLIMIT" || m.Percent != 90 || !strings.Contains(m.Value, "{MiB}") || r.Resources.Memory != "256Mi" || r.StartSeconds != 30 || !r.MainIsFolder {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(r.Test.Script, "go test ./...") {
		t.Errorf("test script:\n%s", r.Test.Script)
	}
}
