package decide

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

func TestDoubts(t *testing.T) {
	t.Parallel()
	at := []facts.Evidence{{File: "main.go", Line: 7, Rule: "literal"}}
	text := func(value string, c facts.Confidence) facts.Text {
		return facts.Text{Value: value, Confidence: c, Evidence: at}
	}
	for name, c := range map[string]struct {
		unit facts.Unit
		want string
	}{
		"certain facts are none":       {facts.Unit{Kind: text(facts.Server, facts.Certain), Ports: []facts.Port{{Value: 80, Confidence: facts.Certain}}}, ""},
		"what is absent is none":       {facts.Unit{Artifact: text("", facts.Guess)}, ""},
		"likely and guess":             {facts.Unit{Kind: text(facts.Worker, facts.Likely), Ports: []facts.Port{{Value: 80, Confidence: facts.Guess, Evidence: at}}}, "kind worker likely literal main.go:7, port 80 guess literal main.go:7"},
		"a jar names its class itself": {facts.Unit{Main: text("com.example.Main", facts.Likely), Start: []string{"java", "-jar", "app.jar"}}, ""},
		"a main that is started":       {facts.Unit{Main: text("server.js", facts.Likely), Start: []string{"node", "server.js"}}, "main server.js likely literal main.go:7"},
		"waybill's own web server":     {facts.Unit{Kind: text(facts.StaticSite, facts.Certain), Ports: []facts.Port{{Value: 8080, Confidence: facts.Likely}}}, ""},
	} {
		u := plan.Unit{Kind: c.unit.Kind.Value, Facts: c.unit}
		if err := tellDoubts(making{plan: &plan.Plan{}, unit: &u}); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range u.Doubts {
			got = append(got, strings.Join([]string{d.Fact, d.Value, string(d.Confidence), d.Why, d.File + ":7"}, " "))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestUnset(t *testing.T) {
	t.Parallel()
	set := []facts.EnvVar{{Name: "DATABASE_URL", Value: "x"}}
	for name, c := range map[string]struct {
		image    []facts.EnvVar
		workload plan.Workload
		unset    bool
	}{
		"nothing sets it":               {nil, plan.Workload{Spots: []plan.Spot{{}}}, true},
		"the image":                     {set, plan.Workload{Spots: []plan.Spot{{}}}, false},
		"all environments":              {nil, plan.Workload{Env: set, Spots: []plan.Spot{{}}}, false},
		"one environment of two":        {nil, plan.Workload{Spots: []plan.Spot{{Env: set}, {}}}, true},
		"each environment in its way":   {nil, plan.Workload{Spots: []plan.Spot{{Env: set}, {Secrets: []string{"db"}}}}, false},
		"the address of the pod itself": {nil, plan.Workload{PodIP: []string{"DATABASE_URL"}, Spots: []plan.Spot{{}}}, false},
	} {
		p, u := plan.Plan{}, plan.Unit{Workload: c.workload, Facts: facts.Unit{NeedsEnv: []string{"DATABASE_URL"}}}
		u.Facts.Image.Run.Env = c.image
		if err := tellUnset(making{plan: &p, unit: &u}); err != nil {
			t.Fatal(err)
		}
		if got := slices.Contains(u.Unset, "DATABASE_URL"); got != c.unset || got != (len(p.Warnings) == 1) {
			t.Errorf("%s: unset %v, warnings %v", name, u.Unset, p.Warnings)
		}
	}
}
