package templates_test

import (
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	psa "k8s.io/pod-security-admission/api"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/manifest"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/kubernetes"
)

func word(v string) facts.Text { return facts.Text{Value: v, Confidence: facts.Certain} }

func needs(capabilities ...string) []facts.Require {
	var out []facts.Require
	for _, c := range capabilities {
		out = append(out, facts.Require{Capability: c})
	}
	return out
}

// unitOf returns a unit as a detector would.
func unitOf(name, language, framework, kind string, run facts.Run, ports ...facts.Port) facts.Unit {
	return facts.Unit{
		Path: name, Name: name, Language: word(language), Framework: word(framework), Kind: word(kind), RuntimeVersion: word("1"),
		Ports: ports, Image: facts.Image{Run: run},
	}
}

func units() map[string]facts.Unit {
	spring := unitOf("orders", "java", "spring-boot", facts.Server, facts.Run{Requires: needs("java"), Runtime: "jvm", LogDir: "logs", Writable: []string{"work", "/var/cache/orders"}},
		facts.Port{Value: 8080}, facts.Port{Value: 8081, Name: "management"})
	spring.Health = facts.Health{Value: "/actuator/health", Ready: "/actuator/health/readiness", Port: 8081}
	spring.Metrics, spring.Needs = word("/actuator/prometheus"), []string{"mysql", "kafka"}
	spring.Registries = []string{"nacos", "dubbo"}
	node := unitOf("shop", "node", "express", facts.Server, facts.Run{Requires: needs("node")}, facts.Port{Value: 3000, Env: "PORT"})
	node.Health.Value = "/health"
	return map[string]facts.Unit{
		"spring":   spring,
		"node":     node,
		"go":       unitOf("quotes", "go", "stdlib", facts.Server, facts.Run{Requires: needs("static")}, facts.Port{Value: 8080}),
		"grpc":     unitOf("prices", "go", "grpc", facts.Server, facts.Run{Requires: needs("sh")}, facts.Port{Value: 9000, Name: "grpc"}),
		"site":     unitOf("pages", "node", "vite", facts.StaticSite, facts.Run{Requires: needs("nginx"), Writable: []string{"/var/cache/nginx"}}, facts.Port{Value: 8080}),
		"worker":   unitOf("mailer", "node", "plain", facts.Worker, facts.Run{Requires: needs("node")}),
		"longName": unitOf(strings.Repeat("a", 63), "node", "express", facts.Server, facts.Run{Requires: needs("node")}, facts.Port{Value: 3000}),
		"job":      unitOf("nightly", "go", "plain", "job", facts.Run{Requires: needs("sh")}),
	}
}

// decided makes the plan for one unit with settings, the way `generate` does.
func decided(t *testing.T, u facts.Unit, text string) (plan.Plan, error) {
	t.Helper()
	return decidedFrom(t, u, settings.Layer{Name: "waybill.yaml", Data: []byte(text)})
}

