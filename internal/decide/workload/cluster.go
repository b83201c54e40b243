package workload

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	known "github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

const (
	restricted = "restricted"
	privileged = "privileged"
)

// environmentsOf lists the settings' environments in the order of a release; dev, qa and prod when they name none.
func environmentsOf(s settings.Settings) []string {
	names := slices.Collect(maps.Keys(s.Environments))
	if len(names) == 0 {
		return []string{known.Dev, known.QA, known.Prod}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(known.Rank(a), known.Rank(b)), cmp.Compare(a, b))
	})
	return names
}

// Environments builds the places that the application runs in.
func Environments(s settings.Settings, application string) []plan.Environment {
	names := environmentsOf(s)
	out := make([]plan.Environment, 0, len(names))
	for _, name := range names {
		set := s.Environments[name]
		out = append(out, plan.Environment{
			Name:      name,
			Aliases:   spellingsOf(name, names, s.Aliases),
			Namespace: cmp.Or(set.Namespace, plan.Shorten(application+"-"+name, plan.MaxLabel)),
			Shared:    set.Namespace != "",
			Registry:  cmp.Or(set.Registry, s.Images.Pull, s.Images.Registry),
			Place:     plan.Place{Level: cmp.Or(set.PodSecurity, level(s)), Access: access(s, name)},
		})
	}
	return out
}

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

// access gives the team of the settings the right to edit in the first environment and to look everywhere else.
func access(s settings.Settings, name string) plan.Access {
	set := s.Environments[name].Access
	if len(set.Edit)+len(set.View) > 0 || s.Team == "" {
		return plan.Access{Edit: set.Edit, View: set.View}
	}
	if name == environmentsOf(s)[0] {
		return plan.Access{Edit: []string{s.Team}}
	}
	return plan.Access{View: []string{s.Team}}
}

// spellingsOf lists the other words for an environment that the init accepts, without those that name another one.
func spellingsOf(name string, names []string, set map[string]string) []string {
	var out []string
	for _, word := range slices.Sorted(maps.Keys(set)) {
		if set[word] == name {
			out = append(out, strings.ToLower(word))
		}
	}
	for _, word := range known.Spellings(name) {
		if _, taken := set[word]; !taken && !slices.Contains(names, word) {
			out = append(out, word)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
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
	seen := map[string]bool{"/tmp": true, "/run/waybill": true, u.Logs.Dir: true}
	for _, w := range u.Run.Writable {
		if !path.IsAbs(w) {
			w = path.Join(cmp.Or(u.Run.Workdir, plan.Workdir), w)
		}
		if w = path.Clean(w); seen[w] || strings.HasPrefix(w, "/tmp/") || w == "/" {
			continue
		}
		seen[w] = true
		out = append(out, plan.Folder{Path: w, Volume: "work", Sub: strings.ReplaceAll(strings.Trim(w, "/"), "/", "-")})
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
