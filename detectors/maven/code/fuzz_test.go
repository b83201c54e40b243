package code

import (
	"strings"
	"testing"
	"time"
)

// FuzzParse holds the scanner and the parser to what a hostile source may not do: end the program, or take it forever.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"package a; import static b.C.*; @A(\"x\") class M<T> extends N { int p = 1; M() { this(2); } }",
		"enum E { A(1) { int f() { return 2; } }, B; E(int n) { } }",
		"fun main() { val (a, b) = c; when (val x = f()) { 1, 2 -> \"${a[\"k\"]}$b\" else -> { } } }",
		"class A { void f() { for (int i = 0; i < 9; i++) try (X x = y()) { } catch (E | F e) { } finally { } } }",
		"\"\"\"", "/* /* */", "'\\", "`a", "{(((", "a?.b!!::c<d>(e) { f -> g }", "case default: -> yield x;",
		"class A { int[] p = {1}; int q = x ? y : z; int f(int n) { return f(n); } void g() { http.listen(p[0] + q + f(q) + getenv(\"A\")); new Server(when(x) { }); } }",
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, src string, kotlin bool) {
		file := Parse("a/Main", []byte(src), kotlin)
		name := "A.java"
		if kotlin {
			name = "A.kt"
		}
		p, sources := program(t, map[string]string{name: src})
		p.Listeners(sources)
		p.Default(sources, "port")
		p.Entry(name)
		q := p.ask(sources)
		for _, c := range p.File(name).calls {
			if len(q.fold(c, nil, 0)) == 0 {
				t.Fatalf("no value, not even an unknown one: %+v", c)
			}
			q.object(c, nil, 0)
		}
		for _, c := range file.calls {
			if c.scope == nil || c.line < 1 {
				t.Fatalf("a call without a place: %+v", c)
			}
		}
	})
}

// TestRepeated holds the parser to a time that grows with the length of a file, whatever stands in it again and again.
func TestRepeated(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"(", "a<", "{", "\"${\"", "a.b(", "if(a)", "x=", "class A{", "{a->", "a b "} {
		for _, kotlin := range []bool{true, false} {
			began := time.Now()
			Parse("a/Main", []byte("class Q { void f() { "+strings.Repeat(part, 50_000/len(part))), kotlin)
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("%q, Kotlin %t: %s", part, kotlin, took)
			}
		}
	}
}
