package facts

import (
	"fmt"
	"slices"
	"strings"
)

// Kinds of units, the values of Unit.Kind.
const (
	Server     = "server"      // listens on a port
	StaticSite = "static-site" // files that a web server hands out
	Worker     = "worker"      // runs on without a port
	CLI        = "cli"         // runs once and ends: reported, not deployed
	Library    = "library"     // nothing to start: reported, not deployed
)

// Kinds lists the kinds that a unit can be of.
func Kinds() []string { return []string{Server, StaticSite, Worker, CLI, Library} }

// Packagings, the values of Unit.Packaging: the form of what the build makes.
const (
	Jar        = "jar"
	War        = "war"
	QuarkusApp = "quarkus-app" // the folder of Quarkus' fast-jar
	Static     = "static"      // a folder of files for a web server
	NodeApp    = "node"        // sources or compiled files with node_modules
	Binary     = "binary"      // one executable file
)

// Packagings lists the forms that a build can make.
func Packagings() []string { return []string{Jar, War, QuarkusApp, Static, NodeApp, Binary} }

// Names of ports, the values of Port.Name that more than a label depends on.
const (
	PortHTTP       = "http"
	PortHTTPS      = "https"
	PortGRPC       = "grpc"
	PortMetrics    = "metrics"    // Prometheus
	PortManagement = "management" // Spring Boot's actuator and its like
	PortDubbo      = "dubbo"
)

// Unknown lists the words of a unit that no table has, as "kind: sever". A detector's test asks it of every unit that it makes.
func (u Unit) Unknown() []string {
	var out []string
	if u.Kind.Value != "" && !slices.Contains(Kinds(), u.Kind.Value) {
		out = append(out, "kind: "+u.Kind.Value)
	}
	if u.Packaging.Value != "" && !slices.Contains(Packagings(), u.Packaging.Value) {
		out = append(out, "packaging: "+u.Packaging.Value)
	}
	for _, s := range slices.Concat(u.Needs, u.Registries) {
		if !s.Known() {
			out = append(out, "service: "+string(s))
		}
	}
	return out
}

// PagesRead warns of variables that a build writes into pages and that nothing sets. The text names a few of many.
func PagesRead(names []string) string {
	const most = 5
	list := strings.Join(names[:min(most, len(names))], ", ")
	if len(names) > most {
		list += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return "pages read " + list + ", which the build writes into them, and nothing of the repository sets: what a pod sets comes too late; say what is the same everywhere by buildEnv: in waybill.yaml or by .env.production"
}
