package reference

import (
	"encoding/json"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// Schema returns the JSON Schema of waybill.yaml. Every value may be null, which is the default. What a pattern cannot say (a regular
// expression that compiles, numbers that ascend, keys that contradict one another) only the check refuses.
func Schema(sections []Section) ([]byte, error) {
	defs := map[string]any{}
	for _, s := range sections {
		properties, required := map[string]any{}, []string{}
		for _, k := range s.Keys {
			properties[k.Name] = k.schema()
			if k.Field.Tag.Get("required") == "true" {
				required = append(required, k.Name)
			}
		}
		def := map[string]any{"type": []string{"object", "null"}, "description": s.Text, "properties": properties, "additionalProperties": false}
		if len(required) > 0 {
			def["required"] = required
		}
		defs[s.Type.Name()] = def
	}
	data, err := json.MarshalIndent(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "waybill.yaml",
		"$ref":    "#/$defs/" + sections[0].Type.Name(),
		"$defs":   defs,
	}, "", " ")
	return append(data, '\n'), err
}

func (k Key) schema() map[string]any {
	list := k.Field.Tag.Get("list")
	out := k.value(k.Field.Type, list)
	if k.Field.Tag.Get("required") != "true" {
		nullable(out)
	}
	text := k.Text
	if k.Absent != "" {
		text += " When absent: " + k.Absent + "."
	}
	out["description"] = text
	if v, ok := k.decoded(k.Default); ok {
		out["default"] = v
	}
	if v, ok := k.decoded(k.Example); ok {
		out["examples"] = []any{v}
	}
	return out
}

// value is the schema of a value of a type, without null.
func (k Key) value(t reflect.Type, list string) map[string]any {
	switch t.Kind() {
	case reflect.Pointer:
		return k.value(t.Elem(), list)
	case reflect.Struct:
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	case reflect.Slice:
		out := map[string]any{"type": "array", "items": k.item(t.Elem())}
		if list != "" {
			out["uniqueItems"] = true
		}
		return out
	case reflect.Map:
		out := map[string]any{"type": "object"}
		if t.Elem().Kind() != reflect.Interface {
			out["additionalProperties"] = nullable(k.value(t.Elem(), ""))
		}
		if k.Field.Tag.Get("keys") != "" {
			out["propertyNames"] = text(k.Keys)
		}
		return out
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer", "minimum": k.Form.Min, "maximum": k.Form.Max}
	case reflect.Interface:
		return map[string]any{}
	}
	return text(k.Form)
}

// item is the schema of an item of a list: null is none, and a list in a list is not empty.
func (k Key) item(t reflect.Type) map[string]any {
	out := k.value(t, "")
	if t.Kind() == reflect.Slice {
		out["minItems"] = 1
	}
	if ref, ok := out["$ref"]; ok {
		return map[string]any{"$ref": ref, "type": "object"}
	}
	return out
}

func text(f strictyaml.Form) map[string]any {
	if f.Words != nil {
		return map[string]any{"enum": f.Words}
	}
	out := map[string]any{"type": "string"}
	if f.Written {
		out["type"] = []string{"string", "number", "boolean"}
	}
	if f.Pattern != nil {
		out["pattern"] = f.Pattern.String()
	}
	return out
}

// nullable lets a schema take null as well. Structs do so themselves.
func nullable(schema map[string]any) map[string]any {
	switch kind := schema["type"].(type) {
	case string:
		schema["type"] = []string{kind, "null"}
	case []string:
		schema["type"] = append(kind, "null")
	}
	if words, ok := schema["enum"].([]string); ok {
		all := []any{}
		for _, w := range words {
			all = append(all, w)
		}
		schema["enum"] = append(all, nil)
	}
	return schema
}

// decoded reads the YAML of a default or an example as a value of the field; ok is false for none.
func (k Key) decoded(text string) (any, bool) {
	if text == "" {
		return nil, false
	}
	t := k.Field.Type
	if t.Kind() == reflect.String {
		return strings.Trim(text, `"`), true
	}
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		return nil, false
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	_, list := v.([]any)
	_, mapping := v.(map[string]any)
	switch t.Kind() {
	case reflect.Slice:
		return v, list
	case reflect.Map, reflect.Struct:
		return v, mapping
	}
	return v, true
}
