package image

import (
	"fmt"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

func TestAcross(t *testing.T) {
	t.Parallel()
	both := []string{"linux/amd64", "linux/arm64"}
	cross := facts.Cross{Command: []string{"go", "build"}, Env: []facts.EnvVar{{Name: "GOOS", Value: "${TARGETOS}"}, {Name: "GOARCH", Value: "${TARGETARCH}"}}}
	for name, tc := range map[string]struct {
		of        string
		platforms []string
		want      string
	}{
		"one platform":           {facts.CrossPlatform, both[:1], "false [[go generate ./x] [go build -o /out/a .]] [{REVISION unknown}]"},
		"a compiler for others":  {facts.CrossPlatform, both, "true [[go generate ./x] [env GOOS=${TARGETOS} GOARCH=${TARGETARCH} go build -o /out/a .]] [{REVISION unknown} {TARGETOS } {TARGETARCH }]"},
		"the same for all":       {facts.AnyPlatform, both, "true [[go generate ./x] [go build -o /out/a .]] [{REVISION unknown}]"},
		"on the platform itself": {"", both, "false [[go generate ./x] [go build -o /out/a .]] [{REVISION unknown}]"},
	} {
		s := plan.Stage{Stage: facts.Stage{Platform: tc.of, Cross: cross, Args: []facts.EnvVar{{Name: "REVISION", Value: "unknown"}}, Build: [][]string{{"go", "generate", "./x"}, {"go", "build", "-o", "/out/a", "."}}}}
		out := across(s, tc.platforms)
		if got := fmt.Sprintf("%v %v %v", out.Builder, out.Build, out.Args); got != tc.want {
			t.Errorf("%s: got\n%s, want\n%s", name, got, tc.want)
		}
	}
}