func decidedFrom(t *testing.T, u facts.Unit, l settings.Layer) (plan.Plan, error) {
	t.Helper()
	s, err := settings.Load(l)
	if err != nil {
		return plan.Plan{}, err
	}
	fsys, name := imagetree.Embedded()
	tree, err := imagetree.Load(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	return plan.Make(plan.Input{Report: facts.Report{Units: []facts.Unit{u}}, Name: "freight", Settings: s, Tree: tree})
}

// rendered returns the plan and its Kubernetes files.
func rendered(t *testing.T, u facts.Unit, text string, overrides fs.FS) (plan.Plan, []templates.File) {
	t.Helper()
	p, err := decided(t, u, text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := templates.New(overrides)
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Render(p, templates.Kubernetes)
	if err != nil {
		t.Fatal(err)
	}
	return p, files
}

// objects renders an overlay and decodes it strictly.
func objects(t *testing.T, files []templates.File, dir string) []manifest.Object {
	t.Helper()
	set, err := kubernetes.Kustomize(files, dir)
	if err != nil {
		t.Fatal(err)
	}
	data, err := set.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	list, err := manifest.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func overlay(p plan.Plan, environment string) string {
	return path.Join(p.Units[0].Dir, "deploy", "kubernetes", "overlays", environment)
}

func find[T any](t *testing.T, list []manifest.Object, kind, prefix string) T {
	t.Helper()
	for _, o := range list {
		if typed, ok := o.Typed.(T); ok && o.Kind == kind && strings.HasPrefix(o.Name, prefix) {
			return typed
		}
	}
	t.Fatalf("no %s %s", kind, prefix)
	panic("unreachable")
}

const everything = `
team: freight
images: {registry: harbor.example.com/freight}
environments:
  dev: {replicas: 1, maxReplicas: 1, pullSecret: regcred, secrets: [db], config: {from: configMap}, env: {GREETING: "yes"}, registry: replica.example.com/dev}
  qa: {maxReplicas: 2, replicas: 2, config: {from: secret, name: files}, access: {edit: [testers], view: [freight, everybody]}}
  prod: {domain: example.com, resources: {cpu: 750m, memory: 1536Mi}, config: {from: claim, name: shared}}
defaults: {workload: {nodeSelector: {pool: "on"}, tolerations: [{key: pool, operator: Exists}], priorityClass: high}}
`

// TestKubernetesIsSound renders every kind of unit with every choice of the settings, and judges each environment.
func TestKubernetesIsSound(t *testing.T) {
	t.Parallel()
	choices := map[string]string{
		"defaults":   "",
		"everything": everything,
		"openshift":  "kubernetes: {platform: openshift}\nenvironments: {dev: {domain: dev.example.com}, prod: {domain: example.com}}",
		"stopped":    "environments: {dev: {replicas: 0}, prod: {}}",
		"sidecar":    "defaults: {logs: {to: sidecar, dir: logs}}\nkubernetes: {shipping: {output: kafka, hosts: ['kafka-0:9092'], secret: shipping}}",
		"hostPath":   "defaults: {logs: {to: hostPath, dir: logs}}\nkubernetes: {shipping: {daemonSet: true}}",
		"noLimit":    "defaults: {workload: {resources: {cpuLimit: none}}}",
		"monitored":  "kubernetes: {monitoring: {kind: podMonitor, labels: {release: \"1e3\"}}}",
		"annotated":  "kubernetes: {monitoring: {kind: annotations}}",
	}
	for _, s := range settings.Strategies() {
		choices[s] = everything + "kubernetes: {release: {strategy: " + s + "}}"
	}
	for _, e := range []string{"gateway", "traefik", "traefik-ingress", "nginx", "openshift", "none"} {
		choices["entrance "+e] = "environments: {dev: {}, prod: {domain: example.com}}\nkubernetes: {entrance: {kind: " + e + "}}"
	}
	for name, u := range units() {
		for choice, text := range choices {
			t.Run(name+"/"+choice, func(t *testing.T) {
				t.Parallel()
				if name == "job" {
					text += "\nunits: {nightly: {workload: {schedule: '15 3 * * *'}}}"
				}
				sound(t, u, text, choice)
			})
		}
	}
}

func sound(t *testing.T, u facts.Unit, text, choice string) {
	t.Helper()
	portless := len(u.Ports) == 0
	if portless && strings.HasSuffix(choice, "statefulset") && u.Kind.Value != "job" {
		if _, err := decided(t, u, text); err == nil {
			t.Fatal("a StatefulSet without a port was accepted")
		}
		return
	}
	p, files := rendered(t, u, text, nil)
	level := psa.LevelRestricted
	if choice == "hostPath" {
		level = psa.LevelPrivileged // exception by name: a hostPath volume violates baseline
	}
	for _, e := range p.Environments {
		if e.Name == "qa" && choice != "everything" {
			continue // like dev
		}
		for _, f := range manifest.Check(objects(t, files, overlay(p, e.Name)), level) {
			t.Errorf("%s: %s", e.Name, f)
		}
	}
}

func TestClusterIsSound(t *testing.T) {
	t.Parallel()
	_, files := rendered(t, units()["spring"], "defaults: {logs: {to: hostPath, dir: logs}}\nkubernetes: {shipping: {daemonSet: true}}", nil)
	// exception by name: reading and preparing folders of the node needs hostPath and uid 0
	for _, f := range manifest.Check(objects(t, files, "deploy/kubernetes/cluster"), psa.LevelPrivileged) {
		t.Error(f)
	}
}

// TestOverlayHoldsTheDifference: what no environment differs in stands in the base alone.
func TestOverlayHoldsTheDifference(t *testing.T) {
	t.Parallel()
	_, files := rendered(t, units()["node"], "", nil)
	for _, f := range files {
		if !strings.Contains(f.Path, "/overlays/") {
			continue
		}
		if text := string(f.Data); strings.Contains(text, "livenessProbe") || strings.Contains(text, "securityContext") {
			t.Errorf("%s repeats the base", f.Path)
		}
		if strings.Contains(f.Path, "/overlays/prod/") && strings.Contains(f.Path, "patch") {
			t.Errorf("%s: the base is production's", f.Path)
		}
	}
}

func TestOrganisationsOwnTemplates(t *testing.T) {
	t.Parallel()
	own := fstest.MapFS{
		"kubernetes/base/serviceaccount.yaml.tmpl": {Data: []byte("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: {{ .Name }}, labels: {owner: us}}\n")},
		"kubernetes/base/quota.yaml.tmpl":          {Data: []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Name }}-quota}\ndata: {tier: gold}\n")},
		"kubernetes/overlay/stage.yaml.tmpl":       {Data: []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: stage}\ndata: {stage: {{ .Environment.Name }}}\n")},
	}
	p, files := rendered(t, units()["node"], "", own)
	set, err := kubernetes.Kustomize(files, overlay(p, "qa"))
	if err != nil {
		t.Fatal(err)
	}
	data, err := set.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"owner: us", "name: shop-quota", "stage: qa"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %q", want)
		}
	}
}

