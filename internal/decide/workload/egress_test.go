package workload

import (
	"fmt"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// TestEgress: usual ports, those that the configuration names, and those of the settings; each once.
func TestEgress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		needs     []facts.Service
		addresses []facts.Address
		set       settings.Kubernetes
		want      string
		warnings  int
	}{
		{"a need", []facts.Service{facts.MySQL}, nil, settings.Kubernetes{}, "[{mysql   [3306]}]", 0},
		{"another port", []facts.Service{facts.MySQL}, []facts.Address{{Host: "db.example", Port: 3307, Key: "url", File: "a.yml"}}, settings.Kubernetes{}, "[{mysql   [3306]} {url in a.yml   [3307]}]", 0},
		{"the usual port", []facts.Service{facts.MySQL}, []facts.Address{{Host: "db.example", Port: 3306}}, settings.Kubernetes{}, "[{mysql   [3306]}]", 0},
		{"the program's own machine", nil, []facts.Address{{Host: "localhost", Port: 3307, Service: facts.MySQL}, {Host: "127.0.0.1", Port: 1}, {Host: "[::1]", Port: 2}}, settings.Kubernetes{}, "[]", 0},
		{"a program of the namespace", nil, []facts.Address{{Host: "tariffs", Port: 8088}}, settings.Kubernetes{}, "[]", 0},
		{"a database by a plain name", nil, []facts.Address{{Host: "db", Port: 5433, Service: facts.Postgres, Key: "k", File: "f"}}, settings.Kubernetes{}, "[{k in f   [5433]}]", 0},
		{"the client's default host", nil, []facts.Address{{Port: 6380, Service: facts.Redis, Key: "k", File: "f"}}, settings.Kubernetes{}, "[{k in f   [6380]}]", 0},
		{"a need without a usual port", []facts.Service{facts.Docker}, nil, settings.Kubernetes{}, "[]", 1},
		{"a need whose port is configured", []facts.Service{facts.Docker}, []facts.Address{{Host: "d.example", Port: 2376, Service: facts.Docker, Key: "k", File: "f"}}, settings.Kubernetes{}, "[{k in f   [2376]}]", 0},
		{"the settings", []facts.Service{facts.Docker}, nil, settings.Kubernetes{Egress: []settings.Egress{{CIDR: "10.0.0.0/8", Ports: []int{443}}}}, "[{ 10.0.0.0/8  [443]}]", 0},
	} {
		p := plan.Plan{}
		got := egress(&p, plan.Unit{Facts: facts.Unit{Needs: c.needs, Addresses: c.addresses}}, c.set)
		if fmt.Sprint(got) != c.want || len(p.Warnings) != c.warnings {
			t.Errorf("%s: %v, want %s; warnings %v", c.name, got, c.want, p.Warnings)
		}
	}
}
