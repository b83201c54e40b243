package settings

import (
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// contradictions are the problems that only several keys together have, at the key that is easier to change.
func (s Settings) contradictions() []*fault.Error {
	var out []*fault.Error
	say := func(hint, what string, keys ...string) {
		at := s.Place(keys...)
		out = append(out, fault.New(fault.Usage, "%s: %s", strictyaml.Path(keys...), what).Where(at).WithHint("%s", hint))
	}
	pods := func(least, most *int, keys ...string) {
		if least != nil && most != nil && *most < *least {
			say("use the same number for both to switch the autoscaler off", "the highest number of pods is below the lowest", append(keys, "maxReplicas")...)
		}
	}
	cpu := func(r *Resources, keys ...string) {
		if r != nil && r.CPU != "" && r.CPULimit != "" && less(r.CPULimit, r.CPU) {
			say("raise cpuLimit, lower cpu, or switch the limit off by cpuLimit: none", "the limit "+r.CPULimit+" is below the request "+r.CPU, append(keys, "resources", "cpuLimit")...)
		}
	}
	for _, alias := range slices.Sorted(maps.Keys(s.Aliases)) {
		if _, ok := s.Environments[alias]; ok && s.Aliases[alias] != alias {
			say("remove the alias, or the environment", "an environment has this name, so that it cannot stand for "+s.Aliases[alias], "aliases", alias)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Environments)) {
		e := s.Environments[name]
		cpu(e.Resources, "environments", name)
		pods(e.Replicas, e.MaxReplicas, "environments", name)
	}
	unit := func(u Unit, keys ...string) {
		at := append(slices.Clone(keys), "workload")
		w := u.Workload
		pods(w.Replicas, w.MaxReplicas, slices.Clone(at)...)
		cpu(w.Resources, slices.Clone(at)...)
		for _, env := range slices.Sorted(maps.Keys(w.Environments)) {
			place := append(slices.Clone(at), "environments", env)
			pods(w.Environments[env].Replicas, w.Environments[env].MaxReplicas, slices.Clone(place)...)
			cpu(w.Environments[env].Resources, place...)
		}
	}
	unit(s.Defaults, "defaults")
	for _, name := range slices.Sorted(maps.Keys(s.Units)) {
		unit(s.Units[name], "units", name)
	}
	return out
}

// less says whether one quantity of CPU is below another; a word such as none is no quantity.
func less(a, b string) bool {
	x, err1 := resource.ParseQuantity(a)
	y, err2 := resource.ParseQuantity(b)
	return err1 == nil && err2 == nil && x.Cmp(y) < 0
}