func TestSettingsPatch(t *testing.T) {
	t.Parallel()
	p, files := rendered(t, units()["node"], `
kubernetes:
  patches:
    - {kind: Deployment, environment: prod, patch: {spec: {template: {spec: {hostAliases: [{ip: 10.0.0.1, hostnames: [legacy]}], containers: [{name: shop, tty: true}]}}}}}
    - {kind: PodDisruptionBudget, name: shop, patch: {spec: {maxUnavailable: 1}}}
`, nil)
	for environment, patched := range map[string]bool{"dev": false, "prod": true} {
		for _, o := range objects(t, files, overlay(p, environment)) {
			if o.Kind != "Deployment" {
				continue
			}
			if got := len(o.Pod.Spec.HostAliases) == 1 && o.Pod.Spec.Containers[0].TTY && o.Pod.Spec.Containers[0].LivenessProbe != nil; got != patched {
				t.Errorf("%s: patched is %v", environment, got)
			}
		}
	}
}

// TestPatchThatFitsNothing: Kustomize would pass over it without a word.
func TestPatchThatFitsNothing(t *testing.T) {
	t.Parallel()
	patch := func(text string) string { return "kubernetes:\n  patches:\n    - {" + text + "}\n" }
	for name, tc := range map[string]struct {
		settings, want, hint string
		organisation         bool
	}{
		"kind":            {patch("kind: Deploymnet, patch: {spec: {paused: true}}"), "the patch for Deploymnet fits no object (waybill.yaml:3:7)", "did you mean Deployment?", false},
		"name":            {patch("kind: Deployment, name: shopp, patch: {spec: {paused: true}}"), "the patch for Deployment shopp fits no object (waybill.yaml:3:7)", "Deployment shop, HorizontalPodAutoscaler shop", false},
		"environment":     {patch("kind: Route, environment: qa, patch: {spec: {}}"), "fits no object of qa", "ServiceAccount shop", false},
		"container":       {patch("kind: Deployment, patch: {spec: {template: {spec: {containers: [{name: app, tty: true}]}}}}"), `the patch names "app" in containers of Deployment shop`, "they are shop", false},
		"of the unit":     {"units: {shop: {workload: {patches: [{kind: Servce, patch: {}}]}}}", "the patch for Servce fits no object (waybill.yaml:1:37)", "did you mean Service?", false},
		"organisation's":  {patch("kind: CronJob, patch: {spec: {suspend: true}}"), "", "", true},
		"its misspelling": {patch("kind: Deploymnet, patch: {spec: {paused: true}}"), "fits no object", "did you mean Deployment?", true},
		"pattern":         {patch("kind: Deployment, name: 'sh.*', patch: {spec: {paused: true}}"), "", "", false},
		"new container":   {patch("kind: Deployment, patch: {spec: {template: {spec: {containers: [{name: proxy, image: 'proxy:1'}]}}}}"), "", "", false},
		"deleted":         {patch("kind: PodDisruptionBudget, patch: {$patch: delete}"), "", "", false},
		"generated":       {patch("kind: ConfigMap, name: shop-env, patch: {data: {A: b}}"), "", "", false},
		"scales in one":   {"environments: {dev: {replicas: 1, maxReplicas: 1}, prod: {}}\n" + patch("kind: HorizontalPodAutoscaler, patch: {metadata: {labels: {a: b}}}"), "", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := decidedFrom(t, units()["node"], settings.Layer{Name: "waybill.yaml", Data: []byte(tc.settings), Own: !tc.organisation})
			if err != nil {
				t.Fatal(err)
			}
			r, err := templates.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			_, err = r.Render(p, templates.Kubernetes)
			if tc.want == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(strings.Join(fault.HintOf(err), "\n"), tc.hint) || fault.KindOf(err) != fault.Usage {
				t.Errorf("got %v, hints %q", err, fault.HintOf(err))
			}
		})
	}
}

