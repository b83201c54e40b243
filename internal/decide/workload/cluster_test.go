package workload

import (
	"fmt"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// TestEntrances: what each kind is looked for by, and what the settings name in its place.
func TestEntrances(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		platform string
		set      settings.Entrance
		want     string
	}{
		"the Gateway API":         {"", settings.Entrance{}, "gateway gateway https gateway-system  "},
		"a gateway that is named": {"", settings.Entrance{Gateway: "public", Section: "web", Namespace: "edge"}, "gateway public web edge  "},
		"OpenShift's router":      {"openshift", settings.Entrance{}, "openshift   openshift-ingress  "},
		"another on OpenShift":    {"openshift", settings.Entrance{Kind: "gateway"}, "gateway gateway https gateway-system  "},
		"Traefik":                 {"", settings.Entrance{Kind: "traefik"}, "traefik   traefik traefik "},
		"Traefik by an Ingress":   {"", settings.Entrance{Kind: "traefik-ingress", Class: "inner"}, "traefik-ingress   traefik inner "},
		"ingress-nginx":           {"", settings.Entrance{Kind: "nginx", TLSSecret: "wildcard"}, "nginx   ingress-nginx nginx wildcard"},
		"none":                    {"", settings.Entrance{Kind: "none"}, "none     "},
	} {
		e := Cluster(settings.Settings{Kubernetes: settings.Kubernetes{Platform: c.platform, Entrance: c.set}}).Entrance
		if got := fmt.Sprintf("%s %s %s %s %s %s", e.Kind, e.Gateway, e.Section, e.Namespace, e.Class, e.TLSSecret); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestShipping: where Filebeat sends log files when the settings say only by what.
func TestShipping(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		application string
		set         settings.Shipping
		want        string
	}{
		"Elasticsearch":   {"", settings.Shipping{}, "elasticsearch [https://elasticsearch.logging.svc:9200] applications"},
		"Kafka":           {"freight", settings.Shipping{Output: "kafka"}, "kafka [kafka.logging.svc:9092] freight"},
		"hosts of theirs": {"freight", settings.Shipping{Output: "kafka", Hosts: []string{"k1:9093"}, Topic: "logs"}, "kafka [k1:9093] logs"},
	} {
		s := Cluster(settings.Settings{Application: c.application, Kubernetes: settings.Kubernetes{Shipping: c.set}}).Shipping
		if got := fmt.Sprint(s.Output, " ", s.Hosts, " ", s.Topic); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestLogsOnTheNode: a hostPath volume violates the levels restricted and baseline of Pod Security, wherever the settings ask for one.
func TestLogsOnTheNode(t *testing.T) {
	t.Parallel()
	node, side := settings.Unit{Logs: settings.Logs{To: "hostPath"}}, settings.Unit{Logs: settings.Logs{To: "sidecar"}}
	for name, c := range map[string]struct {
		set    settings.Settings
		level  string
		folder string
	}{
		"standard output": {settings.Settings{}, "restricted", ""},
		"a companion":     {settings.Settings{Defaults: side, Units: map[string]settings.Unit{"a": side}}, "restricted", ""},
		"of all units":    {settings.Settings{Defaults: node}, "privileged", "/var/log/apps"},
		"of one":          {settings.Settings{Units: map[string]settings.Unit{"a": {}, "b": node}}, "privileged", ""},
		"in a folder":     {settings.Settings{Defaults: settings.Unit{Logs: settings.Logs{To: "hostPath", Host: "/srv/logs"}}}, "privileged", "/srv/logs"},
	} {
		c.set.Environments = map[string]settings.Environment{"dev": {PodSecurity: "baseline"}, "prod": {}}
		list, _ := Environments(c.set, "freight", nil)
		if got := Cluster(c.set).LogFolder; list[0].Level != "baseline" || list[1].Level != c.level || got != c.folder {
			t.Errorf("%s: %s where it is set, %s, folder %q, want %s and %q", name, list[0].Level, list[1].Level, got, c.level, c.folder)
		}
	}
}

// TestFolders: what the container may write to, each folder once, and nothing that a volume would hide.
func TestFolders(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		unit plan.Unit
		want string
	}{
		"nothing":               {plan.Unit{Init: plan.Init{Form: plan.InitNone}}, "[{/tmp tmp  false  false}]"},
		"an init":               {plan.Unit{Init: plan.Init{Form: plan.InitScript}}, "[{/tmp tmp  false  false} {/run/waybill run  true  false}]"},
		"logs that it links":    {plan.Unit{Init: plan.Init{Form: plan.InitBinary}, Logs: plan.Logs{Dir: "/app/logs"}}, "[{/tmp tmp  false  false} {/run/waybill run  true  false} {/hostlogs logs  false  false}]"},
		"logs without an init":  {plan.Unit{Init: plan.Init{Form: plan.InitNone}, Logs: plan.Logs{Dir: "/app/logs"}}, "[{/tmp tmp  false  false} {/app/logs logs  false  false}]"},
		"folders of work":       {plan.Unit{Init: plan.Init{Form: plan.InitNone}, Run: plan.Run{Run: facts.Run{Writable: []string{"data", "/var/cache/shop/", "data", "./data"}}}}, "[{/tmp tmp  false  false} {/app/data work app-data false  false} {/var/cache/shop work var-cache-shop false  false}]"},
		"below where it starts": {plan.Unit{Init: plan.Init{Form: plan.InitNone}, Run: plan.Run{Run: facts.Run{Workdir: "/srv", Writable: []string{"data"}}}}, "[{/tmp tmp  false  false} {/srv/data work srv-data false  false}]"},
		"there already":         {plan.Unit{Init: plan.Init{Form: plan.InitNone}, Logs: plan.Logs{Dir: "/app/logs"}, Run: plan.Run{Run: facts.Run{Writable: []string{"logs", "/tmp", "/tmp/x", "/run/waybill", "/", "/tmpx"}}}}, "[{/tmp tmp  false  false} {/app/logs logs  false  false} {/tmpx work tmpx false  false}]"},
		"files of the image":    {plan.Unit{Init: plan.Init{Form: plan.InitNone}, Run: plan.Run{Base: plan.Base{Provides: map[string]string{"sh": ""}}, Run: facts.Run{Writable: []string{"a", "b"}, Seeded: []string{"b"}}}}, "[{/tmp tmp  false  false} {/app/a work app-a false  false} {/app/b work app-b false  true}]"},
		"and no shell":          {plan.Unit{Init: plan.Init{Form: plan.InitNone}, Run: plan.Run{Run: facts.Run{Writable: []string{"b"}, Seeded: []string{"b"}}}}, "[{/tmp tmp  false  false} {/app/b work app-b false  false}]"},
		"an own Dockerfile":     {plan.Unit{Own: &plan.Own{}, Init: plan.Init{Form: plan.InitNone}, Run: plan.Run{Run: facts.Run{Writable: []string{"data"}}}}, "[{/tmp tmp  false  false}]"},
	} {
		if got := fmt.Sprint(folders(c.unit)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
