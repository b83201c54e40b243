package decide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// callers lets the Service of a unit answer on the ports by which other units of the repository call it: the address in their
// configuration works in the team's other set-ups, and has to work here.
func callers(units []plan.Unit) {
	var calling []*plan.Unit
	for i := range units {
		if len(units[i].Facts.Addresses) > 0 {
			calling = append(calling, &units[i])
		}
	}
	for i := range units {
		called := &units[i]
		if called.Kind == facts.Worker || called.Kind == plan.Job || len(called.Ports) == 0 {
			continue
		}
		for _, u := range calling {
			for _, a := range u.Facts.Addresses {
				if u.Name != called.Name && means(a.Host, *called) {
					answer(called, a, u.Name)
				}
			}
		}
		slices.SortFunc(called.Workload.Answers, func(a, b plan.Answer) int { return a.Port - b.Port })
	}
}

// means says whether a host is the unit's Service: its name alone, or with a namespace behind it.
func means(host string, u plan.Unit) bool {
	name, rest, qualified := strings.Cut(host, ".")
	return (name == u.Name || name == u.Workload.Object) && (!qualified || rest == "svc" || strings.Contains(rest, ".svc"))
}

func answer(u *plan.Unit, a facts.Address, caller string) {
	target := u.Ports[0].Name
	for _, p := range u.Ports {
		if u.ServicePort(p) == a.Port {
			return
		}
		if p.Number == a.Port {
			target = p.Name
		}
	}
	if !slices.ContainsFunc(u.Workload.Answers, func(o plan.Answer) bool { return o.Port == a.Port }) {
		u.Workload.Answers = append(u.Workload.Answers, plan.Answer{Port: a.Port, Target: target, Why: fmt.Sprintf("%s calls it: %s in %s", caller, a.Key, a.File)})
	}
}
