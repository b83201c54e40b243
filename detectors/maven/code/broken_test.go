package code

import (
	"strings"
	"testing"
)

func TestBroken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		src    string
		kotlin bool
		line   int
		what   string
	}{
		{"class A {\n void a() {\n}\n", false, 1, "the { is not closed"},
		{"class A { }\n}\n", false, 2, "} closes nothing"},
		{"class A {\n int a = (1;\n}\n", false, 3, "} stands where the ( of line 2 is still open"},
		{"class A {\n String a = \"x;\n}\n", false, 2, "the string is not closed"},
		{"class A {\n char a = 'x;\n}\n", false, 2, "the string is not closed"},
		{"class A { }\n/* x\n", false, 2, "the comment is not closed"},
		{"class A { String a = \"\"\"\n x\n; }\n", false, 1, "the text block is not closed"},
		{"class A {\n int a = #1;\n}\n", false, 2, `"#" begins nothing`},
		{"class A {\n int a = \x00;\n}\n", false, 2, `begins nothing`},
		{"packag com.example;\nclass A { }\n", false, 1, `"packag" begins no declaration`},
		{"fun main( {\n}\n", true, 1, "the ( is not closed"},
		{"class A { String a = \"}\\\"\"; char b = '\"', c = '\\''; /* { */ String d = \"\"\"\n { \\\"\"\" \"\"\"; } // {\n", false, 0, ""},
		{"void main() { }\nString name = \"a\";\n", false, 0, ""},
		{"open module a.b { requires c.d; }\n", false, 0, ""},
		{"@Deprecated\npackage a.b;\nimport a.c;\n@interface D { }\n", false, 0, ""},
		{"fun a(b: Map<String, String>) = \"${b[\"c\"]} ${b.map { it.key }\n}\"\n", true, 0, ""},
	} {
		got := Parse("a", []byte(c.src), c.kotlin).Broken
		if got.Line != c.line || !strings.Contains(got.What, c.what) {
			t.Errorf("%q: %+v", c.src, got)
		}
	}
}
