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
// makes the others' (docs.docker.com, "Multi-platform builds", cross-compilation). The compiler alone is told the platform, for the builder
// itself runs what other commands of the stage make.
func across(s plan.Stage, platforms []string) plan.Stage {
	if len(platforms) < 2 || s.Platform == "" {
		return s
	}
	s.Builder = true
	if s.Platform != facts.CrossPlatform {
		return s
	}
	s.Args = append(slices.Clone(s.Args), facts.EnvVar{Name: "TARGETOS"}, facts.EnvVar{Name: "TARGETARCH"})
	told := []string{"env"}
	for _, e := range s.Cross.Env {
		told = append(told, e.Name+"="+e.Value)
	}
	s.Build = slices.Clone(s.Build)
	for i, c := range s.Build {
		if n := len(s.Cross.Command); len(c) >= n && slices.Equal(c[:n], s.Cross.Command) {
			s.Build[i] = slices.Concat(told, c)
		}
	}
	return s
}
