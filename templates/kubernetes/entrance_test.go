package kubernetes_test

import (
	"fmt"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/kubernetes"
)

// TestEntranceSpeaksTheProtocol: a domain opens what a browser can ask; gRPC is opened when a host is named, and by its protocol;
// what speaks neither is refused a host.
func TestEntranceSpeaksTheProtocol(t *testing.T) {
	t.Parallel()
	ports := func(names ...string) []facts.Port {
		var out []facts.Port
		for i, n := range names {
			out = append(out, facts.Port{Value: 9000 + i, Name: n})
		}
		return out
	}
	for _, c := range []struct {
		name, settings string
		ports          []facts.Port
		want           string // in the IngressRoute; empty for none
		service        string // port and protocol of the Service's port of that name
		refused        string
	}{
		{"web", "environments: {prod: {domain: example.com}}", ports("http"), "port: http\n", "http 80 http", ""},
		{"web behind RPC", "environments: {prod: {domain: example.com}}", ports("grpc", "http"), "port: http\n", "http 80 http", ""},
		{"RPC alone", "environments: {prod: {domain: example.com}}", ports("grpc"), "", "grpc 9000 kubernetes.io/h2c", ""},
		{"RPC by name", "environments: {prod: {hosts: {prices: prices.example.com}}}", ports("grpc"), "scheme: h2c\n", "grpc 9000 kubernetes.io/h2c", ""},
		{"Dubbo", "environments: {prod: {domain: example.com}}", ports("dubbo"), "", "dubbo 9000 ", ""},
		{"Dubbo by name", "environments: {prod: {hosts: {prices: prices.example.com}}}", ports("dubbo"), "", "", "the unit prices has the host prices.example.com and speaks no HTTP: its port is 9000 (dubbo)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			u := fixture.Unit("prices", "java", "", facts.Server, facts.Run{Requires: fixture.Needs("java")}, c.ports...)
			text := c.settings + "\nkubernetes: {entrance: {kind: traefik}}"
			if c.refused != "" {
				if _, err := fixture.Decide(t, u, text); err == nil || !strings.Contains(err.Error(), c.refused) {
					t.Errorf("%v, want %q", err, c.refused)
				}
				return
			}
			p, files := rendered(t, u, text, nil)
			route := ""
			for _, f := range files {
				if strings.HasSuffix(f.Path, "prod/ingressroute.yaml") {
					route = string(f.Data)
				}
			}
			if (route == "") != (c.want == "") || !strings.Contains(route, c.want) {
				t.Errorf("want %q in the route:\n%s", c.want, route)
			}
			name, rest, _ := strings.Cut(c.service, " ")
			for _, port := range servicePorts(t, files, overlay(p, "prod")) {
				if got := fmt.Sprintf("%v %d %s", port.TargetPort, port.Port, port.AppProtocol); port.Name == name && got != name+" "+rest {
					t.Errorf("the port of the Service is %q, want %q", got, name+" "+rest)
				}
			}
		})
	}
}

type servicePort struct {
	Name, AppProtocol, Protocol string
	Port                        int
	TargetPort                  any
}

// servicePorts are the ports of the Service named prices, as the overlay makes them.
func servicePorts(t *testing.T, files []templates.File, dir string) []servicePort {
	t.Helper()
	set, err := kubernetes.Kustomize(files, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range set.Resources() {
		if r.GetKind() != "Service" || r.GetName() != "prices" {
			continue
		}
		var service struct{ Spec struct{ Ports []servicePort } }
		if err := yaml.Unmarshal([]byte(r.MustYaml()), &service); err != nil {
			t.Fatal(err)
		}
		return service.Spec.Ports
	}
	t.Fatal("no Service prices")
	return nil
}

func TestNodesFolderIsPreparedAndRead(t *testing.T) {
	t.Parallel()
	_, files := rendered(t, fixture.Units()["spring"], "defaults: {logs: {to: hostPath, dir: logs, host: /data/logs}}\nkubernetes: {shipping: {daemonSet: true}}", nil)
	for file, want := range map[string][]string{
		"cluster/log-folder.yaml": {"path: /data/logs\n            type: DirectoryOrCreate", `args: ["/data/logs"]`, "mountPath: /node/data/logs"},
		"cluster/filebeat.yml":    {`"/data/logs/*/*/**/*.log","/data/logs/*/*/**/*.txt"`, `"/data/logs/%{service.name}/%{kubernetes.pod.ip}/%{}"`},
		"cluster/filebeat.yaml":   {"path: /data/logs\n", "mountPath: /data/logs\n"},
	} {
		text := string(files[indexOf(files, file)].Data)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s lacks %q:\n%s", file, w, text)
			}
		}
	}
}

// TestFilebeatConfiguration: the file is YAML with the inputs, the probes' port and the output, as a DaemonSet and beside a program.
func TestFilebeatConfiguration(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"cluster/filebeat.yml": "defaults: {logs: {to: hostPath, dir: logs}}\nkubernetes: {shipping: {daemonSet: true, output: kafka, hosts: ['kafka:9092'], topic: logs, secret: shipping}}",
		"base/filebeat.yml":    "defaults: {logs: {to: sidecar, dir: logs}}\nkubernetes: {shipping: {output: elasticsearch, hosts: ['https://search:9200'], topic: logs}}",
	} {
		_, files := rendered(t, fixture.Units()["spring"], text, nil)
		var c struct {
			Inputs []map[string]any `json:"filebeat.inputs"`
			HTTP   struct {
				Enabled bool
				Port    int
			} `json:"http"`
			Kafka  *struct{ Hosts []string } `json:"output.kafka"`
			Search *struct{ Hosts []string } `json:"output.elasticsearch"`
		}
		if err := yaml.Unmarshal(files[indexOf(files, name)].Data, &c); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(c.Inputs) == 0 || !c.HTTP.Enabled || c.HTTP.Port != 5066 || (c.Kafka == nil) == (c.Search == nil) {
			t.Errorf("%s: %+v", name, c)
		}
	}
}
