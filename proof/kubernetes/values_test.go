package kubernetes

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	psa "k8s.io/pod-security-admission/api"

	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/proof/manifest"
)

// traps are values that a reader of YAML, a shell, Kustomize or Helm could take for something else.
func traps() []string {
	return []string{
		"yes", "no", "on", "off", "y", "n", "True", "~", "null", "012", "1e3", "0x10", "1_000", "0o7", ".5", "+1", "-", "--", "2001-01-01", "12:30:00", ".inf", "=", "<<",
		"", " ", " a ", "a: b", "a #b", "#", "key:", "@at", "%p", "*star", "&and", "!tag", "|", ">", "[a]", "{a}", "a,b", "?", "'", `"`, `'a'`, `"a"`, `a'b`, `\`, "`id`",
		"$(POD_IP)", "$$(x)", "$(", "${HOME}", "{{ .Values }}", "}}", "line\nbreak", "trail\n", "\ttab", "é", "日本", "😀", "\u2028", "a=b=c", "=x", strings.Repeat("x", 300),
	}
}

// seen is what the container gets for a variable: from the ConfigMap, or from the pod with the kubelet's expansion undone.
func seen(list []manifest.Object, name string) (string, bool) {
	for _, o := range list {
		if c, ok := o.Typed.(*core.ConfigMap); ok {
			if v, ok := c.Data[name]; ok {
				return v, true
			}
		}
		if d, ok := o.Typed.(*apps.Deployment); ok {
			for _, e := range d.Spec.Template.Spec.Containers[0].Env {
				if e.Name == name && e.ValueFrom == nil {
					return strings.ReplaceAll(e.Value, "$$(", "$("), true
				}
			}
		}
	}
	return "", false
}

func settingsWith(tb testing.TB, value string) string {
	tb.Helper()
	v, err := json.Marshal(value)
	if err != nil {
		tb.Fatal(err)
	}
	return fmt.Sprintf("environments: {dev: {env: {A: %s, B: x}}, prod: {env: {A: %s}}}\nunits: {shop: {workload: {environments: {prod: {env: {C: %s}}}}}}\n", v, v, v)
}

// TestValuesStayData: a value of the settings reaches the container unchanged, by Kustomize and by Helm.
func TestValuesStayData(t *testing.T) {
	t.Parallel()
	for _, value := range traps() {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			text := settingsWith(t, value)
			p, files := rendered(t, fixture.Units()["node"], text)
			chart := load(t, p.Units[0].Dir, reform(t, "node", text, "helm"))
			for i, list := range [][]manifest.Object{objects(t, files, overlay(p, "prod")), helm(t, chart, "prod", p.Environments[1].Namespace)} {
				for _, name := range []string{"A", "C"} {
					if got, ok := seen(list, name); !ok || got != value {
						t.Errorf("%d %s: %q became %q", i, name, value, got)
					}
				}
				for _, f := range manifest.Check(list, psa.LevelRestricted) {
					t.Error(f)
				}
			}
		})
	}
}

func FuzzValuesStayData(f *testing.F) {
	for _, value := range traps() {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == 0xfffd || r == 0xfeff }) {
			t.Skip("no text of a YAML file")
		}
		p, files := rendered(t, fixture.Units()["node"], settingsWith(t, value))
		if got, ok := seen(objects(t, files, overlay(p, "prod")), "A"); !ok || got != value {
			t.Errorf("%q became %q", value, got)
		}
	})
}

// TestNamesStayNames: words that YAML 1.1 takes for something else are names as well as any other.
func TestNamesStayNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"yes", "no", "on", "off", "y", "n", "true", "null", "e3", "a" + strings.Repeat("-", 61) + "b", strings.Repeat("x", 63)} {
		u := fixture.Units()["node"]
		u.Name, u.Path = name, name
		p, files := rendered(t, u, fmt.Sprintf("team: %q\napplication: %q\nenvironments: {%q: {domain: example.com}}\nimages: {tag: '1e3'}\nkubernetes: {monitoring: {kind: podMonitor}}", name, name, name))
		for _, f := range manifest.Check(objects(t, files, overlay(p, name)), psa.LevelRestricted) {
			t.Errorf("%s: %s", name, f)
		}
	}
}

func TestPortsReachEverything(t *testing.T) {
	t.Parallel()
	for _, port := range []int{1, 80, 8443, 65535} {
		p, files := rendered(t, fixture.Units()["node"], fmt.Sprintf("units: {shop: {ports: [%d]}}\nkubernetes: {entrance: {kind: nginx}}\nenvironments: {prod: {domain: example.com}}", port))
		list := objects(t, files, overlay(p, "prod"))
		if got := find[*apps.Deployment](t, list, "Deployment", "shop").Spec.Template.Spec.Containers[0].Ports[0].ContainerPort; int(got) != port {
			t.Errorf("%d became %d", port, got)
		}
		for _, f := range manifest.Check(list, psa.LevelRestricted) {
			t.Error(f)
		}
	}
}
