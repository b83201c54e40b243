package fleet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func line(location, base string) Line {
	return Line{Location: location, Units: []Unit{{Name: "api", Path: ".", Language: "java", BuildTool: "maven", Version: "17", Kind: "server", Base: base}}}
}

func TestReadStopsAtALineThatIsCutOff(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := Write(&b, []Line{line("a", "j17"), line("b", "j17")}); err != nil {
		t.Fatal(err)
	}
	whole := b.Len()
	lines, size, err := Read("f", strings.NewReader(b.String()+`{"location":"c","ex`))
	if err != nil || len(lines) != 2 || size != int64(whole) {
		t.Errorf("%d lines, size %d of %d, %v", len(lines), size, whole, err)
	}
	_, _, err = Read("f", strings.NewReader("{\n"+b.String()))
	if err == nil || !strings.Contains(err.Error(), "(f:1)") {
		t.Errorf("a broken line in the middle: %v", err)
	}
}

func TestMergeTakesTheLast(t *testing.T) {
	t.Parallel()
	got := Merge([]Line{line("b", "j17"), line("a", "j17")}, []Line{line("b", "j21")})
	if d := cmp.Diff([]Line{line("a", "j17"), line("b", "j21")}, got); d != "" {
		t.Error(d)
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	broken := Line{Location: "c", Exit: 4, Error: "nothing"}
	got := Diff([]Line{line("a", "j17"), line("b", "j17"), line("c", "j17")}, []Line{line("a", "j21"), broken, line("d", "j17")})
	want := []string{"a: api: base j17 → j21", "c: fine → nothing", "c: api is gone", "d: new, with 1 units", "b: no longer listed"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestSummarise(t *testing.T) {
	t.Parallel()
	got := Summarise([]Line{line("a", "j17"), line("b", "j21"), line("c", "j21"), {Location: "d", Error: "nothing"}})
	want := []Count{{"j21", 2}, {"j17", 1}}
	if d := cmp.Diff(want, got.Bases); d != "" || got.Repositories != 4 || got.Units != 3 || len(got.Failures) != 1 {
		t.Errorf("%s %+v", d, got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"location":"a","exit":0}` + "\n"))
	f.Add([]byte(`{"location":"a"`))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, size, _ := Read("f", bytes.NewReader(data))
		if size > int64(len(data)) {
			t.Errorf("read %d of %d bytes", size, len(data))
		}
	})
}
