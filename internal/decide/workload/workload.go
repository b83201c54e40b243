// Package workload decides what Kubernetes needs to know: the environments and what is set once for the cluster, and for each unit its
// probes, controller, variables, folders, resources and what it has in each environment.
package workload

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// Decide fills in what Kubernetes needs to know of a unit; ports, probes, logs and init are decided before.
func Decide(p *plan.Plan, u *plan.Unit, s settings.Settings, set settings.Unit) error {
	w, k := settings.Filled(set.Workload), settings.Filled(s.Kubernetes)
	if err := secrets(p.Cluster, s); err != nil {
		return err
	}
	if u.Logs.To == plan.LogsHostPath && u.Init.Form == plan.InitNone {
		return fault.New(fault.Usage, "the unit %s logs to the node and has no init, which makes its folder there", u.Name).
			WithHint("set units.%q.logs.to to sidecar, or give it a base image with a shell or waybill-init", u.Path).
			Where(s.UnitPlace(settings.UnitKeys(u.Facts), "logs", "to"))
	}
	wl := plan.Workload{
		Component:    component(u.Kind),
		ServicePort:  w.ServicePort,
		Release:      release(k.Release, w.Release),
		After:        w.After,
		DrainSeconds: *w.DrainSeconds,
		User:         u.Run.User,
		PullPolicy:   k.PullPolicy,
		PodIP:        registryVariables(u.Facts.Registries),
		StopHook:     stopHook(*u),
		Folders:      folders(*u),
		Egress:       egress(p, *u, k),
		NodeSelector: w.NodeSelector, Affinity: w.Affinity, Tolerations: w.Tolerations, Priority: w.Priority,
		Patches: inTheirWords(p.Environments, patches(s, u.Facts, w.Patches)),
	}
	if u.Init.Form == plan.InitNone {
		wl.StopHook = "" // nothing in the image runs it
	}
	wl.GraceSeconds = wl.DrainSeconds + u.Probes.StopSeconds + 15
	if p.Cluster.Platform == "openshift" {
		wl.User = 0 // the security context constraint restricted-v2 assigns it from the namespace's range
	} else if wl.User < 10000 && (u.Own == nil || wl.User == 0) {
		wl.User = 10001 // below it may be a person's or a daemon's account on the node
	}
	if u.Facts.Metrics.Value != "" && len(u.Ports) > 0 {
		wl.Metrics = plan.Metrics{Path: u.Facts.Metrics.Value, Port: metricsPort(*u)}
	}
	if err := controller(p, u, &wl, s, w); err != nil {
		return err
	}
	if err := storage(u, &wl, s, w.Storage); err != nil {
		return err
	}
	wl.Headless = headless(*u, wl)
	if err := spots(p, u, &wl, s, w); err != nil {
		return err
	}
	u.Workload = wl
	return nil
}

// headless says whether peers need the addresses of single pods: a StatefulSet's, and those of RPC frameworks, which balance by themselves.
func headless(u plan.Unit, wl plan.Workload) bool {
	if wl.Runs().Ordered {
		return true
	}
	rpc := len(u.Facts.Registries) > 0 || slices.ContainsFunc(u.Ports, func(p plan.Port) bool { return p.Name == "dubbo" || p.Name == "grpc" })
	return u.Kind == facts.Server && len(u.Ports) > 0 && rpc
}

// controller picks the kind of the workload and the length of its name.
func controller(p *plan.Plan, u *plan.Unit, wl *plan.Workload, s settings.Settings, w settings.Workload) error {
	keys := settings.UnitKeys(u.Facts)
	if w.Schedule != "" || u.Kind == plan.Job {
		if w.Schedule == "" {
			return fault.New(fault.Usage, "the unit %s is a job without a schedule", u.Name).
				WithHint(`set units.%q.workload.schedule, for example "15 3 * * *"`, u.Path).Where(s.UnitPlace(keys, "kind"))
		}
		wl.Controller, wl.Component, wl.Release.Strategy = plan.KindCronJob, "job", plan.StrategyRolling
		wl.Schedule = plan.Schedule{Cron: w.Schedule, TimeZone: w.TimeZone}
		wl.Object = plan.Shorten(u.Name, plan.MaxSet)
		return nil
	}
	runs := plan.ControllerFor(wl.Release.Strategy)
	if runs.Switched && (u.Kind == facts.Worker || len(u.Ports) == 0) {
		p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, Text: "the unit has no Service that could be switched: it is released by a rolling update instead of " + wl.Release.Strategy})
		wl.Release.Strategy = plan.StrategyRolling
		runs = plan.ControllerFor(plan.StrategyRolling)
	}
	wl.Controller = runs.Name
	wl.Object = u.Name
	if runs.Ordered {
		wl.Object = plan.Shorten(u.Name, plan.MaxSet)
		if u.Kind == facts.Worker || len(u.Ports) == 0 {
			return fault.New(fault.Usage, "the unit %s has no port: a StatefulSet needs a headless Service", u.Name).
				WithHint("set units.%q.workload.release.strategy to rolling, cloneset or canary", u.Path).
				Where(cmp.Or(s.UnitPlace(keys, "workload", "release", "strategy"), s.Place("kubernetes", "release", "strategy")))
		}
	}
	return nil
}

