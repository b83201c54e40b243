package launch

import (
	"cmp"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
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
	{"strapi", 0, []string{"config/server"}, []string{"port"}, "PORT", "https://docs.strapi.io/cms/configurations/server"},
}

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
	return facts.Port{}, false
}
