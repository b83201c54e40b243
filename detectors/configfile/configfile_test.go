package configfile

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProperties(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in   string
		want []Value
	}{
		"separators":    {"a=1\nb:2\nc 3\nd = 4\ne\n", []Value{{"a", "1", 1}, {"b", "2", 2}, {"c", "3", 3}, {"d", "4", 4}, {"e", "", 5}}},
		"comments":      {"# no\n  ! no\n a=1 # part of the value\n", []Value{{"a", "1 # part of the value", 3}}},
		"continuation":  {"a=1,\\\n   2,\\\r\n\t3\nb=4", []Value{{"a", "1,2,3", 1}, {"b", "4", 4}}},
		"even slashes":  {"a=c:\\\\\nb=1", []Value{{"a", `c:\`, 1}, {"b", "1", 2}}},
		"escapes":       {`a\ b\:c=\u00e9\t\u12`, []Value{{"a b:c", "é\tu12", 1}}},
		"latin-1":       {"a=caf\xe9", []Value{{"a", "café", 1}}},
		"mark and CR":   {"\xef\xbb\xbfa=1\rb=2", []Value{{"a", "1", 1}, {"b", "2", 2}}},
		"last is slash": {`a=1\`, []Value{{"a", "1", 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, Properties([]byte(tc.in))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPropertiesDocuments(t *testing.T) {
	t.Parallel()
	docs := PropertiesDocuments([]byte("a=1\n#---\nspring.config.activate.on-profile=prod\na=2\n"))
	want := []Document{{1, []Value{{"a", "1", 1}}}, {3, []Value{{"spring.config.activate.on-profile", "prod", 3}, {"a", "2", 4}}}}
	if diff := cmp.Diff(want, docs); diff != "" {
		t.Error(diff)
	}
}

func TestYAML(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in   string
		want []Document
	}{
		"nested":       {"server:\n  port: 8080\n  on: yes\nlist:\n- a\n- b: 012\n", []Document{{1, []Value{{"server.port", "8080", 2}, {"server.on", "yes", 3}, {"list[0]", "a", 5}, {"list[1].b", "012", 6}}}}},
		"dotted keys":  {"server.port: ${PORT:8080}\nx: ~\n", []Document{{1, []Value{{"server.port", "${PORT:8080}", 1}, {"x", "", 2}}}}},
		"documents":    {"a: 1\n---\na: 2\n", []Document{{1, []Value{{"a", "1", 1}}}, {2, []Value{{"a", "2", 3}}}}},
		"placeholders": {"a:\n  b: @project.version@ # x\n  c: 1\n", []Document{{1, []Value{{"a.b", "@project.version@", 2}, {"a.c", "1", 3}}}}},
		"merge":        {"x: &x {p: 1}\ny:\n  <<: *x\n", []Document{{1, []Value{{"x.p", "1", 1}, {"y.p", "1", 1}}}}},
		"empty":        {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := YAML([]byte(tc.in))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestYAML11: numbers of YAML 1.1 are given in digits; what is quoted, or only looks like one, stays as it is written.
func TestYAML11(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"017620": "8080", "0x1F90": "8080", "0b1111": "15", "8_080": "8080", "-010": "-8", "0": "0", "8080": "8080", "08080": "08080", "0o17620": "0o17620",
		`"017620"`: "017620", "'8_080'": "8_080", "v0_1": "v0_1", "1.2_0": "1.2_0", "0x": "0x", "~": "", "0xfffffffffffffffffff": "0xfffffffffffffffffff",
	} {
		docs, err := YAML11([]byte("a: " + text))
		if err != nil || len(docs) != 1 || docs[0].Values[0].Value != want {
			t.Errorf("%s: %+v (%v), want %q", text, docs, err, want)
		}
	}
	if docs, _ := YAML([]byte("a: 017620")); docs[0].Values[0].Value != "017620" {
		t.Errorf("other programs read it in their own way: %+v", docs)
	}
}

func TestYAMLRefuses(t *testing.T) {
	t.Parallel()
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x]\n")
	for _, s := range []string{"1: &a1 [*a0,*a0,*a0,*a0,*a0,*a0,*a0,*a0,*a0]", "2: &a2 [*a1,*a1,*a1,*a1,*a1,*a1,*a1,*a1,*a1]", "3: &a3 [*a2,*a2,*a2,*a2,*a2,*a2,*a2,*a2,*a2]", "4: &a4 [*a3,*a3,*a3,*a3,*a3,*a3,*a3,*a3,*a3]"} {
		bomb.WriteString("b" + s + "\n")
	}
	for name, in := range map[string]string{
		"alias bomb": bomb.String(),
		"deep":       strings.Repeat("[", 1000) + strings.Repeat("]", 1000),
		"tab":        "a:\n\tb: 1\n",
		"NUL":        "a: \x00",
		"unclosed":   "a: [1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := YAML([]byte(in)); err == nil {
				t.Error("want an error")
			}
		})
	}
}

func TestDotenv(t *testing.T) {
	t.Parallel()
	in := "# c\nexport A=1\nB = \"x # y\\nz\" # c\nC='l1\nl2'\nD=v # c\nE=#x\nnot a line\nF=\"open\nG=`b`\n"
	want := []Value{{"A", "1", 2}, {"B", "x # y\nz", 3}, {"C", "l1\nl2", 4}, {"D", "v", 6}, {"E", "", 7}, {"F", `"open`, 9}, {"G", "b", 10}}
	if diff := cmp.Diff(want, Dotenv([]byte(in))); diff != "" {
		t.Error(diff)
	}
}

func FuzzProperties(f *testing.F) {
	f.Add([]byte("a=1\\\n b\n#---\n\\u00zz"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines := strings.Count(text(data), "\n") + strings.Count(text(data), "\r") + 1
		for _, v := range Properties(data) {
			if v.Line < 1 || v.Line > lines {
				t.Fatalf("line %d of %d", v.Line, lines)
			}
		}
	})
}

func FuzzYAML(f *testing.F) {
	f.Add([]byte("a: &x [1]\nb: *x\n---\nc: @d@\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		docs, _ := YAML(data)
		for _, d := range docs {
			if len(d.Values) > MaxValues {
				t.Fatal("too many values")
			}
		}
	})
}

func FuzzDotenv(f *testing.F) {
	f.Add([]byte("A='x\ny'\nB=\"z"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, v := range Dotenv(data) {
			if !isName(v.Key) || v.Line < 1 {
				t.Fatalf("%+v", v)
			}
		}
	})
}

// TestLargeFiles: what is too large to be written by a person costs little.
func TestLargeFiles(t *testing.T) {
	t.Parallel()
	if _, err := YAML(bytes.Repeat([]byte("a: b\n"), 1_000_000)); err == nil || !strings.Contains(err.Error(), "larger than 2097152 bytes") {
		t.Errorf("%v", err)
	}
	if values := Properties(bytes.Repeat([]byte("a=b\n"), 2*MaxValues)); len(values) != MaxValues {
		t.Errorf("%d values", len(values))
	}
}
