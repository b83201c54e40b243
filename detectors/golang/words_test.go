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
