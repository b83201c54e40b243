package listen

import (
	"slices"

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
