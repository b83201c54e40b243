package plan

import (
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// PortNumber finds a port by its name, 0 when there is none.
func (u Unit) PortNumber(name string) int {
	for _, p := range u.Ports {
		if p.Name == name {
			return p.Number
		}
	}
	return 0
}

// EntrancePort is the name of the port that an entrance can serve, empty for a unit without one: the routes of the Gateway
// API, of Traefik and of an Ingress are HTTP's, and gRPC's when it is asked for.
func (u Unit) EntrancePort() string {
	if u.Kind != facts.Server && u.Kind != facts.StaticSite {
		return ""
	}
	for _, name := range []string{"http", "https", "grpc"} {
		if slices.ContainsFunc(u.Ports, func(p Port) bool { return p.Name == name }) {
			return name
		}
	}
	return ""
}

// ServicePort is the number of a port within the cluster: HTTP is answered on 80, and other protocols where the program listens, unless the
// settings say otherwise for the port that serves users.
func (u Unit) ServicePort(p Port) int {
	switch {
	case u.Workload.ServicePort > 0 && p.Name == u.Ports[0].Name:
		return u.Workload.ServicePort
	case p.Name == "http":
		return 80
	}
	return p.Number
}

// Is says whether a word names the unit: its name, its path, or the folder of its main package.
func (u Unit) Is(word string) bool {
	return word == u.Name || path.Clean(word) == u.Path || path.Clean(word) == u.Facts.Folder()
}
