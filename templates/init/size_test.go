package initscript_test

import (
	"bytes"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
)

// Somebody reads the script in a review: most have at most 150 lines, and none has more than 250.
func TestScriptsAreShort(t *testing.T) {
	t.Parallel()
	port, ready := []plan.Port{{Name: "http", Number: 8080}}, plan.Probes{Ready: "/health", Port: "http"}
	jvm := func(java string) plan.Run {
		return plan.Run{Run: facts.Run{Command: []string{"java", "-jar", "a.jar"}, Heap: &facts.Heap{Command: "java"}}, Base: plan.Base{Provides: map[string]string{"java": java}}}
	}
	selected := plan.Select{Variable: "SPRING_PROFILES_ACTIVE"}
	full := plan.Init{Links: []plan.Link{{Target: "/app/app.yml"}}, LogLink: "/app/logs", Select: selected}
	for name, c := range map[string]struct {
		unit plan.Unit
		most int
	}{
		"a site":                 {plan.Unit{Ports: port, Probes: ready}, 80},
		"a worker":               {plan.Unit{}, 100},
		"a server of Node":       {plan.Unit{Ports: port, Run: plan.Run{Run: facts.Run{Reaper: true}}}, 110},
		"a JVM":                  {plan.Unit{Ports: port, Probes: ready, Run: jvm("21"), Init: plan.Init{Select: selected, LogLink: "/app/logs"}, Logs: plan.Logs{To: plan.LogsStdout}}, 150},
		"an old JVM":             {plan.Unit{Ports: port, Probes: ready, Run: jvm("8"), Init: plan.Init{Select: selected}}, 170},
		"files, logs on a node":  {plan.Unit{Ports: port, Probes: ready, Run: jvm("17"), Init: full, Logs: plan.Logs{To: plan.LogsHostPath}}, 250},
		"an old worker with all": {plan.Unit{Run: jvm("8"), Init: full, Logs: plan.Logs{To: plan.LogsHostPath}}, 250},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.unit.Name, c.unit.Dir, c.unit.Init.Form, c.unit.Init.Path = "a", ".", plan.InitScript, plan.InitPath
			r, err := templates.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			files, err := r.Render(plan.Plan{Environments: []plan.Environment{{Name: "dev"}, {Name: "prod"}}, Units: []plan.Unit{c.unit}}, templates.Init)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				if lines := bytes.Count(f.Data, []byte("\n")); lines > c.most {
					t.Errorf("%s has %d lines, more than %d", f.Path, lines, c.most)
				}
			}
		})
	}
}
