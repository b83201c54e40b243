package write

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func numbered(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("line %d", i))
	}
	return out
}

func text2(list []string) string { return strings.Join(list, "\n") + "\n" }

func TestMerge(t *testing.T) {
	t.Parallel()
	base := "a\nb\nc\nd\ne\n"
	for name, c := range map[string]struct {
		ours, theirs, want string
		conflicts          int
	}{
		"only theirs":           {base, "a\nB\nc\nd\ne\n", "a\nB\nc\nd\ne\n", 0},
		"only ours":             {"a\nb\nc\nd\nE\n", base, "a\nb\nc\nd\nE\n", 0},
		"both, apart":           {"A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\nE\n", 0},
		"both the same":         {"a\nX\nc\nd\ne\n", "a\nX\nc\nd\ne\n", "a\nX\nc\nd\ne\n", 0},
		"lines added":           {"a\nb\nmine\nc\nd\ne\n", "new\na\nb\nc\nd\ne\nend\n", "new\na\nb\nmine\nc\nd\ne\nend\n", 0},
		"lines taken away":      {"a\nc\nd\ne\n", "a\nb\nc\nd\n", "a\nc\nd\n", 0},
		"the same line":         {"a\nb\nmine\nd\ne\n", "a\nb\nnew\nd\ne\n", "a\nb\n<<<<<<< yours\nmine\n=======\nnew\n>>>>>>> waybill\nd\ne\n", 1},
		"changed and gone":      {"a\nb\nmine\nd\ne\n", "a\nb\nd\ne\n", "a\nb\n<<<<<<< yours\nmine\n=======\n>>>>>>> waybill\nd\ne\n", 1},
		"CR LF stays":           {"A\r\nb\r\nc\r\nd\r\ne\r\n", "a\nb\nc\nd\nE\nf\n", "A\r\nb\r\nc\r\nd\r\nE\r\nf\r\n", 0},
		"no end of the last":    {"a\nb\nc\nd\ne", "a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\ne\nf\n", 0},
		"no end in a conflict":  {"a\nb\nc\nd\nmine", "a\nb\nc\nd\nnew\n", "a\nb\nc\nd\n<<<<<<< yours\nmine\n=======\nnew\n>>>>>>> waybill\n", 1},
		"emptied and unchanged": {"", base, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, ok := splitDigests(lineDigests([]byte(base)))
			if !ok {
				t.Fatal("the digests have another form")
			}
			m := merge(list, []byte(c.ours), []byte(c.theirs))
			same(t, string(m.data), c.want)
			same(t, m.conflicts, c.conflicts)
		})
	}
}

// TestMergeLosesNothing: whatever both sides did, each line that one of them added is in the outcome.
func TestMergeLosesNothing(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	edit := func(list []string, who string) []string {
		out := slices.Clone(list)
		for k := range 1 + random.IntN(5) {
			at := random.IntN(len(out) + 1)
			switch added := fmt.Sprintf("%s %d", who, k); {
			case random.IntN(3) > 0 || at == len(out):
				out = slices.Insert(out, at, added)
			default:
				out[at] = added
			}
		}
		return out
	}
	for range 2000 {
		base := numbered(random.IntN(20))
		list, _ := splitDigests(lineDigests([]byte(text2(base))))
		if len(base) == 0 {
			list = []string{}
		}
		ours, theirs := edit(base, "ours"), edit(base, "theirs")
		m := merge(list, []byte(text2(ours)), []byte(text2(theirs)))
		for _, line := range slices.Concat(ours, theirs) {
			if !strings.HasPrefix(line, "line ") && !strings.Contains("\n"+string(m.data), "\n"+line+"\n") {
				t.Fatalf("%q is lost\nbase %q\nours %q\ntheirs %q\n%s", line, base, ours, theirs, m.data)
			}
		}
	}
}

func TestMergeWithoutABase(t *testing.T) {
	t.Parallel()
	m := merge(nil, []byte("a\nmine\nb\n"), []byte("a\nnew\nb\n"))
	same(t, string(m.data), "a\n<<<<<<< yours\nmine\n=======\nnew\n>>>>>>> waybill\nb\n")
}

// TestMergeRuns: a run with Merge writes what both sides changed; the next merge starts from there; marks are not merged again.
func TestMergeRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run(t, dir, Options{}, "Dockerfile", "a\nb\nc\nd\n")
	put(t, dir, "Dockerfile", "a\nb\nc\nmine\n")
	got, _ := run(t, dir, Options{}, "Dockerfile", "A\nb\nc\nd\n")
	same(t, got["Dockerfile"], Edited)
	got, _ = run(t, dir, Options{Merge: true}, "Dockerfile", "A\nb\nc\nd\n")
	same(t, got["Dockerfile"], Merged)
	same(t, onDisk(t, dir)["Dockerfile"], "A\nb\nc\nmine\n")
	got, _ = run(t, dir, Options{Merge: true}, "Dockerfile", "A\nb\nc\nd\n")
	same(t, got["Dockerfile"], Edited) // nothing new to bring in
	got, _ = run(t, dir, Options{Merge: true}, "Dockerfile", "A\nb\nc\nnew\n")
	same(t, got["Dockerfile"], Conflict)
	want := "A\nb\nc\n<<<<<<< yours\nmine\n=======\nnew\n>>>>>>> waybill\n"
	same(t, onDisk(t, dir)["Dockerfile"], want)
	got, _ = run(t, dir, Options{Merge: true}, "Dockerfile", "Z\nb\nc\nnew\n")
	same(t, got["Dockerfile"], Edited)
	same(t, onDisk(t, dir)["Dockerfile"], want)
}

func FuzzMerge(f *testing.F) {
	f.Add("a\nb\n", "a\nc\n", "a\nd\n")
	f.Add("", "x", "\r\n")
	f.Fuzz(func(t *testing.T, base, ours, theirs string) {
		list, _ := splitDigests(lineDigests([]byte(base)))
		m := merge(list, []byte(ours), []byte(theirs))
		if base == theirs && base != "" && string(m.data) != ours && !strings.Contains(ours, "\r") && strings.HasSuffix(ours, "\n") {
			t.Errorf("nothing new came, and the text changed: %q became %q", ours, m.data)
		}
	})
}
