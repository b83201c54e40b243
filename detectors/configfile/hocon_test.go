package configfile

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHOCON(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in   string
		want []Value
	}{
		"nested":       {"ktor {\n  deployment {\n    port = 8405 # x\n    host: \"a#b\"\n  }\n}\nx = 1\n", []Value{{"ktor.deployment.port", "8405", 3}, {"ktor.deployment.host", "a#b", 4}, {"x", "1", 7}}},
		"substitution": {"a.port = 1\na.port = ${?PORT}\nb = ${?B}\nc = ${C}\n", []Value{{"a.port", "${PORT:1}", 1}, {"b", "${B}", 3}, {"c", "${C}", 4}}},
		"on one line":  {"a { b { c = 1 }, d = 2 }\ne = 3 // no\n", []Value{{"a.b.c", "1", 1}, {"a.d", "2", 1}, {"e", "3", 2}}},
		"lists":        {"a { modules = [ x.y ]\n p = 1 }\nl = [\n  { p = 2 }\n]\nq = 3", []Value{{"a.p", "1", 2}, {"..p", "2", 4}, {"q", "3", 6}}},
		"object by =":  {"a = {\n b = 1\n}\n\"c\" : 2", []Value{{"a.b", "1", 2}, {"c", "2", 4}}},
		"broken":       {"}}}\n{{{\na", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, HOCON([]byte(tc.in)).Values); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzHOCON(f *testing.F) {
	f.Add([]byte("a { b = [1, {c: 2}]\nd = ${?E} }"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, v := range HOCON(data).Values {
			if v.Line < 1 {
				t.Fatalf("%+v", v)
			}
		}
	})
}
