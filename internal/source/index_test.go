package source

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	gitindex "github.com/go-git/go-git/v5/plumbing/format/index"
)

// TestTrackedFilesAreNotIgnored: a folder shows what its index names, as its commit does, and nothing else of what .gitignore leaves out.
func TestTrackedFilesAreNotIgnored(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		".gitignore": "config.yaml\n/gen/\n/never/\nsrc/\n*.bin\n", "config.yaml": "a: 1\n", "gen/a/b.txt": "1", "gen/new.txt": "2", "gen/a/new.txt": "2",
		"never/c.txt": "3", "pom.xml": "<project/>", "src/A.java": "class A {}", "new.bin": "4", "main.go": "package main\n",
	})
	repo, err := git.PlainInit(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	work, err := repo.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".gitignore", "config.yaml", "gen/a/b.txt", "main.go", "pom.xml"} { // go-git adds what it is told to
		if _, err := work.Add(name); err != nil {
			t.Fatal(err)
		}
	}
	const tracked = ".gitignore config.yaml gen/a/b.txt main.go pom.xml"
	hash, err := work.Commit("one", &git.CommitOptions{Author: author})
	if err != nil {
		t.Fatal(err)
	}
	for location, want := range map[string]string{dir: tracked + " src/A.java", dir + "@" + hash.String(): tracked} {
		tree, err := Open(t.Context(), location, DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(tree.Files(), " "); got != want || len(tree.Warnings()) > 0 {
			t.Errorf("%s: %s %v, want %s", location, got, tree.Warnings(), want)
		}
	}
}

// encoded is an index as go-git writes it.
func encoded(tb testing.TB, version uint32, entries ...*gitindex.Entry) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := gitindex.NewEncoder(&b).Encode(&gitindex.Index{Version: version, Entries: entries}); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func entry(name string) *gitindex.Entry { return &gitindex.Entry{Name: name, Mode: filemode.Regular} }

// extended puts an extension before the checksum.
func extended(data []byte, name string, body string) []byte {
	at := len(data) - indexHash
	out := binary.BigEndian.AppendUint32(append(slices.Clone(data[:at]), name...), uint32(len(body)))
	return append(append(out, body...), data[at:]...)
}

func TestIndexNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("d/", 2040) + "f" // longer than the field for its length
	names := []string{"a", "a.b/c", "a/b", "a/b/c.txt", long, "é"}
	var entries []*gitindex.Entry
	for _, n := range names {
		entries = append(entries, entry(n))
	}
	two := encoded(t, 2, entry("a"), entry("b"))
	skipped := entry("a")
	skipped.SkipWorktree = true // takes two more bytes
	ours, theirs := entry("a"), entry("a")
	ours.Stage, theirs.Stage = gitindex.OurMode, gitindex.TheirMode
	sparse := entry("a/")
	sparse.Mode = filemode.Dir
	counts := func(data []byte, n uint32) []byte {
		out := slices.Clone(data)
		binary.BigEndian.PutUint32(out[8:], n)
		return out
	}
	grows := encoded(t, 4, entry("a")) // each name is the one before and one letter more
	grows = counts(append(grows[:len(grows)-indexHash], bytes.Repeat(append(make([]byte, entryHeader+1), 'b', 0), 5000)...), 5001)
	for _, c := range []struct {
		name string
		data []byte
		want []string // nil: refused
	}{
		{"version 2", encoded(t, 2, entries...), names},
		{"version 3", encoded(t, 3, skipped, entry("b")), []string{"a", "b"}},
		{"version 4", encoded(t, 4, entries...), names},
		{"a conflict", encoded(t, 2, ours, theirs, entry("b")), []string{"a", "b"}},
		{"an extension that may be left", extended(two, "TREE", "xyz"), []string{"a", "b"}},
		{"a split index", extended(two, "link", "xyz"), nil},
		{"an extension that lies", extended(two, "TREE", "xyz")[:len(two)+9], nil},
		{"a sparse index", encoded(t, 3, sparse), nil},
		{"nothing", nil, nil},
		{"another file", []byte(strings.Repeat("DIRT", 20)), nil},
		{"a version to come", append([]byte("DIRC\x00\x00\x00\x05"), two[8:]...), nil},
		{"cut off", slices.Concat(two[:40], two[len(two)-indexHash:]), nil},
		{"more than there are", counts(two, 3), nil},
		{"more than a tree may hold", counts(two, 1<<31), nil},
		{"names that grow", grows, nil},
		{"a name that climbs", encoded(t, 2, entry("../a")), nil},
		{"git's own folder", encoded(t, 2, entry(".git/config")), nil},
		{"an absolute name", encoded(t, 2, entry("/etc/passwd")), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := indexNames(c.data, 100_000)
			if c.want == nil && err == nil || c.want != nil && (err != nil || !slices.Equal(got, c.want)) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func FuzzIndex(f *testing.F) {
	f.Add(encoded(f, 2, entry("a"), entry("b/c")))
	f.Add(encoded(f, 4, entry("a"), entry("a/b"), entry("a/c")))
	f.Add(extended(encoded(f, 2, entry("a")), "TREE", "x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		names, err := indexNames(data, 1000)
		if err == nil && (!slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) || slices.ContainsFunc(names, func(n string) bool { return !safePath(n) })) {
			t.Errorf("%q", names)
		}
	})
}
