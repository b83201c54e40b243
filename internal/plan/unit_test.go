package plan

import (
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// TestEntrancePort: routes carry HTTP and gRPC, and only to a unit that serves.
func TestEntrancePort(t *testing.T) {
	t.Parallel()
	ports := func(names ...string) []Port {
		var out []Port
		for i, n := range names {
			out = append(out, Port{Name: n, Number: 9000 + i})
		}
		return out
	}
	for name, c := range map[string]struct {
		kind  string
		ports []Port
		want  string
	}{
		"HTTP":                  {facts.Server, ports("http"), "http"},
		"HTTP before the rest":  {facts.Server, ports("grpc", "https", "http"), "http"},
		"HTTPS before gRPC":     {facts.Server, ports("grpc", "https"), "https"},
		"gRPC alone":            {facts.Server, ports("metrics", "grpc"), "grpc"},
		"another protocol":      {facts.Server, ports("amqp"), ""},
		"no port":               {facts.Server, nil, ""},
		"a static site":         {facts.StaticSite, ports("http"), "http"},
		"a worker with metrics": {facts.Worker, ports("http"), ""},
		"a job":                 {Job, ports("http"), ""},
	} {
		if got := (Unit{Kind: c.kind, Ports: c.ports}).EntrancePort(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestServicePort(t *testing.T) {
	t.Parallel()
	http, grpc, admin := Port{Name: "http", Number: 8080}, Port{Name: "grpc", Number: 9090}, Port{Name: "management", Number: 8081}
	for name, c := range map[string]struct {
		set   int
		ports []Port
		asked Port
		want  int
	}{
		"HTTP is answered on 80":         {0, []Port{http, admin}, http, 80},
		"others where they listen":       {0, []Port{http, admin}, admin, 8081},
		"gRPC, too":                      {0, []Port{grpc}, grpc, 9090},
		"set for the first":              {8088, []Port{http, admin}, http, 8088},
		"the lowest that can be set":     {1, []Port{http}, http, 1},
		"and not for the rest":           {8088, []Port{http, admin}, admin, 8081},
		"not for HTTP that is second":    {8088, []Port{grpc, http}, http, 80},
		"set for a first one of its own": {443, []Port{grpc, http}, grpc, 443},
	} {
		u := Unit{Ports: c.ports, Workload: Workload{ServicePort: c.set}}
		if got := u.ServicePort(c.asked); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	u := Unit{Ports: []Port{http, grpc}}
	if a, b := u.PortNumber("grpc"), u.PortNumber("amqp"); a != 9090 || b != 0 {
		t.Errorf("numbers by name: %d and %d, want 9090 and 0 for a name that no port has", a, b)
	}
}

// TestUnitIs: the words of --unit.
func TestUnitIs(t *testing.T) {
	t.Parallel()
	api := Unit{Name: "api", Path: "cmd/api", Facts: facts.Unit{Path: "cmd/api"}}
	program := Unit{Name: "quotes", Path: ".", Facts: facts.Unit{Path: ".", Main: facts.Text{Value: "cmd/quotes"}, Runtime: facts.Runtime{MainIsFolder: true}}}
	class := Unit{Name: "orders", Path: "orders", Facts: facts.Unit{Path: "orders", Main: facts.Text{Value: "com.example.Main"}}}
	for _, c := range []struct {
		unit Unit
		word string
		want bool
	}{
		{api, "api", true},
		{api, "cmd/api", true},
		{api, "./cmd/api/", true},
		{api, "cmd", false},
		{api, "API", false},
		{program, "cmd/quotes", true},
		{program, "./cmd/quotes", true},
		{program, ".", true},
		{class, "com.example.Main", false},
	} {
		if got := c.unit.Is(c.word); got != c.want {
			t.Errorf("%s is %s: %t", c.unit.Name, c.word, got)
		}
	}
}
