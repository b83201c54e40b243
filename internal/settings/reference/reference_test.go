package reference

import (
	"bytes"
	"reflect"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

func sections(t *testing.T) []Section {
	t.Helper()
	s, err := Sections("..")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestEveryKeyIsDescribed refuses a setting without a meaning, a form or bound, or anything that shows how it is written.
func TestEveryKeyIsDescribed(t *testing.T) {
	t.Parallel()
	for _, s := range sections(t) {
		if s.Text == "" {
			t.Errorf("%s has no comment", s.Type.Name())
		}
		for _, k := range s.Keys {
			name := s.Type.Name() + "." + k.Name
			below, _ := structOf(k.Field.Type)
			leaf := k.Field.Type
			for leaf.Kind() == reflect.Pointer || leaf.Kind() == reflect.Slice || leaf.Kind() == reflect.Map {
				leaf = leaf.Elem()
			}
			if k.Text == "" {
				t.Errorf("%s has no comment", name)
			}
			if formed := leaf.Kind() == reflect.String || leaf.Kind() == reflect.Int; formed && k.Field.Tag.Get("is") == "" {
				t.Errorf("%s has no form: tag is", name)
			}
			if leaf.Kind() == reflect.Int && !k.Form.Number {
				t.Errorf("%s has no bounds: tag is:\"0 to 100\"", name)
			}
			if k.Field.Type.Kind() == reflect.Map && leaf.Kind() != reflect.Interface && k.Field.Tag.Get("keys") == "" {
				t.Errorf("%s has no form of its keys: tag keys", name)
			}
			if k.Example == "" && k.Default == "" && (below == nil || k.Field.Type.Kind() == reflect.Slice || k.Field.Type.Kind() == reflect.Map) {
				t.Errorf("%s has no example and no default", name)
			}
			if zero := k.Form.Accepts("0") && k.Form.Number; zero && k.Default != "" && k.Default != "0" && k.Field.Type.Kind() == reflect.Int {
				t.Errorf("%s may be 0 and has a default that is not: it must be a *int, or a nearer 0 is lost", name)
			}
			if k.Default != "" && k.Absent != "" {
				t.Errorf("%s says default and absent", name)
			}
		}
	}
}

// TestExamplesAreAccepted feeds each example and each default to the check of its own struct.
func TestExamplesAreAccepted(t *testing.T) {
	t.Parallel()
	for _, s := range sections(t) {
		required := map[string]any{}
		for _, k := range s.Keys {
			if v, ok := k.decoded(k.Example); ok && k.Field.Tag.Get("required") == "true" {
				required[k.Name] = v
			}
		}
		for _, k := range s.Keys {
			for _, text := range []string{k.Example, k.Default} {
				if text == "" {
					continue
				}
				v, ok := k.decoded(text)
				if !ok {
					t.Errorf("%s.%s: %s is no YAML", s.Type.Name(), k.Name, text)
					continue
				}
				doc := map[string]any{k.Name: v}
				for name, value := range required {
					if _, ok := doc[name]; !ok {
						doc[name] = value
					}
				}
				if err := checked(s.Type, doc); err != nil {
					t.Errorf("%s.%s: %s: %v", s.Type.Name(), k.Name, text, err)
				}
			}
		}
	}
}

func checked(t reflect.Type, doc map[string]any) error {
	data, err := yaml.Marshal(doc)
	if err != nil {
		return err
	}
	root, err := strictyaml.Parse("x.yaml", data)
	if err != nil {
		return err
	}
	if err := strictyaml.Check("x.yaml", root, t, settings.Forms()); err != nil {
		return err
	}
	return strictyaml.DecodeNode("x.yaml", root, reflect.New(t).Interface())
}

// TestFilledSetsEveryDefault holds that each default of a tag can be decoded into its field.
func TestFilledSetsEveryDefault(t *testing.T) {
	t.Parallel()
	s := settings.Filled(settings.Settings{})
	if s.Jenkins.Minutes != 90 || s.Jenkins.Release != `v[0-9]+\.[0-9]+\.[0-9]+` || *s.Defaults.Workload.DrainSeconds != 15 || len(s.Kubernetes.Release.Batches) != 2 {
		t.Errorf("got %+v", s)
	}
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		for i := range v.NumField() {
			f, tag := v.Field(i), v.Type().Field(i)
			if f.Kind() == reflect.Struct {
				walk(f, path+"."+tag.Name)
			} else if text := tag.Tag.Get("default"); text != "" && text != "false" && f.IsZero() {
				t.Errorf("%s.%s stays absent, its default is %s", path, tag.Name, text)
			}
		}
	}
	walk(reflect.ValueOf(s), "Settings")
}

func TestPageSaysEachKey(t *testing.T) {
	t.Parallel()
	all := sections(t)
	page := Page(all)
	for _, want := range []string{"## `environments.ENVIRONMENT`", "## `defaults`, `units.UNIT`", "| `drainSeconds` |", "| 0 to 3600 | `15` |", "| `minutes` |", "; only with `agent` docker, label"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
