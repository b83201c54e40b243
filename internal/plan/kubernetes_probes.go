package plan

import (
	"cmp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/settings"
)

// pace is how slow a framework is to start and to stop, in seconds.
type pace struct{ start, stop int }

// paces: Spring Boot's graceful shutdown takes up to 30 s (spring.lifecycle.timeout-per-shutdown-phase), and a large application
// needs minutes to start on a small node; the others start in seconds there, with room for a cold node.
func paceOf(f facts.Unit) pace {
	switch f.Framework.Value {
	case "spring-boot", "spring", "spring-mvc", "jakarta-ee", "tomcat":
		return pace{180, 30}
	case "quarkus", "micronaut", "helidon", "dropwizard", "vertx":
		return pace{90, 20}
	}
	switch f.Language.Value {
	case "java":
		return pace{120, 30}
	case "node":
		return pace{60, 15}
	}
	return pace{30, 10}
}

// probesFor decides what the kubelet asks: a detected health route, else the port itself.
// A single route is asked for readiness only: it often looks at the database, whose failure must not restart every pod.
func probesFor(f facts.Unit, ports []Port, set settings.Unit) Probes {
	slow := paceOf(f)
	p := Probes{
		StartupSeconds: cmp.Or(set.Workload.StartSeconds, slow.start),
		StopSeconds:    slow.stop,
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
