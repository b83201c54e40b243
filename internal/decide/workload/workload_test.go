package workload

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

func TestProbes(t *testing.T) {
	t.Parallel()
	two := []plan.Port{{Name: "http", Number: 8080}, {Name: "management", Number: 9090}}
	for _, c := range []struct {
		name   string
		health facts.Health
		kind   string
		ports  []plan.Port
		want   [4]string // startup, ready, live, port
	}{
		{"actuator", facts.Health{Value: "/actuator/health", Ready: "/actuator/health/readiness", Port: 9090}, facts.Server, two, [4]string{"/actuator/health/liveness", "/actuator/health/readiness", "/actuator/health/liveness", "management"}},
		{"quarkus", facts.Health{Value: "/q/health", Ready: "/q/health/ready"}, facts.Server, two, [4]string{"/q/health/live", "/q/health/ready", "/q/health/live", "http"}},
		{"two routes", facts.Health{Value: "/livez", Ready: "/readyz"}, facts.Server, two, [4]string{"/livez", "/readyz", "/livez", "http"}},
		{"one route is readiness", facts.Health{Value: "/health"}, facts.Server, two, [4]string{"", "/health", "", "http"}},
		{"no route", facts.Health{}, facts.Server, two, [4]string{"", "", "", "http"}},
		{"site", facts.Health{}, facts.StaticSite, two[:1], [4]string{"", "/", "", "http"}},
		{"no port", facts.Health{Value: "/health"}, facts.Worker, nil, [4]string{}},
	} {
		f := facts.Unit{Health: c.health, Kind: facts.Text{Value: c.kind}}
		p := Probes(f, c.ports, settings.Unit{})
		if got := [4]string{p.Startup, p.Ready, p.Live, p.Port}; got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestProbesOfGRPC: the health service is asked on the port of gRPC, and a route goes before it.
func TestProbesOfGRPC(t *testing.T) {
	t.Parallel()
	ports := []plan.Port{{Name: "http", Number: 8080}, {Name: "grpc", Number: 9090}}
	for _, c := range []struct {
		name   string
		health facts.Health
		ports  []plan.Port
		grpc   bool
		port   string
	}{
		{"registered", facts.Health{GRPC: true}, ports, true, "grpc"},
		{"no port of gRPC", facts.Health{GRPC: true}, ports[:1], false, "http"},
		{"a route of the settings", facts.Health{GRPC: true, Value: "/health"}, ports, false, "http"},
		{"not registered", facts.Health{}, ports[1:], false, "grpc"},
	} {
		p := Probes(facts.Unit{Health: c.health, Kind: facts.Text{Value: facts.Server}}, c.ports, settings.Unit{})
		if p.GRPC != c.grpc || p.Port != c.port {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
}

func TestStartupBudget(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		runtime     facts.Runtime
		set         settings.Workload
		start, stop int
	}{
		{facts.Runtime{}, settings.Workload{}, 30, 10},
		{facts.Runtime{StartSeconds: 180, StopSeconds: 25}, settings.Workload{}, 180, 25},
		{facts.Runtime{StartSeconds: 5, StopSeconds: 1}, settings.Workload{}, 30, 1},
		{facts.Runtime{StartSeconds: 180, StopSeconds: 25}, settings.Workload{StartSeconds: 400, StopSeconds: new(5)}, 400, 5},
	} {
		p := Probes(facts.Unit{Runtime: c.runtime}, nil, settings.Unit{Workload: c.set})
		if p.StartupSeconds != c.start || p.StopSeconds != c.stop {
			t.Errorf("%+v, settings %+v: %d s and %d s, want %d s and %d s", c.runtime, c.set, p.StartupSeconds, p.StopSeconds, c.start, c.stop)
		}
	}
}

func TestEnvironmentsOrder(t *testing.T) {
	t.Parallel()
	s := settings.Settings{Team: "freight", Environments: map[string]settings.Environment{"production": {}, "uat": {}, "dev": {Namespace: "sandbox"}, "edge": {}}, Aliases: map[string]string{"LIVE": "production"}}
	var names []string
	list, _ := Environments(s, "shop", nil)
	for _, e := range list {
		names = append(names, e.Name+" "+e.Namespace)
		if e.Name == "production" && (!strings.Contains(strings.Join(e.Aliases, " "), "live") || len(e.Access.View) != 1) {
			t.Errorf("production: %+v", e)
		}
		if e.Name == "dev" && len(e.Access.Edit) != 1 {
			t.Errorf("dev: %+v", e)
		}
	}
	if want := []string{"dev sandbox", "uat shop-uat", "edge shop-edge", "production shop-production"}; !reflect.DeepEqual(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
}

func TestResources(t *testing.T) {
	t.Parallel()
	java := facts.Unit{Runtime: facts.Runtime{Resources: facts.Resources{CPU: "500m", CPULimit: "2", Memory: "1Gi", EphemeralStorage: "2Gi"}}}
	r, _ := resources(java, &settings.Resources{CPU: "3", Memory: "2Gi"}, nil, &settings.Resources{CPULimit: "none"})
	if _, limited := r.Limits["cpu"]; limited || r.Requests["cpu"] != "3" || r.Requests["memory"] != "2Gi" || r.Limits["memory"] != "2Gi" {
		t.Errorf("%+v", r)
	}
	if r, _ = resources(java, &settings.Resources{CPU: "3"}); r.Limits["cpu"] != "3" {
		t.Errorf("the limit %s is below the request 3", r.Limits["cpu"])
	}
	for _, c := range []struct {
		layers         []*settings.Resources
		request, limit string
		told           bool
	}{
		{[]*settings.Resources{{CPULimit: "200m"}}, "200m", "200m", false}, // the request is a default
		{[]*settings.Resources{{CPU: "3"}, {CPULimit: "1"}}, "1", "1", true},
		{[]*settings.Resources{{CPULimit: "1"}, nil, {CPU: "3"}}, "3", "3", true},
		{[]*settings.Resources{{CPU: "1", CPULimit: "1"}}, "1", "1", false},
	} {
		got, told := resources(java, c.layers...)
		if got.Requests["cpu"] != c.request || got.Limits["cpu"] != c.limit || (told != "") != c.told {
			t.Errorf("%+v, %q, want %+v", got, told, c)
		}
	}
	if got := mebibytes(r, 75); got != "768" {
		t.Errorf("three quarters of 1Gi are %s MiB", got)
	}
}

func TestDerivedNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a", "orders", strings.Repeat("x", 63), strings.Repeat("x-", 31) + "x"} {
		for _, suffix := range []string{"env", "headless", "preview", "green"} {
			d := plan.Derived(name, suffix)
			if bad := validation.IsDNS1035Label(d); len(bad) > 0 {
				t.Errorf("%s: %v", d, bad)
			}
		}
		if s := plan.Shorten(name, plan.MaxSet); len(s) > plan.MaxSet {
			t.Errorf("%s is too long", s)
		}
	}
	if a, b := plan.Shorten(strings.Repeat("x", 62)+"a", plan.MaxSet), plan.Shorten(strings.Repeat("x", 62)+"b", plan.MaxSet); a == b {
		t.Errorf("two names became %s", a)
	}
}

func TestRelease(t *testing.T) {
	t.Parallel()
	r := release(settings.Release{Strategy: "canary", Batches: []int{10, 30}}, &settings.Release{Surge: 50})
	if r.Strategy != "canary" || r.Surge != 50 || len(r.Batches) != 2 {
		t.Errorf("%+v", r)
	}
}

func TestEgressOfNeeds(t *testing.T) {
	t.Parallel()
	open := func(k settings.Kubernetes, needs ...facts.Service) (ports []string, warnings []facts.Warning) {
		p := &plan.Plan{}
		for _, e := range egress(p, plan.Unit{Path: "api", Facts: facts.Unit{Needs: needs}}, k) {
			ports = append(ports, e.Why+strings.Trim(strings.ReplaceAll(fmt.Sprint(e.Ports), " ", ","), "[]"))
		}
		return ports, p.Warnings
	}
	for _, row := range facts.Services() {
		ports, warnings := open(settings.Kubernetes{}, row.Name)
		if len(ports)+len(warnings) != 1 {
			t.Errorf("%s: opened %v, warned %v", row.Name, ports, warnings)
		}
	}
	if got, _ := open(settings.Kubernetes{}, facts.SQLServer, facts.MQTT); !reflect.DeepEqual(got, []string{"mqtt1883,8883", "sqlserver1433"}) {
		t.Errorf("got %v", got)
	}
	_, warnings := open(settings.Kubernetes{}, "tapestore")
	if len(warnings) != 1 || warnings[0].Unit != "api" || !strings.Contains(warnings[0].Text, "tapestore") || !strings.Contains(warnings[0].Text, "kubernetes.egress") {
		t.Errorf("a need that no table has: %+v", warnings)
	}
	if _, warnings = open(settings.Kubernetes{Egress: []settings.Egress{{Ports: []int{4000}}}}, facts.Docker); warnings != nil {
		t.Errorf("the settings open what is needed, and still: %+v", warnings)
	}
}

func TestResourcesOfNoLanguage(t *testing.T) {
	t.Parallel()
	if r := resourcesOf(facts.Unit{}); r.CPU != "100m" || r.CPULimit != "1" || r.Memory != "256Mi" || r.EphemeralStorage != "1Gi" {
		t.Errorf("a language that says nothing: %+v", r)
	}
	own := facts.Unit{Runtime: facts.Runtime{Resources: facts.Resources{Memory: "3Gi"}}}
	if r := resourcesOf(own); r.CPU != "100m" || r.Memory != "3Gi" {
		t.Errorf("what is left out gets the default: %+v", r)
	}
	own.Kind.Value = facts.StaticSite
	if r := resourcesOf(own); r.Memory != "128Mi" {
		t.Errorf("a web server hands out a site, whatever built it: %+v", r)
	}
}

func TestMemoryVariables(t *testing.T) {
	t.Parallel()
	limit := plan.Resources{Limits: map[string]string{"memory": "1Gi"}}
	sized := facts.MemoryVariable{Name: "OPTS", Value: "exit heap=70", WithInit: "exit"}
	share := facts.MemoryVariable{Name: "LIMIT", Value: "max={MiB}M", Percent: 75}
	heap := &facts.Heap{Percent: "70.0"}
	for _, c := range []struct {
		name string
		unit plan.Unit
		want variables
	}{
		{"share of the limit", plan.Unit{Facts: facts.Unit{Runtime: facts.Runtime{Memory: []facts.MemoryVariable{share}}}}, variables{"LIMIT": "max=768M"}},
		{"no init", plan.Unit{Facts: facts.Unit{Runtime: facts.Runtime{Memory: []facts.MemoryVariable{sized}}}, Run: plan.Run{Run: facts.Run{Heap: heap}}}, variables{"OPTS": "exit heap=70"}},
		{
			"the init sizes",
			plan.Unit{Facts: facts.Unit{Runtime: facts.Runtime{Memory: []facts.MemoryVariable{sized}}}, Run: plan.Run{Run: facts.Run{Heap: heap}}, Init: plan.Init{Form: plan.InitScript}, Ports: []plan.Port{{Number: 80}}, Probes: plan.Probes{Ready: "/"}},
			variables{"OPTS": "exit", "WB_RAM_PERCENT": "70.0"},
		},
		{"site", plan.Unit{Kind: facts.StaticSite, Facts: facts.Unit{Runtime: facts.Runtime{Memory: []facts.MemoryVariable{share}}}}, variables{}},
		{"the image states it", plan.Unit{Facts: facts.Unit{Runtime: facts.Runtime{Memory: []facts.MemoryVariable{share}}}, Run: plan.Run{Run: facts.Run{Env: []facts.EnvVar{{Name: "LIMIT"}}}}}, variables{}},
	} {
		c.unit.Init.Form = cmp.Or(c.unit.Init.Form, plan.InitNone)
		if got := runtimeVariables(c.unit, limit); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
