package engine

import (
	"strings"
	"testing"
)

// TestFunctions writes each kind of value by the function for it.
func TestFunctions(t *testing.T) {
	t.Parallel()
	data := map[string]any{
		"M": map[string]any{"b": 2, "a": 1}, "Path": "a b", "Odd": "--from=x [1]", "Argv": []string{"java", "-jar", "a b.jar"},
		"Args": nil, "Lines": "one\ntwo", "Quote": `it's "so"`, "Yes": "yes", "Number": "012", "N": 7,
	}
	for _, c := range []struct{ text, want string }{
		{`{{ keys .M | join "," }} {{ values .M | join "," }}`, "a,b 1,2"},
		{`{{ range until 3 }}{{ . }}{{ end }} {{ range untilStep 4 0 -2 }}{{ . }}{{ end }} {{ seq 3 }} {{ repeat 2 "ab" }}`, "012 42 1 2 3 abab"},
		{`{{ argv .Argv }} {{ argv (list "a" "b") }}`, `["java", "-jar", "a b.jar"] ["a", "b"]`},
		{`{{ sh .Path }} {{ sh "plain" }} {{ sh .Quote }}`, `'a b' plain 'it'\''s "so"'`},
		{`{{ yaml .Yes }} {{ yaml .Number }} {{ yaml "x" }} {{ yaml .N }} {{ yaml "" }}`, `"yes" "012" x 7 ""`},
		{"{{ toYaml .M }}", "a: 1\nb: 2"},
		{`{{ groovy .Lines }} {{ groovy .Quote }}`, `'one\ntwo' 'it\'s "so"'`},
		{`{{ groovyBlock "a\\b'''" }}`, `a\\b\'\'\'`},
		{`{{ docker "a\tb" }} {{ docker "$HOME" }}`, "\"a\tb\" \"\\$HOME\""},
		{`{{ line .Lines }}`, "one two"},
		{`{{ nginx "/a-b_c/~d" }} {{ nginx .Path }} {{ nginx "/a/; } location /x/ {" }} {{ nginx "a\"\\b" }}`, `/a-b_c/~d "a b" "/a/; } location /x/ {" "a\"\\b"`},
		{`{{ pathWord .Path }} {{ pathWord "/app" }} {{ plainWord "apt" }}`, `"a b" /app apt`},
		{`{{ copyWords (splitList " " "a b") "/x/" }}`, "a b /x/"},
		{`{{ words "a" .Argv 3 | argv }}`, `["a", "java", "-jar", "a b.jar", "3"]`},
		{`{{ ignore "a?[b]/" }} {{ ignore "#x" }}`, `a\?\[b] ./#x`},
	} {
		got, err := render(t, c.text, data)
		if err != nil || got != c.want {
			t.Errorf("%s: %s, %v, want %s", c.text, got, err, c.want)
		}
	}
	for _, text := range []string{
		`{{ argv "no list" }}`, `{{ argv (list 1) }}`, `{{ plainWord .Path }}`, `{{ pathWord "" }}`, `{{ ignore "a\nb" }}`, `{{ copyWords (list) "" }}`,
		`{{ untilStep 0 5 0 }}`, `{{ seq 100000 }}`, `{{ yaml }}`, `{{ nginx "$uri" }}`, `{{ nginx .Lines }}`, `{{ nginx "a\x1b" }}`, `{{ docker .Lines }}`, `{{ docker "a\x1b" }}`,
	} {
		if got, err := render(t, text, data); err == nil {
			t.Errorf("%s is accepted: %s", text, got)
		}
	}
}

func TestCommandOfTheShell(t *testing.T) {
	t.Parallel()
	got, err := Command([]string{"go", "build", "-o", "/out/a b"}, nil)
	if err != nil || got != `["go", "build", "-o", "/out/a b"]` {
		t.Errorf("%s, %v", got, err)
	}
	if text, err := CopyWords([]string{"a[1]", "$x"}, "/app/"); err != nil || text != `["a[[]1]", "\\$x", "/app/"]` {
		t.Errorf("%s, %v", text, err)
	}
	if _, err := CopyWords([]string{"a\nb"}, "/app/"); err == nil {
		t.Error("a line break is accepted")
	}
	if strings.Join(FunctionNames(), " ") == "" {
		t.Error("no functions")
	}
}
