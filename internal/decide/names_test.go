package decide

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/decide/workload"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// TestNamesThatNothingHas: a misspelt name in the settings would do nothing, so it is refused where it stands.
func TestNamesThatNothingHas(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text, want, hint string
		organisation     bool
	}{
		"unit":             {"units: {ordres: {}}", `the unit "ordres", and none was found there (waybill.yaml:1:9)`, `did you mean "orders"?`, false},
		"alias":            {"aliases: {production: prd}", `the environment "prd", which does not exist (waybill.yaml:1:11)`, `did you mean "prod"?`, false},
		"host":             {"environments: {prod: {hosts: {shop: a.example.com}}}", `the unit "shop"`, "the units are", false},
		"host of another":  {"environments: {prod: {hosts: {shop: a.example.com}}}", "", "", true},
		"host of a name":   {"units: {orders: {name: shop}}\nenvironments: {prod: {hosts: {shop: a.example.com}}}", "", "", false},
		"place":            {"units: {orders: {workload: {environments: {stage: {replicas: 2}}}}}", `the environment "stage"`, "the environments are dev, qa, prod", false},
		"place by default": {"defaults: {workload: {environments: {qaa: {replicas: 2}}}}", `the environment "qaa"`, `did you mean "qa"?`, true},
		"patch":            {"kubernetes:\n  patches:\n    - kind: Deployment\n      environment: production\n      patch: {}", `the environment "production", which does not exist (waybill.yaml:4:7)`, "the environments are dev, qa, prod", false},
		"patch of a unit":  {"units: {orders: {workload: {patches: [{kind: Deployment, environment: pro, patch: {}}]}}}", `the environment "pro"`, `did you mean "prod"?`, false},
		"after":            {"units: {orders: {workload: {after: [orders, stock]}}}", `the unit "stock"`, "", false},
		"all right":        {"units: {orders: {workload: {environments: {dev: {replicas: 2}}}}}\naliases: {test: qa}\nenvironments: {dev: {}, qa: {}}", "", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := settings.Load(settings.Layer{Name: "waybill.yaml", Data: []byte(tc.text), Own: !tc.organisation})
			if err != nil {
				t.Fatal(err)
			}
			p := plan.Plan{Environments: placesOf(s, "orders")}
			err = unknownNames(&p, Input{Report: facts.Report{Units: []facts.Unit{javaUnit()}}, Settings: s})
			if tc.want == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(strings.Join(fault.HintOf(err), " "), tc.hint) || fault.KindOf(err) != fault.Usage {
				t.Errorf("got %v, hints %q", err, fault.HintOf(err))
			}
		})
	}
}

// TestSourcesOfNoEnvironment: the repository may hold files for places that nothing is deployed to.
func TestSourcesOfNoEnvironment(t *testing.T) {
	t.Parallel()
	s, err := settings.Load(settings.Layer{Name: "waybill.yaml", Own: true, Data: []byte(`
units:
  orders:
    config:
      by: link
      links:
        - target: config/app.properties
          sources:
            dev: config/dev.properties
            production: config/prod.properties
            demo: config/demo.properties
            lab: config/lab.properties
`)})
	if err != nil {
		t.Fatal(err)
	}
	u := javaUnit()
	u.Environments = []facts.Environment{{Name: "lab"}}
	p := plan.Plan{Environments: placesOf(s, "orders")}
	if err := unknownNames(&p, Input{Report: facts.Report{Units: []facts.Unit{u}}, Settings: s}); err != nil {
		t.Fatal(err)
	}
	if len(p.Warnings) != 1 || p.Warnings[0].Line != 11 || !strings.HasPrefix(p.Warnings[0].Text, "demo is no environment: config/demo.properties is never used") {
		t.Errorf("warnings %+v", p.Warnings)
	}
}

func TestUnknownEnvironmentIsShownWhereItStands(t *testing.T) {
	t.Parallel()
	organisation := "jenkins:\n  approval:\n    prod: {hours: 1}\n  credentials: {cluster: {staging: y}}\n" // staging: for repositories that have it
	for name, tc := range map[string]struct{ own, want string }{
		"approval":              {"jenkins:\n  approval: {prdo: {hours: 2}}\n", `jenkins.approval names the environment "prdo", which does not exist (own.yaml:2:14)`},
		"credentials":           {"jenkins:\n  credentials:\n    cluster:\n      uat: x\n", `jenkins.credentials.cluster names the environment "uat", which does not exist (own.yaml:4:7)`},
		"of the organisation":   {"environments: {live: {}}\n", `jenkins.approval names the environment "prod", which does not exist (all.yaml:3:5)`},
		"known in both layers":  {"jenkins:\n  approval: {prod: {hours: 2}}\n", ""},
		"nothing of a pipeline": {"team: freight\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := settings.Load(settings.Layer{Name: "all.yaml", Data: []byte(organisation)}, settings.Layer{Name: "own.yaml", Data: []byte(tc.own), Own: true})
			if err != nil {
				t.Fatal(err)
			}
			err = unknownEnvironments(placesOf(s, "shop"), s)
			if tc.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) || fault.KindOf(err) != fault.Usage {
				t.Errorf("got %v\nwant %s", err, tc.want)
			}
		})
	}
}

// placesOf are the environments of a repository whose files name none.
func placesOf(s settings.Settings, application string) []plan.Environment {
	list, _ := workload.Environments(s, application, nil)
	return list
}
