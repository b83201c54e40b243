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

// TestMaxProcs: only releases whose runtime does not know the limit get the variable.
func TestMaxProcs(t *testing.T) {
	t.Parallel()
	for directive, want := range map[string]string{"1.23": "GOMAXPROCS", "1.24.5": "GOMAXPROCS", "1.25": "", "1.26.1": "", "": "", "2.0": ""} {
		if got := maxProcs(directive); got != want {
			t.Errorf("go %s: %q", directive, got)
		}
	}
}
