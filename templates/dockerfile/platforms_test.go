package dockerfile_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
)

func TestMultiPlatform(t *testing.T) {
	t.Parallel()
	cross, native, jar := fixture.Static(), fixture.Static(), fixture.Java()
	cross.Stages[0].Builder = true
	cross.Stages[0].Args = []facts.EnvVar{{Name: "TARGETOS"}, {Name: "TARGETARCH"}}
	cross.Stages[0].Build = [][]string{{"env", "GOOS=${TARGETOS}", "GOARCH=${TARGETARCH}", "go", "build"}}
	native.Stages[0].Native = "import of x, which needs cgo"
	jar.Stages[0].Builder, jar.Init.LogLink, jar.Logs.Dir = true, "", ""
	bare := jar
	bare.Stages = slices.Clone(jar.Stages)
	bare.Run.Base.Install.Packages = []string{"git"}
	both := []string{"linux/amd64", "linux/arm64"}
	for name, tc := range map[string]struct {
		unit      plan.Unit
		platforms []string
		emulates  bool
		from      string
		lines     []string
	}{
		"one platform": {fixture.Static(), both[:1], false, "FROM golang", nil},
		"cross":        {cross, both, false, "FROM --platform=$BUILDPLATFORM golang", []string{"ARG TARGETOS TARGETARCH\n", `env GOOS="${TARGETOS}" GOARCH="${TARGETARCH}" go build`}},
		"native":       {native, both, true, "FROM golang", []string{"# On the platform that the image is for: import of x, which needs cgo\nFROM golang"}},
		"jar":          {jar, both, false, "FROM --platform=$BUILDPLATFORM registry", []string{"COPY --from=build --chown=10001:0 /skeleton/ /\n"}},
		"OS packages":  {bare, both, true, "FROM --platform=$BUILDPLATFORM registry", []string{"USER 0:0\n"}},
	} {
		p := plan.Plan{Platforms: tc.platforms, Units: []plan.Unit{tc.unit}}
		text := renderPlan(t, p)[path.Join(tc.unit.Dir, "Dockerfile")]
		for _, want := range append(tc.lines, "\n"+tc.from) {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", name, want, text)
			}
		}
		if strings.Contains(text, "is emulated (QEMU)") != tc.emulates {
			t.Errorf("%s: does it need emulation?\n%s", name, text)
		}
		if len(tc.platforms) == 1 && (strings.Contains(text, "PLATFORM") || strings.Contains(text, "buildx")) {
			t.Errorf("%s: one platform needs no words\n%s", name, text)
		}
	}
}
