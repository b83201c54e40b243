package instructions

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	t.Parallel()
	list, err := Parse([]byte("from a as b\n# no instruction\nENV A=1 B=2\nCOPY --from=b --link x \\\n  y z/\nCOPY <<EOF /a\ntext\nEOF\nCMD [\"a\", \"b\"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Instruction{
		{Name: "FROM", Words: []string{"a", "as", "b"}, Line: 1},
		{Name: "ENV", Words: []string{"A", "1", "=", "B", "2", "="}, Line: 3},
		{Name: "COPY", Words: []string{"x", "y", "z/"}, Flags: []string{"--from=b", "--link"}, Line: 4},
		{Name: "COPY", Words: []string{"<<EOF", "/a"}, Heredoc: true, Line: 6},
		{Name: "CMD", Words: []string{"a", "b"}, Line: 9},
	}
	for i := range list {
		if len(list[i].Flags) == 0 {
			list[i].Flags = nil
		}
	}
	if d := cmp.Diff(want, list); d != "" {
		t.Error(d)
	}
	if list[2].Flag("from") != "b" || list[2].Flag("link") != "" || list[0].Flag("from") != "" {
		t.Errorf("%+v", list)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"empty": "", "a heredoc without an end": "FROM a\nRUN <<E\n", "too large": "FROM a\n" + strings.Repeat("#\n", maxBytes/2)} {
		if list, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s: %+v", name, list)
		}
	}
}

func TestFill(t *testing.T) {
	t.Parallel()
	value := func(name string) string { return map[string]string{"A": "1", "E": ""}[name] }
	for word, want := range map[string]string{"$A": "1", "${A}0": "10", "${E:-2}": "2", "${A:-2}": "1", "${N}": "", "plain": "plain", "": ""} {
		if got := Fill(word, value); got != want {
			t.Errorf("%s: got %q, want %q", word, got, want)
		}
	}
}

func TestPort(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]int{"80": 80, "80/tcp": 80, "80/TCP": 80, "53/udp": 0, "80-90": 0, "": 0, "0": 0, "65536": 0, "65535": 65535, "http": 0} {
		if got, ok := Port(word); ok != (want > 0) || ok && got != want {
			t.Errorf("%s: got %d, %v", word, got, ok)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("# escape=`\nFROM a\nENV A=${A:-$B}\nRUN <<E cat\nx\nE\nEXPOSE $A\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := Parse(data)
		if err != nil {
			return
		}
		for _, i := range list {
			if i.Name == "" || i.Line < 1 {
				t.Errorf("%+v", i)
			}
		}
	})
}