// release lays a unit's own release over that of all units.
func release(all settings.Release, own *settings.Release) plan.Release {
	r := all
	if own != nil {
		r.Strategy, r.Surge = cmp.Or(own.Strategy, r.Strategy), cmp.Or(own.Surge, r.Surge)
		if len(own.Batches) > 0 {
			r.Batches = own.Batches
		}
	}
	r = settings.Filled(r)
	return plan.Release{Strategy: r.Strategy, Batches: r.Batches, Surge: r.Surge}
}

// metricsPort: metrics are served beside the health route; else on a port of that name; else on the first.
func metricsPort(u plan.Unit) string {
	for _, p := range u.Ports {
		if p.Name == "metrics" || p.Name == "management" {
			return p.Name
		}
	}
	return cmp.Or(u.Probes.Port, u.Ports[0].Name)
}

// inTheirWords names the environment of a patch as the plan does, where the settings have another word for it.
func inTheirWords(environments []plan.Environment, list []plan.Patch) []plan.Patch {
	names := map[string]bool{}
	for _, e := range environments {
		names[e.Name] = true
	}
	for i, patch := range list {
		for _, e := range environments {
			if !names[patch.Environment] && slices.Contains(e.Aliases, patch.Environment) {
				list[i].Environment = e.Name
			}
		}
	}
	return list
}

// patches are those for all units and the unit's own, with their places.
func patches(s settings.Settings, f facts.Unit, own []settings.Patch) []plan.Patch {
	var out []plan.Patch
	add := func(list []settings.Patch, keys ...string) {
		for i, p := range list {
			at := append(slices.Clone(keys), strconv.Itoa(i))
			out = append(out, plan.Patch{
				At: s.Place(at...), MustFit: s.Own(at...), All: keys[0] != "units",
				Environment: p.Environment, Kind: p.Kind, Name: p.Name, Patch: p.Patch,
			})
		}
	}
	add(s.Kubernetes.Patches, "kubernetes", "patches")
	from := []string{"defaults"}
	for _, key := range settings.UnitKeys(f) {
		if len(s.Units[key].Workload.Patches) > 0 {
			from = []string{"units", key}
		}
	}
	add(own, append(from, "workload", "patches")...)
	return out
}

// spots decides what differs by environment; what all have alike goes to the workload itself.
func spots(p *plan.Plan, u *plan.Unit, wl *plan.Workload, s settings.Settings, w settings.Workload) error {
	envs := make([]variables, len(p.Environments))
	for i, e := range p.Environments {
		env := s.Environments[e.Name]
		own, _ := plan.Under(e, w.Environments)
		sizes, told := resources(u.Facts, w.Resources, env.Resources, own.Resources)
		if told != "" {
			at := cmp.Or(s.UnitPlace(settings.UnitKeys(u.Facts), "workload", "environments", e.Name, "resources"), s.UnitPlace(settings.UnitKeys(u.Facts), "workload", "resources"), s.Place("environments", e.Name, "resources"))
			p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, File: at.File, Line: at.Line, Text: "in " + e.Name + " " + told})
		}
		spot := plan.Spot{
			Environment: e.Name,
			Resources:   sizes,
			Image:       imageAt(*u, s, e),
			Secrets:     env.Secrets,
			PullSecret:  env.PullSecret,
			Config:      plan.ConfigSource{From: settings.Filled(env.Config).From, Name: cmp.Or(env.Config.Name, plan.Derived(wl.Object, "config"))},
			Level:       e.Level,
		}
		if spot.Config.From == "image" {
			spot.Config.Name = ""
		}
		var err error
		if spot.Host, err = host(p, *u, s, e.Name, own); err != nil {
			return err
		}
		if err := podNumbers(u, wl, w, env, own, i == len(p.Environments)-1, &spot); err != nil {
			return err.Where(podsPlace(s, u.Facts, e.Name))
		}
		envs[i] = runtimeVariables(*u, spot.Resources)
		if u.Own != nil {
			for _, e := range u.Own.Set {
				envs[i][e.Name] = e.Value
			}
		}
		envs[i]["APP_ENV"] = e.Name
		if u.Init.Form == plan.InitNone && u.Init.Select.Variable != "" {
			envs[i][u.Init.Select.Variable] = u.Init.Select.Values[e.Name] // no init hands it on
		}
		if wl.StopHook != "" {
			envs[i]["WB_STOP_HOOK"], envs[i]["WB_DRAIN_SECONDS"] = wl.StopHook, strconv.Itoa(wl.DrainSeconds)
		}
		maps.Copy(envs[i], open(p, u, s, env.Env, "environments", e.Name, "env"))
		maps.Copy(envs[i], open(p, u, s, own.Env, "units", unitKey(s, u.Facts), "workload", "environments", e.Name, "env"))
		spot.Wanted = wanted(p.Cluster, *u, *wl, spot, envs[i])
		wl.Spots = append(wl.Spots, spot)
	}
	sharedWants(wl)
	common := shared(envs)
	wl.Env, wl.Direct = common.sorted()
	for i := range wl.Spots {
		maps.DeleteFunc(envs[i], func(name, _ string) bool { _, ok := common[name]; return ok })
		wl.Spots[i].Env, wl.Spots[i].Direct = envs[i].sorted()
	}
	wl.Base = wl.Spots[len(wl.Spots)-1]
	return nil
}

