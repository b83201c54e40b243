package golang

import (
	_ "embed" // for the test script
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

//go:embed test.sh
var testScript string

// Runtime is what a Go program asks of cluster and pipeline. It starts within seconds and keeps to GOMEMLIMIT, a soft limit that has
// to stay below the container's (package runtime, "Environment Variables").
func Runtime(facts.Unit) facts.Runtime {
	return facts.Runtime{
		Memory:       []facts.MemoryVariable{{Name: "GOMEMLIMIT", Value: "{MiB}MiB", Percent: 90}},
		StartSeconds: 30, StopSeconds: 10,
		Resources:    facts.Resources{CPU: "100m", CPULimit: "1", Memory: "256Mi", EphemeralStorage: "1Gi"},
		Test:         facts.Test{Script: strings.TrimSpace(testScript)},
		MainIsFolder: true,
	}
}
