package workload

import (
	"cmp"
	"strconv"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// What a unit gets when nobody measured it: enough to start, small enough to be scheduled. A web server hands out files of a site;
// the rest is for a program whose language says nothing.
var (
	siteResources  = facts.Resources{CPU: "50m", CPULimit: "500m", Memory: "128Mi", EphemeralStorage: "1Gi"}
	otherResources = facts.Resources{CPU: "100m", CPULimit: "1", Memory: "256Mi", EphemeralStorage: "1Gi"}
)

func resourcesOf(f facts.Unit) settings.Resources {
	r := f.Runtime.Resources
	if f.Kind.Value == facts.StaticSite {
		r = siteResources
	}
	return settings.Resources{
		CPU: cmp.Or(r.CPU, otherResources.CPU), CPULimit: cmp.Or(r.CPULimit, otherResources.CPULimit),
		Memory: cmp.Or(r.Memory, otherResources.Memory), EphemeralStorage: cmp.Or(r.EphemeralStorage, otherResources.EphemeralStorage),
	}
}

// resources lays the settings over the defaults, the later over the earlier. Memory is request and limit alike,
// so that a node is never overcommitted; a request above its limit would be refused by the server, so the limit follows.
func resources(f facts.Unit, layers ...*settings.Resources) plan.Resources {
	r := resourcesOf(f)
	for _, l := range layers {
		if l == nil {
			continue
		}
		r.CPU, r.CPULimit = cmp.Or(l.CPU, r.CPU), cmp.Or(l.CPULimit, r.CPULimit)
		r.Memory, r.EphemeralStorage = cmp.Or(l.Memory, r.Memory), cmp.Or(l.EphemeralStorage, r.EphemeralStorage)
	}
	out := plan.Resources{
		Requests: map[string]string{"cpu": r.CPU, "memory": r.Memory, "ephemeral-storage": quarter(r.EphemeralStorage)},
		Limits:   map[string]string{"memory": r.Memory, "ephemeral-storage": r.EphemeralStorage},
	}
	if r.CPULimit != "none" {
		out.Limits["cpu"] = larger(r.CPULimit, r.CPU)
	}
	return out
}

// quarter and larger take quantities that the settings' rules let through.
func quarter(quantity string) string {
	q := resource.MustParse(quantity)
	return resource.NewQuantity((q.Value()+3)/4, q.Format).String()
}

func larger(a, b string) string {
	if x, y := resource.MustParse(a), resource.MustParse(b); x.Cmp(y) < 0 {
		return b
	}
	return a
}

// mebibytes is a share of the memory limit.
func mebibytes(r plan.Resources, percent int64) string {
	q := resource.MustParse(r.Limits["memory"])
	return strconv.FormatInt(max(q.Value()*percent/100>>20, 1), 10)
}
