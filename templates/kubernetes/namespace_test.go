package kubernetes_test

import (
	"path"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fixture"
)

// A namespace that the settings name may hold several applications: none of them writes its own name on it.
func TestSharedNamespaceBelongsToNoApplication(t *testing.T) {
	t.Parallel()
	p, files := rendered(t, fixture.Units()["spring"], "environments: {dev: {namespace: sandbox}, prod: {}}\n", nil)
	for environment, own := range map[string]bool{"dev": false, "prod": true} {
		name, found := path.Join(path.Dir(path.Dir(overlay(p, environment))), "namespaces", environment+".yaml"), false
		for _, f := range files {
			if f.Path != name {
				continue
			}
			found = true
			if strings.Contains(string(f.Data), "app.kubernetes.io/part-of") != own {
				t.Errorf("%s:\n%s", name, f.Data)
			}
		}
		if !found {
			t.Errorf("no %s", name)
		}
	}
}

// What a release applies needs no right outside of the namespace; and each form has the file that makes the namespace.
func TestReleaseAppliesNoNamespace(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"kustomize", "plain", "helm"} {
		p, files := rendered(t, fixture.Units()["spring"], "team: freight\nkubernetes: {format: "+format+"}\n", nil)
		made := 0
		for _, f := range files {
			text := string(f.Data)
			if strings.Contains(f.Path, "/namespaces/") {
				made++
				if !strings.Contains(text, "kind: Namespace") || !strings.Contains(text, "kind: RoleBinding") {
					t.Errorf("%s: %s:\n%s", format, f.Path, text)
				}
				continue
			}
			if strings.Contains(text, "kind: Namespace\n") || strings.Contains(text, "kind: RoleBinding\n") || strings.Contains(text, "- namespace.yaml") {
				t.Errorf("%s: %s is applied by a release", format, f.Path)
			}
		}
		if made != len(p.Environments) {
			t.Errorf("%s: %d files of namespaces, want %d", format, made, len(p.Environments))
		}
	}
}

// A port that only root may open by default gets the sysctl that allows it.
func TestLowPort(t *testing.T) {
	t.Parallel()
	for ports, want := range map[string]bool{"[80]": true, "[8080, 443]": true, "[8080]": false} {
		_, files := rendered(t, fixture.Units()["spring"], "units: {orders: {ports: "+ports+"}}\n", nil)
		found := false
		for _, f := range files {
			found = found || strings.Contains(string(f.Data), "net.ipv4.ip_unprivileged_port_start")
		}
		if found != want {
			t.Errorf("ports %s: %v", ports, found)
		}
	}
}
