package code

import (
	"iter"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// Setting reads what node-config would answer in production: config/default.*, then production.*,
// and the variable of custom-environment-variables.* (https://github.com/node-config/node-config/wiki/Configuration-Files).
func (c *Base) Setting(m *manifest.Manifest) func(pkg, key string) javascript.Value {
	return func(pkg, key string) javascript.Value {
		if pkg != "config" {
			return javascript.Value{}
		}
		var out javascript.Value
		for _, dir := range []string{m.Dir, c.Workspace(m).Dir} {
			for _, name := range []string{"default", "production"} {
				if v, ok := c.settingIn(path.Join(dir, "config", name), key); ok {
					out = v
				}
			}
			if v, ok := c.settingIn(path.Join(dir, "config", "custom-environment-variables"), key); ok {
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
func (c *Base) settingIn(stem, key string) (javascript.Value, bool) {
	for file, v := range c.jsonFiles(stem) {
		v = v.Get(strings.Split(key, ".")...)
		if v != nil && v.Get("__name") != nil {
			v = v.Get("__name")
		}
		if text := v.Scalar(); text != "" {
			return javascript.Literal(text, facts.Evidence{File: file, Line: v.Line}), true
		}
	}
	for file, doc := range c.yamlFiles(stem) {
		v, ok := doc.Get(key)
		if !ok {
			v, ok = doc.Get(key + ".__name")
		}
		if ok {
			return javascript.Literal(v.Value, facts.Evidence{File: file, Line: v.Line}), true
		}
	}
	for _, ext := range []string{".js", ".cjs", ".ts", ".mjs"} {
		module := c.Load(stem + ext)
		if module == nil {
			continue
		}
		v := c.Program(nil).Lookup(module, strings.Split(key, "."))
		if v.Kind == javascript.Constant {
			return v, true
		}
	}
	return javascript.Value{}, false
}

// jsonFiles reads STEM.json and STEM.json5, each under its name.
func (c *Base) jsonFiles(stem string) iter.Seq2[string, *manifest.Value] {
	return func(yield func(string, *manifest.Value) bool) {
		for _, file := range []string{stem + ".json", stem + ".json5"} {
			data, err := c.Tree.Read(file)
			if err != nil {
				continue
			}
			if v, err := manifest.Parse(data); err == nil && !yield(file, v) {
				return
			}
		}
	}
}

// yamlFiles reads the first document of STEM.yaml and of STEM.yml, each under its name.
func (c *Base) yamlFiles(stem string) iter.Seq2[string, configfile.Document] {
	return func(yield func(string, configfile.Document) bool) {
		for _, file := range []string{stem + ".yaml", stem + ".yml"} {
			data, err := c.Tree.Read(file)
			if err != nil {
				continue
			}
			if docs, err := configfile.YAML(data); err == nil && len(docs) > 0 && !yield(file, docs[0]) {
				return
			}
		}
	}
}
