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

// TestUnset: what is wanted is told once, with the objects that hold it.
func TestUnset(t *testing.T) {
	t.Parallel()
	key := func(name string, secret bool) plan.Reference {
		r := plan.Reference{Name: name, Object: "orders-settings", Secret: secret}
		if secret {
			r.Object = "orders-secrets"
		}
		return r
	}
	p, u := plan.Plan{}, plan.Unit{Workload: plan.Workload{Wanted: []plan.Reference{key("DB_HOST", false)}, Spots: []plan.Spot{{Wanted: []plan.Reference{key("DB_PASSWORD", true)}}, {}}}}
	if err := tellUnset(making{plan: &p, unit: &u}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(u.Unset, []string{"DB_HOST", "DB_PASSWORD"}) || len(p.Warnings) != 1 ||
		!strings.Contains(p.Warnings[0].Text, "DB_HOST from the ConfigMap orders-settings and DB_PASSWORD from the Secret orders-secrets") {
		t.Errorf("unset %v, warnings %v", u.Unset, p.Warnings)
	}
	p, u = plan.Plan{}, plan.Unit{Workload: plan.Workload{Spots: []plan.Spot{{}}}}
	if err := tellUnset(making{plan: &p, unit: &u}); err != nil || len(u.Unset)+len(p.Warnings) > 0 {
		t.Errorf("nothing is wanted: %v, %v, %v", err, u.Unset, p.Warnings)
	}
}
