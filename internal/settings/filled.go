package settings

import (
	"reflect"

	"go.yaml.in/yaml/v3"
)

// Filled returns a struct of settings with the default of its tag in each field that is absent, also in the structs inside of it. What is
// reached by a pointer, a list or a mapping stays as it is: another layer may stand behind it.
func Filled[T any](v T) T {
	fill(reflect.ValueOf(&v).Elem())
	return v
}

func fill(v reflect.Value) {
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		field, tag := v.Field(i), v.Type().Field(i)
		text, ok := tag.Tag.Lookup("default")
		switch {
		case !tag.IsExported():
		case field.Kind() == reflect.Struct:
			fill(field)
		case ok && absent(field):
			// A test decodes every default; one that cannot be decoded leaves the field absent.
			_ = yaml.Unmarshal([]byte(quotedFor(field, text)), field.Addr().Interface())
		}
	}
}

func absent(v reflect.Value) bool {
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

// quotedFor keeps a text a text: "2" and "v[0-9]+" mean something else in YAML.
func quotedFor(v reflect.Value, text string) string {
	if v.Kind() != reflect.String {
		return text
	}
	quoted, err := yaml.Marshal(text)
	if err != nil {
		return text
	}
	return string(quoted)
}
