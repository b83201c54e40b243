package source

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// ignored is one line of a .gitignore. go-git decides what it means; last is the part of it that an entry's own name
// has to match, so that nearly all entries are answered without asking.
type ignored struct {
	gitignore.Pattern
	domain  []string // folder of the .gitignore
	last    string   // literal or glob for the entry's name; "" when only the whole path can tell
	glob    bool
	suffix  string // of a glob that is a star and plain text, as nearly all are
	slashed bool   // the pattern names a path, not a name
	depth   int    // elements of that path; 0 when ** stands for any number of them
}

func ignoreLine(line string, domain []string) ignored {
	i := ignored{Pattern: gitignore.ParsePattern(line, domain), domain: domain}
	text := strings.TrimSuffix(strings.TrimPrefix(line, "!"), "/")
	i.slashed = strings.Contains(text, "/")
	if i.slashed && !strings.Contains(text, "**") {
		i.depth = len(strings.Split(strings.TrimPrefix(text, "/"), "/"))
	}
	i.last = path.Base(text)
	i.glob = strings.ContainsAny(i.last, `*?[\`)
	if rest, ok := strings.CutPrefix(i.last, "*"); ok && !strings.ContainsAny(rest, `*?[\`) {
		i.suffix = rest
	}
	if strings.Contains(i.last, "**") {
		i.last = ""
	}
	return i
}

// match asks the pattern about an entry of a folder that is not ignored itself: its parents need no second look.
func (i ignored) match(dir []string, name string, isDir bool) gitignore.MatchResult {
	switch {
	case i.last == "":
	case !i.glob:
		if i.last != name {
			return gitignore.NoMatch
		}
	case i.suffix != "":
		if !strings.HasSuffix(name, i.suffix) {
			return gitignore.NoMatch
		}
	default:
		// a malformed glob matches nothing, in git too
		if ok, err := path.Match(i.last, name); err != nil || !ok {
			return gitignore.NoMatch
		}
	}
	if i.depth > 0 && len(dir)+1-len(i.domain) != i.depth {
		return gitignore.NoMatch // go-git takes what lies below for a match, which an inner folder that is wanted back refutes
	}
	if i.slashed {
		return i.Match(append(slices.Clip(dir), name), isDir)
	}
	return i.Match(append(slices.Clip(i.domain), name), isDir)
}

// excludes says whether the last line that names the entry ignores it (gitignore(5): "the last matching pattern decides").
func excludes(lines []ignored, dir []string, name string, isDir bool) bool {
	for _, i := range slices.Backward(lines) {
		if result := i.match(dir, name, isDir); result != gitignore.NoMatch {
			return result == gitignore.Exclude
		}
	}
	return false
}

// maxIgnore is how many bytes all .gitignore files of a repository may have: each entry may be compared with each of their lines.
const maxIgnore = 2 << 20

// ignoreLines reads the .gitignore of a folder. One that is not read ignores nothing, and is told.
func (t *Tree) ignoreLines(dir string) []ignored {
	name := path.Join(dir, ".gitignore")
	data, err := t.Read(name)
	if err != nil {
		t.warn(name, "cannot be read, so nothing is ignored by it: "+plain(err))
		return nil
	}
	if t.ignoring += len(data); t.ignoring > maxIgnore {
		t.ignoring -= len(data)
		t.warn(name, fmt.Sprintf("the .gitignore files are larger than %d bytes together: this one is not read, so nothing is ignored by it", maxIgnore))
		return nil
	}
	domain := elements(dir)
	var lines []ignored
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, ignoreLine(line, domain))
		}
	}
	return lines
}

func elements(dir string) []string {
	if dir == "." {
		return nil
	}
	return strings.Split(dir, "/")
}
