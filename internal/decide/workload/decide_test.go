package workload

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// decided is a server of one HTTP port in dev and prod, changed by the test and decided with settings.
func decided(t *testing.T, text string, change func(*plan.Plan, *plan.Unit)) (plan.Plan, plan.Unit, error) {
	t.Helper()
	s, err := settings.Load(settings.Layer{Name: "waybill.yaml", Data: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	p := plan.Plan{Environments: []plan.Environment{{Name: "dev", Registry: "replica.example.com"}, {Name: "prod"}}}
	u := plan.Unit{Name: "shop", Path: "svc", Kind: facts.Server, Facts: facts.Unit{Name: "shop", Path: "svc"}, Ports: []plan.Port{{Name: "http", Number: 8080}}, Init: plan.Init{Form: plan.InitScript}}
	u.Run.User = plan.DefaultUser
	if change != nil {
		change(&p, &u)
	}
	set, err := s.Unit(settings.UnitKeys(u.Facts)...)
	if err != nil {
		t.Fatal(err)
	}
	return p, u, Decide(&p, &u, s, set)
}

func worker(_ *plan.Plan, u *plan.Unit) { u.Kind, u.Ports = facts.Worker, nil }

// TestControllers: what runs the pods, by which name and label.
func TestControllers(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 60)
	for name, c := range map[string]struct {
		settings string
		change   func(*plan.Plan, *plan.Unit)
		want     string
		warns    string
	}{
		"a server":             {"", nil, "Deployment rolling shop backend headless false", ""},
		"a site":               {"", func(_ *plan.Plan, u *plan.Unit) { u.Kind = facts.StaticSite }, "Deployment rolling shop frontend headless false", ""},
		"a worker":             {"", worker, "Deployment rolling shop worker headless false", ""},
		"a job":                {"defaults: {workload: {schedule: 15 3 * * *}}", worker, "CronJob rolling shop job headless false", ""},
		"a job of a long name": {"defaults: {workload: {schedule: 15 3 * * *}}", func(_ *plan.Plan, u *plan.Unit) { u.Name = long }, "CronJob rolling " + plan.Shorten(long, 52) + " job headless false", ""},
		"stateful":             {"kubernetes: {release: {strategy: statefulset}}", nil, "StatefulSet statefulset shop backend headless true", ""},
		"a long name":          {"kubernetes: {release: {strategy: statefulset}}", func(_ *plan.Plan, u *plan.Unit) { u.Name = long }, "StatefulSet statefulset " + plan.Shorten(long, 52) + " backend headless true", ""},
		"its own strategy":     {"kubernetes: {release: {strategy: statefulset}}\nunits: {shop: {workload: {release: {strategy: canary}}}}", nil, "Rollout canary shop backend headless false", ""},
		"nothing to switch":    {"kubernetes: {release: {strategy: blue-green}}", worker, "Deployment rolling shop worker headless false", "the unit has no Service that could be switched: it is released by a rolling update instead of blue-green"},
		"a server to switch":   {"kubernetes: {release: {strategy: blue-green}}", nil, "Deployment blue-green shop backend headless false", ""},
		"gRPC":                 {"", func(_ *plan.Plan, u *plan.Unit) { u.Ports[0].Name = "grpc" }, "Deployment rolling shop backend headless true", ""},
		"Dubbo":                {"", func(_ *plan.Plan, u *plan.Unit) { u.Ports[0].Name = "dubbo" }, "Deployment rolling shop backend headless true", ""},
		"registered":           {"", func(_ *plan.Plan, u *plan.Unit) { u.Facts.Registries = []facts.Service{facts.Nacos} }, "Deployment rolling shop backend headless true", ""},
	} {
		p, u, err := decided(t, c.settings, c.change)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		w := u.Workload
		if got := fmt.Sprintf("%s %s %s %s headless %t", w.Controller, w.Release.Strategy, w.Object, w.Component, w.Headless); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		said := ""
		for _, w := range p.Warnings {
			said += w.Text
		}
		if said != c.warns {
			t.Errorf("%s: %q, want %q", name, said, c.warns)
		}
	}
}

// TestRefusals: each with its place in the settings.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settings   string
		change     func(*plan.Plan, *plan.Unit)
		text, hint string
	}{
		"a job without a schedule": {
			"units:\n  svc:\n    kind: job\n", func(_ *plan.Plan, u *plan.Unit) { u.Kind = plan.Job },
			"the unit shop is a job without a schedule (waybill.yaml:3:5)", `set units."svc".workload.schedule, for example "15 3 * * *"`,
		},
		"a StatefulSet of a worker": {
			"kubernetes:\n  release: {strategy: statefulset}\n", worker,
			"the unit shop has no port: a StatefulSet needs a headless Service (waybill.yaml:2:13)", `set units."svc".workload.release.strategy to rolling, cloneset or canary`,
		},
		"a StatefulSet of its own strategy": {
			"kubernetes: {release: {strategy: canary}}\nunits:\n  svc:\n    workload:\n      release: {strategy: statefulset}\n", worker,
			"the unit shop has no port: a StatefulSet needs a headless Service (waybill.yaml:5:17)", `set units."svc".workload.release.strategy to rolling, cloneset or canary`,
		},
		"fewer pods of a unit in a place": {
			"units:\n  svc:\n    workload:\n      environments: {prod: {maxReplicas: 2}}\n", nil,
			"maxReplicas 2 of shop in prod is less than its 3 replicas (waybill.yaml:4:29)", "use the same number for both to switch the autoscaler off",
		},
		"a host of the unit in a place": {
			"units:\n  svc:\n    workload:\n      environments: {dev: {host: a.example.com}}\n", func(_ *plan.Plan, u *plan.Unit) { u.Ports[0] = plan.Port{Name: "amqp", Number: 5672} },
			"the unit shop has the host a.example.com and speaks no HTTP: its port is 5672 (amqp) (waybill.yaml:4:28)",
			"remove the host: other units reach it by its Service, and other protocols need an entrance of their own",
		},
		"pods of a claim in a place": {
			"units:\n  svc:\n    workload:\n      environments: {prod: {replicas: 2}}\n      storage: [{path: data, size: 1Gi}]\n", nil,
			"2 pods of shop in prod cannot share a claim that one node mounts (waybill.yaml:4:29)",
			`leave replicas out, or keep the data in a database instead of units."svc".workload.storage`,
		},
		"logs on the node without an init": {
			"units:\n  svc:\n    logs: {to: hostPath}\n", func(_ *plan.Plan, u *plan.Unit) { u.Logs.To, u.Init.Form = plan.LogsHostPath, plan.InitNone },
			"the unit shop logs to the node and has no init, which makes its folder there (waybill.yaml:3:12)",
			`set units."svc".logs.to to sidecar, or give it a base image with a shell or waybill-init`,
		},
		"fewer pods than the usual": {
			"environments:\n  dev: {maxReplicas: 1}\n  prod: {}\n", nil,
			"maxReplicas 1 of shop in dev is less than its 2 replicas (waybill.yaml:2:9)", "use the same number for both to switch the autoscaler off",
		},
		"fewer pods of a unit": {
			"units:\n  svc:\n    workload: {maxReplicas: 1}\n", nil,
			"maxReplicas 1 of shop in dev is less than its 2 replicas (waybill.yaml:3:16)", "use the same number for both to switch the autoscaler off",
		},
		"a host for another protocol": {
			"environments:\n  dev: {hosts: {shop: shop.example.com}}\n  prod: {}\n", func(_ *plan.Plan, u *plan.Unit) { u.Ports[0] = plan.Port{Name: "amqp", Number: 5672} },
			"the unit shop has the host shop.example.com and speaks no HTTP: its port is 5672 (amqp) (waybill.yaml:2:17)",
			"remove the host: other units reach it by its Service, and other protocols need an entrance of their own",
		},
		"a claim for two pods": {
			"units:\n  svc:\n    workload: {replicas: 2, storage: [{path: data, size: 1Gi}]}\n", nil,
			"2 pods of shop in dev cannot share a claim that one node mounts (waybill.yaml:3:16)",
			`leave replicas out, or keep the data in a database instead of units."svc".workload.storage`,
		},
	} {
		_, _, err := decided(t, c.settings, c.change)
		if err == nil || err.Error() != c.text || fault.KindOf(err) != fault.Usage || strings.Join(fault.HintOf(err), "; ") != c.hint {
			t.Errorf("%s: %v with the hints %q, want\n%s with %q", name, err, fault.HintOf(err), c.text, c.hint)
		}
	}
}

