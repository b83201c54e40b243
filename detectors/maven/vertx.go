package maven

import (
	"path"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/detectors/maven/recipe"
)

// vertxPorts: what the code listens on, or a library that listens for it; none where nothing of the repository listens.
func vertxPorts(x *module.Module, a *recipe.Artifact) []facts.Port {
	if p := codePorts(x, a, "http", 0, ""); len(p) > 0 {
		return p
	}
	if p := libraryPort(x); len(p) > 0 {
		return p
	}
	if quietVertx(x) {
		return nil
	}
	return codePorts(x, a, "http", 8080, "guess: no port constant was found in this Vert.x application")
}

// listening are words without which code of Vert.x opens no port (Vert.x Core manual, "Writing HTTP servers", "Writing TCP servers", "Datagram
// sockets"; a server of gRPC is one of VertxServerBuilder or GrpcServer).
var listening = []string{"HttpServer", "NetServer", "listen(", "Listen(", "VertxServer", "GrpcServer", "MqttServer", "AmqpServer"}

// quietVertx says whether no source of the module, or of those that it needs, opens a port: such a program talks over the event bus alone.
func quietVertx(x *module.Module) bool {
	sources := x.Sources()
	for _, q := range x.Needed {
		for _, f := range x.Repo.Tree.Under(path.Join(q.Dir, "src/main")) {
			if code.IsSource(f) {
				sources = append(sources, f)
			}
		}
	}
	for i, f := range sources {
		if i >= code.MaxFiles || x.Repo.Code.Holds(f, listening...) {
			return false
		}
	}
	return len(sources) > 0
}
