package hostile

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// repositories are those of testdata and the examples, without what is expected of them.
func repositories(t *testing.T) map[string]tree {
	t.Helper()
	root := filepath.Join("..", "..")
	out := map[string]tree{}
	archives, err := filepath.Glob(filepath.Join(root, "testdata", "*", "repo.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range archives {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		files := tree{}
		for _, f := range archive.Files {
			files[f.Name] = string(f.Data)
		}
		out[path.Base(path.Dir(filepath.ToSlash(file)))] = files
	}
	examples, err := os.ReadDir(filepath.Join(root, "examples"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range examples {
		if e.IsDir() {
			out["examples/"+e.Name()] = read(t, filepath.Join(root, "examples", e.Name()), func(name string) bool { return name == "want" })
		}
	}
	return out
}

// bad are texts that some language takes for more than a text.
var bad = []string{
	"\x00", "\xff\xfe", "\u202e", "\x1b[31m", "'", "\"", "`id`", "$(id)", "${HOME}", "{{ . }}", "<!--", "]]>", "\\", "\r", "\t", "%", "../../..", "/etc/passwd",
	"99999999999999999999", "-1", "0", "null", "true", "[", "{", "}", ":", "- ", "# ", "\n\n", strings.Repeat("a", 70_000), strings.Repeat("[", 12_000),
	strings.Repeat("<a>", 12_000), strings.Repeat("é", 300), "\nRUN id\n", "&a *a", "!!binary x", "\u0085",
}

// changes are what one mutation does to a file.
var changes = []struct {
	name string
	do   func(r *rand.Rand, text string) string
}{
	{"cut off", func(r *rand.Rand, s string) string { return s[:r.IntN(len(s)+1)] }},
	{"a byte turned", func(r *rand.Rand, s string) string {
		b := []byte(s)
		if len(b) > 0 {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
		return string(b)
	}},
	{"a bad text put in", func(r *rand.Rand, s string) string {
		at := r.IntN(len(s) + 1)
		return s[:at] + bad[r.IntN(len(bad))] + s[at:]
	}},
	{"a word replaced", func(r *rand.Rand, s string) string {
		words := strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(" \t\n\"'<>:,{}()=", c) })
		if len(words) == 0 {
			return s
		}
		return strings.Replace(s, words[r.IntN(len(words))], bad[r.IntN(len(bad))], 1+r.IntN(3))
	}},
	{"a line twice", func(r *rand.Rand, s string) string {
		lines := strings.SplitAfter(s, "\n")
		at := r.IntN(len(lines))
		return strings.Join(slices.Insert(lines, at, lines[at]), "")
	}},
	{"a line gone", func(r *rand.Rand, s string) string {
		lines := strings.SplitAfter(s, "\n")
		at := r.IntN(len(lines))
		return strings.Join(slices.Delete(lines, at, at+1), "")
	}},
	{"lines swapped", func(r *rand.Rand, s string) string {
		lines := strings.SplitAfter(s, "\n")
		a, b := r.IntN(len(lines)), r.IntN(len(lines))
		lines[a], lines[b] = lines[b], lines[a]
		return strings.Join(lines, "")
	}},
	{"many times over", func(r *rand.Rand, s string) string { return strings.Repeat(s, 2+r.IntN(max(2, 400_000/(len(s)+1)))) }},
	{"CR LF", func(_ *rand.Rand, s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }},
	{"nothing in it", func(*rand.Rand, string) string { return "" }},
	{"a link in its place", func(r *rand.Rand, _ string) string {
		return "-> " + []string{"/etc/passwd", "..", ".", "/dev/zero", "missing", "../../../../../../etc/hostname"}[r.IntN(6)]
	}},
}

// mutated is a repository with one to three changes, and what they are.
func mutated(r *rand.Rand, from tree) (files tree, what string) {
	files = tree{}
	names := make([]string, 0, len(from))
	for name, text := range from {
		files[name] = text
		names = append(names, name)
	}
	slices.Sort(names)
	var done []string
	for range 1 + r.IntN(3) {
		name := names[r.IntN(len(names))]
		if r.IntN(12) == 0 { // the name itself
			to := path.Join(path.Dir(name), bad[r.IntN(len(bad))][:1]+path.Base(name))
			if !strings.Contains(to, "\x00") {
				files[to] = files[name]
				done = append(done, fmt.Sprintf("%s as %q", name, to))
			}
			continue
		}
		if strings.HasPrefix(files[name], "-> ") {
			continue
		}
		c := changes[r.IntN(len(changes))]
		files[name] = c.do(r, files[name])
		done = append(done, name+": "+c.name)
	}
	return files, strings.Join(done, ", ")
}

// TestMutations generates for repositories that are changed at random: each is served, or refused with a reason.
func TestMutations(t *testing.T) {
	t.Parallel()
	n, seed := count(t, "WAYBILL_MUTATIONS", 60), count(t, "WAYBILL_SEED", 1)
	all := repositories(t)
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) < 50 {
		t.Fatalf("only %d repositories", len(names))
	}
	only := count(t, "WAYBILL_ONLY", -1) // one number, to see it again
	codes := map[int]int{}
	var slowest, largest outcome
	for i := range n {
		if only >= 0 && i != only {
			continue
		}
		r := rand.New(rand.NewPCG(uint64(seed), uint64(i)))
		name := names[r.IntN(len(names))]
		files, what := mutated(r, all[name])
		o, problem := mutation(t, files)
		codes[o.code]++
		if problem != "" {
			t.Errorf("seed %d number %d, %s with %.300s: %s\n%.600s", seed, i, name, what, problem, o.stderr)
		}
		if o.cpu > slowest.cpu {
			slowest = o
		}
		if o.memory > largest.memory {
			largest = o
		}
	}
	t.Logf("%d mutations: exit codes %v, most CPU %s, most memory %d MiB", n, codes, slowest.cpu, largest.memory>>20)
}

// mutation runs one and says what was wrong.
func mutation(t *testing.T, files tree) (o outcome, problem string) {
	t.Helper()
	top := t.TempDir()
	defer os.RemoveAll(top) // now and not at the end: there are thousands
	in := filepath.Join(top, "in")
	if err := os.MkdirAll(in, 0o755); err != nil {
		t.Fatal(err)
	}
	files.write(t, in)
	before := read(t, in, nothing)
	o = waybill(t, top, "generate", "in", "--out", "out")
	problem = o.wrong()
	out := filepath.Join(top, "out")
	wrote := read(t, top, func(name string) bool { return name == "in" || name == "out" })
	_, there := os.Stat(out)
	switch {
	case problem != "":
	case before.differs(read(t, in, nothing)) != "":
		problem = "changed the repository: " + before.differs(read(t, in, nothing))
	case len(wrote) > 0:
		problem = fmt.Sprintf("wrote outside: %v", wrote)
	case o.code != 0 && there == nil:
		problem = "failed and left files"
	case o.code == 0 && there == nil:
		if again := waybill(t, top, "generate", "in", "--out", "out", "--check"); again.code != 0 {
			problem = "is not clean after itself: " + again.stdout + again.stderr
		}
		for name, text := range read(t, out, nothing) {
			if strings.HasPrefix(text, "-> ") {
				problem = name + " is a link"
			}
		}
	}
	return o, problem
}