// TestPods: how many pods run and may run, in dev and in the last environment.
func TestPods(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                    "2-3 3-12",
		"defaults: {workload: {replicas: 1}}": "1-2 1-4",
		"defaults: {workload: {replicas: 5, maxReplicas: 5}}":                                                           "5-5 5-5",
		"defaults: {workload: {replicas: 0}}":                                                                           "0-0 0-0",
		"environments: {dev: {replicas: 1}, prod: {maxReplicas: 6}}":                                                    "1-2 3-6",
		"environments: {dev: {}, prod: {replicas: 4}}\nunits: {svc: {workload: {environments: {prod: {replicas: 7}}}}}": "2-3 7-28",
		"kubernetes: {release: {strategy: statefulset}}":                                                                "2-2 3-3",
		"defaults: {workload: {storage: [{path: data, size: 1Gi}]}}":                                                    "1-1 1-1",
		"defaults: {workload: {replicas: 0, storage: [{path: data, size: 1Gi}]}}":                                       "0-0 0-0",
		"environments: {dev: {replicas: 4}, prod: {}}\ndefaults: {workload: {storage: [{path: data, size: 1Gi}]}}":      "1-1 1-1",
	} {
		_, u, err := decided(t, text, nil)
		var got []string
		for _, s := range u.Workload.Spots {
			got = append(got, fmt.Sprintf("%d-%d", s.Min, s.Max))
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s (%v)", text, got, want, err)
		}
	}
}

