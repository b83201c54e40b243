package settings

import (
	"strings"
	"testing"
)

func load(t *testing.T, layers ...string) Settings {
	t.Helper()
	var in []Layer
	for i, text := range layers {
		in = append(in, Layer{Name: File, Data: []byte(text), Own: i == len(layers)-1})
	}
	s, err := Load(in...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// D7: false, 0 and "" are values, between two files and between the defaults and a unit.
func TestNearerLayerWins(t *testing.T) {
	t.Parallel()
	for name, layers := range map[string][]string{
		"two files": {
			"units: {a: {skip: true, env: {A: x, B: x, C: x}, ports: [1], workload: {drainSeconds: 20, replicas: 3, resources: {cpu: 1, memory: 1Gi}}}}",
			"units: {a: {skip: false, env: {A: '', C: null}, ports: [], workload: {drainSeconds: 0, replicas: 0, resources: {cpu: 2}}}}",
		},
		"defaults and a unit": {
			"defaults: {skip: true, env: {A: x, B: x, C: x}, ports: [1], workload: {drainSeconds: 20, replicas: 3, resources: {cpu: 1, memory: 1Gi}}}\n" +
				"units: {a: {skip: false, env: {A: '', C: null}, ports: [], workload: {drainSeconds: 0, replicas: 0, resources: {cpu: 2}}}}",
		},
		"defaults in one file, the unit in another": {
			"defaults: {skip: true, env: {A: x, B: x, C: x}, ports: [1], workload: {drainSeconds: 20, replicas: 3, resources: {cpu: 1, memory: 1Gi}}}",
			"units: {a: {skip: false, env: {A: '', C: null}, ports: [], workload: {drainSeconds: 0, replicas: 0, resources: {cpu: 2}}}}",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, err := load(t, layers...).Unit("a")
			if err != nil {
				t.Fatal(err)
			}
			w := u.Workload
			if u.Skip || len(u.Ports) != 0 || *w.DrainSeconds != 0 || *w.Replicas != 0 {
				t.Errorf("false and 0 lost: %+v", u)
			}
			if a, ok := u.Env["A"]; a != "" || !ok || u.Env["B"] != "x" {
				t.Errorf("env %v", u.Env)
			}
			if _, ok := u.Env["C"]; ok {
				t.Errorf("a variable that is null stays: %v", u.Env)
			}
			if w.Resources.CPU != "2" || w.Resources.Memory != "1Gi" {
				t.Errorf("resources %+v", w.Resources)
			}
		})
	}
}

// Null takes back what a farther layer says.
func TestNullIsTheDefault(t *testing.T) {
	t.Parallel()
	s := load(t,
		"team: a\nkubernetes: {format: helm}\nenvironments: {prod: {replicas: 3}}\ndefaults: {workload: {drainSeconds: 20}}\nunits: {b: {kind: job}}",
		"team: null\nkubernetes: null\nenvironments: {prod: null}\ndefaults: {workload: null}\nunits: {b: {kind: null}}")
	if s.Team != "" || s.Kubernetes.Format != "" || s.Defaults.Workload.DrainSeconds != nil || s.Units["b"].Kind != "" {
		t.Errorf("got %+v", s)
	}
	if prod, ok := s.Environments["prod"]; !ok || prod.Replicas != nil {
		t.Errorf("environments %+v", s.Environments)
	}
	if p := load(t, "kubernetes: {patches: [{kind: Service, patch: {spec: {clusterIP: null}}}]}").Kubernetes.Patches[0].Patch["spec"]; p.(map[string]any)["clusterIP"] != nil {
		t.Errorf("the patch lost its null: %v", p)
	}
}

// A unit has up to three names; the entry of the last one wins.
func TestUnitByItsNames(t *testing.T) {
	t.Parallel()
	s := load(t, "defaults: {kind: worker}\nunits: {.: {kind: server, main: a}, shop: {kind: job}}")
	u, err := s.Unit(".", "cmd/shop", "shop")
	if err != nil || u.Kind != "job" || u.Main != "a" {
		t.Errorf("%+v %v", u, err)
	}
	if at := s.UnitPlace([]string{".", "shop"}, "main"); at.Line != 2 || at.Column != 27 {
		t.Errorf("main stands at %v", at)
	}
	if u, err = s.Unit("other"); err != nil || u.Kind != "worker" {
		t.Errorf("%+v %v", u, err)
	}
	byHand := Settings{Defaults: Unit{Kind: "worker", Env: map[string]string{"A": "1", "B": "1"}}, Units: map[string]Unit{"a": {Env: map[string]string{"B": "2"}}}}
	if u, err = byHand.Unit("a"); err != nil || u.Kind != "worker" || u.Env["A"] != "1" || u.Env["B"] != "2" {
		t.Errorf("%+v %v", u, err)
	}
}

func TestIdle(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"jenkins: {label: big}":                                               "jenkins.label has no effect while agent is kubernetes: it is for docker, label",
		"jenkins: {label: big, agent: docker}":                                "",
		"jenkins: {builder: docker, buildkitHost: 'tcp://b:1'}":               "jenkins.buildkitHost has no effect while builder is docker: it is for buildkit",
		"jenkins: {buildkitHost: 'tcp://b:1'}":                                "",
		"kubernetes: {release: {batches: [10]}}":                              "kubernetes.release.batches has no effect while strategy is rolling: it is for cloneset, advanced-statefulset, statefulset, canary",
		"units: {a: {workload: {timeZone: Etc/UTC}}}":                         "units.a.workload.timeZone has no effect without schedule",
		"units: {a: {logs: {host: /logs}}}":                                   "units.a.logs.host has no effect while to is stdout: it is for hostPath",
		"defaults: {logs: {to: hostPath}}\nunits: {a: {logs: {host: /logs}}}": "",
		"defaults: {logs: {host: /logs}}\nunits: {a: {logs: {to: hostPath}}}": "",
		"environments: {prod: {config: {name: x}}}":                           "environments.prod.config.name has no effect while from is image: it is for configMap, secret, claim",
	} {
		got := ""
		for _, n := range load(t, text).Idle() {
			got += n.Text
			if n.At.File != File || n.At.Line == 0 {
				t.Errorf("%s: no place: %+v", text, n)
			}
		}
		if got != want {
			t.Errorf("%s\n got %q\nwant %q", text, got, want)
		}
	}
}

// TestTakenBack: an environment that the repository empties loses what the organisation says of it, which is told; one that nobody describes is not.
func TestTakenBack(t *testing.T) {
	t.Parallel()
	s, err := Load(
		Layer{Name: "org.yaml", Data: []byte("environments: {dev: {}, qa: {replicas: 4}}")},
		Layer{Name: File, Data: []byte("environments:\n  dev:\n  qa:\n  prod:\n"), Own: true},
	)
	if err != nil {
		t.Fatal(err)
	}
	notes := s.Idle()
	if len(notes) != 1 || notes[0].At.Line != 3 || !strings.Contains(notes[0].Text, "environments.qa is empty") {
		t.Errorf("got %+v", notes)
	}
}
