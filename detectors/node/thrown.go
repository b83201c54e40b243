package node

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/launch"
)

// throwers are calls that throw where an argument is undefined: a module that makes one while it loads ends the program.
var throwers = []struct {
	method   string
	packages []string // that the callee comes from; none for a global of the language
	all      bool     // any argument throws, not only the first one
	source   string
}{
	{"join", []string{"path", "node:path"}, true, "https://nodejs.org/api/path.html#pathjoinpaths"},
	{"resolve", []string{"path", "node:path"}, true, "https://nodejs.org/api/path.html#pathresolvepaths"},
	{"readFileSync", []string{"fs", "node:fs"}, false, "https://nodejs.org/api/fs.html#fsreadfilesyncpath-options"},
	{"URL", nil, false, "https://nodejs.org/api/url.html#new-urlinput-base"},
	{"parse", []string{"JSON"}, false, "ECMAScript, JSON.parse: undefined is no JSON text"},
}

// demandedByThrowers marks the variables that a module hands, while it loads, to a call that throws where they are not set. A committed dotenv file that stays in the image gives its variables.
func demandedByThrowers(p *code.Base, u *launch.Unit, program *javascript.Program, module *javascript.Module, thrown map[string]bool) {
	tellModes(u, program, module)
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		if n.Kind == javascript.If {
			tellDotenv(u, program, module, n)
		}
		if n.Kind == javascript.Function {
			return false // it runs later, if at all
		}
		if n.Kind != javascript.Call && n.Kind != javascript.New {
			return true
		}
		for _, t := range throwers {
			if t.method != n.Method() || !comesFrom(program, module, n, t.packages) {
				continue
			}
			args := n.Args()
			if !t.all {
				args = args[:min(1, len(args))]
			}
			for _, a := range args {
				v := program.Eval(module, a)
				if t.method == "readFileSync" {
					tellAbsent(p, u, program, module, n, v)
				}
				if v.Kind != javascript.Unknown || v.Variable == "" || thrown[v.Variable] || inImage(p, u, v.Variable) {
					continue
				}
				if is, on := program.Runs(module, n); is > 0 && on == "" {
					thrown[v.Variable] = true
				}
			}
		}
		return true
	})
}

// comesFrom says whether the callee of a call is a global of the language, or belongs to one of the packages.
func comesFrom(program *javascript.Program, module *javascript.Module, n *javascript.Node, packages []string) bool {
	callee := n.Kid(0)
	switch {
	case callee == nil:
		return false
	case len(packages) == 0:
		return n.Kind == javascript.New && callee.Kind == javascript.Name
	case callee.Kind == javascript.Member && callee.Kid(0) != nil && slices.Contains(packages, callee.Kid(0).Text):
		return true // path.join, JSON.parse
	}
	return program.Eval(module, callee).IsPackage(packages...)
}

// inImage says whether a committed dotenv file gives a variable, other than the one of a person's own machine, which stays out of the image.
func inImage(p *code.Base, u *launch.Unit, variable string) bool {
	_, file, ok := fromDotenv(p, u, variable)
	return ok && path.Base(file) != ".env" && !strings.HasSuffix(file, ".local")
}

// tellAbsent warns of a file that a module reads while it loads and that nothing in the repository has: a key, a certificate, settings.
func tellAbsent(p *code.Base, u *launch.Unit, program *javascript.Program, module *javascript.Module, n *javascript.Node, v javascript.Value) {
	name := v.Text
	if v.Kind != javascript.Constant || path.IsAbs(name) || path.Ext(name) == "" || strings.ContainsAny(name, "\x00\n :*") || len(p.Tree.Named(path.Base(name))) > 0 {
		return
	}
	if slices.ContainsFunc(strings.Split(name, "/"), func(e string) bool { return slices.Contains(madeFolders, e) }) {
		return
	}
	if is, on := program.Runs(module, n); is <= 0 || on != "" {
		return
	}
	text := "reads " + name + " while it loads, and the repository has none: where the program does not start without it, mount one"
	if v.Variable != "" {
		text += ", or name another by " + v.Variable
	}
	if !slices.ContainsFunc(u.Warnings, func(w facts.Warning) bool { return w.Text == text }) {
		u.Warn(module.File, n.Line(), text)
	}
}

