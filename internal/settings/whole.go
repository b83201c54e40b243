package settings

import (
	"maps"
	"slices"

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
	for _, name := range slices.Sorted(maps.Keys(s.Environments)) {
		e := s.Environments[name]
		pods(e.Replicas, e.MaxReplicas, "environments", name)
	}
	unit := func(u Unit, keys ...string) {
		at := append(slices.Clone(keys), "workload")
		w := u.Workload
		pods(w.Replicas, w.MaxReplicas, slices.Clone(at)...)
		for _, env := range slices.Sorted(maps.Keys(w.Environments)) {
			pods(w.Environments[env].Replicas, w.Environments[env].MaxReplicas, append(slices.Clone(at), "environments", env)...)
		}
	}
	unit(s.Defaults, "defaults")
	for _, name := range slices.Sorted(maps.Keys(s.Units)) {
		unit(s.Units[name], "units", name)
	}
	return out
}
