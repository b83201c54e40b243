package schema

import (
	"encoding/json"
	"path"
	"reflect"
	"testing"

	"github.com/invopop/jsonschema"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/golden"
)

const module = "github.com/waybill-dev/waybill"

// TestSchemas keeps the embedded JSON Schemas equal to the Go types; comments on fields become descriptions.
func TestSchemas(t *testing.T) {
	for file, r := range map[string]struct {
		of   any
		from string // package folder of the comments
		tag  string
		open bool // further keys may come with later versions
	}{
		"tree.json":   {imagetree.Document{}, "imagetree", "yaml", false},
		"detect.json": {facts.Report{}, "detectors/facts", "json", true},
	} {
		reflector := &jsonschema.Reflector{
			FieldNameTag:               r.tag,
			Anonymous:                  true,
			AllowAdditionalProperties:  r.open,
			RequiredFromJSONSchemaTags: !r.open,
			Mapper:                     nullable,
		}
		t.Chdir("../..")
		if err := reflector.AddGoComments(module, r.from); err != nil {
			t.Fatal(err)
		}
		t.Chdir("proof/schema")
		data, err := json.MarshalIndent(reflector.Reflect(r.of), "", " ")
		if err != nil {
			t.Fatal(err)
		}
		golden.File(t, path.Join("../../cmd/waybill/schema", file), append(data, '\n'))
	}
}

// nullable describes the two types that print an absent value as null (their MarshalJSON).
func nullable(t reflect.Type) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), Required: []string{"value"}}
	property := func(name, kind string) { s.Properties.Set(name, &jsonschema.Schema{Type: kind}) }
	s.Properties.Set("value", &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string"}, {Type: "null"}}})
	switch t {
	case reflect.TypeFor[facts.Text]():
		property("constraint", "string")
		property("confidence", "string")
	case reflect.TypeFor[facts.Health]():
		property("ready", "string")
		property("port", "integer")
	default:
		return nil
	}
	s.Properties.Set("evidence", &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Ref: "#/$defs/Evidence"}})
	return s
}
