package workload

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// TestQuotedValues: Kustomize's generator strips quotes from both ends of a literal (kyaml/kv), so such a value goes to the pod itself.
func TestQuotedValues(t *testing.T) {
	t.Parallel()
	env, direct := variables{"A": "plain", "B": `"quoted"`, "C": "'", "D": `in"side`, "E": "", "F": "end'"}.sorted()
	if got := fmt.Sprint(env, direct); got != `[{A plain} {D in"side} {E }] [{B "quoted"} {C '} {F end'}]` {
		t.Error(got)
	}
}

// TestSecretsOfSettings: a value that looks like a secret reaches no manifest; the person is told once where it stands, and the program
// is given the variable by a Secret.
func TestSecretsOfSettings(t *testing.T) {
	t.Parallel()
	s, err := settings.Load(settings.Layer{Name: "waybill.yaml", Data: []byte("environments:\n  dev:\n    env:\n      LEVEL: info\n      DB_PASSWORD: pa55w0rd-of-dev\n")})
	if err != nil {
		t.Fatal(err)
	}
	p, u := plan.Plan{}, plan.Unit{Facts: facts.Unit{NeedsEnv: []string{"API_URL"}}}
	for range 2 {
		got := open(&p, &u, s, s.Environments["dev"].Env, "environments", "dev", "env")
		if !maps.Equal(got, variables{"LEVEL": "info"}) {
			t.Errorf("the manifests get %v", got)
		}
	}
	want := []facts.Warning{{File: "waybill.yaml", Line: 5, Text: "DB_PASSWORD looks like a secret: its value is left out of the manifests; name the Secret that has it with environments.NAME.secrets"}}
	if !slices.Equal(p.Warnings, want) {
		t.Errorf("%+v, want %+v", p.Warnings, want)
	}
	if got := strings.Join(u.Facts.NeedsEnv, " "); got != "API_URL DB_PASSWORD" {
		t.Errorf("the program needs %s", got)
	}
}

// TestInitVariables: what an init is told that was written for no program; a unit's own script knows that.
func TestInitVariables(t *testing.T) {
	t.Parallel()
	port := []plan.Port{{Name: "http", Number: 8080}, {Name: "admin", Number: 8081}}
	provided := plan.Init{Provided: true}
	for name, c := range map[string]struct {
		unit plan.Unit
		want variables
	}{
		"a port":              {plan.Unit{Ports: port, Init: provided}, variables{}},
		"no port":             {plan.Unit{Init: provided}, variables{"WB_READY": "cmd:true"}},
		"no port, own script": {plan.Unit{}, variables{}},
		"logs nobody ships":   {plan.Unit{Ports: port, Init: provided, Logs: plan.Logs{To: "stdout", Dir: "/app/logs"}}, variables{"WB_LOG_REQUIRED": "0"}},
		"such logs, a script": {plan.Unit{Ports: port, Logs: plan.Logs{To: "stdout", Dir: "/app/logs"}}, variables{}},
		"logs somebody ships": {plan.Unit{Ports: port, Init: provided, Logs: plan.Logs{To: "sidecar", Dir: "/app/logs"}}, variables{}},
	} {
		c.unit.Init.Form = plan.InitScript
		if got := runtimeVariables(c.unit, plan.Resources{}); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestVariablesOfAnOwnDockerfile: what its ENV states stays.
func TestVariablesOfAnOwnDockerfile(t *testing.T) {
	t.Parallel()
	u := plan.Unit{Init: plan.Init{Form: plan.InitNone}, Own: &plan.Own{Env: map[string]string{"OPTS": "-Xmx1g"}}}
	u.Facts.Runtime.Memory = []facts.MemoryVariable{{Name: "OPTS", Value: "-Xmx{MiB}m", Percent: 50}, {Name: "LIMIT", Value: "{MiB}", Percent: 50}}
	if got := runtimeVariables(u, plan.Resources{Limits: map[string]string{"memory": "512Mi"}}); !maps.Equal(got, variables{"LIMIT": "256"}) {
		t.Errorf("%v", got)
	}
}

// TestRegistries: the address that a client announces, and how an instance leaves before it is drained. The requests are those that the
// documents of Dubbo (QoS offline) and Spring Cloud Commons (service registry endpoint) name.
func TestRegistries(t *testing.T) {
	t.Parallel()
	const actuator = `curl -fsS -m 3 -H 'Content-Type: application/json' -d '{"status":"DOWN"}' '%[1]s' || wget -q -O - --header 'Content-Type: application/json' --post-data '{"status":"DOWN"}' '%[1]s' || true`
	const offline = "curl -fsS -m 3 'http://127.0.0.1:22222/offline' || wget -q -O - 'http://127.0.0.1:22222/offline' || true"
	for name, c := range map[string]struct {
		registries    []facts.Service
		ready         string
		announce, say string
	}{
		"none":                  {nil, "/actuator/health/readiness", "[]", ""},
		"no registry":           {[]facts.Service{facts.MySQL}, "/actuator/health", "[]", ""},
		"Dubbo":                 {[]facts.Service{facts.Dubbo}, "", "[DUBBO_IP_TO_REGISTRY]", offline},
		"Eureka":                {[]facts.Service{facts.Eureka}, "/actuator/health/readiness", "[EUREKA_INSTANCE_IP_ADDRESS]", fmt.Sprintf(actuator, "http://127.0.0.1:8081/actuator/serviceregistry")},
		"below a prefix":        {[]facts.Service{facts.Eureka}, "/shop/actuator/health", "[EUREKA_INSTANCE_IP_ADDRESS]", fmt.Sprintf(actuator, "http://127.0.0.1:8081/shop/actuator/serviceregistry")},
		"without an actuator":   {[]facts.Service{facts.Eureka}, "/health", "[EUREKA_INSTANCE_IP_ADDRESS]", ""},
		"a route with a quote":  {[]facts.Service{facts.Eureka}, "/a'b/actuator/health", "[EUREKA_INSTANCE_IP_ADDRESS]", ""},
		"two of one address":    {[]facts.Service{facts.ZooKeeper, facts.Dubbo}, "", "[DUBBO_IP_TO_REGISTRY]", offline},
		"two of one request":    {[]facts.Service{facts.Nacos, facts.Eureka}, "/actuator/health", "[DUBBO_IP_TO_REGISTRY EUREKA_INSTANCE_IP_ADDRESS SPRING_CLOUD_NACOS_DISCOVERY_IP]", fmt.Sprintf(actuator, "http://127.0.0.1:8081/actuator/serviceregistry")},
		"two of their requests": {[]facts.Service{facts.Nacos, facts.Dubbo}, "/actuator/health", "[DUBBO_IP_TO_REGISTRY SPRING_CLOUD_NACOS_DISCOVERY_IP]", offline + "; " + fmt.Sprintf(actuator, "http://127.0.0.1:8081/actuator/serviceregistry")},
	} {
		u := plan.Unit{Facts: facts.Unit{Registries: c.registries}, Ports: []plan.Port{{Name: "http", Number: 8080}, {Name: "management", Number: 8081}}, Probes: plan.Probes{Ready: c.ready, Port: "management"}}
		if got := fmt.Sprint(append([]string{}, registryVariables(c.registries)...)); got != c.announce {
			t.Errorf("%s: announces by %s, want %s", name, got, c.announce)
		}
		if got := stopHook(u); got != c.say {
			t.Errorf("%s:\n%s, want\n%s", name, got, c.say)
		}
	}
}
