package node

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// loose methods of a schema let a variable be missing; Joi lets it be, unless required is said.
var loose = map[string]bool{"default": true, "optional": true, "nullish": true, "nullable": true, "catch": true, "prefault": true, "allow": true, "when": true, "valid": true}

// jsonSchemas are packages that check the environment against a JSON schema and end the program where a demand is not met.
var jsonSchemas = []string{"@fastify/env", "fastify-env", "env-schema"} // https://github.com/fastify/env-schema

// demandedBySchema reads {NAME: z.string()} of zod, Joi and envalid, getOrThrow("NAME"), and JSON schemas.
func demandedBySchema(program *javascript.Program, module *javascript.Module, demanded, optional map[string]bool) {
	isJSON := slices.ContainsFunc(module.Imports, func(i javascript.Import) bool { return slices.Contains(jsonSchemas, i.Spec) })
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		if isJSON && (n.Kind == javascript.Object || n.Kind == javascript.Call && (n.Method() == "prop" || n.Method() == "required")) {
			demandedByJSON(javascript.Demands(module, n), demanded, optional)
		}
		if n.Kind == javascript.Call && n.Method() == "getOrThrow" && len(n.Args()) > 0 && n.Args()[0].Kind == javascript.String {
			demanded[n.Args()[0].Text] = true
		}
		if n.Kind != javascript.Property || !envWord.MatchString(n.Text) {
			return true
		}
		at, options := inProduction(n.Kid(0)), false
		if at == nil || at.Kind != javascript.Call {
			return true
		}
		methods := map[string]bool{}
		for at != nil && (at.Kind == javascript.Call || at.Kind == javascript.Member) {
			if at.Kind == javascript.Call {
				methods[at.Method()] = true
				// devDefault of envalid stands in only while NODE_ENV is not production (https://github.com/af/envalid#validator-types)
				options = options || slices.ContainsFunc(at.Args(), func(a *javascript.Node) bool {
					return a != nil && a.Kind == javascript.Object && (a.Prop("default") != nil)
				})
			}
			if at.Kind == javascript.Member && at.Kid(0) != nil && at.Kid(0).Kind == javascript.Name {
				break // the library's own name, perhaps of an import
			}
			at = at.Kid(0)
		}
		library := program.Eval(module, at)
		isLoose := options
		for m := range methods {
			isLoose = isLoose || loose[m]
		}
		switch {
		case library.IsPackage(typeBox...) && (isLoose || methods["Optional"]):
			optional[n.Text] = true
		case isLoose:
		case library.IsPackage(typeBox...) && isJSON:
			demanded[n.Text] = true
		case library.IsPackage("zod", "envalid"), library.IsPackage("joi", "@hapi/joi") && methods["required"]:
			demanded[n.Text] = true
		}
		return true
	})
}

// inProduction is what process.env.NODE_ENV === "production" ? a : b gives in an image, whose NODE_ENV is production; anything else is itself.
func inProduction(n *javascript.Node) *javascript.Node {
	test := n.Kid(0)
	if n == nil || n.Kind != javascript.Choice || test == nil || test.Kind != javascript.Binary || test.Kid(0) == nil || test.Kid(0).Text != "NODE_ENV" ||
		test.Kid(1) == nil || test.Kid(1).Kind != javascript.String {
		return n
	}
	equal := strings.HasPrefix(test.Text, "==")
	if !equal && !strings.HasPrefix(test.Text, "!=") {
		return n
	}
	if equal == (test.Kid(1).Text == "production") {
		return n.Kid(1)
	}
	return n.Kid(2)
}

// typeBox are the packages of TypeBox, which writes JSON schemas: Type.Object({NAME: Type.String()}) demands NAME
// (https://github.com/sinclairzx81/typebox).
var typeBox = []string{"@sinclair/typebox", "typebox"}

// demandedByJSON takes what a JSON schema demands: a default stands in for what is required.
func demandedByJSON(demands []javascript.Demand, demanded, optional map[string]bool) {
	for _, d := range demands {
		if d.Required && d.Default == nil {
			demanded[d.Name] = true
		} else {
			optional[d.Name] = true
		}
	}
}
