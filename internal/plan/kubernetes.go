package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"path"
	"slices"
	"strings"

	known "github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/settings"
)

// Job is the kind of a unit that runs by the clock; only settings say so.
const Job = settings.Job

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

// environmentsFor builds the places that the application runs in.
func environmentsFor(s settings.Settings, application string) []Environment {
	names := environmentsOf(s)
	out := make([]Environment, 0, len(names))
	for _, name := range names {
		set := s.Environments[name]
		out = append(out, Environment{
			Name:      name,
			Aliases:   spellingsOf(name, names, s.Aliases),
			Namespace: cmp.Or(set.Namespace, shorten(application+"-"+name, maxLabel)),
			Shared:    set.Namespace != "",
			Registry:  cmp.Or(set.Registry, s.Images.Pull, s.Images.Registry),
			Place:     Place{Level: cmp.Or(set.PodSecurity, level(s)), Access: access(s, name)},
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
	if s.Defaults.Logs.To == LogsHostPath {
		return true
	}
	for _, u := range s.Units {
		if u.Logs.To == LogsHostPath {
			return true
		}
	}
	return false
}

// logFolder is the folder of the nodes that the defaults send log files to, empty for none.
func logFolder(s settings.Settings) string {
	if s.Defaults.Logs.To != LogsHostPath {
		return ""
	}
	return settings.Filled(s.Defaults.Logs).Host
}

// access gives the team of the settings the right to edit in the first environment and to look everywhere else.
func access(s settings.Settings, name string) Access {
	set := s.Environments[name].Access
	if len(set.Edit)+len(set.View) > 0 || s.Team == "" {
		return Access{Edit: set.Edit, View: set.View}
	}
	if name == environmentsOf(s)[0] {
		return Access{Edit: []string{s.Team}}
	}
	return Access{View: []string{s.Team}}
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

// clusterFor reads what is set once for all units.
func clusterFor(s settings.Settings) Cluster {
	k := settings.Filled(s.Kubernetes)
	c := Cluster{
		Format:     k.Format,
		Platform:   k.Platform,
		Entrance:   entrance(k),
		Monitoring: Monitoring{k.Monitoring.Kind, k.Monitoring.Namespace, k.Monitoring.Labels},
		LogFolder:  logFolder(s),
	}
	c.Shipping = Shipping{
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
func entrance(k settings.Kubernetes) Entrance {
	e := Entrance{
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

const (
	maxLabel = 63 // DNS label: Service, container and label values
	maxSet   = 52 // a StatefulSet and a CronJob append 11 characters to their names
)

// shorten keeps a name within limit characters; what is cut off is told apart by six digits of its hash.
func shorten(name string, limit int) string {
	if len(name) <= limit {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return strings.TrimRight(name[:limit-7], "-") + "-" + hex.EncodeToString(sum[:3])
}

// Derived is the name of an object that belongs to another: NAME-headless, shortened to a DNS label.
func Derived(name, suffix string) string {
	if len(name)+1+len(suffix) <= maxLabel {
		return name + "-" + suffix
	}
	return shorten(name, maxLabel-1-len(suffix)) + "-" + suffix
}

// folders lists what the container may write to; its root file system is read-only.
func folders(u Unit) []Folder {
	out := []Folder{{Path: "/tmp", Volume: "tmp"}}
	if u.Init.Form != InitNone {
		out = append(out, Folder{Path: "/run/waybill", Volume: "run", Memory: true})
	}
	if u.Logs.Dir != "" {
		out = append(out, Folder{Path: logMount(u), Volume: "logs"})
	}
	seen := map[string]bool{"/tmp": true, "/run/waybill": true, u.Logs.Dir: true}
	for _, w := range u.Run.Writable {
		if !path.IsAbs(w) {
			w = path.Join(cmp.Or(u.Run.Workdir, Workdir), w)
		}
		if w = path.Clean(w); seen[w] || strings.HasPrefix(w, "/tmp/") || w == "/" {
			continue
		}
		seen[w] = true
		out = append(out, Folder{Path: w, Volume: "work", Sub: strings.ReplaceAll(strings.Trim(w, "/"), "/", "-")})
	}
	return out
}

// logMount is where the log volume is mounted: the init links the program's folder there (WB_LOG_ROOT of its contract);
// without an init the volume is that folder.
func logMount(u Unit) string {
	if u.Init.Form != InitNone {
		return "/hostlogs"
	}
	return u.Logs.Dir
}

func component(kind string) string {
	return cmp.Or(map[string]string{facts.Server: "backend", facts.StaticSite: "frontend", facts.Worker: "worker", Job: "job"}[kind], "backend")
}
