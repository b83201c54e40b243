package workload

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/secret"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// variables are environment variables by name; a nil map is empty.
type variables map[string]string

// sorted splits the variables into those that a ConfigMap generator keeps as they are and those that it would change.
func (v variables) sorted() (env, direct []facts.EnvVar) {
	for _, name := range slices.Sorted(maps.Keys(v)) {
		e := facts.EnvVar{Name: name, Value: v[name]}
		if changed(e.Value) {
			direct = append(direct, e)
			continue
		}
		env = append(env, e)
	}
	return env, direct
}

// changed says whether Kustomize's generator alters a literal: it strips quotes from both ends (kyaml/kv).
func changed(value string) bool { return strings.Trim(value, `"'`) != value }

// open returns the variables of the settings whose values may be read by everybody. What looks like a secret is left out and told with
// its place: manifests are no place for one, and the program needs the variable from a Secret.
func open(p *plan.Plan, u *plan.Unit, s settings.Settings, set map[string]string, keys ...string) variables {
	out := variables{}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if !secret.Looks(name, set[name]) {
			out[name] = set[name]
			continue
		}
		at := s.Place(append(slices.Clone(keys), name)...)
		w := facts.Warning{File: at.File, Line: at.Line, Text: name + " looks like a secret: its value is left out of the manifests; name the Secret that has it with environments.NAME.secrets"}
		if !slices.Contains(p.Warnings, w) {
			p.Warnings = append(p.Warnings, w)
		}
		if !slices.Contains(u.Facts.NeedsEnv, name) {
			u.Facts.NeedsEnv = append(slices.Clone(u.Facts.NeedsEnv), name)
		}
	}
	return out
}

// unitKey is the word by which the settings name a unit.
func unitKey(s settings.Settings, f facts.Unit) string {
	for _, key := range slices.Backward(settings.UnitKeys(f)) {
		if _, ok := s.Units[key]; ok {
			return key
		}
	}
	return f.Path
}

// runtimeVariables fit the program's memory to the container's limit and hand the init what it needs. A static site is served by the
// web server of its image, which is none of the program's.
func runtimeVariables(u plan.Unit, r plan.Resources) variables {
	v := variables{}
	sized := u.Run.Heap != nil && u.Init.Form != plan.InitNone // the init picks the flag that this release of the runtime takes
	if sized {
		v["WB_RAM_PERCENT"] = u.Run.Heap.Percent
	}
	if u.Kind != facts.StaticSite {
		for _, m := range u.Facts.Runtime.Memory {
			v[m.Name] = memoryValue(m, r, sized)
		}
	}
	if u.Init.Form != plan.InitNone {
		initVariables(u, v)
	}
	for _, e := range u.Run.Env {
		delete(v, e.Name) // the image states it, and a person may have chosen it
	}
	if u.Own != nil {
		maps.DeleteFunc(v, func(name, _ string) bool { return inImage(u, name) })
	}
	return v
}

func memoryValue(m facts.MemoryVariable, r plan.Resources, sized bool) string {
	if sized && m.WithInit != "" {
		return m.WithInit
	}
	return strings.ReplaceAll(m.Value, "{MiB}", mebibytes(r, m.Percent))
}

// initVariables tells an init that was written for no program what the script of a unit knows by itself.
func initVariables(u plan.Unit, v variables) {
	if !u.Init.Provided {
		return
	}
	if u.Logs.Dir != "" && u.Logs.To == plan.LogsStdout {
		v["WB_LOG_REQUIRED"] = "0"
	}
	if len(u.Ports) == 0 {
		v["WB_READY"] = "cmd:true" // ready as soon as it lives
	}
}

// registryVariables are how the clients of service registries learn the address to announce (Dubbo: DUBBO_IP_TO_REGISTRY;
// Spring Cloud: eureka.instance.ip-address, spring.cloud.nacos.discovery.ip, in relaxed binding).
func registryVariables(registries []facts.Service) []string {
	var out []string
	for _, r := range registries {
		out = append(out, r.Row().Announce...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// stopHook takes the instance out of its registries before the drain, so that callers with a cached address stop first.
// Each request is bounded, and a failure does not stop the stop.
func stopHook(u plan.Unit) string {
	var hooks []string
	for _, r := range slices.Sorted(slices.Values(u.Facts.Registries)) {
		if hook := leave(u, r.Row().Leave); hook != "" && !slices.Contains(hooks, hook) {
			hooks = append(hooks, hook)
		}
	}
	return strings.Join(hooks, "; ")
}

// leave asks the program itself, on the port that the row names or beside the readiness route; empty when it has no such route.
func leave(u plan.Unit, l facts.Leave) string {
	if l.Port != 0 {
		return request(fmt.Sprintf("http://127.0.0.1:%d%s", l.Port, l.Path), l.Body)
	}
	if l.Beside == "" || !strings.Contains(u.Probes.Ready, l.Beside) || !plainRoute.MatchString(u.Probes.Ready) {
		return ""
	}
	prefix, _, _ := strings.Cut(u.Probes.Ready, l.Beside)
	return request(fmt.Sprintf("http://127.0.0.1:%d%s%s%s", u.PortNumber(u.Probes.Port), prefix, l.Beside, l.Path), l.Body)
}

// plainRoute is a path that a shell takes as one word within quotes, as any path of a health route is.
var plainRoute = regexp.MustCompile(`^[A-Za-z0-9._~/-]+$`)

// request asks with what the image has.
func request(url, body string) string {
	if body == "" {
		return fmt.Sprintf("curl -fsS -m 3 '%[1]s' || wget -q -O - '%[1]s' || true", url)
	}
	return fmt.Sprintf("curl -fsS -m 3 -H 'Content-Type: application/json' -d '%[2]s' '%[1]s' || wget -q -O - --header 'Content-Type: application/json' --post-data '%[2]s' '%[1]s' || true", url, body)
}
