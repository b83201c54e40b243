package settings

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/source"
)

// D2, D3, D10: bounds hold wherever a number stands; all problems come at once, in the order of the file, each at the user's own path.
func TestLoadTellsAllProblems(t *testing.T) {
	t.Parallel()
	text := `team: Edi
units:
  b: {ports: [70002], kind: sever}
  a: {ports: [70001]}
  quotes:
    env: {"A-B": x}
    workload: {drainSeconds: -5, stopSeconds: -100}
jenkins: {minutes: -1, approval: {prod: {hours: -4}}}
kubernetes: {egress: [{ports: [99999]}]}
defaults: {ports: [99999], prots: [1]}
`
	want := `"Edi" is not allowed for team (waybill.yaml:1:7)
70002 is not allowed for units.b.ports.0 (waybill.yaml:3:15)
"sever" is not allowed for units.b.kind (waybill.yaml:3:29)
70001 is not allowed for units.a.ports.0 (waybill.yaml:4:15)
the name "A-B" is not allowed in units.quotes.env (waybill.yaml:6:11)
-5 is not allowed for units.quotes.workload.drainSeconds (waybill.yaml:7:30)
-100 is not allowed for units.quotes.workload.stopSeconds (waybill.yaml:7:47)
-1 is not allowed for jenkins.minutes (waybill.yaml:8:20)
-4 is not allowed for jenkins.approval.prod.hours (waybill.yaml:8:49)
99999 is not allowed for kubernetes.egress.0.ports.0 (waybill.yaml:9:32)
99999 is not allowed for defaults.ports.0 (waybill.yaml:10:20)
unknown key "prots" (waybill.yaml:10:28)`
	for range 5 {
		_, err := Load(Layer{Name: File, Data: []byte(text)})
		if err == nil || err.Error() != want || fault.KindOf(err) != fault.Usage {
			t.Fatalf("got\n%v\nwant\n%s", err, want)
		}
	}
	hints := ""
	_, err := Load(Layer{Name: File, Data: []byte(text)})
	for _, e := range fault.Each(err) {
		hints += strings.Join(fault.HintOf(e), " ") + "\n"
	}
	for _, hint := range []string{"did you mean server? use server, static-site, worker, cli, library, job", "use 1 to 65535", `did you mean "ports"?`, "use 0 to 3600"} {
		if !strings.Contains(hints, hint) {
			t.Errorf("no hint %q in\n%s", hint, hints)
		}
	}
}

func TestProblemsOfTwoLayersComeTogether(t *testing.T) {
	t.Parallel()
	_, err := Load(Layer{Name: "org.yaml", Data: []byte("team: A")}, Layer{Name: File, Data: []byte("tema: a")})
	if err == nil || err.Error() != "\"A\" is not allowed for team (org.yaml:1:7)\nunknown key \"tema\" (waybill.yaml:1:1)" {
		t.Errorf("got %v", err)
	}
}

func TestLoadRefusesContradictions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"environments: {prod: {replicas: 6, maxReplicas: 3}}":                                       "environments.prod.maxReplicas: the highest number of pods is below the lowest (waybill.yaml:1:36)",
		"units: {a: {workload: {replicas: 6, maxReplicas: 3}}}":                                     "units.a.workload.maxReplicas",
		"units: {a: {workload: {environments: {prod: {replicas: 2, maxReplicas: 1}}}}}":             "units.a.workload.environments.prod.maxReplicas",
		"environments: {dev: {resources: {cpu: '1', cpuLimit: 500m}}}":                              "environments.dev.resources.cpuLimit: the limit 500m is below the request 1 (waybill.yaml:1:44)",
		"defaults: {workload: {resources: {cpu: 200m, cpuLimit: 100m}}}":                            "defaults.workload.resources.cpuLimit: the limit 100m is below the request 200m",
		"units: {a: {workload: {environments: {prod: {resources: {cpu: '0.5', cpuLimit: 499m}}}}}}": "units.a.workload.environments.prod.resources.cpuLimit",
		"environments: {dev: {}, qa: {}}\naliases: {qa: dev}":                                       "aliases.qa: an environment has this name, so that it cannot stand for dev (waybill.yaml:2:11)",
		"kubernetes: {release: {batches: [50, 10]}}":                                                "the numbers of kubernetes.release.batches do not ascend: 10 comes after 50 (waybill.yaml:1:38)",
		"kubernetes: {release: {batches: [10, 10]}}":                                                "kubernetes.release.batches says 10 a second time",
		"units: {a: {workload: {schedule: '30-10 * * * *'}}}":                                       "is not allowed for units.a.workload.schedule",
		"units: {a: {workload: {schedule: '0 0 1 DEC-JAN *'}}}":                                     "is not allowed for units.a.workload.schedule",
		"jenkins: {release: 'v[0-9'}":                                                               "is not allowed for jenkins.release",
		"team: !!binary aGVsbG8=":                                                                   "the YAML tag !!binary is not supported",
		"units: {a: {ports: 9090}}":                                                                 "where a list is expected",
	} {
		_, err := Load(Layer{Name: File, Data: []byte(text)})
		if err == nil || !strings.Contains(err.Error(), want) || fault.KindOf(err) != fault.Usage {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
}

// What is accepted as a quantity, Kubernetes' own parser takes.
func TestQuantities(t *testing.T) {
	t.Parallel()
	for form, words := range map[string][]string{
		"cpu":    {"1m", "500m", "0.5", "0.25", "0.001", "1.5", "2", "9999"},
		"memory": {"512Mi", "0.5Gi", "1.5Gi", "2T", "500M", "1073741824", "524288Ki"},
	} {
		f, err := Forms().Of(form)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if _, err := resource.ParseQuantity(w); err != nil || !f.Accepts(w) {
				t.Errorf("%s %s: %v, accepted %v", form, w, err, f.Accepts(w))
			}
		}
		for _, w := range []string{"", "0", "0m", "-1", "1 Gi", "12 bananas", "512", "1e3", "0.0", "0Mi", "512m", "1Pm"} {
			if f.Accepts(w) && (form != "cpu" || w != "512m" && w != "512") {
				t.Errorf("%s accepts %q", form, w)
			}
		}
	}
}

