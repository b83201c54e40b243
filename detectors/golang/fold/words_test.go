package fold

import (
	"fmt"
	"testing"

	"github.com/waybill-dev/waybill/detectors/golang/module"
)

func TestNamingFindsWholeWords(t *testing.T) {
	t.Parallel()
	p := textsOf([]*module.File{
		{Path: "a.go", Src: []byte("func Serve() { Listen() }")},
		{Path: "b.go", Src: []byte("var x = ListenAll + größe")},
		{Path: "c.go", Src: []byte("Serve(1, Serve, Listen)")},
		{Path: "d.go", Src: []byte("const default_port, _ = 1, 2")},
	})
	for i := range scansBeforeIndex { // so many questions that the index is made
		p.With(fmt.Sprint("none", i))
	}
	for word, want := range map[string]string{"Serve": "a.go c.go ", "Listen": "a.go c.go ", "ListenAll": "b.go ", "größe": "b.go ", "default_port": "d.go ", "port": "", "missing": ""} {
		got := ""
		for _, f := range p.Naming(word) {
			got += f.Path + " "
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
	scanned := textsOf([]*module.File{
		{Path: "a.go", Src: []byte(`get("log.level"); get("level.log")`)}, {Path: "b.go", Src: []byte(`get("log.levels")`)}, {Path: "c.go", Src: []byte(`"log.level"`)},
	})
	indexed := textsOf(scanned.Files)
	indexed.words = newWordIndex(scanned.Files)
	for _, text := range []string{`"log.level"`, `"log.`, `get("level`, "level", `"none"`} {
		a, b := scanned.With(text), indexed.With(text)
		if len(a) != len(b) {
			t.Errorf("%s: %d files by scanning, %d by the index", text, len(a), len(b))
		}
	}
}