// tellDotenv warns of a program that ends where dotenv finds no file, since the .env of a person is in no image:
// if (dotenv.config().error) throw … (https://github.com/motdotla/dotenv#config).
func tellDotenv(u *launch.Unit, program *javascript.Program, module *javascript.Module, n *javascript.Node) {
	test := n.Kid(0)
	if test == nil || test.Kind != javascript.Member || test.Text != "error" || !ends(n.Kid(1)) {
		return
	}
	call := test.Kid(0)
	if declared := module.Declared(call); declared != nil {
		call = declared
	}
	if call.Method() != "config" || !program.Eval(module, call.Kid(0)).IsPackage("dotenv") {
		return
	}
	name := ".env"
	if options := call.Kid(1).Prop("path"); options != nil {
		v := program.Eval(module, options)
		if v.Kind != javascript.Constant || !strings.HasPrefix(path.Base(v.Text), ".env") {
			return
		}
		name = path.Base(v.Text)
	}
	if name == ".env" || strings.HasSuffix(name, ".local") {
		u.Warn(module.File, test.Line(), "ends where dotenv finds no file "+name+", which no image holds: mount one, or let the program go on with the variables of its environment")
	}
}

// ends says whether statements throw, or end the process.
func ends(n *javascript.Node) bool {
	found := false
	javascript.Walk(n, func(k *javascript.Node) bool {
		found = found || k.Kind == javascript.Throw || k.Kind == javascript.Call && k.Method() == "exit"
		return !found && k.Kind != javascript.Function
	})
	return found
}

// undeployed are values of NODE_ENV beside production, by which settings are known to be chosen by it.
var undeployed = []string{"development", "dev", "test", "staging"}

// tellModes looks for what tellMode warns of, wherever it stands in a module that names the variable.
func tellModes(u *launch.Unit, program *javascript.Program, module *javascript.Module) {
	named := false
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		named = named || n.Text == "NODE_ENV"
		return !named
	})
	if !named {
		return
	}
	var chosen []*javascript.Node
	asked := map[*javascript.Node]bool{} // what the program looks at first: it goes on without
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		switch n.Kind {
		case javascript.If, javascript.Choice, javascript.Binary, javascript.Unary:
			asked[n.Kid(0)] = true
		case javascript.Index:
			if !asked[n] {
				chosen = append(chosen, n)
			}
		}
		return true
	})
	const most = 20
	for _, n := range chosen[:min(len(chosen), most)] {
		if is, on := program.Runs(module, n); is > 0 && on == "" {
			tellMode(u, program, module, n)
		}
	}
}

// tellMode warns of settings that are chosen by NODE_ENV, and among which there are none for production, which an image says: of knex and
// sequelize, whose tools keep them so (https://knexjs.org/guide/migrations.html, https://sequelize.org/docs/v6/other-topics/migrations/).
func tellMode(u *launch.Unit, program *javascript.Program, module *javascript.Module, n *javascript.Node) {
	if program.Eval(module, n.Kid(1)).Variable != "NODE_ENV" {
		return
	}
	settings := program.Eval(module, n.Kid(0))
	if settings.Kind == javascript.Namespace {
		settings = program.Lookup(settings.Module, nil)
	}
	if settings.Kind != javascript.Structure || settings.Node.Kind != javascript.Object {
		return
	}
	var have []string
	for _, k := range settings.Node.Kids {
		if k == nil || k.Kind != javascript.Property || k.Text == "production" || k.Text == "default" {
			return
		}
		have = append(have, k.Text)
	}
	if slices.ContainsFunc(have, func(name string) bool { return slices.Contains(undeployed, name) }) {
		u.Warn(module.File, n.Line(), "takes settings by NODE_ENV, which the image says is production, and there are some for "+strings.Join(have, ", ")+" alone: add those of production, or set NODE_ENV by env: in waybill.yaml")
	}
}

// madeFolders hold what an installation or a build makes.
var madeFolders = []string{"node_modules", "dist", "build", "out", ".next", ".output"}
