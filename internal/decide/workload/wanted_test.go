package workload

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// TestWanted: a variable that the program must have comes from a key of an object of somebody else, unless something sets it.
func TestWanted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		needs string
		unit  plan.Unit
		spot  plan.Spot
		set   variables
		kind  string
		want  string
	}{
		"nothing sets it":               {needs: "DB_PASSWORD DB_HOST", want: "Secret orders-secrets DB_PASSWORD, ConfigMap orders-settings DB_HOST"},
		"the manifests":                 {needs: "DB_HOST", set: variables{"DB_HOST": ""}},
		"the image":                     {needs: "DB_HOST", unit: plan.Unit{Facts: facts.Unit{Image: facts.Image{Run: facts.Run{Env: []facts.EnvVar{{Name: "DB_HOST"}}}}}}},
		"the address of the pod itself": {needs: "POD", want: ""},
		"the init":                      {needs: "PROFILE", unit: plan.Unit{Init: plan.Init{Select: plan.Select{Variable: "PROFILE"}}}},
		"Secrets of the settings":       {needs: "DB_PASSWORD DB_HOST", spot: plan.Spot{Secrets: []string{"theirs"}}},
		"no key of a ConfigMap":         {needs: "a$b"},
		"a store":                       {needs: "DB_PASSWORD DB_HOST", kind: plan.SecretExternal, want: "Secret orders-secrets DB_PASSWORD comes, ConfigMap orders-settings DB_HOST"},
	} {
		c.unit.Facts.NeedsEnv = strings.Fields(c.needs)
		var got []string
		for _, r := range wanted(plan.Cluster{Secrets: plan.Secrets{Kind: c.kind}}, c.unit, plan.Workload{Object: "orders", PodIP: []string{"POD"}}, c.spot, c.set) {
			text := fmt.Sprintf("%s %s %s", r.Kind(), r.Object, r.Name)
			if r.Comes {
				text += " comes"
			}
			got = append(got, text)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestSecretsOfTheCluster: settings by which no Secret could come are refused where they stand, whether or not a unit needs one.
func TestSecretsOfTheCluster(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		secrets      settings.Secrets
		format, want string
	}{
		"nothing said":         {},
		"a store":              {secrets: settings.Secrets{Kind: plan.SecretExternal, Store: "vault"}, format: "helm"},
		"no store":             {secrets: settings.Secrets{Kind: plan.SecretExternal}, want: "needs the name of its store"},
		"sealed":               {secrets: settings.Secrets{Kind: plan.SecretSealed}},
		"sealed, but no files": {secrets: settings.Secrets{Kind: plan.SecretSealed}, format: "helm", want: "which the format helm does not have"},
	} {
		s := settings.Settings{Kubernetes: settings.Kubernetes{Format: c.format, Secrets: c.secrets}}
		got := ""
		if err := secrets(Cluster(s), s); err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) || (c.want == "") != (got == "") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestSharedWants(t *testing.T) {
	t.Parallel()
	a, b := plan.Reference{Name: "A", Object: "x"}, plan.Reference{Name: "B", Object: "x", Secret: true}
	wl := plan.Workload{Spots: []plan.Spot{{Wanted: []plan.Reference{a, b}}, {Wanted: []plan.Reference{b}}}}
	sharedWants(&wl)
	if got := fmt.Sprint(wl.Wanted, wl.Spots[0].Wanted, wl.Spots[1].Wanted, wl.AllWanted(), wl.WantedIn(wl.Spots[1])); got != fmt.Sprint([]plan.Reference{b}, []plan.Reference{a}, []plan.Reference{}, []plan.Reference{a, b}, []plan.Reference{b}) {
		t.Error(got)
	}
}
