package decide

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// TestMakeFirst: the unit's own build comes before a Dockerfile that copies what it makes; anything else that is missing is told.
func TestMakeFirst(t *testing.T) {
	t.Parallel()
	maven := [][]string{{"mvn", "package"}}
	goBuild := [][]string{{"go", "build", "-o", "/out/api", "./cmd/api"}}
	for _, c := range []struct {
		name, path, context, made, artifact string
		build                               [][]string
		stage                               facts.Stage
		want                                string // folder: commands
		told                                string
	}{
		{"nothing", ".", ".", "", "target/a.jar", maven, facts.Stage{}, "", ""},
		{"a jar", ".", ".", "target/*.jar", "target/a.jar", maven, facts.Stage{}, ".: mvn package", "the unit's build makes it first"},
		{"of one module", "svc", "svc", "target/*.jar", "target/a.jar", maven, facts.Stage{Workdir: "."}, ".: mvn package", "makes it first"},
		{"of another module", "svc", ".", "lib/target/*.jar", "target/a.jar", maven, facts.Stage{}, "", "neither this nor the pipeline"},
		{"no output of a build", ".", ".", "certs/ca.pem", "target/a.jar", maven, facts.Stage{}, "", "copies certs/ca.pem, which the repository does not hold: it has to be there"},
		{"no build is known", ".", ".", "dist", "dist", nil, facts.Stage{}, "", "neither this"},
		{"a command of two lines, which a pipeline cannot hand over", ".", ".", "dist", "dist", [][]string{{"sh", "-c", "a\nb"}}, facts.Stage{}, "", "neither this"},
		{"a binary", "svc", ".", "svc/bin/api", "api", goBuild, facts.Stage{Workdir: "svc", Env: []facts.EnvVar{{Name: "CGO_ENABLED", Value: "0"}, {Name: "GOCACHE", Value: "/root/x"}}}, "svc: env CGO_ENABLED=0 go build -o bin/api ./cmd/api", "makes it first"},
		{"a binary beside the module", "svc", ".", "svc/api", "api", goBuild, facts.Stage{Workdir: "svc/inner"}, "svc/inner: go build -o ../../svc/api ./cmd/api", "makes it first"},
	} {
		u := plan.Unit{Path: c.path, Own: &plan.Own{File: "Dockerfile", Context: c.context, Made: strings.Fields(c.made)}}
		u.Facts = facts.Unit{Build: c.build, Artifact: facts.Text{Value: c.artifact}, Image: facts.Image{Stages: []facts.Stage{c.stage}}}
		told := fmt.Sprint(makeFirst(&u))
		var lines []string
		for _, words := range u.Own.Make {
			lines = append(lines, strings.Join(words, " "))
		}
		got := ""
		if len(lines) > 0 {
			got = u.Own.MakeIn + ": " + strings.Join(lines, "; ")
		}
		if got != c.want || !strings.Contains(told, c.told) || c.told == "" && told != "[]" {
			t.Errorf("%s: %q, want %q; told %s", c.name, got, c.want, told)
		}
	}
}
