package shell

import (
	"os/exec"
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
	for _, word := range []string{"", "plain", "it's", "''", `a\b`, "$HOME `id` $(id)", "two\nlines", "*", "~", "-n"} {
		out, err := exec.Command(sh, "-c", "printf '[%s]' "+Quote(word)).Output()
		if err != nil || string(out) != "["+word+"]" {
			t.Errorf("%q is read as %q: %v", word, out, err)
		}
	}
}
