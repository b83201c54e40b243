package node

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// setting reads what node-config would answer in production: config/default.*, then production.*,
// and the variable of custom-environment-variables.* (https://github.com/node-config/node-config/wiki/Configuration-Files).
func (p *project) setting(m *manifest) func(pkg, key string) javascript.Value {
	return func(pkg, key string) javascript.Value {
		if pkg != "config" {
			return javascript.Value{}
		}
		var out javascript.Value
		for _, dir := range []string{m.dir, p.workspace(m).dir} {
			for _, name := range []string{"default", "production"} {
				if v, ok := p.settingIn(path.Join(dir, "config", name), key); ok {
					out = v
				}
			}
			if v, ok := p.settingIn(path.Join(dir, "config", "custom-environment-variables"), key); ok {
				out.Variable = v.Text
			}
			if out.Kind != javascript.Unknown || out.Variable != "" {
				break
			}
		}
		return out
	}
}

// settingIn looks a dotted key up in a settings file of any form that node-config reads.
func (p *project) settingIn(stem, key string) (javascript.Value, bool) {
	for _, ext := range []string{".json", ".json5"} {
		data, err := p.tree.Read(stem + ext)
		if err != nil {
			continue
		}
		v, err := parseJSON(data)
		if err != nil {
			continue
		}
		v = v.get(strings.Split(key, ".")...)
		if v != nil && v.get("__name") != nil {
			v = v.get("__name")
		}
		if text := v.scalar(); text != "" {
			return javascript.Literal(text, facts.Evidence{File: stem + ext, Line: v.line}), true
		}
	}
	for _, ext := range []string{".yaml", ".yml"} {
		data, err := p.tree.Read(stem + ext)
		if err != nil {
			continue
		}
		docs, err := configfile.YAML(data)
		if err != nil || len(docs) == 0 {
			continue
		}
		if v, ok := docs[0].Get(key); ok {
			return javascript.Literal(v.Value, facts.Evidence{File: stem + ext, Line: v.Line}), true
		}
	}
	for _, ext := range []string{".js", ".cjs", ".ts", ".mjs"} {
		module := p.code.load(stem + ext)
		if module == nil {
			continue
		}
		v := p.code.program(nil).Lookup(module, strings.Split(key, "."))
		if v.Kind == javascript.Constant {
			return v, true
		}
	}
	return javascript.Value{}, false
}

// exampleFiles show the variables that a developer sets, committed ones first.
var exampleFiles = []string{".env.production", ".env", ".env.defaults", ".env.default", ".env.example", ".env.sample", ".env.template", ".env.dist", "example.env", ".example.env", "env.example", ".env-example", "env-example", ".env.development", ".env.local.example", ".env.dev"}

// exampleValue reads a variable's value from the unit's dotenv files, then from those of its workspace.
func (p *project) exampleValue(m *manifest, name string) (configfile.Value, string, bool) {
	for _, at := range p.above(m) {
		for _, base := range exampleFiles {
			data, err := p.tree.Read(at.join(base))
			if err != nil {
				continue
			}
			for _, v := range configfile.Dotenv(data) {
				if v.Key == name && v.Value != "" {
					return v, at.join(base), true
				}
			}
		}
	}
	return configfile.Value{}, "", false
}
