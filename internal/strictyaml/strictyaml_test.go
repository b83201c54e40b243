package strictyaml

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
)

type sample struct {
	Name  string            `yaml:"name"`
	Ports []int             `yaml:"ports"`
	On    bool              `yaml:"on"`
	Map   map[string]nested `yaml:"map"`
	Ptr   *nested           `yaml:"ptr"`
}

type nested struct {
	Value string `yaml:"value"`
}

func TestDecode(t *testing.T) {
	t.Parallel()
	var s sample
	if err := Decode("f.yaml", []byte("name: x\nports: [80]\non: true\nmap: {a: {value: b}}\nptr: {value: c}\n"), &s); err != nil {
		t.Fatal(err)
	}
	if s.Name != "x" || s.Ports[0] != 80 || !s.On || s.Map["a"].Value != "b" || s.Ptr.Value != "c" {
		t.Errorf("got %+v", s)
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want, hint string }{
		{"unknown key", "naem: x", `unknown key "naem" (f.yaml:1:1)`, `did you mean "name"?`},
		{"far key", "zzzzzz: x", `unknown key "zzzzzz"`, "the keys here are map, name"},
		{"nested key", "map:\n  a:\n    valeu: 1", "(f.yaml:3:5)", `did you mean "value"?`},
		{"word for a list", "ports: 80", `found "80" where a list is expected (f.yaml:1:8)`, ""},
		{"word for a number", "ports: [x]", `found "x" where a whole number is expected`, ""},
		{"word for a truth", "on: maybe", "where true or false is expected", ""},
		{"list for a word", "name: [x]", "found a list where a word is expected", ""},
		{"word for a mapping", "ptr: x", "where a mapping is expected", ""},
		{"twice", "name: a\nname: b", `the key "name" is given twice (f.yaml:2:1)`, ""},
		{"anchor", "name: &a x\nptr: {value: *a}", "anchors and aliases are not supported", "write the value out"},
		{"two documents", "name: a\n---\nname: b", "more than one document", ""},
		{"no yaml", "name: [", "not valid YAML", ""},
		{"range of versions without quotes", "name: >=17 <22", "(f.yaml:1:1)", "in quotes"},
		{"the same in braces", "map: {a: {value: >=17 <22}}", "(f.yaml:1:1)", "in quotes"},
		{"colon without quotes", "name: a: b", "(f.yaml:1:1)", "in quotes"},
		{"tab", "name:\n\tx: y", "(f.yaml:2:1)", "indent with spaces"},
		{"wide", "map:\n" + strings.Repeat("  a: {value: 1}\n", maxKeys+1), "more than 25000 keys (f.yaml:2:3)", ""},
		{"deep", strings.Repeat("[", 200) + strings.Repeat("]", 200), "nested deeper", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var s sample
			err := Decode("f.yaml", []byte(c.text), &s)
			if err == nil {
				t.Fatal("no error")
			}
			if fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, want %q", err, c.want)
			}
			if got := strings.Join(fault.HintOf(err), " "); !strings.Contains(got, c.hint) {
				t.Errorf("hint %q, want %q", got, c.hint)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("name: x\nmap: {a: {value: b}}"))
	f.Add([]byte("? [a]\n: b"))
	f.Add([]byte("name: !!binary aGVsbG8="))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s sample
		if err := Decode("f.yaml", data, &s); err != nil && fault.KindOf(err) != fault.Usage {
			t.Errorf("%q: %v is not the user's error", data, err)
		}
	})
}

// TestNearest: a third of the letters and one more may differ, but not most of them: nobody who writes php means sh.
func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"kind", "ports", "registry", "runAs", "sh"}
	for word, want := range map[string]string{
		"prots": "ports", "pxxts": "ports", "pxxxs": "", "kin": "kind", "knid": "kind", "registri": "registry", "reg": "", "regi": "registry", "xyz": "", "abcde": "",
		"kixx": "kind", "kxxx": "", "ssh": "sh", "php": "", "s": "", "": "", "run-as": "runAs", "RUN_AS": "runAs", "run-a": "runAs",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
	if got := Nearest("porst", []string{"post", "ports"}); got != "post" {
		t.Errorf("of two that are as near the first counts: %q", got)
	}
}
