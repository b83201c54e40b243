package kubernetes_test

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/kubernetes"
)

// rendered returns the plan and its Kubernetes files.
func rendered(t *testing.T, u facts.Unit, text string, overrides fs.FS) (plan.Plan, []templates.File) {
	t.Helper()
	p, err := fixture.Decide(t, u, text)
	if err != nil {
		t.Fatal(err)
	}
	return p, filesOf(t, p, overrides)
}

// filesOf are the Kubernetes files of a plan.
func filesOf(t *testing.T, p plan.Plan, overrides fs.FS) []templates.File {
	t.Helper()
	r, err := templates.New(overrides)
	if err != nil {
		t.Fatal(err)
	}
	made, err := r.Render(p, templates.Kubernetes)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func overlay(p plan.Plan, environment string) string {
	return path.Join(p.Units[0].Dir, "deploy", "kubernetes", "overlays", environment)
}

// TestOverlayHoldsTheDifference: what no environment differs in stands in the base alone.
func TestOverlayHoldsTheDifference(t *testing.T) {
	t.Parallel()
	_, files := rendered(t, fixture.Units()["node"], "", nil)
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
	p, files := rendered(t, fixture.Units()["node"], "", own)
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
			p, err := fixture.DecideFrom(t, fixture.Units()["node"], settings.Layer{Name: "waybill.yaml", Data: []byte(tc.settings), Own: !tc.organisation})
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
	p, err := fixture.DecideFrom(t, fixture.Units()["node"], settings.Layer{Name: "waybill.yaml", Own: true, Data: []byte("kubernetes: {patches: [{kind: CronJob, patch: {spec: {suspend: true}}}]}")})
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
	p, err := fixture.Decide(t, fixture.Units()["node"], "kubernetes: {patches: [{kind: Deployment, patch: {spec: {template: {spec: {containers: 7}}}}}]}")
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

func indexOf(files []templates.File, suffix string) int {
	for i, f := range files {
		if strings.HasSuffix(f.Path, suffix) {
			return i
		}
	}
	panic(fmt.Sprint("no file ", suffix))
}

// TestNoNameIsRefused: what YAML, a shell or Kubernetes would not take as a name or a number is an error of the settings.
func TestNoNameIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"team: 'a: b'", "team: A", "application: '-x'", "environments: {'a b': {}}", "environments: {dev: {namespace: 'x y'}}", "environments: {dev: {domain: 'a b'}}",
		"environments: {dev: {hosts: {shop: \"a`) || Host(`b\"}}}", "environments: {dev: {resources: {memory: 1GB}}}", "environments: {dev: {env: {'A B': c}}}",
		"environments: {dev: {replicas: -1}}", "environments: {dev: {replicas: 3, maxReplicas: 2}}", "environments: {dev: {podSecurity: open}}", "units: {shop: {ports: [0]}}",
		"units: {shop: {ports: [70000]}}", "kubernetes: {release: {strategy: recreate}}", "kubernetes: {entrance: {class: 'a b'}}", "units: {shop: {workload: {schedule: '* *'}}}",
		"kubernetes: {shipping: {hosts: [\"a b\"]}}", "kubernetes: {egress: [{cidr: any}]}", "kubernetes: {release: {batches: [50, 20]}}", "kubernetes: {release: {batches: [0]}}",
		"kubernetes: {release: {surge: 0}}\nunits: {shop: {workload: {release: {surge: -5}}}}", "units: {shop: {health: \"/a\\nb\"}}", "defaults: {logs: {to: hostPath, host: relative}}",
		"kubernetes: {patches: [{kind: '', patch: {}}]}", "environments: {dev: {access: {edit: ['']}}}", "images: {tag: 'a b'}", "images: {registry: 'a b'}",
	} {
		if _, err := fixture.Decide(t, fixture.Units()["node"], text); err == nil {
			t.Errorf("accepted: %s", text)
		}
	}
}

// TestEveryChoiceRenders: each overlay builds with Kustomize, plainly and as a chart, and nothing of it is empty. What a cluster thinks of
// the objects is asked in the proof module.
func TestEveryChoiceRenders(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"spring": fixture.Everything, "node": "kubernetes: {platform: openshift}\nenvironments: {dev: {domain: dev.example.com}, prod: {domain: example.com}}",
		"grpc": fixture.Everything + "kubernetes: {release: {strategy: blue-green}}", "go": fixture.Everything + "kubernetes: {release: {strategy: blue-green-argo}}",
		"site":   "kubernetes: {monitoring: {kind: annotations}, entrance: {kind: gateway}}\nenvironments: {dev: {}, prod: {domain: example.com}}",
		"worker": "kubernetes: {release: {strategy: cloneset}}", "job": "units: {nightly: {workload: {schedule: '15 3 * * *'}}}",
		"longName": "defaults: {logs: {to: sidecar, dir: logs}}\nkubernetes: {shipping: {output: kafka, hosts: ['kafka-0:9092'], secret: shipping}}",
	} {
		for _, form := range []string{"kustomize", "plain", "helm"} {
			t.Run(name+"/"+form, func(t *testing.T) {
				t.Parallel()
				text := text
				if strings.Contains(text, "kubernetes: {") {
					text = strings.Replace(text, "kubernetes: {", "kubernetes: {format: "+form+", ", 1)
				} else {
					text += "\nkubernetes: {format: " + form + "}\n"
				}
				p, files := rendered(t, fixture.Units()[name], text, nil)
				for _, f := range files {
					if len(f.Data) == 0 {
						t.Errorf("%s is empty", f.Path)
					}
				}
				if form != "kustomize" {
					return
				}
				for _, e := range p.Environments {
					if set, err := kubernetes.Kustomize(files, overlay(p, e.Name)); err != nil || set.Size() == 0 {
						t.Errorf("%s: %v", e.Name, err)
					}
				}
			})
		}
	}
}

// TestDeadlineFollowsTheStart: a program that takes long to start is not given up before it had three times that.
func TestDeadlineFollowsTheStart(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int]string{60: "progressDeadlineSeconds: 600", 400: "progressDeadlineSeconds: 1200"} {
		_, files := rendered(t, fixture.Units()["spring"], fmt.Sprintf("units: {orders: {workload: {startSeconds: %d}}}", seconds), nil)
		if text := string(files[indexOf(files, "base/deployment.yaml")].Data); !strings.Contains(text, want) {
			t.Errorf("%d s: no %q in\n%s", seconds, want, text)
		}
	}
}