// TestHosts: a domain names every unit that a browser can open; a host of the settings goes over it.
func TestHosts(t *testing.T) {
	t.Parallel()
	port := func(name string) func(*plan.Plan, *plan.Unit) {
		return func(_ *plan.Plan, u *plan.Unit) { u.Ports[0].Name = name }
	}
	const domain = "environments: {dev: {domain: example.com}, prod: {}}"
	for name, c := range map[string]struct {
		settings string
		change   func(*plan.Plan, *plan.Unit)
		want     string
	}{
		"no domain":                  {"", nil, ""},
		"a domain":                   {domain, nil, "shop.example.com"},
		"HTTPS":                      {domain, port("https"), "shop.example.com"},
		"gRPC has no browser":        {domain, port("grpc"), ""},
		"gRPC by its host":           {"environments: {dev: {hosts: {shop: rpc.example.com}}, prod: {}}", port("grpc"), "rpc.example.com"},
		"another protocol":           {domain, port("amqp"), ""},
		"a host by its name":         {"environments: {dev: {domain: example.com, hosts: {shop: www.example.com}}, prod: {}}", nil, "www.example.com"},
		"a host by its path":         {"environments: {dev: {hosts: {svc: www.example.com}}, prod: {}}", nil, "www.example.com"},
		"a host of the unit":         {"environments: {dev: {hosts: {shop: a.example.com}}, prod: {}}\nunits: {svc: {workload: {environments: {dev: {host: b.example.com}}}}}", nil, "b.example.com"},
		"a worker":                   {domain, worker, ""},
		"a worker has no use for it": {"environments: {dev: {hosts: {shop: a.example.com}}, prod: {}}", worker, ""},
		"no entrance":                {domain, func(p *plan.Plan, _ *plan.Unit) { p.Cluster.Entrance.Kind = "none" }, ""},
	} {
		_, u, err := decided(t, c.settings, c.change)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := u.Workload.Spots[0].Host; got != c.want || u.Workload.Spots[1].Host != "" {
			t.Errorf("%s: %q and %q, want %q", name, got, u.Workload.Spots[1].Host, c.want)
		}
	}
}

// TestPodsUser: a number from 10000 upwards is no account of the node; OpenShift chooses by itself, and who wrote a Dockerfile has chosen.
func TestPodsUser(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		user     int
		own      bool
		platform string
		want     int
	}{
		"waybill's":      {10001, false, "kubernetes", 10001},
		"the lowest":     {10000, false, "kubernetes", 10000},
		"an account":     {9999, false, "kubernetes", 10001},
		"root":           {0, false, "kubernetes", 10001},
		"OpenShift":      {10001, false, "openshift", 0},
		"an own one":     {1000, true, "kubernetes", 1000},
		"an own root":    {0, true, "kubernetes", 10001},
		"own, OpenShift": {1000, true, "openshift", 0},
	} {
		_, u, err := decided(t, "", func(p *plan.Plan, u *plan.Unit) {
			p.Cluster.Platform, u.Run.User = c.platform, c.user
			if c.own {
				u.Own = &plan.Own{}
			}
		})
		if err != nil || u.Workload.User != c.want {
			t.Errorf("%s: %d, want %d (%v)", name, u.Workload.User, c.want, err)
		}
	}
}

