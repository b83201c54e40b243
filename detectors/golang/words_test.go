package golang

import (
	"fmt"
	"testing"
)

func TestNamingFindsWholeWords(t *testing.T) {
	t.Parallel()
	p := &program{withWord: map[string][]*gofile{}, files: []*gofile{
		{path: "a.go", src: []byte("func Serve() { Listen() }")},
		{path: "b.go", src: []byte("var x = ListenAll + größe")},
		{path: "c.go", src: []byte("Serve(1, Serve, Listen)")},
	}}
	for i := range scansBeforeIndex { // so many questions that the index is made
		p.with(fmt.Sprint("none", i))
	}
	for word, want := range map[string]string{"Serve": "a.go c.go ", "Listen": "a.go c.go ", "ListenAll": "b.go ", "größe": "b.go ", "missing": ""} {
		got := ""
		for _, f := range p.naming(word) {
			got += f.path + " "
		}
		if got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
	if p.words == nil {
		t.Error("the index was not made")
	}
}

func TestWithFindsTextsByTheirWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{`"log.level"`: "level", ".Get(": "Get", "signal.Notify": "", "Serve": "", "": "", `"GET /healthz"`: "healthz", "größe.x.": "x"} {
		if got := wholeWord(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	scanned := &program{withWord: map[string][]*gofile{}, files: []*gofile{
		{path: "a.go", src: []byte(`get("log.level"); get("level.log")`)}, {path: "b.go", src: []byte(`get("log.levels")`)}, {path: "c.go", src: []byte(`"log.level"`)},
	}}
	indexed := &program{withWord: map[string][]*gofile{}, files: scanned.files, words: newWordIndex(scanned.files)}
	for _, text := range []string{`"log.level"`, `"log.`, `get("level`, "level", `"none"`} {
		a, b := scanned.with(text), indexed.with(text)
		if len(a) != len(b) {
			t.Errorf("%s: %d files by scanning, %d by the index", text, len(a), len(b))
		}
	}
}
