package module

import (
	"bytes"
	"testing"
)

// FuzzTrigrams: a word that is in a text is never ruled out.
func FuzzTrigrams(f *testing.F) {
	f.Add([]byte("func main() { http.ListenAndServe(addr, nil) }"), "ListenAndServe")
	f.Add([]byte("ab"), "ab")
	f.Add([]byte{}, "")
	f.Fuzz(func(t *testing.T, text []byte, word string) {
		if bytes.Contains(text, []byte(word)) && !readTrigrams(text).mayHold(word) {
			t.Errorf("%q is in %q", word, text)
		}
		for i := range text {
			if part := string(text[i:min(len(text), i+5)]); !readTrigrams(text).mayHold(part) {
				t.Errorf("%q is in %q", part, text)
			}
		}
	})
}

func TestTrigramsRuleOut(t *testing.T) {
	t.Parallel()
	held := readTrigrams([]byte("package main\n\nfunc main() {}\n"))
	for word, want := range map[string]bool{"func main": true, "ListenAndServe": false, "fu": true, "zz": true} {
		if held.mayHold(word) != want {
			t.Errorf("%s: %v", word, !want)
		}
	}
}
