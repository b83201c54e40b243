package kubernetes_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fixture"
)

// TestReleaseNamesWhatOthersMake: the manifests name secrets and configuration that waybill does not write, and the guide lists them.
func TestReleaseNamesWhatOthersMake(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, settings string
		want           []string
	}{
		{"nothing", "", nil},
		{"each environment its own", fixture.Everything + "kubernetes: {entrance: {kind: traefik}}\n", []string{
			"| PersistentVolumeClaim shared | the configuration files | prod |",
			"| Secret db | its keys become variables of the program | dev |",
			"| Secret files | the configuration files | qa |",
			"| Secret regcred | the registry's credentials, of the type kubernetes.io/dockerconfigjson | dev |",
			"| Secret orders-tls | the certificate of orders.example.com, of the type kubernetes.io/tls; without it the entrance answers with its own | prod |",
		}},
		{"everywhere", "defaults: {logs: {to: sidecar, dir: logs}}\nkubernetes: {shipping: {secret: shipping}}\n", []string{
			"| Secret shipping | username and password of where log files go | dev, qa, prod |",
		}},
		{"made by cert-manager", "environments: {prod: {domain: example.com}}\nkubernetes: {entrance: {kind: nginx, issuer: letsencrypt}}\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, files := rendered(t, fixture.Units()["spring"], c.settings, nil)
			text := string(files[indexOf(files, "RELEASE.md")].Data)
			for _, w := range c.want {
				if !strings.Contains(text, w+"\n") {
					t.Errorf("RELEASE.md lacks %q:\n%s", w, text)
				}
			}
			if got := strings.Contains(text, "made by somebody else"); got != (len(c.want) > 0) {
				t.Errorf("a list: %v", got)
			}
		})
	}
}

// TestReleaseAppliesAsThePipelineDoes: by hand as by the pipeline one manager owns the fields, and nobody needs more than the role edit.
func TestReleaseAppliesAsThePipelineDoes(t *testing.T) {
	t.Parallel()
	for _, strategy := range []string{"rolling", "cloneset", "canary", "statefulset"} {
		_, files := rendered(t, fixture.Units()["go"], "kubernetes: {release: {strategy: "+strategy+"}}", nil)
		text := string(files[indexOf(files, "RELEASE.md")].Data)
		if n := strings.Count(text, "-k overlays/E"); n == 0 || n != strings.Count(text, "kubectl apply --server-side --force-conflicts --field-manager=waybill -k overlays/E") {
			t.Errorf("%s: %s", strategy, text)
		}
		if !strings.Contains(text, "needs the role `edit`") {
			t.Errorf("%s: %s", strategy, text)
		}
	}
}
