package reference

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// parcel has a field for each form of a setting.
type parcel struct {
	Kind    string                    `yaml:"kind" is:"one of small, large" default:"small"`
	Label   string                    `yaml:"label" is:"label" required:"true" example:"a"`
	Value   string                    `yaml:"value" is:"image-value" example:"'1'"`
	Port    int                       `yaml:"port" is:"1 to 65535" absent:"that of the program"`
	Seconds *int                      `yaml:"seconds" is:"0 to 60" default:"15"`
	Open    bool                      `yaml:"open" default:"false"`
	Words   []string                  `yaml:"words" is:"label" list:"unique" example:"[a, b]"`
	Argv    [][]string                `yaml:"argv" is:"label" example:"[[a]]"`
	Env     map[string]string         `yaml:"env" keys:"env-name" is:"one of on, off" only:"kind=large" example:"{A: on}"`
	Any     map[string]any            `yaml:"any" only:"open"`
	Part    settings.Logs             `yaml:"part"`
	Parts   []settings.ConfigLink     `yaml:"parts" example:"[{target: a|b}]"`
	Places  map[string]settings.Place `yaml:"places" keys:"label"`
	Lists   []map[string]any          `yaml:"lists"`
}

func described(t *testing.T) Section {
	t.Helper()
	d := &describer{comments: map[string]string{"parcel": "A parcel.", "parcel.Port": "Its port.", "parcel.Kind": "Its kind."}, at: map[reflect.Type]int{}}
	d.visit(reflect.TypeFor[parcel](), "")
	if d.err != nil {
		t.Fatal(d.err)
	}
	return d.sections[0]
}

