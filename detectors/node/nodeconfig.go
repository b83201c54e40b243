package node

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/launch"
)

// demandedBySettings marks the variables of node-config whose keys no settings file gives a value. config.get of a key that is not defined
// throws (https://github.com/node-config/node-config/wiki/Common-Usage#using-config-values); config.has asks first.
// Credentials without a value are wanted as those that the program reads plainly; an empty text is a value, which often switches a feature off.
func demandedBySettings(p *code.Base, u *launch.Unit, program *javascript.Program, demanded, plain, optional map[string]bool) {
	variables := p.SettingVariables(u.M)
	if len(variables) == 0 {
		return
	}
	got, asked := map[string]bool{}, map[string]bool{}
	for _, module := range u.Modules {
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			if n.Kind != javascript.Call || n.Method() != "get" && n.Method() != "has" || len(n.Args()) == 0 {
				return true
			}
			callee, key := n.Kid(0), program.Eval(module, n.Args()[0])
			if callee.Kind != javascript.Member || key.Kind != javascript.Constant {
				return true
			}
			object := program.Eval(module, callee.Kid(0))
			if !object.IsPackage("config") {
				return true
			}
			full := strings.Join(append(slices.Clip(object.Members), key.Text), ".")
			full = strings.TrimPrefix(full, "default.")
			got[full] = got[full] || n.Method() == "get"
			asked[full] = asked[full] || n.Method() == "has"
			return true
		})
	}
	var open []code.SettingVariable
	for _, v := range variables {
		switch {
		case asked[v.Key]:
			optional[v.Name] = true
		case got[v.Key] && !v.Given:
			demanded[v.Name] = true
		case !v.Given && credential.MatchString(v.Name):
			plain[v.Name] = true
		case !v.Given:
			open = append(open, v)
		}
	}
	if len(open) > 0 {
		var words []string
		for _, v := range open {
			words = append(words, v.Name+" ("+v.Key+")")
		}
		at := open[0].At
		u.Warn(at.File, at.Line, "lays variables over keys that no settings file has: "+strings.Join(words, ", ")+"; env: in waybill.yaml sets what the program needs")
	}
}
