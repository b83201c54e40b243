package strictyaml

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/fault"
)

// form has a field for each rule that a tag can name.
type form struct {
	Common `yaml:",inline"`
	Port   int               `yaml:"port" is:"1 to 65535"`
	Below  int               `yaml:"below" is:"-5 to 5"`
	Share  float64           `yaml:"share"`
	Kind   string            `yaml:"kind" is:"one of server, worker"`
	Label  string            `yaml:"label" is:"label"`
	Tag    string            `yaml:"tag" is:"written"`
	Once   []string          `yaml:"once" list:"unique"`
	Steps  []int             `yaml:"steps" list:"ascending"`
	Argv   [][]string        `yaml:"argv" is:"label"`
	Env    map[string]string `yaml:"env" is:"label" keys:"upper"`
	Inner  map[string]inner  `yaml:"inner"`
	Any    any               `yaml:"any"`
	Moment moment            `yaml:"moment"`
	Deep   deep              `yaml:"deep"`
	Hidden string            `yaml:"-"`
	Plain  string
}

// Common is inline: its keys stand beside the others.
type Common struct {
	Team string `yaml:"team" is:"label"`
}

type inner struct {
	Name string `yaml:"name" required:"true"`
	Note *int   `yaml:"note"`
}

// deep has a key in one mapping below, and one in both.
type deep struct {
	Lower *struct {
		Note  int `yaml:"note"`
		Twice int `yaml:"twice"`
	} `yaml:"lower"`
	Other struct {
		Twice int `yaml:"twice"`
	} `yaml:"other"`
}

// moment decodes itself.
type moment struct{ text string }

func (m *moment) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode || n.Value == "never" {
		return fault.New(fault.Usage, "%s is no moment", fault.Quote(n.Value)).In("", n.Line, n.Column)
	}
	m.text = n.Value
	return nil
}

var forms = Forms{
	"label":   {Pattern: regexp.MustCompile(`^[a-z]+$`), Say: "use small letters", Example: "orders", Further: func(s string) bool { return s != "all" }},
	"upper":   {Pattern: regexp.MustCompile(`^[A-Z]+$`), Say: "use capitals"},
	"written": {Pattern: regexp.MustCompile(`^[a-z0-9.]+$`), Written: true, Say: "use letters and digits"},
}