// TestStops: the drain, the program's own time and 15 seconds of reserve; nothing leaves a registry where no init runs the request.
func TestStops(t *testing.T) {
	t.Parallel()
	registered := func(_ *plan.Plan, u *plan.Unit) {
		u.Facts.Registries, u.Probes.StopSeconds = []facts.Service{facts.Dubbo}, 7
	}
	_, u, err := decided(t, "defaults: {workload: {drainSeconds: 20}}", registered)
	if err != nil || u.Workload.DrainSeconds != 20 || u.Workload.GraceSeconds != 42 || u.Workload.StopHook == "" {
		t.Errorf("drain %d, grace %d, hook %q (%v)", u.Workload.DrainSeconds, u.Workload.GraceSeconds, u.Workload.StopHook, err)
	}
	if got, want := fmt.Sprint(u.Workload.Env), fmt.Sprintf("[{WB_DRAIN_SECONDS 20} {WB_STOP_HOOK %s}]", u.Workload.StopHook); got != want {
		t.Errorf("the init is told %s, want %s", got, want)
	}
	_, u, err = decided(t, "", func(p *plan.Plan, u *plan.Unit) {
		registered(p, u)
		u.Init.Form = plan.InitNone
	})
	if err != nil || u.Workload.StopHook != "" || len(u.Workload.Env) != 0 {
		t.Errorf("without an init: %q, %v (%v)", u.Workload.StopHook, u.Workload.Env, err)
	}
}

// TestMetrics: beside the health route, on a port of the name, or on the first.
func TestMetrics(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path, probed string
		ports        []plan.Port
		want         string
	}{
		"none":            {"", "http", []plan.Port{{Name: "http"}}, "{ }"},
		"on the first":    {"/metrics", "", []plan.Port{{Name: "http"}}, "{/metrics http}"},
		"where health is": {"/metrics", "admin", []plan.Port{{Name: "http"}, {Name: "admin"}}, "{/metrics admin}"},
		"of the name":     {"/metrics", "admin", []plan.Port{{Name: "http"}, {Name: "admin"}, {Name: "metrics"}}, "{/metrics metrics}"},
		"of management":   {"/metrics", "http", []plan.Port{{Name: "http"}, {Name: "management"}}, "{/metrics management}"},
		"no port at all":  {"/metrics", "", nil, "{ }"},
	} {
		_, u, err := decided(t, "", func(_ *plan.Plan, u *plan.Unit) {
			u.Facts.Metrics.Value, u.Probes.Port, u.Ports = c.path, c.probed, c.ports
		})
		if got := fmt.Sprint(u.Workload.Metrics); err != nil || got != c.want {
			t.Errorf("%s: %s, want %s (%v)", name, got, c.want, err)
		}
	}
}

