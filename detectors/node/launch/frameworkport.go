package launch

import (
	"cmp"
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// portKeys say where a framework's own configuration file names the port of its production server.
var portKeys = []struct {
	framework string
	major     int // of the framework's package, 0 for every one
	files     []string
	keys      []string
	env       string // the variable that the framework asks before
	source    string
}{
	// "server: {port: 8000}" is read by nuxt start; from Nuxt 3 on the key is devServer, which production does not read
	{"nuxt", 2, []string{"nuxt.config"}, []string{"server", "port"}, "", "https://v2.nuxt.com/docs/configuration-glossary/configuration-server"},
	{"astro", 0, []string{"astro.config"}, []string{"server", "port"}, "PORT", "https://docs.astro.build/en/guides/integrations-guide/node/#standalone"},
	{"quasar", 0, quasarConfig, []string{"ssr", "prodPort"}, "PORT", "https://quasar.dev/quasar-cli-vite/quasar-config-file#ssr"},
	{"midway", 0, midwayConfig, []string{"koa", "port"}, "", midwaySource},
	{"midway", 0, midwayConfig, []string{"express", "port"}, "", midwaySource},
	{"midway", 0, midwayConfig, []string{"egg", "port"}, "", midwaySource},
	{"egg", 0, []string{"config/config.default"}, []string{"cluster", "listen", "port"}, "", "https://www.eggjs.org/basics/app-start"},
	{"strapi", 0, []string{"config/server"}, []string{"port"}, "PORT", "https://docs.strapi.io/cms/configurations/server"},
}

var midwayConfig = []string{"src/config/config.default", "src/config.default"}

const midwaySource = "https://midwayjs.org/en/docs/environment, https://midwayjs.org/en/docs/extensions/koa"

// ConfiguredPort is the port that a framework's configuration file gives to its production server.
func ConfiguredPort(p *code.Base, m *manifest.Manifest, f Framework) (facts.Port, bool) {
	for _, k := range portKeys {
		if k.framework != f.Name || k.major != 0 && k.major != m.Major(f.Name) {
			continue
		}
		v, ok := configured(p, m, k.files, k.keys...)
		n, isPort := v.Port()
		if !ok || !isPort {
			continue
		}
		return facts.Port{Value: n, Name: "http", Env: cmp.Or(v.Variable, k.env), Confidence: cmp.Or(v.Confidence, facts.Certain), Evidence: []facts.Evidence{v.Evidence(k.files[0] + ": " + k.keys[len(k.keys)-1])}}, true
	}
	if f.Name == "moleculer" {
		return gatewayPort(p, m)
	}
	return facts.Port{}, false
}

// gatewayPort is the port of the service that mixes Moleculer's gateway in (https://moleculer.services/docs/0.14/moleculer-web): settings.port.
func gatewayPort(p *code.Base, m *manifest.Manifest) (facts.Port, bool) {
	for _, file := range append(p.Tree.Under(m.Join("services")), p.Tree.Under(m.Join("src/services"))...) {
		if !slices.Contains(manifest.Extensions, path.Ext(file)) {
			continue
		}
		module := p.Load(file)
		if module == nil || !slices.ContainsFunc(module.Imports, func(i javascript.Import) bool { return i.Spec == "moleculer-web" }) {
			continue
		}
		v := p.Program(nil).Lookup(module, []string{"settings", "port"})
		if n, ok := v.Port(); ok {
			return facts.Port{Value: n, Name: "http", Env: v.Variable, Confidence: cmp.Or(v.Confidence, facts.Certain), Evidence: []facts.Evidence{v.Evidence("settings.port")}}, true
		}
	}
	return facts.Port{}, false
}
