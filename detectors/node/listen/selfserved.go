package listen

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// selfServing are packages that open a port when what they export is called: no code of the program says listen.
var selfServing = []struct {
	name   string // of the package
	port   int    // its default
	env    string // the variable that moves the port
	off    string // the option that, when false, leaves the opening to the program
	source string
}{
	{"hof", 8080, "PORT", "start", "https://github.com/UKHomeOffice/hof: config/hof-defaults.js"},
}

// startedElsewhere finds server.start() of something that a package has made, where the program itself opens no port: of what is called a
// server it says that it serves, and not where.
func (s *search) startedElsewhere() {
	if len(s.found)+len(s.off) > 0 {
		return
	}
	for _, module := range s.modules {
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			callee := n.Kid(0)
			if n.Kind != javascript.Call || len(n.Args()) > 0 || n.Method() != "start" || callee.Kind != javascript.Member || !strings.HasSuffix(strings.ToLower(lastName(callee.Kid(0))), "server") {
				return true
			}
			if made := s.program.Eval(module, callee.Kid(0)); len(s.found) == 0 && (made.Kind == javascript.Unknown || made.Kind == javascript.Package) {
				s.add(Listener{Name: "http", Guess: true, Wild: true, Evidence: facts.Evidence{File: module.File, Line: n.Line(), Rule: "server.start()"}})
			}
			return true
		})
	}
}

// selfServed finds a call of such a package.
func (s *search) selfServed(module *javascript.Module, n *javascript.Node) {
	if callee := n.Kid(0); n.Kind != javascript.Call || callee == nil || callee.Kind != javascript.Name {
		return
	}
	for _, row := range selfServing {
		if !slices.ContainsFunc(module.Imports, func(i javascript.Import) bool { return i.Spec == row.name }) || !s.program.Eval(module, n.Kid(0)).IsPackage(row.name) {
			continue
		}
		if options := s.program.Eval(module, n.Kid(1)); options.Kind == javascript.Structure {
			if s.program.Eval(options.Module, options.Node.Prop(row.off)).Text == "false" {
				continue
			}
		}
		s.add(Listener{Port: row.port, Env: row.env, Name: "http", Guess: true, Evidence: facts.Evidence{File: module.File, Line: n.Line(), Rule: row.name + "() default"}})
	}
}
