package workload

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

func kept(t *testing.T, strategy string, set settings.Workload, writable ...string) (plan.Unit, error) {
	t.Helper()
	s := settings.Settings{Environments: map[string]settings.Environment{"prod": {Replicas: new(4)}}}
	s.Kubernetes.Release.Strategy = strategy
	p := plan.Plan{Environments: []plan.Environment{{Name: "dev"}, {Name: "prod"}}}
	u := plan.Unit{Name: "shop", Path: ".", Kind: facts.Server, Facts: facts.Unit{Name: "shop", Path: "."}, Ports: []plan.Port{{Name: "http", Number: 8080}}}
	u.Run.Writable = writable
	err := Decide(&p, &u, s, settings.Unit{Workload: set})
	return u, err
}

// TestStorage: a folder on a claim has one pod, takes the place of what ends with the pod, and has a name that no other volume has.
func TestStorage(t *testing.T) {
	t.Parallel()
	u, err := kept(t, "", settings.Workload{Storage: []settings.Storage{{Path: "data", Size: "10Gi", Class: "fast"}, {Path: "/var/Tmp", Claim: "old"}}}, "data/index", "cache")
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, f := range u.Workload.Folders {
		got += f.Path + "=" + f.Volume + ":" + f.Claim + " "
	}
	if got != "/tmp=tmp: /run/waybill=run: /app/cache=work: /app/data=data:shop-data /var/Tmp=data-tmp:old " {
		t.Errorf("folders: %s", got)
	}
	if c := u.Workload.Claims; len(c) != 1 || c[0] != (plan.Claim{Name: "shop-data", Size: "10Gi", Class: "fast"}) {
		t.Errorf("claims: %+v", c)
	}
	for _, s := range u.Workload.Spots {
		if s.Min != 1 || s.Max != 1 {
			t.Errorf("%s: %d to %d pods", s.Environment, s.Min, s.Max)
		}
	}
	if got := strings.Join(u.Run.Writable, " "); got != "data/index cache /app/data /var/Tmp" {
		t.Errorf("folders of the image: %s", got)
	}
}

func TestStorageRefused(t *testing.T) {
	t.Parallel()
	data := []settings.Storage{{Path: "data"}}
	for _, c := range []struct {
		strategy string
		set      settings.Workload
		want     string
	}{
		{"canary", settings.Workload{Storage: data}, "released by canary"},
		{"blue-green", settings.Workload{Storage: data}, "released by blue-green"},
		{"", settings.Workload{Storage: data, Replicas: new(2)}, "2 pods of shop in dev"},
		{"", settings.Workload{Storage: []settings.Storage{{Path: "."}}}, "cannot keep /app"},
		{"", settings.Workload{Storage: []settings.Storage{{Path: "/etc/shop"}}}, "cannot keep /etc/shop"},
	} {
		if _, err := kept(t, c.strategy, c.set); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %+v: %v", c.strategy, c.set, err)
		}
	}
}
