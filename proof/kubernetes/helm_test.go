package kubernetes

import (
	"bytes"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"

	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/proof/manifest"
	"github.com/waybill-dev/waybill/templates"
)

// TestHelmIsKustomize renders the chart with Helm's own engine, for each environment with its values, and compares it
// object for object with what Kustomize renders.
func TestHelmIsKustomize(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"defaults":   "{}",
		"everything": fixture.Everything,
		"fewer":      "environments: {dev: {replicas: 0, env: {A: '{{ .Values }}', B: 'yes'}}, prod: {domain: example.com, env: {A: \"'quoted'\", C: \"a\\nb\"}}}",
		"blue-green": fixture.Everything + "kubernetes: {release: {strategy: blue-green}}",
		"canary":     fixture.Everything + "kubernetes: {release: {strategy: canary}}",
		"sidecar":    "defaults: {logs: {to: sidecar, dir: logs}}",
	}
	for _, unit := range []string{"spring", "worker", "longName"} {
		for name, text := range texts {
			t.Run(unit+"/"+name, func(t *testing.T) {
				t.Parallel()
				p, files := rendered(t, fixture.Units()[unit], text)
				chart := load(t, p.Units[0].Dir, reform(t, unit, text, "helm"))
				for _, e := range p.Environments {
					want := objects(t, files, overlay(p, e.Name))
					got := helm(t, chart, e.Name, e.Namespace)
					compare(t, e.Name, want, got)
				}
			})
		}
	}
}

// reform renders the same settings in another form.
func reform(t *testing.T, unit, text, form string) []templates.File {
	t.Helper()
	if strings.Contains(text, "kubernetes: {") {
		text = strings.Replace(text, "kubernetes: {", "kubernetes: {format: "+form+", ", 1)
	} else {
		text = strings.TrimPrefix(text, "{}") + "\nkubernetes: {format: " + form + "}\n"
	}
	_, files := rendered(t, fixture.Units()[unit], text)
	return files
}

func load(t *testing.T, unitDir string, files []templates.File) *helmchart.Chart {
	t.Helper()
	var buffered []*loader.BufferedFile
	for _, f := range files {
		if name, ok := strings.CutPrefix(f.Path, path.Join(unitDir, "deploy/chart")+"/"); ok {
			buffered = append(buffered, &loader.BufferedFile{Name: name, Data: f.Data})
		}
	}
	c, err := loader.LoadFiles(buffered)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	return c
}

func helm(t *testing.T, c *helmchart.Chart, environment, namespace string) []manifest.Object {
	t.Helper()
	values := chartutil.Values{}
	for _, f := range c.Raw {
		if f.Name == "values-"+environment+".yaml" {
			var err error
			if values, err = chartutil.ReadValues(f.Data); err != nil {
				t.Fatal(err)
			}
		}
	}
	all, err := chartutil.ToRenderValues(c, values, chartutil.ReleaseOptions{Name: "any", Namespace: namespace}, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := engine.Render(c, all)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(out)) {
		if strings.HasSuffix(name, ".yaml") {
			text.WriteString("---\n" + out[name] + "\n")
		}
	}
	list, err := manifest.Decode(text.Bytes())
	if err != nil {
		t.Fatalf("%v\n%s", err, text.String())
	}
	return list
}

func compare(t *testing.T, environment string, want, got []manifest.Object) {
	t.Helper()
	byName := func(list []manifest.Object) map[string]any {
		m := map[string]any{}
		for _, o := range list {
			plain, err := manifest.Plain(o)
			if err != nil {
				t.Fatal(err)
			}
			m[o.APIVersion+" "+o.String()] = plain
		}
		return m
	}
	a, b := byName(want), byName(got)
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if !reflect.DeepEqual(a[name], b[name]) {
			t.Errorf("%s: %s: %s", environment, name, cmp.Diff(a[name], b[name]))
		}
		delete(b, name)
	}
	for name := range b {
		t.Errorf("%s: Kustomize has no %s", environment, name)
	}
}
