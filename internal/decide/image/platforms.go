package image

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// several are the platforms that an image has to exist for: one alone is what every builder of the organisation has.
func several(platforms []string) []string {
	if len(platforms) < 2 {
		return nil
	}
	return platforms
}

// across lets a stage serve several platforms: it runs on the one that builds where what it makes is the same for all, or where its compiler
// makes the others' (docs.docker.com, "Multi-platform builds", cross-compilation). GOOS and GOARCH are set for go build alone, for the
// builder runs what go run and go generate make.
func across(s plan.Stage, platforms []string) plan.Stage {
	if len(platforms) < 2 || s.Platform == "" {
		return s
	}
	s.Builder = true
	if s.Platform != facts.CrossPlatform {
		return s
	}
	s.Args = append(slices.Clone(s.Args), facts.EnvVar{Name: "TARGETOS"}, facts.EnvVar{Name: "TARGETARCH"})
	s.Build = slices.Clone(s.Build)
	for i, c := range s.Build {
		if compiles(c) {
			s.Build[i] = append([]string{"env", "GOOS=${TARGETOS}", "GOARCH=${TARGETARCH}"}, c...)
		}
	}
	return s
}

// compiles says whether a command makes a Go program.
func compiles(argv []string) bool { return len(argv) > 1 && argv[0] == "go" && argv[1] == "build" }
