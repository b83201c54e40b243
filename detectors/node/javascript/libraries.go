package javascript

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

// same are packages whose function gives back what it is handed, frozen or with its texts parsed.
var same = []string{"parse-strings-in-object", "deep-freeze", "deep-freeze-strict", "deepfreeze"}

// sections are packages whose createEnv takes the schemas of the server, of the pages and of both apart, and gives one object
// (https://env.t3.gg/docs/core).
var sections = []string{"@t3-oss/env-core", "@t3-oss/env-nextjs", "@t3-oss/env-nuxt"}

// members are packages of which a member is called too, and not only the package: import {createEnv} from "@t3-oss/env-core".
var members = append([]string{"env-schema"}, sections...)

// libraries folds what packages of settings give, in one module of a program.
type libraries struct {
	p *Program
	m *Module
}

// call folds the call of an installed package that makes settings of what it is handed.
func (l libraries) call(target Value, args []*Node, depth int) Value {
	if target.Kind != Package || len(target.Members) > 0 && !target.IsPackage(members...) || len(args) == 0 {
		return Value{}
	}
	switch {
	case slices.Contains(same, target.Text):
		return l.p.eval(l.m, args[0], depth)
	case target.Text == "env-schema" && args[0] != nil:
		return l.environment(args[0].Prop("schema"), depth)
	case target.IsPackage(sections...) && args[0] != nil && args[0].Kind == Object:
		var parts []*Node
		for _, name := range []string{"shared", "client", "server"} {
			if part := args[0].Prop(name); part != nil {
				parts = append(parts, part)
			}
		}
		return spread(l.m, args[0], parts)
	case target.Text == "rc" && len(args) > 1: // rc("name", defaults): https://github.com/dominictarr/rc#standards
		name, defaults := l.p.eval(l.m, args[0], depth), l.p.eval(l.m, args[1], depth)
		if name.Kind == Constant && (defaults.Kind == Structure || defaults.Kind == Namespace) {
			defaults.overlay = name.Text + "_"
			return defaults
		}
	}
	return Value{}
}

// overlaid gives a member of settings the variable that wins over it: NAME_PORT, and NAME_http__port for what lies deeper.
func overlaid(out, of Value, key string) Value {
	switch {
	case of.overlay == "":
	case out.Kind == Structure:
		out.overlay = of.overlay + key + "__"
	case out.Variable == "" && (out.Kind == Constant || out.Kind == Unknown):
		out.Variable = of.overlay + key
	}
	return out
}

// nconf reads a key of nconf, nconf.get("http:port"): of the defaults that some module of the program gives it, or of a settings file that
// it loads. The variable of that name wins where the program asks for the environment (https://github.com/indexzero/nconf#readme).
func (l libraries) nconf(object Value, key string, depth int) Value {
	if !object.IsPackage("nconf") || depth > value.MaxDepth/2 {
		return Value{}
	}
	var out Value
	asked := false
	modules := l.p.Modules
	if !slices.Contains(modules, l.m) {
		modules = append(slices.Clip(modules), l.m)
	}
	for _, of := range modules {
		if !slices.ContainsFunc(of.Imports, func(i Import) bool { return i.Spec == "nconf" }) {
			continue
		}
		for _, call := range of.calls {
			var settings Value
			switch call.Method() {
			case "env":
				asked = true
			case "defaults":
				settings = l.p.eval(of, call.Kid(1), depth+1)
			case "file":
				settings = libraries{l.p, of}.settingsFile(call, depth)
			}
			for part := range strings.SplitSeq(key, ":") {
				settings = l.p.property(settings, part, of, call.Line(), depth+1)
			}
			if settings.Kind == Constant && out.Kind != Constant {
				out = settings.doubted(facts.Likely)
			}
		}
	}
	if asked && envName.MatchString(key) {
		out.Variable = key
	}
	return out
}

// settingsFile is what a file of the repository holds that nconf loads: file("config.json"), file({file: …}), file("name", "config.json").
func (l libraries) settingsFile(call *Node, depth int) Value {
	for _, a := range slices.Backward(call.Args()) {
		if inner := a.Prop("file"); inner != nil {
			a = inner
		}
		spec := l.m.beside(a)
		if spec == "" {
			spec = l.p.eval(l.m, a, depth+1).Text
		}
		if !strings.HasSuffix(spec, ".json") {
			continue
		}
		if file, ok := l.p.Resolve(l.m.File, "./"+strings.TrimPrefix(spec, "./")); ok {
			return Value{Kind: Namespace, Module: l.p.Load(file)}
		}
	}
	return Value{}
}
