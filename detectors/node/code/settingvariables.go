package code

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// SettingVariable is a variable that custom-environment-variables.* of node-config lays over a key of the settings
// (https://github.com/node-config/node-config/wiki/Environment-Variables#custom-environment-variables).
type SettingVariable struct {
	Name  string // of the variable
	Key   string // dotted
	At    facts.Evidence
	Given bool // default.* or production.* has the key, perhaps with an empty value
}

// SettingVariables lists them, sorted by key; none where the package has no such file.
func (c *Base) SettingVariables(m *manifest.Manifest) []SettingVariable {
	for _, dir := range []string{m.Dir, c.Workspace(m).Dir} {
		names := c.flat(path.Join(dir, "config", "custom-environment-variables"))
		if len(names) == 0 {
			continue
		}
		given := map[string]javascript.Value{}
		for _, file := range []string{"default", "production"} {
			maps.Copy(given, c.flat(path.Join(dir, "config", file)))
		}
		var out []SettingVariable
		for key, v := range names {
			switch format := strings.HasSuffix(key, ".__format"); {
			case format || v.Text == "":
				continue
			case strings.HasSuffix(key, ".__name"):
				key = strings.TrimSuffix(key, ".__name")
			}
			set := SettingVariable{Name: v.Text, Key: key, At: v.Evidence("custom-environment-variables of node-config")}
			for other := range given {
				set.Given = set.Given || other == key || strings.HasPrefix(other, key+".") || strings.HasPrefix(other, key+"[")
			}
			out = append(out, set)
		}
		slices.SortFunc(out, func(a, b SettingVariable) int {
			return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.Name, b.Name))
		})
		return out
	}
	return nil
}

// flat is a settings file of any form that node-config reads, by dotted keys. A value that is not written as such has no kind.
func (c *Base) flat(stem string) map[string]javascript.Value {
	out := map[string]javascript.Value{}
	for file, v := range c.jsonFiles(stem) {
		flatJSON(v, "", file, out)
	}
	for file, doc := range c.yamlFiles(stem) {
		for _, v := range doc.Values {
			out[v.Key] = javascript.Literal(v.Value, facts.Evidence{File: file, Line: v.Line})
		}
	}
	for _, ext := range []string{".js", ".cjs", ".ts", ".mjs"} {
		if module := c.Load(stem + ext); module != nil {
			c.flatObject(c.Program(nil).Lookup(module, nil), "", 0, out)
		}
	}
	return out
}

func flatJSON(v *manifest.Value, key, file string, out map[string]javascript.Value) {
	if names := v.Names(); len(names) > 0 {
		for _, name := range names {
			flatJSON(v.Get(name), joined(key, name), file, out)
		}
		return
	}
	if key != "" {
		out[key] = javascript.Literal(v.Scalar(), facts.Evidence{File: file, Line: v.At()})
	}
}

// maxNested bounds how deep settings in JavaScript are looked into.
const maxNested = 8

func (c *Base) flatObject(v javascript.Value, key string, depth int, out map[string]javascript.Value) {
	if v.Kind != javascript.Structure || depth > maxNested {
		if key != "" {
			out[key] = v
		}
		return
	}
	for _, k := range v.Node.Kids {
		if k != nil && k.Kind == javascript.Property && k.Kid(0) != nil {
			c.flatObject(c.Program(nil).Eval(v.Module, k.Kid(0)), joined(key, k.Text), depth+1, out)
		}
	}
}

func joined(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}
