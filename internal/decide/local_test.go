package decide

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// TestAddressesOfThePodItself: a database on localhost is named, unless something says where it is.
func TestAddressesOfThePodItself(t *testing.T) {
	t.Parallel()
	local := facts.Address{Host: "localhost", Port: 3306, Key: "spring.datasource.url", File: "a.yml", Line: 3}
	env := func(name string) []facts.EnvVar { return []facts.EnvVar{{Name: name, Value: "x"}} }
	for _, c := range []struct {
		name     string
		address  facts.Address
		workload plan.Workload
		want     string
	}{
		{"named", local, plan.Workload{Spots: []plan.Spot{{}}}, "spring.datasource.url (localhost:3306)"},
		{"with the variable", facts.Address{Host: "127.0.0.1", Port: 6379, Key: "redis", Variable: "REDIS_HOST"}, plan.Workload{}, "redis (127.0.0.1:6379 unless REDIS_HOST says otherwise)"},
		{"another machine", facts.Address{Host: "db", Port: 3306}, plan.Workload{}, ""},
		{"set everywhere", local, plan.Workload{Env: env("SPRING_DATASOURCE_URL")}, ""},
		{"set in each environment", local, plan.Workload{Spots: []plan.Spot{{Env: env("SPRING_DATASOURCE_URL")}, {Direct: env("SPRING_DATASOURCE_URL")}}}, ""},
		{"set in one of two", local, plan.Workload{Spots: []plan.Spot{{Env: env("SPRING_DATASOURCE_URL")}, {}}}, "spring.datasource.url"},
	} {
		p, u := plan.Plan{}, plan.Unit{Workload: c.workload, Facts: facts.Unit{Addresses: []facts.Address{c.address}}}
		if err := tellLocal(making{plan: &p, unit: &u}); err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, w := range p.Warnings {
			said += w.Text
		}
		if (said == "") != (c.want == "") || !strings.Contains(said, c.want) {
			t.Errorf("%s: %q, want %q", c.name, said, c.want)
		}
	}
}