func checked(t *testing.T, text string) []*fault.Error {
	t.Helper()
	root, err := Parse("f.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return Problems("f.yaml", root, reflect.TypeFor[form](), forms)
}

// TestForms: what the tags of the fields allow, at the borders, and what is said of the rest.
func TestForms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want, hint string }{
		{"port: 1", "", ""},
		{"port: 65535", "", ""},
		{"port: 0x50", "", ""},
		{"port: 0", "0 is not allowed for port (f.yaml:1:7)", "use 1 to 65535"},
		{"port: 65536", "65536 is not allowed for port (f.yaml:1:7)", "use 1 to 65535"},
		{"port: '80'", `found "80" where a whole number is expected (f.yaml:1:7)`, "write 80 without quotes"},
		{"port: two", `found "two" where a whole number is expected (f.yaml:1:7)`, "use 1 to 65535"},
		{"port: 'two'", `found "two" where a whole number is expected (f.yaml:1:7)`, "use 1 to 65535"},
		{"port: {a: b}", "found a mapping where a whole number is expected (f.yaml:1:7)", "use 1 to 65535"},
		{"port: 80.0", `found "80.0" where a whole number is expected (f.yaml:1:7)`, "use 1 to 65535"},
		{"port: null", "", ""},
		{"below: -5", "", ""},
		{"below: -6", "-6 is not allowed for below (f.yaml:1:8)", "use -5 to 5"},
		{"share: 1", "", ""},
		{"share: 0.5", "", ""},
		{"share: half", `found "half" where a number is expected (f.yaml:1:8)`, ""},
		{"kind: worker", "", ""},
		{"kind: wroker", `"wroker" is not allowed for kind (f.yaml:1:7)`, "did you mean worker? use server, worker"},
		{"kind: ''", `"" is not allowed for kind (f.yaml:1:7)`, "use server, worker; null is the default"},
		{"kind: 3", "found 3 for kind where a word is expected (f.yaml:1:7)", `write "3", or null for the default`},
		{"kind: true", "found true for kind where a word is expected (f.yaml:1:7)", `write "true", or null for the default`},
		{"label: orders", "", ""},
		{"label: Orders", `"Orders" is not allowed for label (f.yaml:1:8)`, "use small letters, for example orders"},
		{"label: all", `"all" is not allowed for label (f.yaml:1:8)`, "use small letters, for example orders"},
		{"team: A", `"A" is not allowed for team (f.yaml:1:7)`, "use small letters, for example orders"},
		{"tag: 1.20", "", ""},
		{"tag: A", `"A" is not allowed for tag (f.yaml:1:6)`, "use letters and digits"},
		{"once: [a, b]", "", ""},
		{"once: [a, b, a]", "once says a a second time (f.yaml:1:14)", "remove one"},
		{"once: a", `found "a" where a list is expected (f.yaml:1:7)`, "write [a]"},
		{"once: [~]", "once.0 is empty (f.yaml:1:8)", "remove the item"},
		{"steps: [10, 50]", "", ""},
		{"steps: [10, 50, 20]", "the numbers of steps do not ascend: 20 comes after 50 (f.yaml:1:17)", "write the smaller number first"},
		{"steps: [10, 10]", "steps says 10 a second time (f.yaml:1:13)", "remove one"},
		{"argv: [[a], [b, c]]", "", ""},
		{"argv: run", `found "run" where a list is expected (f.yaml:1:7)`, "write [[run]]"},
		{"argv: [[a], []]", "argv.1 is an empty list (f.yaml:1:13)", "remove the item"},
		{"argv: [[a, B]]", `"B" is not allowed for argv.0.1 (f.yaml:1:12)`, "use small letters, for example orders"},
		{"argv: {a: b}", "found a mapping where a list is expected (f.yaml:1:7)", ""},
		{"env: {A: x}", "", ""},
		{"env: {a: x}", `the name "a" is not allowed in env (f.yaml:1:7)`, "use capitals"},
		{"env: {A: X}", `"X" is not allowed for env.A (f.yaml:1:10)`, "use small letters, for example orders"},
		{"env: {[A]: x}", "found a list where a word is expected (f.yaml:1:7)", ""},
		{"env: {~: x}", `found "~" where a word is expected (f.yaml:1:7)`, ""},
		{"env: [A]", "found a list where a mapping is expected (f.yaml:1:6)", ""},
		{"inner: {'a b': {name: x}}", "", ""},
		{"inner: {'a b': {}}", `inner."a b" has no name (f.yaml:1:16)`, "add the key name"},
		{"inner: {a: {name: null}}", "inner.a has no name (f.yaml:1:12)", "add the key name"},
		{"inner: {a: {name: x, note: []}}", "found a list where a whole number is expected (f.yaml:1:28)", ""},
		{"any: [1, {a: b}]", "", ""},
		{"moment: never", "", ""}, // its own decoder says that
		{"plain: x", "", ""},
		{"hidden: x", `unknown key "hidden" (f.yaml:1:1)`, "the keys here are any, argv, below, deep, env, inner, kind, label, moment, once, plain, port, share, steps, tag, team"},
		{"note: 1", `unknown key "note" (f.yaml:1:1)`, "did you mean deep.lower.note?"},
		{"deep: {note: 1}", `unknown key "note" (f.yaml:1:8)`, "did you mean deep.lower.note?"},
		{"deep: {twice: 1}", `unknown key "twice" (f.yaml:1:8)`, "the keys here are lower, other"},
		{"deep: {steps: [1]}", `unknown key "steps" (f.yaml:1:8)`, "did you mean steps?"},
		{"inner: {a: {name: x, port: 1}}", `unknown key "port" (f.yaml:1:22)`, "did you mean port?"},
		{"[a]", "found a list where a mapping is expected (f.yaml:1:1)", ""},
	} {
		var texts, hints []string
		for _, p := range checked(t, c.text) {
			texts = append(texts, p.Error())
			if p.Hint != "" {
				hints = append(hints, p.Hint)
			}
		}
		if got, hint := strings.Join(texts, "; "), strings.Join(hints, "; "); got != c.want || hint != c.hint {
			t.Errorf("%s:\n%s [%s], want\n%s [%s]", c.text, got, hint, c.want, c.hint)
		}
	}
}

