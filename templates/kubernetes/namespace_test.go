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
		name, found := path.Join(overlay(p, environment), "namespace.yaml"), false
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
