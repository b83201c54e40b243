package kubernetes_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/templates/kubernetes"
)

// TestSecretsThatCome: the Secret of a unit comes from a store, or from a sealed file beside the overlay; pods wait for it, plain variables
// come from an object that somebody makes, and an environment with Secrets of its own gets none.
func TestSecretsThatCome(t *testing.T) {
	t.Parallel()
	u := fixture.Units()["go"]
	u.NeedsEnv = []string{"DB_HOST", "DB_PASSWORD", "TOKEN"}
	for kind, c := range map[string]struct {
		settings string
		files    []string // of the overlay dev
		release  []string
	}{
		"externalSecret": {
			settings: "kubernetes: {secrets: {kind: externalSecret, store: vault, entry: 'apps/{environment}/{unit}'}}",
			files:    []string{"externalsecret.yaml"},
			release:  []string{"| ClusterSecretStore vault, entry apps/dev/NAME | variables that the program needs: `DB_PASSWORD`, `TOKEN` | dev |", "an ExternalSecret makes the Secret"},
		},
		"sealedSecret": {
			settings: "kubernetes: {secrets: {kind: sealedSecret}}",
			files:    []string{"secrets/kustomization.yaml"},
			release: []string{
				"| Secret NAME-secrets | variables that the program needs: `DB_PASSWORD`, `TOKEN` | dev |",
				"--from-literal=TOKEN=… | kubeseal --format=yaml >overlays/E/secrets/NAME-secrets.yaml\n(cd overlays/E/secrets && kustomize edit add resource NAME-secrets.yaml)",
			},
		},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			p, files := rendered(t, u, "environments: {dev: {}, prod: {secrets: [theirs]}}\n"+c.settings, nil)
			name := p.Units[0].Name
			var got []string
			for _, f := range files {
				if _, rest, ok := strings.Cut(f.Path, "/overlays/dev/"); ok && (strings.HasPrefix(rest, "secrets/") || rest == "externalsecret.yaml") {
					got = append(got, rest)
				}
				if strings.Contains(f.Path, "/overlays/prod/") && (strings.Contains(f.Path, "secret") || strings.Contains(string(f.Data), "- secrets")) {
					t.Errorf("%s: nothing is wanted there\n%s", f.Path, f.Data)
				}
			}
			if !slices.Equal(got, c.files) {
				t.Errorf("files %v, want %v", got, c.files)
			}
			set, err := kubernetes.Kustomize(files, overlay(p, "dev"))
			if err != nil {
				t.Fatal(err)
			}
			data, _ := set.AsYaml()
			if out := string(data); !strings.Contains(out, "key: TOKEN\n              name: "+name+"-secrets\n        ") || !strings.Contains(out, "name: "+name+"-settings\n              optional: true") {
				t.Errorf("the pods:\n%s", out)
			} else if kind == "externalSecret" && !strings.Contains(out, "- extract:\n      key: apps/dev/"+name+"\n") {
				t.Errorf("the entry:\n%s", out)
			}
			release := string(files[indexOf(files, "RELEASE.md")].Data)
			for _, want := range append(c.release, "kubectl -n N create configmap NAME-settings \\\n  --from-literal=DB_HOST=…\n```") {
				if want = strings.ReplaceAll(want, "NAME", name); !strings.Contains(release, want) {
					t.Errorf("RELEASE.md lacks %q:\n%s", want, release)
				}
			}
		})
	}
}
