package kubernetes_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
)

// TestServicePorts: 80 or what the settings say, and what other units call; entrances and policies keep up.
func TestServicePorts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, settings, want string
		answers              []plan.Answer
	}{
		{"usual", "", "http 80 http", nil},
		{"set", "defaults: {workload: {servicePort: 8088}}\n", "http 8088 http", nil},
		{"called", "", "http 80 http, also-8088 8088 http", []plan.Answer{{Port: 8088, Target: "http", Why: "desk calls it"}}},
	} {
		u := fixture.Unit("prices", "java", "", facts.Server, facts.Run{Requires: fixture.Needs("java")}, facts.Port{Value: 9000, Name: "http"})
		p, err := fixture.Decide(t, u, c.settings+"environments: {prod: {domain: example.com}}")
		if err != nil {
			t.Fatal(err)
		}
		p.Units[0].Workload.Answers = c.answers
		files := filesOf(t, p, nil)
		var got []string
		for _, port := range servicePorts(t, files, overlay(p, "prod")) {
			got = append(got, fmt.Sprintf("%s %d %v", port.Name, port.Port, port.TargetPort))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
		number := strings.Fields(c.want)[1]
		if route := string(files[indexOf(files, "prod/httproute.yaml")].Data); !strings.Contains(route, "port: "+number+"\n") {
			t.Errorf("%s: the route does not go to %s:\n%s", c.name, number, route)
		}
		if policy := string(files[indexOf(files, "networkpolicy.yaml")].Data); strings.Contains(policy, "also-") {
			t.Errorf("%s: the policy names a port that the container does not have:\n%s", c.name, policy)
		}
	}
}

// TestDatagrams: a port of UDP stands in pod, Service and policy, beside one of TCP with its number, and a worker has those alone.
func TestDatagrams(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, settings, want string }{
		{facts.Server, "", "tcp 53 TCP, udp-53 53 UDP"},
		{facts.Worker, "", "udp-53 53 UDP"},
		{facts.Server, "units: {prices: {udpPorts: [5353]}}\n", "tcp 53 TCP, udp-5353 5353 UDP"},
		{facts.Server, "units: {prices: {udpPorts: []}}\n", "tcp 53 TCP"},
	} {
		u := fixture.Unit("prices", "go", "", c.kind, facts.Run{Requires: fixture.Needs("glibc")}, facts.Port{Value: 53, Name: "tcp"})
		u.UDP = []facts.Port{{Value: 53, Name: "udp"}}
		p, err := fixture.Decide(t, u, c.settings+"environments: {prod: {}}")
		if err != nil {
			t.Fatal(err)
		}
		files := filesOf(t, p, nil)
		var got []string
		for _, port := range servicePorts(t, files, overlay(p, "prod")) {
			got = append(got, fmt.Sprintf("%s %d %s", port.Name, port.Port, port.Protocol))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %v, want %s", c.kind, got, c.want)
		}
		for _, name := range []string{"deployment.yaml", "networkpolicy.yaml"} {
			text := string(files[indexOf(files, name)].Data)
			if number := "udp-53"; strings.Contains(c.want, number) != strings.Contains(text, number) {
				t.Errorf("%s: %s:\n%s", c.want, name, text)
			}
		}
		if deployment := string(files[indexOf(files, "deployment.yaml")].Data); !strings.Contains(deployment, "ip_unprivileged_port_start") {
			t.Errorf("%s: a port below 1024 is not opened", c.want)
		}
	}
}
