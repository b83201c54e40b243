package shell

import (
	"os/exec"
	"strings"
	"testing"
)

func TestQuote(t *testing.T) {
	t.Parallel()
	if got := Quote("a'b"); got != `'a'\''b'` {
		t.Error(got)
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh")
	}
	words := []string{"", "plain", "it's", "''", `a\b`, "$HOME `id` $(id)", "two\nlines", "*", "~", "-n", "a=b", "a;b", "#a", "a&b", "x y", "{a,b}", "!", "é"}
	for _, word := range words {
		for _, written := range []string{Quote(word), Word(word)} {
			out, err := exec.Command(sh, "-c", "printf '[%s]' "+written).Output()
			if err != nil || string(out) != "["+word+"]" {
				t.Errorf("%s: %q is read as %q: %v", written, word, out, err)
			}
		}
	}
	out, err := exec.Command(sh, "-c", Command(append([]string{"printf", "[%s]"}, words...))).Output()
	if want := "[" + strings.Join(words, "][") + "]"; err != nil || string(out) != want {
		t.Errorf("got %q, %v", out, err)
	}
}

// TestWord: what means nothing to a shell is written as it is, so that people can read it.
func TestWord(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"npm": "npm", "./gradlew": "./gradlew", "a/b.c:d@e%f+g,h_i-j9": "a/b.c:d@e%f+g,h_i-j9", "": "''", "a b": "'a b'", "a=b": "'a=b'", "~": "'~'", "$a": "'$a'",
	} {
		if got := Word(word); got != want {
			t.Errorf("%q: %s, not %s", word, got, want)
		}
	}
	if got := Command([]string{"npm", "run", "build it"}); got != "npm run 'build it'" {
		t.Error(got)
	}
}
