package listen

import (
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// microservice reads the options of a microservice of Nest. TCP, which stands where no transport is named, and gRPC open a port; every other
// transport connects to a broker, whose port the options name (https://docs.nestjs.com/microservices/basics#getting-started).
func (s *search) microservice(module *javascript.Module, n, arg *javascript.Node) {
	options := s.program.Eval(module, arg)
	if options.Kind != javascript.Structure {
		return
	}
	inner := options.Node.Prop("options")
	switch transport := options.Node.Prop("transport"); {
	case transport == nil || lastOf(transport) == "TCP":
		s.options(options.Module, n, inner, "tcp", 0)
	case lastOf(transport) == "GRPC":
		address := s.program.Eval(options.Module, inner.Prop("url"))
		port, _ := portOfAddress(address)
		s.add(Listener{Port: port, Env: address.Variable, Guess: address.Confidence != "", Name: "grpc", Evidence: facts.Evidence{File: options.Module.File, Line: n.Line(), Rule: n.Method() + "()"}})
	}
}
