package node

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/launch"
)

// route is a path that the code answers.
type route struct {
	path     string
	evidence facts.Evidence
}

// routeMethods register a handler for a path.
var routeMethods = []string{"get", "all", "use", "route", "head", "Get", "Head", "All", "Controller", "on", "register", "addRoute"}

// routes lists the constant paths that handlers are registered for, with the prefix of a Nest controller or a mounted router.
func routes(p *code.Base, u *launch.Unit) []route {
	program := p.Program(p.Setting(u.M), u.Modules...)
	mounts := map[string]string{} // module → prefix under which another mounts it
	global := ""
	for _, module := range u.Modules {
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			if n.Kind != javascript.Call {
				return true
			}
			args := n.Args()
			if n.Method() == "setGlobalPrefix" && len(args) > 0 {
				global = strings.Trim(program.Eval(module, args[0]).Text, "/")
			}
			if n.Method() == "use" && len(args) > 1 && args[0].Kind == javascript.String {
				if v := program.Eval(module, args[len(args)-1]); v.Module != nil && v.Module != module {
					mounts[v.Module.File] = mounts[module.File] + "/" + strings.Trim(args[0].Text, "/")
				}
			}
			return true
		})
	}
	var out []route
	for _, module := range u.Modules {
		prefix := mounts[module.File]
		controller := ""
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			if n.Kind == javascript.Call && n.Method() == "Controller" && len(n.Args()) > 0 && n.Args()[0].Kind == javascript.String {
				controller = strings.Trim(n.Args()[0].Text, "/")
			}
			return true
		})
		add := func(text string, line int, decorated bool) {
			if !decorated && !strings.HasPrefix(text, "/") {
				return // client.on('ready', f), cache.get('status', f): a path of a router begins with a slash
			}
			full := prefix
			if decorated {
				full = joinRoute(full, global, controller)
			}
			out = append(out, route{joinRoute(full, text), facts.Evidence{File: module.File, Line: line, Rule: "route"}})
		}
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			switch {
			case n.Kind == javascript.Call && slices.Contains(routeMethods, n.Method()):
				args := n.Args()
				decorated := len(n.Method()) > 0 && n.Method()[0] < 'a'
				if n.Method() == "on" && len(args) > 2 { // router.on('GET', '/path', handler)
					args = args[1:]
				}
				if len(args) > 0 && args[0].Kind == javascript.String && n.Method() != "Controller" && (len(args) > 1 || decorated || n.Method() == "route") {
					add(args[0].Text, n.Line(), decorated)
				} else if decorated && len(args) == 0 {
					add("", n.Line(), true)
				}
			case n.Kind == javascript.Object:
				text := n.Prop("path")
				if text == nil {
					text = n.Prop("url")
				}
				if text != nil && text.Kind == javascript.String && (n.Prop("handler") != nil || n.Prop("method") != nil) {
					add(text.Text, n.Line(), false)
				}
			}
			return true
		})
	}
	return out
}

func joinRoute(parts ...string) string {
	var words []string
	for _, part := range parts {
		if part = strings.Trim(part, "/"); part != "" {
			words = append(words, part)
		}
	}
	return "/" + strings.Join(words, "/")
}