// TestPatchForAnotherUnit: with a part of the units nothing can be said of a patch for all.
func TestPatchForAnotherUnit(t *testing.T) {
	t.Parallel()
	p, err := decidedFrom(t, units()["node"], settings.Layer{Name: "waybill.yaml", Own: true, Data: []byte("kubernetes: {patches: [{kind: CronJob, patch: {spec: {suspend: true}}}]}")})
	if err != nil {
		t.Fatal(err)
	}
	p.Part = true
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Render(p, templates.Kubernetes); err != nil {
		t.Errorf("refused: %v", err)
	}
}

// TestBadPatchIsRefused: what Kustomize cannot apply is an error of generate, with the folder that it would hurt.
func TestBadPatchIsRefused(t *testing.T) {
	t.Parallel()
	p, err := decided(t, units()["node"], "kubernetes: {patches: [{kind: Deployment, patch: {spec: {template: {spec: {containers: 7}}}}}]}")
	if err != nil {
		t.Fatal(err)
	}
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Render(p, templates.Kubernetes); err == nil || !strings.Contains(err.Error(), "overlays/dev") {
		t.Errorf("got %v", err)
	}
}

func TestFormsAreTheSame(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", everything, everything + "kubernetes: {release: {strategy: blue-green}}"} {
		p, files := rendered(t, units()["spring"], text, nil)
		plainFiles := reform(t, "spring", text, "plain")
		for i, e := range p.Environments {
			want := objects(t, files, overlay(p, e.Name))
			got, err := manifest.Decode(plainFiles[indexOf(plainFiles, e.Name+".yaml")].Data)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(want, got) {
				t.Errorf("%d %s: plain differs from kustomize", i, e.Name)
			}
		}
	}
}

func indexOf(files []templates.File, suffix string) int {
	for i, f := range files {
		if strings.HasSuffix(f.Path, suffix) {
			return i
		}
	}
	panic(fmt.Sprint("no file ", suffix))
}
