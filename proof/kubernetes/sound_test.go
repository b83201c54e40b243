package kubernetes

import (
	"fmt"
	"path"
	"reflect"
	"strings"
	"testing"

	psa "k8s.io/pod-security-admission/api"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/proof/manifest"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/kubernetes"
)

func indexOf(files []templates.File, suffix string) int {
	for i, f := range files {
		if strings.HasSuffix(f.Path, suffix) {
			return i
		}
	}
	panic(fmt.Sprint("no file ", suffix))
}

func overlay(p plan.Plan, environment string) string {
	return path.Join(p.Units[0].Dir, "deploy", "kubernetes", "overlays", environment)
}

// rendered returns the plan and its Kubernetes files.
func rendered(t *testing.T, u facts.Unit, text string) (plan.Plan, []templates.File) {
	t.Helper()
	p, err := fixture.Decide(t, u, text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := templates.New(nil)
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

// TestKubernetesIsSound renders every kind of unit with every choice of the settings, and judges each environment.
func TestKubernetesIsSound(t *testing.T) {
	t.Parallel()
	choices := map[string]string{
		"defaults":   "",
		"everything": fixture.Everything,
		"openshift":  "kubernetes: {platform: openshift}\nenvironments: {dev: {domain: dev.example.com}, prod: {domain: example.com}}",
		"stopped":    "environments: {dev: {replicas: 0}, prod: {}}",
		"sidecar":    "defaults: {logs: {to: sidecar, dir: logs}}\nkubernetes: {shipping: {output: kafka, hosts: ['kafka-0:9092'], secret: shipping}}",
		"hostPath":   "defaults: {logs: {to: hostPath, dir: logs}}\nkubernetes: {shipping: {daemonSet: true}}",
		"noLimit":    "defaults: {workload: {resources: {cpuLimit: none}}}",
		"monitored":  "kubernetes: {monitoring: {kind: podMonitor, labels: {release: \"1e3\"}}}",
		"annotated":  "kubernetes: {monitoring: {kind: annotations}}",
	}
	for _, s := range settings.Strategies() {
		choices[s] = fixture.Everything + "kubernetes: {release: {strategy: " + s + "}}"
	}
	for _, e := range []string{"gateway", "traefik", "traefik-ingress", "nginx", "openshift", "none"} {
		choices["entrance "+e] = "environments: {dev: {}, prod: {domain: example.com}}\nkubernetes: {entrance: {kind: " + e + "}}"
	}
	for name, u := range fixture.Units() {
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
		if _, err := fixture.Decide(t, u, text); err == nil {
			t.Fatal("a StatefulSet without a port was accepted")
		}
		return
	}
	p, files := rendered(t, u, text)
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
	_, files := rendered(t, fixture.Units()["spring"], "defaults: {logs: {to: hostPath, dir: logs}}\nkubernetes: {shipping: {daemonSet: true}}")
	// exception by name: reading and preparing folders of the node needs hostPath and uid 0
	for _, f := range manifest.Check(objects(t, files, "deploy/kubernetes/cluster"), psa.LevelPrivileged) {
		t.Error(f)
	}
}

func TestSettingsPatch(t *testing.T) {
	t.Parallel()
	p, files := rendered(t, fixture.Units()["node"], `
kubernetes:
  patches:
    - {kind: Deployment, environment: prod, patch: {spec: {template: {spec: {hostAliases: [{ip: 10.0.0.1, hostnames: [legacy]}], containers: [{name: shop, tty: true}]}}}}}
    - {kind: PodDisruptionBudget, name: shop, patch: {spec: {maxUnavailable: 1}}}
`)
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

func TestFormsAreTheSame(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", fixture.Everything, fixture.Everything + "kubernetes: {release: {strategy: blue-green}}"} {
		p, files := rendered(t, fixture.Units()["spring"], text)
		plainFiles := reform(t, "spring", text, "plain")
		for i, e := range p.Environments {
			want := objects(t, files, overlay(p, e.Name))
			got, err := manifest.Decode(plainFiles[indexOf(plainFiles, "plain/"+e.Name+".yaml")].Data)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(want, got) {
				t.Errorf("%d %s: plain differs from kustomize", i, e.Name)
			}
		}
	}
}
