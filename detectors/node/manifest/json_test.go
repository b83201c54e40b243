package manifest

import (
	"errors"
	"strings"
	"testing"
)

func TestParseJSON(t *testing.T) {
	t.Parallel()
	v, err := Parse([]byte("{\n // comment\n name: 'a',\n \"name\": \"b\\u0041\\n\", /* two\n lines */ list: [1, true, null,],\n \"deep\": {\"x\": \"y\"},\n}"))
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Get("name"); got.Str() != "bA\n" || got.At() != 4 {
		t.Errorf("name %q at line %d", got.Str(), got.At())
	}
	if got := v.Get("deep", "x"); got.Str() != "y" || got.At() != 6 {
		t.Errorf("deep.x %q at line %d", got.Str(), got.At())
	}
	if v.Get("deep", "no", "way").Str() != "" || len(v.Get("list").items) != 3 {
		t.Error("a path that ends is not empty")
	}
}

func TestParseJSONErrors(t *testing.T) {
	t.Parallel()
	if _, err := Parse([]byte("{\n\"a\": }")); func() *syntaxError {
		target := &syntaxError{}
		_ = errors.As(err, &target)
		return target
	}().line != 2 {
		t.Errorf("%+v", err)
	}
	for text, want := range map[string]string{
		"{\n\"a\": }":               "unexpected",
		"{\"a\": \"b":               "ends too early",
		"":                          "ends too early",
		"{} x":                      "unexpected 'x'",
		"{\"a\": \"b\nc\"}":         "does not end",
		strings.Repeat("[", 100000): "too deeply",
	} {
		if _, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %q", text, err, want)
		}
	}
}

func FuzzParseJSON(f *testing.F) {
	f.Add("{a: 'b', \"c\": [1, {}, /* x */ null], // e\n}")
	f.Fuzz(func(t *testing.T, text string) {
		v, err := Parse([]byte(text))
		if (v == nil) != (err != nil) {
			t.Errorf("value %v and error %v", v, err)
		}
	})
}
