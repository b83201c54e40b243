package dockerfile_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
)

// The training run stands in a stage of its own on the program's: what the program writes there does not come into the image, and its
// variables do not either.
func TestArchiveStage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		port int
		want string
	}{
		{"ends itself", 0, "RUN --network=none mkdir /tmp/archive; timeout -k 60 600 java '-x=y z' -jar app.jar; \\\n    echo "},
		{"listens", 8080, "timeout -k 60 600 java '-x=y z' -jar app.jar & \\\n    until ! kill -0 $! || grep -q ':1F90 [0-9A-F]*:0000 0A' /proc/net/tcp*; do sleep 1; done; kill $!; wait $!; \\\n    echo "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			u := fixture.Java()
			u.Run.Archive = &plan.Archive{
				Form: "cds", What: "CDS archive", Folder: plan.ArchiveFolder, Scratch: "/tmp/archive", Seconds: 600, Port: c.port,
				Command: []string{"java", "-x=y\nz", "-jar", "app.jar"}, Env: []facts.EnvVar{{Name: "MODE", Value: "off"}},
			}
			text := renderUnit(t, u)["Dockerfile"]
			stages := stagesOf(t, text)
			last, training, program := stages[len(stages)-1], stages[len(stages)-2], stages[len(stages)-3]
			if program.Name != "program" || training.BaseName != "program" || training.Name != "archive" || last.BaseName != "program" {
				t.Errorf("the stages are %s, %s from %s, and one from %s", program.Name, training.Name, training.BaseName, last.BaseName)
			}
			for _, want := range []string{c.want, "USER 10001:0\nENV MODE=\"off\"\nRUN ", "COPY --from=archive /tmp/archive/ /usr/local/lib/waybill/\n"} {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in\n%s", want, text)
				}
			}
		})
	}
}
