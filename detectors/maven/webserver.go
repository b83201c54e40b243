package maven

import (
	"fmt"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// bootCodePorts lays over the port of the configuration what the code of a Spring Boot application says: a customizer wins over server.port,
// the port of a factory counts where server.port is not set, and a further connector is a further port (Spring Boot how-to guides,
// "Embedded Web Servers").
func bootCodePorts(x *module.Module, ports []facts.Port) []facts.Port {
	if len(ports) == 0 {
		return ports
	}
	_, stated := x.Config().Get("server.port")
	var more []facts.Port
	for _, w := range x.Repo.Code.WebServerPorts(x.Sources()) {
		s := module.Setting{Env: w.Variable}
		n := portNumber(x.Config().Resolve(w.Text, &s, 0))
		at := model.Ruled(w.At, "port of the embedded server in the code")
		switch {
		case w.Role == code.FactoryPort && stated:
		case w.Role == code.ConnectorPort && n > 0:
			more = append(more, facts.Port{Value: n, Name: fmt.Sprintf("http-%d", len(more)+2), Env: s.Env, Confidence: facts.Likely, Evidence: []facts.Evidence{at}})
		case w.Role == code.ConnectorPort:
			x.Warn(at, "a further connector listens on a port that is not known (ports: in waybill.yaml)")
		case n > 0:
			ports[0].Value, ports[0].Env, ports[0].Confidence, ports[0].Evidence = n, s.Env, facts.Likely, []facts.Evidence{at}
		case w.Role == code.CustomizedPort:
			ports[0].Confidence = facts.Guess
			x.Warn(at, fmt.Sprintf("the code gives the server a port that is not known: %d is a guess (ports: in waybill.yaml)", ports[0].Value))
		}
	}
	return appendPorts(ports, more)
}
