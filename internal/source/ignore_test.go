package source

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// TestExcludesAgreesWithGoGit asks both about every path, parents first as the walk does.
func TestExcludesAgreesWithGoGit(t *testing.T) {
	t.Parallel()
	paths := []string{"a.log", "x/a.log", "target/a", "x/target/a", "x/y/z.txt", "keep/a.log", "keep/b", "doc/api/x", "a/b/c", "node_modules.txt", "b", "x/b", "x/[y]", "build/out.js", "src/build/gen.go"}
	for _, text := range []string{
		"*.log", "target/", "/target", "x/*", "**/z.txt", "x/**", "*.log\n!keep/*.log", "doc/api", "a/**/c", "b/", "b", "/b", "\\[y\\]", "[", "build", "!build",
	} {
		var lines []ignored
		var patterns []gitignore.Pattern
		for line := range strings.SplitSeq(text, "\n") {
			lines = append(lines, ignoreLine(line, nil))
			patterns = append(patterns, gitignore.ParsePattern(line, nil))
		}
		matcher := gitignore.NewMatcher(patterns)
		for _, p := range paths {
			parts := strings.Split(p, "/")
			var want, got bool
			for i := range parts {
				dir := i < len(parts)-1
				want = want || matcher.Match(parts[:i+1], dir)
				got = got || excludes(lines, parts[:i], parts[i], dir)
			}
			if got != want {
				t.Errorf("%q, %s: got %v, go-git says %v", text, p, got, want)
			}
		}
	}
}

// TestExcludesAsGit holds a case in which go-git answers otherwise than git: it lets a parent's match decide about a file.
func TestExcludesAsGit(t *testing.T) {
	t.Parallel()
	lines := []ignored{ignoreLine("*", nil), ignoreLine("!*/", nil), ignoreLine("!*.txt", nil)}
	for name, want := range map[string]bool{"a.log": true, "b.txt": false} {
		if got := excludes(lines, []string{"x"}, name, false); got != want {
			t.Errorf("x/%s: %v", name, got)
		}
	}
}

// TestExcludesInnerFolder holds the other such case: a pattern of one level says nothing about the level below (Yarn's own .gitignore).
func TestExcludesInnerFolder(t *testing.T) {
	t.Parallel()
	lines := []ignored{ignoreLine(".yarn/*", []string{"web"}), ignoreLine("!.yarn/releases", []string{"web"})}
	for _, c := range []struct {
		dir, name string
		isDir     bool
		want      bool
	}{
		{"web/.yarn", "cache", true, true}, {"web/.yarn", "releases", true, false}, {"web/.yarn/releases", "yarn.cjs", false, false}, {".yarn", "cache", true, false},
	} {
		if got := excludes(lines, strings.Split(c.dir, "/"), c.name, c.isDir); got != c.want {
			t.Errorf("%s/%s: %v", c.dir, c.name, got)
		}
	}
}

func TestExcludesKeepsToItsFolder(t *testing.T) {
	t.Parallel()
	lines := []ignored{ignoreLine("gen", []string{"sub"}), ignoreLine("/top", []string{"sub"})}
	for _, c := range []struct {
		dir, name string
		want      bool
	}{{"sub", "gen", true}, {"sub/deep", "gen", true}, {"sub", "top", true}, {"sub/deep", "top", false}} {
		if got := excludes(lines, strings.Split(c.dir, "/"), c.name, false); got != c.want {
			t.Errorf("%s/%s: %v", c.dir, c.name, got)
		}
	}
}

// TestProgramsThatArePatterns: a pattern for the binary of a Go module names the folder of its sources below cmd as well, which is tracked.
func TestProgramsThatArePatterns(t *testing.T) {
	t.Parallel()
	tree, err := New(fstest.MapFS{".gitignore": {Data: []byte("reef\nout\n")}, "go.mod": {Data: []byte("module example.com/us/reef\n")}, "reef": {}, "cmd/reef/main.go": {}, "cmd/out/main.go": {}, "web/reef/main.go": {}}, DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(tree.Files(), " "); got != ".gitignore cmd/reef/main.go go.mod" {
		t.Error(got)
	}
}

// TestLargeIgnoreFiles: what is too large to be compared with every entry ignores nothing, and is told.
func TestLargeIgnoreFiles(t *testing.T) {
	t.Parallel()
	line := "x.log\n"
	for _, size := range []int{maxIgnore + 10, int(DefaultLimits.FileBytes) + 10} {
		tree, err := New(fstest.MapFS{".gitignore": {Data: []byte(strings.Repeat(line, size/len(line)+1))}, "a": {}, "x.log": {}, "b/.gitignore": {Data: []byte("c\n")}, "b/c": {}}, DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(tree.Files(), " "); got != ".gitignore a b/.gitignore x.log" || len(tree.Warnings()) != 1 || !strings.Contains(tree.Warnings()[0].Text, "nothing is ignored by it") {
			t.Errorf("%d bytes: %s %v", size, got, tree.Warnings())
		}
	}
}
