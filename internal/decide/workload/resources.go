package workload

import (
	"cmp"
	"fmt"
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
// so that a node is never overcommitted; a request above its limit would be refused by the server, so what a later layer says of the two holds, and
// the other one follows. The text tells of a word of the settings that gave way.
func resources(f facts.Unit, layers ...*settings.Resources) (plan.Resources, string) {
	r, told := resourcesOf(f), ""
	request, limit := -1, -1 // the layers that say them last
	for i, l := range layers {
		if l == nil {
			continue
		}
		if l.CPU != "" {
			r.CPU, request = l.CPU, i
		}
		if l.CPULimit != "" {
			r.CPULimit, limit = l.CPULimit, i
		}
		r.Memory, r.EphemeralStorage = cmp.Or(l.Memory, r.Memory), cmp.Or(l.EphemeralStorage, r.EphemeralStorage)
	}
	if r.CPULimit != "none" && less(r.CPULimit, r.CPU) {
		if request >= 0 && limit >= 0 {
			told = fmt.Sprintf("the limit of CPU is %s and its request %s, which no cluster takes: both are", r.CPULimit, r.CPU)
		}
		if limit > request {
			r.CPU = r.CPULimit
		} else {
			r.CPULimit = r.CPU
		}
		if told != "" {
			told += " " + r.CPU
		}
	}
	out := plan.Resources{
		Requests: map[string]string{"cpu": r.CPU, "memory": r.Memory, "ephemeral-storage": quarter(r.EphemeralStorage)},
		Limits:   map[string]string{"memory": r.Memory, "ephemeral-storage": r.EphemeralStorage},
	}
	if r.CPULimit != "none" {
		out.Limits["cpu"] = r.CPULimit
	}
	return out, told
}

// quarter and less take quantities that the settings' rules let through.
func quarter(quantity string) string {
	q := resource.MustParse(quantity)
	return resource.NewQuantity((q.Value()+3)/4, q.Format).String()
}

func less(a, b string) bool {
	x, y := resource.MustParse(a), resource.MustParse(b)
	return x.Cmp(y) < 0
}

// mebibytes is a share of the memory limit.
func mebibytes(r plan.Resources, percent int64) string {
	q := resource.MustParse(r.Limits["memory"])
	return strconv.FormatInt(max(q.Value()*percent/100>>20, 1), 10)
}
