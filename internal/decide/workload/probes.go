package workload

import (
	"cmp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// What a program gets whose language does not say how slow it is to start and to stop, in seconds: room for a cold node.
const (
	startSeconds = 30
	stopSeconds  = 10
)

// Probes decides what the kubelet asks: a detected health route, else the port itself.
// A single route is asked for readiness only: it often looks at the database, whose failure must not restart every pod.
func Probes(f facts.Unit, ports []plan.Port, set settings.Unit) plan.Probes {
	p := plan.Probes{
		StartupSeconds: cmp.Or(set.Workload.StartSeconds, max(f.Runtime.StartSeconds, startSeconds)),
		StopSeconds:    cmp.Or(f.Runtime.StopSeconds, stopSeconds),
	}
	if stop := set.Workload.StopSeconds; stop != nil {
		p.StopSeconds = *stop
	}
	if len(ports) == 0 {
		p.Why = "no port: the init says whether the program lives"
		return p
	}
	p.Port = ports[0].Name
	h := f.Health
	if f.Kind.Value == facts.StaticSite && h.Value == "" {
		h.Value = "/"
	}
	p.Ready = cmp.Or(h.Ready, h.Value)
	if p.Ready == "" && h.GRPC {
		for _, port := range ports {
			if strings.HasPrefix(port.Name, "grpc") {
				p.GRPC, p.Port, p.Why = true, port.Name, "gRPC's health service, which the source registers"
				return p
			}
		}
	}
	if p.Ready == "" {
		p.Why = "no health route was found: the port is asked"
		return p
	}
	p.Live = live(h)
	p.Startup = p.Live
	for _, port := range ports {
		if port.Number == h.Port {
			p.Port = port.Name
		}
	}
	p.Why = "health route of the source"
	if len(h.Evidence) > 0 {
		p.Why += ": " + h.Evidence[0].File
	}
	return p
}

// live is the route that means "restart me". Below an aggregate such as /actuator/health or /q/health, which looks at the
// database, it is the sibling of the readiness route (Spring Boot: liveness and readiness; SmallRye Health: live and ready).
func live(h facts.Health) string {
	if h.Ready == "" || h.Ready == h.Value {
		return ""
	}
	word, below := strings.CutPrefix(h.Ready, h.Value+"/")
	if sibling := map[string]string{"readiness": "liveness", "ready": "live"}[word]; below && sibling != "" {
		return h.Value + "/" + sibling
	}
	return h.Value
}
