package workload

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

const (
	restricted = "restricted"
	privileged = "privileged"
)

// level is restricted, unless a unit writes its logs to the node: a hostPath volume violates baseline too.
func level(s settings.Settings) string {
	if hostLogs(s) {
		return privileged
	}
	return restricted
}

func hostLogs(s settings.Settings) bool {
	if s.Defaults.Logs.To == plan.LogsHostPath {
		return true
	}
	for _, u := range s.Units {
		if u.Logs.To == plan.LogsHostPath {
			return true
		}
	}
	return false
}

// logFolder is the folder of the nodes that the defaults send log files to, empty for none.
func logFolder(s settings.Settings) string {
	if s.Defaults.Logs.To != plan.LogsHostPath {
		return ""
	}
	return settings.Filled(s.Defaults.Logs).Host
}

// Cluster reads what is set once for all units.
func Cluster(s settings.Settings) plan.Cluster {
	k := settings.Filled(s.Kubernetes)
	c := plan.Cluster{
		Format:     k.Format,
		Platform:   k.Platform,
		Entrance:   entrance(k),
		Monitoring: plan.Monitoring{Kind: k.Monitoring.Kind, Namespace: k.Monitoring.Namespace, Labels: k.Monitoring.Labels},
		LogFolder:  logFolder(s),
	}
	if k.Secrets.Kind != "byHand" {
		c.Secrets = plan.Secrets{Kind: k.Secrets.Kind}
	}
	if k.Secrets.Kind == plan.SecretExternal {
		c.Secrets.Store, c.Secrets.StoreKind, c.Secrets.Entry = k.Secrets.Store, k.Secrets.StoreKind, k.Secrets.Entry
	}
	c.Shipping = plan.Shipping{
		Image:     k.Shipping.Image,
		Output:    k.Shipping.Output,
		Hosts:     k.Shipping.Hosts,
		Topic:     cmp.Or(k.Shipping.Topic, s.Application, "applications"),
		Secret:    k.Shipping.Secret,
		DaemonSet: k.Shipping.DaemonSet,
	}
	if len(c.Shipping.Hosts) == 0 {
		c.Shipping.Hosts = map[string][]string{
			"elasticsearch": {"https://elasticsearch.logging.svc:9200"}, "kafka": {"kafka.logging.svc:9092"},
		}[c.Shipping.Output]
	}
	return c
}

// entrance defaults to the Gateway API: ingress-nginx ended in March 2026, and every other controller has its own kinds.
// OpenShift brings its router. A unit without a host has no entrance at all.
func entrance(k settings.Kubernetes) plan.Entrance {
	e := plan.Entrance{
		Kind: k.Entrance.Kind, Gateway: k.Entrance.Gateway, Section: k.Entrance.Section, Namespace: k.Entrance.Namespace,
		Class: k.Entrance.Class, TLSSecret: k.Entrance.TLSSecret, Issuer: k.Entrance.Issuer,
	}
	if e.Kind == "" {
		e.Kind = "gateway"
		if k.Platform == "openshift" {
			e.Kind = "openshift"
		}
	}
	switch e.Kind {
	case "gateway":
		e.Gateway, e.Section = cmp.Or(e.Gateway, "gateway"), cmp.Or(e.Section, "https")
		e.Namespace = cmp.Or(e.Namespace, "gateway-system")
	case "traefik", "traefik-ingress":
		e.Class, e.Namespace = cmp.Or(e.Class, "traefik"), cmp.Or(e.Namespace, "traefik")
	case "nginx":
		e.Class, e.Namespace = cmp.Or(e.Class, "nginx"), cmp.Or(e.Namespace, "ingress-nginx")
	case "openshift":
		e.Namespace = cmp.Or(e.Namespace, "openshift-ingress")
	}
	return e
}

// folders lists what the container may write to; its root file system is read-only.
func folders(u plan.Unit) []plan.Folder {
	out := []plan.Folder{{Path: "/tmp", Volume: "tmp"}}
	if u.Init.Form != plan.InitNone {
		out = append(out, plan.Folder{Path: "/run/waybill", Volume: "run", Memory: true})
	}
	if u.Logs.Dir != "" {
		out = append(out, plan.Folder{Path: logMount(u), Volume: "logs"})
	}
	if u.Own != nil {
		return out // its root file system is writable: nobody knows what the program writes
	}
	seen := map[string]bool{"/tmp": true, "/run/waybill": true, u.Logs.Dir: true}
	for _, w := range u.Run.Writable {
		seeded := slices.Contains(u.Run.Seeded, w) && u.Run.Base.Has("sh")
		if !path.IsAbs(w) {
			w = path.Join(cmp.Or(u.Run.Workdir, plan.Workdir), w)
		}
		if w = path.Clean(w); seen[w] || strings.HasPrefix(w, "/tmp/") || w == "/" {
			continue
		}
		seen[w] = true
		out = append(out, plan.Folder{Path: w, Volume: "work", Sub: strings.ReplaceAll(strings.Trim(w, "/"), "/", "-"), Seeded: seeded})
	}
	return out
}

// logMount is where the log volume is mounted: the init links the program's folder there (WB_LOG_ROOT of its contract);
// without an init the volume is that folder.
func logMount(u plan.Unit) string {
	if u.Init.Form != plan.InitNone {
		return "/hostlogs"
	}
	return u.Logs.Dir
}

func component(kind string) string {
	return cmp.Or(map[string]string{facts.Server: "backend", facts.StaticSite: "frontend", facts.Worker: "worker", plan.Job: "job"}[kind], "backend")
}
