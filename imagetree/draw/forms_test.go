package draw

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/imagetree"
)

// written is what a form writes of a tree.
func written(t *testing.T, tree *imagetree.Tree, form func(*strings.Builder, *imagetree.Tree) error) string {
	t.Helper()
	var b strings.Builder
	if err := form(&b, tree); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestText: an image with its tag and what it adds to its parent; the branches say which image is whose child.
func TestText(t *testing.T) {
	t.Parallel()
	tree := load(t, family+`  jre-fonts: {from: jre, tag: "17", provides: {fontconfig: "2.15", sh: ""}}
  nginx: {ref: "docker.io/library/nginx:1.27", use: [run], provides: {nginx: "1.27"}}
  plain: {from: old, tag: "9"}
`)
	const want = `nginx = docker.io/library/nginx:1.27  +nginx 1.27
os:1  +debian 13
├── jre:17  +java 17.0.1
│   └── jre-fonts:17  +fontconfig 2.15, sh
└── old:8 (deprecated)  +java 8
    └── plain:9
static:1  +static
`
	if got := written(t, tree, func(b *strings.Builder, t *imagetree.Tree) error { return Text(b, t) }); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestDOT: an image that is not active and an edge that is a copy are dashed.
func TestDOT(t *testing.T) {
	t.Parallel()
	const want = `digraph images {
  rankdir=LR;
  node [shape=box, fontname="sans-serif"];
  "jre" [label="jre:17"];
  "old" [label="old:8 (deprecated)", style=dashed];
  "os" [label="os:1"];
  "static" [label="static:1"];
  "os" -> "jre";
  "os" -> "old";
  "os" -> "static" [style=dashed, label=copies];
}
`
	if got := written(t, load(t, family), func(b *strings.Builder, t *imagetree.Tree) error { return DOT(b, t) }); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestPartsOfMermaid: the images that were asked for with their chains, once each; those that changed have a thick line.
func TestPartsOfMermaid(t *testing.T) {
	t.Parallel()
	tree := load(t, family)
	for name, c := range map[string]struct {
		part Part
		want string
	}{
		"one":            {Part{Only: []string{"jre"}}, "  n0[\"os:1\"]\n  n1[\"jre:17\"]\n  n0 --> n1\n"},
		"two of a chain": {Part{Only: []string{"jre", "os", "old"}}, "  n0[\"os:1\"]\n  n1[\"jre:17\"]\n  n2[\"old:8 (deprecated)\"]\n  n0 --> n1\n  n0 --> n2\n"},
		"a copy":         {Part{Only: []string{"os", "static"}}, "  n0[\"os:1\"]\n  n1[\"static:1\"]\n  n0 -. copies .-> n1\n"},
		"a copy alone":   {Part{Only: []string{"static"}}, "  n0[\"static:1\"]\n"},
		"none of it":     {Part{Only: []string{"jre42"}}, ""},
		"what changed":   {Part{Only: []string{"jre"}, Changed: []string{"os", "jre", "old"}}, "  n0[\"os:1\"]\n  n1[\"jre:17\"]\n  n0 --> n1\n  classDef changed stroke-width:3px\n  class n0,n1 changed\n"},
	} {
		got := written(t, tree, func(b *strings.Builder, t *imagetree.Tree) error { return Mermaid(b, t, c.part) })
		if got != "flowchart LR\n"+c.want {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}

// TestMermaidSaysWhatItLeavesOut: at the parent where there is one, else beside the rest.
func TestMermaidSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	children, roots := "  os: {from: scratch, tag: \"1\"}\n", ""
	var asked []string
	for n := range 155 {
		children += fmt.Sprintf("  c%d: {from: os, tag: \"1\"}\n  c%d-x: {from: c%d, tag: \"1\"}\n", n, n, n)
		roots += fmt.Sprintf("  r%d: {from: scratch, tag: \"1\"}\n", n)
		asked = append(asked, fmt.Sprintf("r%d", n))
	}
	for name, c := range map[string]struct {
		tree  string
		part  Part
		drawn int
		more  string
	}{
		"below a parent": {children, Part{}, 150, `(["+12 more"])`}, // 149 of 155 children, and six with one below each
		"roots":          {roots, Part{}, 150, `(["+5 more roots"])`},
		"asked for":      {roots, Part{Only: asked}, 150, `(["+5 more"])`},
		"just all":       {roots, Part{Only: asked[:150]}, 150, ""},
	} {
		got := written(t, load(t, c.tree), func(b *strings.Builder, t *imagetree.Tree) error { return Mermaid(b, t, c.part) })
		if drawn := strings.Count(got, ":1\"]"); drawn != c.drawn || !strings.Contains(got, c.more) || strings.Contains(got, "more") != (c.more != "") {
			t.Errorf("%s: %d images are drawn, and %q is not told:\n…%s", name, drawn, c.more, got[len(got)-80:])
		}
	}
}

// TestLabels: no word of a tag or a status ends a label of Mermaid (its documentation, "Entity codes to escape characters").
func TestLabels(t *testing.T) {
	t.Parallel()
	if got := label(`a&b "c" <d>`); got != "a#amp;b #quot;c#quot; #lt;d#gt;" {
		t.Error(got)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk is full") }

// TestFormsOnAFullDisk: each form tells that nothing was written.
func TestFormsOnAFullDisk(t *testing.T) {
	t.Parallel()
	tree := load(t, family)
	for name, err := range map[string]error{"text": Text(full{}, tree), "DOT": DOT(full{}, tree), "Mermaid": Mermaid(full{}, tree, Part{}), "page": HTML(full{}, tree, Page{})} {
		if err == nil || !strings.Contains(err.Error(), "disk is full") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFactsOfPage: what the page knows of an image beside its name, each once, in the order in which it is shown.
func TestFactsOfPage(t *testing.T) {
	t.Parallel()
	tree, err := imagetree.Load(fstest.MapFS{"imagetree.yaml": {Data: []byte(`version: 1
registry: r.example.com/base
platforms: [linux/amd64, linux/arm64]
images:
  os: {from: "docker.io/library/debian:13", tag: "1", provides: {debian: "13"}}
  jre: {from: os, tag: "17", tags: [latest], copies: [tools], owner: java, use: [run, build], user: app, uid: 10001, entrypoint: [tini, --], args: {B: "2", A: "1"}, target: run, dockerfile: jre/Dockerfile, removes: [debian], provides: {java: "17", sh: ""}}
  tools: {from: os, tag: "1", status: withdrawn, replacedBy: os, until: "2027-01-31"}
`)}}, "imagetree.yaml")
	if err != nil {
		t.Fatal(err)
	}
	fleet := []imagetree.FleetItem{{Need: imagetree.Need{App: "b"}, Image: "jre"}, {Need: imagetree.Need{App: "a"}, Image: "jre"}, {Need: imagetree.Need{App: "b"}, Image: "jre"}, {Need: imagetree.Need{App: "c"}, Image: "gone"}}
	data := dataOf(tree, Page{Today: "2026-11-28", Fleet: fleet, Ends: []End{{"os", "debian 13", "2030-06-30"}, {"os", "none", ""}, {"gone", "x", "2030-06-30"}}})
	got := map[string]string{}
	for _, i := range data.Images {
		got[i.Name] = fmt.Sprintf("%d %s %v %v %v %v %v %s %s %s %v %s %v", i.Parent, i.From, i.Copies, i.Use, i.Provides, i.Removes, i.Facts, i.Status, i.ReplacedBy, i.Until, i.Apps, i.Dockerfile, i.Ends)
	}
	for name, want := range map[string]string{
		"os":    "-1 docker.io/library/debian:13 [] [] [debian 13] [] [[platforms linux/amd64, linux/arm64]]    []  [[debian 13 2030-06-30]]",
		"jre":   "0  [tools] [run build] [java 17 sh] [debian] [[user app] [uid 10001] [entrypoint tini --] [platforms linux/amd64, linux/arm64] [further tags latest] [target run] [argument A 1] [argument B 2]]    [a b] jre/Dockerfile []",
		"tools": "0  [] [] [] [] [[platforms linux/amd64, linux/arm64]] withdrawn os 2027-01-31 []  []",
	} {
		if got[name] != want {
			t.Errorf("%s: %s, want\n%s", name, got[name], want)
		}
	}
}
