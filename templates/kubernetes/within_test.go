package kubernetes_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/templates/engine"
	"github.com/waybill-dev/waybill/templates/kubernetes"
)

// TestKustomizeStaysWithin: what a template makes can neither reach a server, a program or a file of the machine, nor fill the memory.
func TestKustomizeStaysWithin(t *testing.T) {
	t.Parallel()
	const object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
	bomb := object + "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
	for i := range 9 {
		name, last := string(rune('b'+i)), string(rune('a'+i))
		bomb += name + ": &" + name + " [" + strings.Repeat("*"+last+",", 10) + "]\n"
	}
	for _, c := range []struct{ name, kustomization, object, want string }{
		{"sound", "resources: [a.yaml]\nconfigMapGenerator: [{name: b, files: [x=a.yaml]}]\n", object, ""},
		{"aliases of a person", "resources: [a.yaml]\n", object + "data: {x: &x one, y: *x}\n", ""},
		{"a patch", "resources: [a.yaml]\npatches: [{target: {kind: ConfigMap}, patch: '[{\"op\": \"add\", \"path\": \"/data\", \"value\": {\"a\": \"b\"}}]'}]\n", object, ""},
		{"a server", "resources:\n  - a.yaml\n  - https://127.0.0.1:1/a.yaml\n", object, "base/kustomization.yaml:3:5"},
		{"a repository", "resources: [github.com/a/b]\n", object, "kustomization.yaml:1"},
		{"a repository by ssh", "resources: ['git@127.0.0.1:a/b']\n", object, "kustomization.yaml:1"},
		{"a file of the machine", "resources: [/etc/hostname]\n", object, "kustomization.yaml:1"},
		{"a component", "components: ['https://127.0.0.1:1/a']\n", object, "kustomization.yaml:1"},
		{"a patch of a server", "resources: [a.yaml]\npatches: [{path: 'http://127.0.0.1:1/a.yaml'}]\n", object, "kustomization.yaml:2"},
		{"a file of a ConfigMap", "configMapGenerator: [{name: a, files: ['x=http://127.0.0.1:1/x']}]\n", object, "kustomization.yaml:1"},
		{"variables of a Secret", "secretGenerator: [{name: a, envs: ['http://127.0.0.1:1/x']}]\n", object, "kustomization.yaml:1"},
		{"a chart", "helmCharts: [{name: a, repo: 'http://127.0.0.1:1/x'}]\n", object, `key "helmCharts"`},
		{"a schema", "openapi: {path: 'http://127.0.0.1:1/x'}\n", object, `key "openapi"`},
		{"a plug-in", "generators: [a.yaml]\n", object, `key "generators"`},
		{"a ring", "resources: [a.yaml]\n", object + "data: &x {a: *x}\n", "a.yaml:1"},
		{"a bomb", "resources: [a.yaml]\n", bomb, "a.yaml:1"},
		{"a patch that doubles", "resources: [a.yaml]\npatches: [{target: {kind: ConfigMap}, patch: '[{\"op\": \"copy\", \"from\": \"/metadata\", \"path\": \"/metadata/x\"}]'}]\n", object, "copies"},
		{"many objects", "resources: [a.yaml]\n", strings.Repeat(object+"---\n", 600), "more than 500"},
		{"a large kustomization", "resources: [a.yaml]\nnamePrefix: " + strings.Repeat("a", 300<<10) + "\n", object, "larger than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := kubernetes.Kustomize([]engine.File{
				{Path: "base/kustomization.yaml", Data: []byte(c.kustomization), Template: "kubernetes/base/kustomization.yaml.tmpl"},
				{Path: "base/a.yaml", Data: []byte(c.object), Template: "kubernetes/base/a.yaml.tmpl"},
			}, "base")
			switch {
			case c.want == "" && err != nil:
				t.Fatal(err)
			case c.want != "" && (err == nil || fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "Kustomize refuses")):
				t.Fatalf("%v", err)
			}
		})
	}
}