// TestProblemsAreBounded: a file of another kind does not fill the screen.
func TestProblemsAreBounded(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{1: 1, 50: 50, 51: 50} {
		if got := len(checked(t, "steps: ["+strings.Repeat("x, ", n)+"]")); got < want || n > 50 && got != want {
			t.Errorf("of %d problems %d are told", n, got)
		}
	}
}

// TestTags: a tag that names nothing is a mistake of the program, and is found by who reads the tag.
func TestTags(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{"": "", "label": "", "one of a": "", "1 to 2": "", "a to b": `no form is called "a to b"`, "lable": `no form is called "lable"`} {
		_, err := forms.Of(tag)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", tag, got, want)
		}
	}
	if f := OneOf("server", "worker"); f.Example != "server" {
		t.Errorf("the example of words: %q, want the first", f.Example)
	}
}

// TestOwnDecoders: a type's own refusal keeps its place, and gets the file that the type cannot know.
func TestOwnDecoders(t *testing.T) {
	t.Parallel()
	var f struct {
		Moment moment `yaml:"moment"`
	}
	if err := Decode("f.yaml", []byte("moment: noon"), &f); err != nil || f.Moment.text != "noon" {
		t.Errorf("%q (%v)", f.Moment.text, err)
	}
	if err := Decode("f.yaml", []byte("\nmoment: never"), &f); err == nil || err.Error() != `"never" is no moment (f.yaml:2:9)` {
		t.Error(err)
	}
	if err := Decode("f.yaml", nil, &f); err != nil {
		t.Errorf("an empty file says nothing: %v", err)
	}
}

// TestParseRefuses: what hides a value, and what is too much.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a: !!binary aGk=":             "the YAML tag !!binary is not supported (f.yaml:1:4); write the value without it",
		"a: !own x":                    "the YAML tag !own is not supported (f.yaml:1:4); write the value without it",
		"a: &b x":                      "anchors and aliases are not supported (f.yaml:1:4); write the value out",
		"a: x\n---\nb: y":              "the file holds more than one document (f.yaml:2)",
		strings.Repeat("#", 16<<20+1):  "the file is larger than 16777216 bytes (f.yaml)",
		"a: 2026-11-28\nb: 1\nc: true": "",
		strings.Repeat(" ", 16<<20):    "",
		strings.Repeat("[", 65) + strings.Repeat("]", 65): "",
		strings.Repeat("[", 66) + strings.Repeat("]", 66): "nested deeper than 64 levels (f.yaml:1:66)",
	} {
		_, err := Parse("f.yaml", []byte(text))
		got := ""
		if err != nil {
			got = strings.Join(append([]string{err.Error()}, fault.HintOf(err)...), "; ")
		}
		if got != want {
			t.Errorf("%.40s: %s, want %s", text, got, want)
		}
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	for want, keys := range map[string][]string{
		"the file": nil, "ports.0": {"ports", "0"}, `units."cmd/api".name`: {"units", "cmd/api", "name"}, `units.".".name`: {"units", ".", "name"}, `env."".x`: {"env", "", "x"},
	} {
		if got := Path(keys...); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestValue: the value of a key, nil where there is none to look in.
func TestValue(t *testing.T) {
	t.Parallel()
	root, err := Parse("f.yaml", []byte("a: x\nb: [a, y]"))
	if err != nil {
		t.Fatal(err)
	}
	if v := Value(root, "a"); v == nil || v.Value != "x" {
		t.Errorf("a is %v", v)
	}
	if Value(root, "x") != nil || Value(nil, "a") != nil || Value(Value(root, "b"), "a") != nil {
		t.Error("a value where there is none")
	}
}

// TestTypeOf: the type of what stands at a key, of a mapping whatever the key.
func TestTypeOf(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{"port": "int", "team": "string", "plain": "string", "Plain": "", "hidden": "", "inner": "map[string]strictyaml.inner"} {
		got, ok := TypeOf(reflect.TypeFor[form](), key)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%s: %v %t, want %q", key, got, ok, want)
		}
	}
	if got, ok := TypeOf(reflect.TypeFor[map[string]inner](), "any word"); !ok || got != reflect.TypeFor[inner]() {
		t.Errorf("an entry: %v %t", got, ok)
	}
	if f, ok := FieldOf(reflect.TypeFor[form](), "kind"); !ok || f.Name != "Kind" {
		t.Errorf("the field of kind: %s %t", f.Name, ok)
	}
}
