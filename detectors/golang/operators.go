package golang

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
	"github.com/waybill-dev/waybill/detectors/value"
)

const controllerRuntime = "sigs.k8s.io/controller-runtime"

// protocolHealth is the protocol of a listener that answers probes only.
const protocolHealth = "health"

// operatorPorts are what a manager of controller-runtime opens for those who watch it; the operator itself serves nobody.
var operatorPorts = []struct {
	typ, field, protocol string
	fallback             string // where it listens when the field is empty
	source               string
}{
	{"/pkg/metrics/server.Options", "BindAddress", protocolMetrics, "8080", "pkg.go.dev/sigs.k8s.io/controller-runtime/pkg/metrics/server: DefaultBindAddress; \"0\" turns it off"},
	{".Options", "MetricsBindAddress", protocolMetrics, "8080", "as above, before version 0.16"},
	{".Options", "HealthProbeBindAddress", protocolHealth, "", "pkg.go.dev/sigs.k8s.io/controller-runtime/pkg/manager: Options; empty or \"0\" turns it off"},
	{"/pkg/manager.Options", "MetricsBindAddress", protocolMetrics, "8080", "as above, under the package that declares it"},
	{"/pkg/manager.Options", "HealthProbeBindAddress", protocolHealth, "", "as above"},
}

// operatorSinks are the addresses in one literal of a manager's options.
func operatorSinks(p *program, pr fold.Pair, f *module.File) []sink {
	if fold.LastName(pr.Lit.Type) != "Options" {
		return nil
	}
	rest, ok := strings.CutPrefix(p.TypeOf(pr.Lit, fold.Scope{File: f}).Key(), controllerRuntime)
	if !ok {
		return nil
	}
	var list []sink
	for _, o := range operatorPorts {
		if o.typ != rest {
			continue
		}
		s := sink{node: pr.Lit, addr: reach.LiteralField(pr.Lit, o.field), protocol: o.protocol, rule: "controller-runtime " + o.field, fallback: o.fallback, background: true}
		switch {
		case s.addr != nil:
		case o.fallback == "" || o.field == "MetricsBindAddress" && reach.LiteralField(pr.Lit, "Metrics") != nil:
			continue
		default:
			s.values = []value.Value{{Text: ":" + o.fallback, At: p.Repo.Place(pr.Lit, s.rule+" default"), Confidence: facts.Likely}}
		}
		list = append(list, s)
	}
	if rest == "/pkg/webhook.Options" && !reconciles(p) {
		list = append(list, webhookSink(p, pr))
	}
	return list
}

// webhookSink is the server of a program that has webhooks and no controllers: these are what it serves.
func webhookSink(p *program, pr fold.Pair) sink {
	s := sink{node: pr.Lit, addr: reach.LiteralField(pr.Lit, "Port"), protocol: "https", rule: "controller-runtime webhook Port", certain: true, doubt: facts.Likely}
	if s.addr == nil { // pkg.go.dev/sigs.k8s.io/controller-runtime/pkg/webhook: DefaultPort
		s.values = []value.Value{{Text: "9443", At: p.Repo.Place(pr.Lit, s.rule+" default"), Confidence: facts.Likely}}
	}
	return s
}

// reconciles says whether the program makes controllers: its builder, or the controllers of its packages that a manager takes.
func reconciles(p *program) bool {
	return slices.ContainsFunc([]string{"NewControllerManagedBy", "SetupWithManager", "reconcile.Result", "ctrl.Result"}, func(word string) bool { return len(p.With(word)) > 0 })
}
