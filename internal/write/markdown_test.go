package write

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/templates"
)

func file(name, unit, text string) templates.File {
	return templates.File{Path: name, Artefact: "kubernetes", Unit: unit, Data: []byte(text)}
}

// TestMarkdown: what a change does to generated files, grouped, and within what a comment takes.
func TestMarkdown(t *testing.T) {
	t.Parallel()
	before := []templates.File{file("a/same.yaml", "a", "x\n"), file("a/changed.yaml", "a", "one\n"), file("b/gone.yaml", "b", "y\n")}
	after := []templates.File{file("a/same.yaml", "a", "x\n"), file("a/changed.yaml", "a", "```\n````\n"), file("c/new.yaml", "<b>c</b>", "z\n"), file("root.yaml", "", "r\n")}
	const want = "### Generated files\n\n2 new, 1 changed, 1 no longer generated.\n" +
		"\n<details><summary>a: kubernetes, 1 file</summary>\n\n`````diff\ndiff a/a/changed.yaml b/a/changed.yaml\n--- a/a/changed.yaml\n+++ b/a/changed.yaml\n@@ -1,1 +1,2 @@\n-one\n+```\n+````\n`````\n\n</details>\n" +
		"\n<details><summary>b: kubernetes, 1 file</summary>\n\n```diff\ndiff a/b/gone.yaml /dev/null\n--- a/b/gone.yaml\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-y\n```\n\n</details>\n" +
		"\n<details><summary>&lt;b&gt;c&lt;/b&gt;: kubernetes, 1 file</summary>\n\n```diff\ndiff /dev/null b/c/new.yaml\n--- /dev/null\n+++ b/c/new.yaml\n@@ -0,0 +1,1 @@\n+z\n```\n\n</details>\n" +
		"\n<details><summary>the repository: kubernetes, 1 file</summary>\n\n```diff\ndiff /dev/null b/root.yaml\n--- /dev/null\n+++ b/root.yaml\n@@ -0,0 +1,1 @@\n+r\n```\n\n</details>\n"
	if got := string(Between(before, after).Markdown()); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := string(Between(before, before).Markdown()); got != "### Generated files\n\nNone changes.\n" {
		t.Errorf("no change: %s", got)
	}
	var many []templates.File
	for i := range 40 {
		many = append(many, file(fmt.Sprintf("u%02d/a.yaml", i), fmt.Sprintf("u%02d", i), strings.Repeat("a line of some length\n", 200)))
	}
	got := string(Between(nil, many).Markdown())
	if len(got) > 62_000 || !strings.Contains(got, "Too long to be shown: `u") || !strings.HasSuffix(got, " and 8 more.\n") {
		t.Errorf("%d bytes, which end with %s", len(got), got[len(got)-300:])
	}
}
