package write

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
)

// maxMarkdown bounds the diffs of a report, in bytes: GitHub takes 65,536 characters as a comment, GitLab a million.
const maxMarkdown = 60_000

// Markdown tells what Apply would write as a comment of a pull request: a line with the numbers, and a folded diff for each artefact of
// each unit. What does not fit is named.
func (cs *Changes) Markdown() []byte {
	groups := map[string][]Change{}
	count := map[Status]int{}
	for _, c := range cs.Files {
		if c.Writes() {
			groups[c.group()] = append(groups[c.group()], c)
			count[c.Status]++
		}
	}
	if len(groups) == 0 {
		return []byte("### Generated files\n\nNone changes.\n")
	}
	var b bytes.Buffer
	changed := count[Update] + count[Merged] + count[Conflict]
	fmt.Fprintf(&b, "### Generated files\n\n%d new, %d changed, %d no longer generated.\n", count[Create], changed, count[Remove])
	var left []string
	for _, name := range cs.groups() {
		text := folded(name, groups[name])
		if b.Len()+len(text) <= maxMarkdown {
			b.WriteString(text)
			continue
		}
		for _, c := range groups[name] {
			left = append(left, "`"+strings.ReplaceAll(c.Path, "`", "'")+"`")
		}
	}
	if len(left) > 0 {
		fmt.Fprintf(&b, "\nToo long to be shown: %s", strings.Join(left[:min(len(left), 20)], ", "))
		if len(left) > 20 {
			fmt.Fprintf(&b, " and %d more", len(left)-20)
		}
		b.WriteString(".\n")
	}
	return b.Bytes()
}

// group is the heading that a change stands under.
func (c Change) group() string {
	return cmp.Or(c.Unit, "the repository") + ": " + cmp.Or(c.Artefact, "files")
}

// groups lists the headings in the order of their first files.
func (cs *Changes) groups() []string {
	var out []string
	for _, c := range cs.Files {
		if g := c.group(); c.Writes() && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// folded is the diff of some files under a heading. The fence is longer than any within the diff.
func folded(name string, changes []Change) string {
	var diff bytes.Buffer
	for _, c := range changes {
		diff.Write(c.Diff())
	}
	fence := "```"
	for bytes.Contains(diff.Bytes(), []byte(fence)) {
		fence += "`"
	}
	files := "1 file"
	if len(changes) != 1 {
		files = fmt.Sprintf("%d files", len(changes))
	}
	return fmt.Sprintf("\n<details><summary>%s, %s</summary>\n\n%sdiff\n%s%s\n\n</details>\n", html.EscapeString(name), files, fence, diff.String(), fence)
}