// TestTogether: what looks like a contradiction and is none.
func TestTogether(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"environments: {dev: {resources: {cpu: '1', cpuLimit: none}}}",
		"environments: {dev: {resources: {cpu: 1000m, cpuLimit: '1'}}}",
		"environments: {qa: {}}\naliases: {qa: qa, test: qa}",
	} {
		if _, err := Load(Layer{Name: File, Data: []byte(text)}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte("units: {a: {ports: [80], env: {A: null}, workload: {drainSeconds: 0}}}"), []byte("defaults: {skip: true}\nenvironments: {prod: }"))
	f.Add([]byte("kubernetes: {patches: [{kind: Service, patch: {? [a] : b}}]}"), []byte("jenkins: null"))
	f.Add([]byte("units: {1: {ports: [0x1F90, 8_080]}}"), []byte("? [a]\n: b"))
	f.Fuzz(func(t *testing.T, org, own []byte) {
		s, err := Load(Layer{Name: "org.yaml", Data: org}, Layer{Name: File, Data: own, Own: true})
		if err != nil {
			if fault.KindOf(err) != fault.Usage {
				t.Errorf("%v is not the user's error", err)
			}
			_, again := Load(Layer{Name: "org.yaml", Data: org}, Layer{Name: File, Data: own, Own: true})
			if again == nil || again.Error() != err.Error() {
				t.Errorf("two runs, two messages: %v, %v", err, again)
			}
			return
		}
		for name := range s.Units {
			if _, err := s.Unit(".", name); err != nil {
				t.Errorf("what was accepted cannot be laid over the defaults: %v", err)
			}
		}
		s.Idle()
	})
}

// TestOtherNames: a file that somebody took for the settings is not passed over in silence.
func TestOtherNames(t *testing.T) {
	t.Parallel()
	for name, refused := range map[string]bool{"waybill.yml": true, ".waybill.yaml": true, "docs/waybill.yml": false, "waybill.yaml": false} {
		tree, err := source.New(fstest.MapFS{name: {Data: []byte("team: x\n")}}, source.DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = FromRepository(tree)
		if got := err != nil && strings.Contains(err.Error(), "the settings are called waybill.yaml"); got != refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSettingsAreAFile: what stands in the place of the settings and cannot be read is refused, as a repository without settings is another.
func TestSettingsAreAFile(t *testing.T) {
	t.Parallel()
	for name, fsys := range map[string]fstest.MapFS{
		"folder": {"waybill.yaml/x": {}},
		"link":   {"waybill.yaml": {Data: []byte("nowhere"), Mode: fs.ModeSymlink}},
		"pipe":   {"waybill.yaml": {Mode: fs.ModeNamedPipe}},
	} {
		tree, err := source.New(fsys, source.DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok, err := FromRepository(tree); ok || fault.KindOf(err) != fault.Usage {
			t.Errorf("%s: %t %v", name, ok, err)
		}
	}
	tree, err := source.New(fstest.MapFS{"a.yaml": {Data: []byte("team: x\n")}, "waybill.yaml": {Data: []byte("a.yaml"), Mode: fs.ModeSymlink}}, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	if l, ok, err := FromRepository(tree); !ok || err != nil || string(l.Data) != "team: x\n" {
		t.Errorf("a link inside: %v %v", l, err)
	}
}