// shared returns the variables that have the same value everywhere. APP_ENV stays with its environment even when there is only one.
func shared(envs []variables) variables {
	common := maps.Clone(envs[0])
	delete(common, "APP_ENV")
	for _, v := range envs[1:] {
		maps.DeleteFunc(common, func(name, value string) bool { is, ok := v[name]; return !ok || is != value })
	}
	return common
}

// podNumbers decides how many pods run: at least two everywhere, three in the last environment; the autoscaler may go to four times that
// there and one more elsewhere. A unit with a claim has one pod, whatever an environment says of all units.
func podNumbers(u *plan.Unit, wl *plan.Workload, w settings.Workload, env settings.Environment, own settings.Place, last bool, spot *plan.Spot) *fault.Error {
	spot.Min, spot.Max = 2, 0
	if last {
		spot.Min = 3
	}
	for _, set := range []*int{w.Replicas, env.Replicas, own.Replicas} {
		if set != nil {
			spot.Min = *set
		}
	}
	for _, set := range []*int{w.MaxReplicas, env.MaxReplicas, own.MaxReplicas} {
		if set != nil {
			spot.Max = *set
		}
	}
	if wl.Single() {
		if set := cmp.Or(own.Replicas, w.Replicas); set != nil && *set > 1 {
			return fault.New(fault.Usage, "%d pods of %s in %s cannot share a claim that one node mounts", *set, u.Name, spot.Environment).
				WithHint("leave replicas out, or keep the data in a database instead of units.%q.workload.storage", u.Path)
		}
		spot.Min = min(spot.Min, 1)
		spot.Max = spot.Min
		return nil
	}
	if spot.Max > 0 && spot.Max < spot.Min {
		return fault.New(fault.Usage, "maxReplicas %d of %s in %s is less than its %d replicas", spot.Max, u.Name, spot.Environment, spot.Min).
			WithHint("use the same number for both to switch the autoscaler off")
	}
	switch {
	case spot.Min == 0, wl.Runs().Ordered:
		spot.Max = spot.Min // a partition counts pods: an autoscaler would move it
	case spot.Max == 0 && last:
		spot.Max = 4 * spot.Min
	case spot.Max == 0:
		spot.Max = spot.Min + 1
	}
	return nil
}

// podsPlace is where the number of pods of a unit in an environment stands: the nearest place that says the highest number, else the lowest.
func podsPlace(s settings.Settings, f facts.Unit, environment string) fault.Position {
	names := settings.UnitKeys(f)
	return cmp.Or(
		s.UnitPlace(names, "workload", "environments", environment, "maxReplicas"),
		s.Place("environments", environment, "maxReplicas"),
		s.UnitPlace(names, "workload", "maxReplicas"),
		s.UnitPlace(names, "workload", "environments", environment, "replicas"),
		s.UnitPlace(names, "workload", "replicas"),
	)
}

// host is what an entrance answers to, empty for none. A domain gives one to every unit that people can open in a browser.
func host(p *plan.Plan, u plan.Unit, s settings.Settings, environment string, own settings.Place) (string, error) {
	env := s.Environments[environment]
	if p.Cluster.Entrance.Kind == "none" {
		return "", nil
	}
	set, port := cmp.Or(own.Host, env.Hosts[u.Name], env.Hosts[u.Path]), u.EntrancePort()
	switch {
	case set == "" && env.Domain != "" && (port == "http" || port == "https"):
		return u.Name + "." + env.Domain, nil
	case set == "" || port != "":
		return set, nil
	case u.Kind != facts.Server || len(u.Ports) == 0:
		return "", nil
	}
	return "", fault.New(fault.Usage, "the unit %s has the host %s and speaks no HTTP: its port is %d (%s)", u.Name, set, u.Ports[0].Number, u.Ports[0].Name).
		WithHint("remove the host: other units reach it by its Service, and other protocols need an entrance of their own").
		Where(cmp.Or(
			s.UnitPlace(settings.UnitKeys(u.Facts), "workload", "environments", environment, "host"),
			s.Place("environments", environment, "hosts", u.Name), s.Place("environments", environment, "hosts", u.Path),
		))
}

// imageAt is the unit's image in the registry that an environment's cluster pulls from.
func imageAt(u plan.Unit, s settings.Settings, e plan.Environment) string {
	if s.Images.Registry == "" || !strings.HasPrefix(u.Image.Repository, s.Images.Registry+"/") || e.Registry == "" {
		return u.Image.Repository
	}
	return e.Registry + strings.TrimPrefix(u.Image.Repository, s.Images.Registry)
}
