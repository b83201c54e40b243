package draw

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/imagetree"
)

func load(tb testing.TB, images string) *imagetree.Tree {
	tb.Helper()
	tree, err := imagetree.Load(fstest.MapFS{imagetree.FileName: {Data: []byte("version: 1\nregistry: r.example.com/base\nimages:\n" + images)}}, imagetree.FileName)
	if err != nil {
		tb.Fatal(err)
	}
	return tree
}

const family = `  os: {from: scratch, tag: "1", provides: {debian: "13"}}
  jre: {from: os, tag: "17", use: [run], provides: {java: "17.0.1"}}
  old: {from: os, tag: "8", use: [run], status: deprecated, provides: {java: "8"}}
  static: {from: scratch, copies: [os], tag: "1", use: [run], provides: {static: ""}}
`

func TestMermaid(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := Mermaid(&b, load(t, family), Part{}); err != nil {
		t.Fatal(err)
	}
	const want = `flowchart LR
  n0["os:1"]
  n1["static:1"]
  n2["jre:17"]
  n3["old:8 (deprecated)"]
  n0 -. copies .-> n1
  n0 --> n2
  n0 --> n3
`
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}

// TestMermaidStaysWithinItsLimits holds that no tree gives more than 500 edges or 50,000 characters, and that nothing is lost silently.
func TestMermaidStaysWithinItsLimits(t *testing.T) {
	t.Parallel()
	var wide, roots strings.Builder
	wide.WriteString("  os: {from: scratch, tag: \"1\"}\n")
	for n := range 3000 {
		fmt.Fprintf(&wide, "  %s%d: {from: os, tag: \"1\"}\n", strings.Repeat("x", 100), n)
		fmt.Fprintf(&roots, "  r%d: {from: scratch, tag: \"1\"}\n", n)
	}
	for name, text := range map[string]string{"wide": wide.String(), "roots": roots.String()} {
		var b strings.Builder
		if err := Mermaid(&b, load(t, text), Part{}); err != nil {
			t.Fatal(err)
		}
		if edges := strings.Count(b.String(), "--"); edges > 450 || b.Len() > 50_000 || !strings.Contains(b.String(), " more") {
			t.Errorf("%s: %d edges, %d characters", name, edges, b.Len())
		}
	}
}