// TestSchemaOfKeys: bounds, words, patterns, defaults and examples of a key; null is taken wherever the default may hold.
func TestSchemaOfKeys(t *testing.T) {
	t.Parallel()
	data, err := Schema([]Section{described(t)})
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Schema string `json:"$schema"`
		Ref    string `json:"$ref"`
		Defs   map[string]struct {
			Type       []string                   `json:"type"`
			Properties map[string]json.RawMessage `json:"properties"`
			Required   []string                   `json:"required"`
			More       *bool                      `json:"additionalProperties"`
			Text       string                     `json:"description"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	def := doc.Defs["parcel"]
	if got := fmt.Sprint(doc.Schema, doc.Ref, def.Type, def.Required, *def.More, def.Text, strings.HasSuffix(string(data), "}\n")); got != "https://json-schema.org/draft/2020-12/schema#/$defs/parcel[object null] [label] falseA parcel.true" {
		t.Error(got)
	}
	pattern := func(name string) string {
		f, err := settings.Forms().Of(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(f.Pattern.String())
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for name, want := range map[string]string{
		"kind":    `{"default":"small","description":"Its kind.","enum":["small","large",null],"examples":["small"]}`,
		"label":   `{"description":"","examples":["a"],"pattern":` + pattern("label") + `,"type":"string"}`,
		"port":    `{"description":"Its port. When absent: that of the program.","maximum":65535,"minimum":1,"type":["integer","null"]}`,
		"seconds": `{"default":15,"description":"","maximum":60,"minimum":0,"type":["integer","null"]}`,
		"open":    `{"default":false,"description":"","type":["boolean","null"]}`,
		"words":   `{"description":"","examples":[["a","b"]],"items":{"pattern":` + pattern("label") + `,"type":"string"},"type":["array","null"],"uniqueItems":true}`,
		"argv":    `{"description":"","examples":[[["a"]]],"items":{"items":{"pattern":` + pattern("label") + `,"type":"string"},"minItems":1,"type":"array"},"type":["array","null"]}`,
		"env":     `{"additionalProperties":{"enum":["on","off",null]},"description":"","examples":[{"A":"on"}],"propertyNames":{"pattern":` + pattern("env-name") + `,"type":"string"},"type":["object","null"]}`,
		"any":     `{"description":"","type":["object","null"]}`,
		"part":    `{"$ref":"#/$defs/Logs","description":""}`,
		"parts":   `{"description":"","examples":[[{"target":"a|b"}]],"items":{"$ref":"#/$defs/ConfigLink","type":"object"},"type":["array","null"]}`,
		"places":  `{"additionalProperties":{"$ref":"#/$defs/Place"},"description":"","propertyNames":{"pattern":` + pattern("label") + `,"type":"string"},"type":["object","null"]}`,
	} {
		var v any
		if err := json.Unmarshal(def.Properties[name], &v); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s: %s, want\n%s", name, got, want)
		}
	}
	// A number or a truth without quotes is taken for what it is written as.
	if got := string(def.Properties["value"]); !strings.Contains(strings.Join(strings.Fields(got), ""), `"type":["string","number","boolean","null"]`) {
		t.Errorf("value: %s", got)
	}
}

// TestRowsOfThePage: what a key may be, what holds without it, and how it is written.
func TestRowsOfThePage(t *testing.T) {
	t.Parallel()
	page := string(Page([]Section{described(t)}))
	for _, want := range []string{
		"## The keys at the top\n\nA parcel.\n\n| key |",
		"| `kind` | Its kind. | small, large | `small` | `kind: small` |",
		"| `port` | Its port. | 1 to 65535 | that of the program |  |",
		"| required | `label: a` |",
		"| `open` |  | true, false | `false` |  |",
		"| `words` |  | list: ", "| `argv` |  | list of lists: ",
		"| `env` |  | mapping: on, off; only with `kind` large |  | `env: {A: on}` |",
		"| `any` |  | mapping: what Kubernetes takes; only with `open` |  |  |",
		"| `part` |  | mapping, see below |", "| `parts` |  | list of mappings, see below |", "| `places` |  | mapping of mappings, see below |",
		"`parts: [{target: a\\|b}]`",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page[strings.Index(page, "## The keys")+1:])
		}
	}
}

// TestTitles: two places stand in the title, and further ones below it.
func TestTitles(t *testing.T) {
	t.Parallel()
	for want, at := range map[string][]string{
		"## `a.b`\n\nText.\n\n|":                        {"a.b"},
		"## `a`, `b`\n\nText.\n\n|":                     {"a", "b"},
		"## `a`\n\nText.\nAlso at `b`, `c`.\n\n| key |": {"a", "b", "c"},
	} {
		if page := string(Page([]Section{{Text: "Text.", At: at}})); !strings.Contains(page, want) {
			t.Errorf("%v: %q is not there", at, want)
		}
	}
}

// TestSectionsStandOnce: a struct that stands in several places is described once, with all of them, and names say what a key stands for.
func TestSectionsStandOnce(t *testing.T) {
	t.Parallel()
	at := map[string]string{}
	for _, s := range sections(t) {
		if _, twice := at[s.Type.Name()]; twice {
			t.Errorf("%s is described twice", s.Type.Name())
		}
		at[s.Type.Name()] = strings.Join(s.At, " ")
	}
	for name, want := range map[string]string{"Settings": "", "Unit": "defaults units.UNIT", "Environment": "environments.ENVIRONMENT", "ConfigLink": "defaults.config.links[] units.UNIT.config.links[]", "Approval": "jenkins.approval.APPROVAL"} {
		if got, ok := at[name]; !ok || got != want {
			t.Errorf("%s stands at %q, want %q", name, got, want)
		}
	}
}

// TestSectionsRefuse: a tag that names no form, and a folder without sources.
func TestSectionsRefuse(t *testing.T) {
	t.Parallel()
	d := &describer{at: map[reflect.Type]int{}}
	d.visit(reflect.TypeOf(struct {
		Name string `yaml:"name" is:"nothing"`
	}{}), "")
	if d.err == nil || d.err.Error() != `.Name: no form is called "nothing"` {
		t.Errorf("a form that is not there: %v", d.err)
	}
	if _, err := Sections("nowhere"); err == nil {
		t.Error("a folder that is not there was read")
	}
}

// TestValuesOfExamples: an example is read as the field's own kind.
func TestValuesOfExamples(t *testing.T) {
	t.Parallel()
	field := func(name string) Key {
		f, _ := strictyaml.FieldOf(reflect.TypeFor[parcel](), name)
		return Key{Field: f}
	}
	for _, c := range []struct{ field, text, want string }{
		{"label", "17", "17 true"},
		{"label", `"17"`, "17 true"},
		{"port", "17", "17 true"},
		{"words", "[a]", "[a] true"},
		{"words", "a", "a false"},
		{"env", "{A: b}", "map[A:b] true"},
		{"env", "[A]", "[A] false"},
		{"seconds", "0", "0 true"},
		{"port", "[", "<nil> false"},
		{"port", "", "<nil> false"},
	} {
		v, ok := field(c.field).decoded(c.text)
		if got := fmt.Sprintf("%v %t", v, ok); got != c.want {
			t.Errorf("%s: %q is %s, want %s", c.field, c.text, got, c.want)
		}
	}
}
