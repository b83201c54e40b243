package schema

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"sigs.k8s.io/yaml"

	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/settings/reference"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	sections, err := reference.Sections("../../internal/settings")
	if err != nil {
		t.Fatal(err)
	}
	data, err := reference.Schema(sections)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("settings.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("settings.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// TestSchemaAndCheckAgree feeds good and bad documents to the JSON Schema, which editors use, and to the check.
func TestSchemaAndCheckAgree(t *testing.T) {
	t.Parallel()
	schema := compiled(t)
	for _, c := range documents() {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			var doc any
			if err := yaml.Unmarshal([]byte(c.text), &doc); err != nil {
				t.Fatal(err)
			}
			bySchema := schema.Validate(doc)
			_, byCheck := settings.Load(settings.Layer{Name: settings.File, Data: []byte(c.text)})
			if (bySchema == nil) != c.good || (byCheck == nil) != c.good {
				t.Errorf("good is %v; the schema says %v, the check says %v", c.good, bySchema, byCheck)
			}
		})
	}
}

type document struct {
	text string
	good bool
}

// documents holds good and bad values of every form and bound, each at a key that has it.
func documents() []document {
	var out []document
	for _, c := range []struct {
		at        string // with %s for the value
		good, bad []string
	}{
		{"%s", []string{"{}", "team: edi", "jenkins: null"}, []string{"tema: edi", "team: [edi]", "units: []", "keep: Jenkinsfile"}},
		{"team: %s", []string{"a", "edi-2", "null"}, []string{"EDI", "2", `""`, "a_b", "-a", "true"}},
		{"defaults: {ports: %s}", []string{"[1]", "[65535, 80]", "[]", "null"}, []string{"[0]", "[65536]", "[-1]", "8080", "[x]", "[80, 80]", "[null]", "[1.5]"}},
		{"kubernetes: {egress: [%s]}", []string{"{ports: [443]}", "{cidr: 10.0.0.0/8}", "{cidr: 'fd00::/8'}", "{}"}, []string{"{ports: [99999]}", "{cidr: 10.0.0.0/40}", "{cidr: 10.0.0.256/8}", "{namespace: A}", "null"}},
		{"units: {a: {workload: %s}}", []string{
			"{drainSeconds: 0}", "{replicas: 0}", "{stopSeconds: 3600}", "{schedule: '*/5 0-6 1,15 JAN-DEC MON'}", "{schedule: '@daily'}", "{timeZone: Europe/Berlin, schedule: '0 3 * * *'}", "{affinity: {nodeAffinity: {x: null}}}",
		}, []string{
			"{drainSeconds: -5}", "{replicas: -1}", "{replicas: 99999999999}", "{maxReplicas: 0}", "{stopSeconds: -100}", "{schedule: '75 * * * *'}", "{schedule: '* * * *'}", "{schedule: '0 24 * * *'}", "{schedule: '0 0 0 * *'}", "{schedule: '@every 1h'}", "{startSeconds: 0}", "{after: x}",
		}},
		{"environments: {prod: {resources: %s}}", []string{"{cpu: 500m}", "{cpu: 0.5}", "{cpu: 2}", "{cpuLimit: none}", "{memory: 1.5Gi}", "{memory: 1073741824}", "{ephemeralStorage: 500M}"}, []string{"{cpu: -1m}", "{cpu: 12 bananas}", "{cpu: 1Gi}", "{memory: 12 bananas}", "{memory: 512m}", "{cpuLimit: nope}"}},
		{"environments: {prod: %s}", []string{"{namespace: shop}", "null", "{domain: example.com}", "{secrets: [a.b]}", "{podSecurity: baseline}", "{hosts: {shop: a.example.com}}", "{env: {A: 1, B: true, C: '', D: null}}"}, []string{"{namespace: Bad_Name}", "{domain: 'a b'}", "{secrets: [A]}", "{podSecurity: open}", "{hosts: {shop: a_b}}", "{env: {A-B: x}}", "{registry: 'https://x'}", "{registry: 'x:99999'}"}},
		{"%s: {}", []string{"environments", "units"}, []string{"environment"}},
		{"environments: {%s: {}}", []string{"prod", "pre-prod"}, []string{"pre prod", "Prod", "'-x'"}},
		{"jenkins: %s", []string{"{minutes: 1}", "{approval: {prod: {hours: 720}}}", "{severity: 'HIGH,CRITICAL'}", "{branch: release/2.x}", "{library: 'a@v1', form: library}", "{buildkitHost: 'tcp://x:1234'}"}, []string{"{minutes: -1}", "{minutes: 0}", "{minutes: 9999}", "{approval: {prod: {hours: -4}}}", "{approval: {Prod: {}}}", "{severity: SEVERE}", "{branch: 'a b'}", "{library: a}", "{buildkitHost: 'tcp://x:99999'}", "{form: repo}", "{images: {kubectl: 'A b'}}"}},
		{"kubernetes: {release: %s}", []string{"{strategy: canary}", "{batches: [10, 50]}", "{surge: 100}"}, []string{"{strategy: canry}", "{batches: [0]}", "{batches: [100]}", "{surge: 0}", "{surge: 101}"}},
		{"kubernetes: {patches: [%s]}", []string{"{kind: Service, patch: {a: null}}"}, []string{"{kind: Service}", "{patch: {}}", "{kind: service, patch: {}}", "{kind: Service, patch: null}"}},
		{"kubernetes: {monitoring: {labels: %s}}", []string{"{release: prometheus}", "{example.com/pool: '1'}"}, []string{"{'a b': x}", "{a: 'b c'}"}},
		{"kubernetes: {shipping: %s}", []string{"{hosts: ['kafka:9092']}", "{daemonSet: true}"}, []string{"{hosts: [kafka]}", "{hosts: ['kafka:0']}", "{hosts: ['kafka:70000']}", "{daemonSet: 'yes'}", "{output: syslog}"}},
		{"units: {a: %s}", []string{"{start: [java, -jar, 5]}", "{build: [[npm, ci]]}", "{runtimeVersion: 17}", "{runtimeVersion: '>=17 <22'}", "{runtimeVersion: '^18 || >=20'}", "{kind: job}", "{skip: false}", "{env: {A: 'x y'}}", "{base: java-21-jre}"}, []string{"{start: ['']}", "{start: x}", "{build: [[]]}", "{build: [npm]}", "{runtimeVersion: '-1'}", "{runtimeVersion: newest}", "{kind: sever}", "{skip: maybe}", "{env: {'1A': x}}", "{base: 'a b'}", "{health: health}", "{logs: {to: file}}", "{config: {by: magic}}", "{config: {links: [{sources: {}}]}}"}},
		{"aliases: {%s: prod}", []string{"production", "PROD"}, []string{"'a b'", "'ä'"}},
		{"images: %s", []string{"{tag: 1.0}", "{labels: {com.example.x: ''}}", "{registry: 'harbor.example.com:8443/freight'}", "{debug: busybox}"}, []string{"{tag: ':x'}", "{debug: bash}", "{registry: 'Harbor/x'}", "{healthcheck: 1}"}},
	} {
		for _, v := range c.good {
			out = append(out, document{fmt.Sprintf(c.at, v), true})
		}
		for _, v := range c.bad {
			out = append(out, document{fmt.Sprintf(c.at, v), false})
		}
	}
	return out
}
