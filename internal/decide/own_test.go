package decide

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// TestTakeOwn: the Dockerfile that stands in the place of the unit's, or that the settings name, is the one that is used.
func TestTakeOwn(t *testing.T) {
	t.Parallel()
	there := func(file, context string) (plan.Own, bool) {
		return plan.Own{File: file, Context: cmp.Or(context, "svc"), UID: 1000}, file == "svc/Dockerfile" || file == "docker/api"
	}
	for _, c := range []struct {
		name    string
		set     settings.Unit
		inPlace bool
		want    string // file and context, or the error
	}{
		{"beside the source", settings.Unit{}, true, "svc/Dockerfile in svc"},
		{"written elsewhere", settings.Unit{}, false, ""},
		{"named", settings.Unit{Dockerfile: "./docker/api", Context: "."}, false, "docker/api in ."},
		{"refused", settings.Unit{Dockerfile: "generated"}, true, ""},
		{"named and not there", settings.Unit{Dockerfile: "docker/web"}, true, "dockerfile of orders names docker/web, which is no Dockerfile of the repository's own"},
	} {
		p, u := plan.Plan{}, plan.Unit{Name: "orders", Path: "svc", Dir: "svc"}
		err := takeOwn(making{in: Input{Dockerfile: there, InPlace: c.inPlace}, plan: &p, unit: &u, set: c.set})
		got := ""
		if u.Own != nil {
			got = u.Own.File + " in " + u.Own.Context
		}
		if err != nil {
			got = err.Error()
		}
		if got != c.want || u.Own != nil && len(p.Warnings) != 1 {
			t.Errorf("%s: %q, want %q; warnings %v", c.name, got, c.want, p.Warnings)
		}
	}
}

// TestOwnPorts: what the image says of its ports wins over what is not certain.
func TestOwnPorts(t *testing.T) {
	t.Parallel()
	port := func(n int, c facts.Confidence, env string) facts.Port {
		return facts.Port{Value: n, Confidence: c, Env: env}
	}
	for _, c := range []struct {
		name  string
		ports []facts.Port
		own   plan.Own
		set   bool
		want  string
	}{
		{"the same", []facts.Port{port(8080, facts.Likely, "")}, plan.Own{Ports: []int{8080, 9090}}, false, "8080 likely"},
		{"EXPOSE against a guess", []facts.Port{port(3000, facts.Guess, "")}, plan.Own{Ports: []int{4000}}, false, "4000 likely"},
		{"EXPOSE against what is certain", []facts.Port{port(3000, facts.Certain, "")}, plan.Own{Ports: []int{4000}}, false, "3000 certain"},
		{"a variable of the image", []facts.Port{port(3000, facts.Certain, "PORT")}, plan.Own{Env: map[string]string{"PORT": "5000"}, Ports: []int{3000}}, false, "5000 likely"},
		{"the settings", []facts.Port{port(3000, facts.Guess, "")}, plan.Own{Ports: []int{4000}}, true, "3000 guess"},
		{"none was found", nil, plan.Own{Ports: []int{4000}}, false, "4000 likely"},
	} {
		u := plan.Unit{Own: &c.own, Facts: facts.Unit{Kind: facts.Text{Value: facts.Server}, Ports: c.ports}}
		ownPorts(&u, c.set)
		var got []string
		for _, p := range u.Facts.Ports {
			got = append(got, fmt.Sprint(p.Value, " ", p.Confidence))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
}

// TestUnstated: a variable that waybill's image would state reaches a program in another image by the manifests.
func TestUnstated(t *testing.T) {
	t.Parallel()
	u := plan.Unit{Own: &plan.Own{Env: map[string]string{"PORT": "1"}}}
	u.Facts.Ports = []facts.Port{{Value: 1, Env: "PORT"}, {Value: 2, Env: "ADMIN_PORT"}}
	u.Facts.Image.Run.Env = []facts.EnvVar{{Name: "PORT", Value: "1"}, {Name: "ADMIN_PORT", Value: "2"}, {Name: "NODE_ENV", Value: "production"}, {Name: "LEVEL", Value: "info"}}
	if got := fmt.Sprint(unstated(u, settings.Unit{Env: map[string]string{"LEVEL": "info"}})); got != "[{ADMIN_PORT 2} {LEVEL info}]" {
		t.Error(got)
	}
}
