package decide

import (
	"fmt"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// TestCallers: a Service answers on the ports by which the repository's other units call it.
func TestCallers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		host string
		port int
		set  int // servicePort of the settings
		want string
	}{
		{"tariffs", 8088, 0, "[{8088 http desk calls it: url in a.yml}]"},
		{"tariffs.shop.svc.cluster.local", 9090, 0, "[]"}, // the Service has it
		{"tariffs", 80, 0, "[]"},
		{"tariffs", 8088, 8088, "[]"},
		{"tariffs", 80, 8088, "[{80 http desk calls it: url in a.yml}]"},
		{"tariffs.example.com", 8088, 0, "[]"},
		{"other", 8088, 0, "[]"},
	} {
		units := []plan.Unit{
			{Name: "tariffs", Kind: facts.Server, Ports: []plan.Port{{Name: "http", Number: 8088}, {Name: "grpc", Number: 9090}}, Workload: plan.Workload{Object: "tariffs", ServicePort: c.set}},
			{Name: "desk", Kind: facts.Worker, Facts: facts.Unit{Addresses: []facts.Address{{Host: c.host, Port: c.port, Key: "url", File: "a.yml"}}}},
		}
		callers(units)
		if got := fmt.Sprint(units[0].Workload.Answers); got != c.want {
			t.Errorf("%s:%d: %s, want %s", c.host, c.port, got, c.want)
		}
	}
}
