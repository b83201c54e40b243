package golang

import (
	_ "embed" // for the test script
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

//go:embed test.sh
var testScript string

// Runtime is what a Go program asks of cluster and pipeline. It starts within seconds and keeps to GOMEMLIMIT, a soft limit that has
// to stay below the container's (package runtime, "Environment Variables").
// Before the directive go 1.25 the runtime counts the processors of the node, whatever the limit (release notes of Go 1.25, "Container-aware
// GOMAXPROCS"); the variable wins over libraries that set the same.
func Runtime(u facts.Unit) facts.Runtime {
	return facts.Runtime{
		CPUs:         maxProcs(u.RuntimeVersion.Value),
		Memory:       []facts.MemoryVariable{{Name: "GOMEMLIMIT", Value: "{MiB}MiB", Percent: 90}},
		StartSeconds: 30, StopSeconds: 10,
		Resources: facts.Resources{CPU: "100m", CPULimit: "1", Memory: "256Mi", EphemeralStorage: "1Gi"},
		// git finds the file in the home folder alone; the one that is kept between builds is no place for a password
		Test: facts.Test{Script: strings.TrimSpace(testScript), Secrets: map[string]string{
			"netrc": `GOCACHE="$HOME/.cache/go-build" HOME=$(mktemp -d); export GOCACHE HOME; ln -s {file} "$HOME/.netrc"`,
		}},
		MainIsFolder: true,
	}
}

func maxProcs(directive string) string {
	major, rest, _ := strings.Cut(directive, ".")
	minor, _, _ := strings.Cut(rest, ".")
	if n, err := strconv.Atoi(minor); major != "1" || err != nil || n >= 25 {
		return ""
	}
	return "GOMAXPROCS"
}