// TestImagesOfPlaces: the registry of a place stands in for the primary one, and in no other name.
func TestImagesOfPlaces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ settings, repository, want string }{
		"a replica":           {"images: {registry: harbor.example.com/a}", "harbor.example.com/a/freight/shop", "replica.example.com/freight/shop harbor.example.com/a/freight/shop"},
		"no registry":         {"", "freight/shop", "freight/shop freight/shop"},
		"of another registry": {"images: {registry: harbor.example.com/a}", "harbor.example.com/ab/shop", "harbor.example.com/ab/shop harbor.example.com/ab/shop"},
	} {
		_, u, err := decided(t, c.settings, func(_ *plan.Plan, u *plan.Unit) { u.Image.Repository = c.repository })
		if err != nil {
			t.Fatal(err)
		}
		if got := u.Workload.Spots[0].Image + " " + u.Workload.Spots[1].Image; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestVariablesOfPlaces: what all environments have alike is said once; APP_ENV stays with its environment, and the nearest setting wins.
func TestVariablesOfPlaces(t *testing.T) {
	t.Parallel()
	_, u, err := decided(t, `
environments:
  dev: {env: {LEVEL: debug, SAME: a, ONE: x}}
  prod: {env: {LEVEL: warn, SAME: a}}
units: {svc: {workload: {environments: {prod: {env: {LEVEL: error}}}}}}
`, func(_ *plan.Plan, u *plan.Unit) {
		u.Init.Form, u.Init.Select = plan.InitNone, plan.Select{Variable: "PROFILE", Values: map[string]string{"dev": "development", "prod": "pro"}}
	})
	if err != nil {
		t.Fatal(err)
	}
	w := u.Workload
	if got, want := fmt.Sprint(w.Env, w.Spots[0].Env, w.Spots[1].Env), "[{SAME a}] [{APP_ENV dev} {LEVEL debug} {ONE x} {PROFILE development}] [{APP_ENV prod} {LEVEL error} {PROFILE pro}]"; got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
	if w.Base.Environment != "prod" {
		t.Errorf("overlays differ from %s, want the last environment", w.Base.Environment)
	}
}

// TestConfigurationOfPlaces: an object of the settings, or one by the unit's name; the image's own has none.
func TestConfigurationOfPlaces(t *testing.T) {
	t.Parallel()
	for set, want := range map[string]string{"{}": "{image }", "{config: {from: configMap}}": "{configMap shop-config}", "{config: {from: secret, name: files}}": "{secret files}"} {
		_, u, err := decided(t, "environments: {dev: "+set+", prod: {}}", nil)
		if got := fmt.Sprint(u.Workload.Spots[0].Config); err != nil || got != want {
			t.Errorf("%s: %s, want %s (%v)", set, got, want, err)
		}
	}
}

// TestSecretOfAPlace: what a unit's settings say of one environment is told where it stands.
func TestSecretOfAPlace(t *testing.T) {
	t.Parallel()
	p, u, err := decided(t, "units:\n  shop:\n    workload:\n      environments:\n        dev: {env: {DB_PASSWORD: pa55w0rd-of-dev}}\n", nil)
	if err != nil || len(p.Warnings) != 1 || p.Warnings[0].File != "waybill.yaml" || p.Warnings[0].Line != 5 {
		t.Errorf("%+v (%v)", p.Warnings, err)
	}
	if got := fmt.Sprint(u.Workload.WantedObjects()); got != "[{Secret shop-secrets [DB_PASSWORD] false}]" {
		t.Errorf("the program gets it from %s", got)
	}
}

// TestPatches: those for all units come first; each knows where it stands, and whether the repository itself says it and so has to fit.
func TestPatches(t *testing.T) {
	t.Parallel()
	const unit = "units: {svc: {workload: {patches: [{kind: Deployment, patch: {b: 1}}]}}}\n"
	for name, c := range map[string]struct {
		own  bool
		text string
		want string
	}{
		"of all and of one": {false, "kubernetes: {patches: [{kind: Service, environment: dev, name: shop, patch: {a: 1}}]}\n" + unit, "Service shop dev map[a:1] at 1:24 all, Deployment   map[b:1] at 2:36"},
		"of the repository": {true, unit, "Deployment   map[b:1] at 1:36 must fit"},
		"of the defaults":   {true, "defaults: {workload: {patches: [{kind: Deployment, patch: {b: 1}}]}}\n", "Deployment   map[b:1] at 1:33 must fit all"},
		"of nobody":         {true, "{}", ""},
	} {
		s, err := settings.Load(settings.Layer{Name: "waybill.yaml", Data: []byte(c.text), Own: c.own})
		if err != nil {
			t.Fatal(err)
		}
		f := facts.Unit{Name: "shop", Path: "svc"}
		set, err := s.Unit(settings.UnitKeys(f)...)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range patches(s, f, set.Workload.Patches) {
			text := fmt.Sprintf("%s %s %s %v at %d:%d", p.Kind, p.Name, p.Environment, p.Patch, p.At.Line, p.At.Column)
			if p.MustFit {
				text += " must fit"
			}
			if p.All {
				text += " all"
			}
			got = append(got, text)
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s: %s, want %s", name, text, c.want)
		}
	}
}
