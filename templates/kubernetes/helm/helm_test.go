package helm_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/templates"
)

// chart renders a unit as a chart: path below the chart's folder → text.
func chart(t *testing.T, unit, settings string) map[string]string {
	t.Helper()
	return chartOf(t, fixture.Units()[unit], settings)
}

func chartOf(t *testing.T, unit facts.Unit, settings string) map[string]string {
	t.Helper()
	p, err := fixture.Decide(t, unit, settings)
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
	out := map[string]string{}
	for _, f := range files {
		if _, name, ok := strings.Cut(f.Path, "/deploy/chart/"); ok {
			out[name] = string(f.Data)
		}
	}
	return out
}

func TestChart(t *testing.T) {
	t.Parallel()
	files := chart(t, "spring", "kubernetes: {format: helm}\nenvironments: {dev: {env: {A: 'b'}}, qa: {}, prod: {domain: example.com, env: {A: '{{ c }}'}}}\n")
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, want := range []string{".helmignore", "Chart.yaml", "values.yaml", "values-dev.yaml", "values-qa.yaml", "templates/_names.tpl", "templates/NOTES.txt", "templates/deployment-orders.yaml", "templates/configmap-orders-env.yaml", "templates/httproute-orders.yaml"} {
		if !slices.Contains(names, want) {
			t.Errorf("no %s among %s", want, strings.Join(names, " "))
		}
	}
	for name, want := range map[string]string{
		"values.yaml":                          "# Deployment orders\ndeployment:\n  # spec.template.spec.containers.0.image\n  image: ", // each value with its place
		"./values.yaml":                        "# variables of the program; a change rolls the pods\nenv:\n  A: '{{ c }}'",              // production's values are the chart's
		"values-dev.yaml":                      "A: b",                                                                                   // and another environment holds what it has otherwise
		"templates/deployment-orders.yaml":     "{{ .Release.Namespace",                                                                  // of the release, not of the plan
		"templates/configmap-orders-env.yaml":  "{{- toYaml .Values.env | nindent 2 }}",
		"templates/httproute-orders.yaml":      "{{- if .Values.httpRoute.enabled }}", // dev has none
		"templates/horizontalpodautoscaler.tp": "",
		"Chart.yaml":                           "name: orders",
	} {
		if !strings.Contains(files[strings.TrimPrefix(name, "./")], want) {
			t.Errorf("%s: no %s in\n%s", name, want, files[name])
		}
	}
	if !strings.Contains(files["values-dev.yaml"], "enabled: false") || strings.Contains(files["values-dev.yaml"], "podSecurity") {
		t.Errorf("values-dev.yaml:\n%s", files["values-dev.yaml"])
	}
}

// TestOneImage: an init container that runs the program's own image has the value of the program, so that one value says which image runs.
func TestOneImage(t *testing.T) {
	t.Parallel()
	u := fixture.Units()["node"]
	u.Image.Run.Writable, u.Image.Run.Seeded = []string{"public/up"}, []string{"public/up"}
	files := chartOf(t, u, "kubernetes: {format: helm}\nenvironments: {dev: {}, prod: {}}\n")
	if text := files["templates/deployment-shop.yaml"]; strings.Count(text, "image: {{ .Values.deployment.image | toJson }}") != 2 || strings.Count(text, "image:") != 2 {
		t.Error(text)
	}
}

// TestNotes: the notes name what somebody has to make, and the value that says which image runs.
func TestNotes(t *testing.T) {
	t.Parallel()
	u := fixture.Units()["node"]
	u.NeedsEnv = []string{"DB_HOST", "DB_PASSWORD"}
	for text, want := range map[string]string{
		"{kubernetes: {format: helm}}":                                                                                            "helm upgrade --install shop . -n shop-dev -f values-dev.yaml --set deployment.image=IMAGE\n",
		"{kubernetes: {format: helm}, environments: {dev: {}, prod: {}}}":                                                         "  kubectl -n NAMESPACE create secret generic shop-secrets --from-literal=DB_PASSWORD=…\n",
		"{kubernetes: {format: helm, release: {strategy: blue-green}}, environments: {dev: {}}}":                                  "--set deploymentBlue.image=IMAGE --set deploymentGreen.image=IMAGE",
		"{kubernetes: {format: helm, secrets: {kind: externalSecret, store: vault}}, environments: {dev: {}, prod: {}}, team: a}": "  ClusterSecretStore vault, entry shop/prod/shop: variables that the program needs: DB_PASSWORD (prod)\n",
	} {
		if notes := chartOf(t, u, text)["templates/NOTES.txt"]; !strings.Contains(notes, want) {
			t.Errorf("%s: no %q in\n%s", text, want, notes)
		}
	}
}

// TestSlots: two Deployments of one kind get sections of their own.
func TestSlots(t *testing.T) {
	t.Parallel()
	files := chart(t, "node", "kubernetes: {format: helm, release: {strategy: blue-green}}\nenvironments: {dev: {replicas: 0}, prod: {}}\n")
	for _, name := range []string{"templates/deployment-shop-blue.yaml", "templates/deployment-shop-green.yaml", "templates/service-shop-preview.yaml"} {
		if files[name] == "" {
			t.Errorf("no %s", name)
		}
	}
	if !strings.Contains(files["values.yaml"], "deploymentBlue:") || !strings.Contains(files["values.yaml"], "deploymentGreen:") {
		t.Errorf("values.yaml:\n%s", files["values.yaml"])
	}
}
