package recipe

import (
	"errors"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/imagetree"
)

func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func load(t *testing.T, fsys fstest.MapFS, images string) *imagetree.Tree {
	t.Helper()
	fsys[imagetree.FileName] = &fstest.MapFile{Data: []byte("version: 1\nregistry: r.example.com/base\nimages:\n" + images)}
	tree, err := imagetree.Load(fsys, imagetree.FileName)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// TestFileChanged holds that a file counts when the Dockerfile takes it and .dockerignore leaves it, and in no other case.
func TestFileChanged(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"a/Dockerfile": "FROM scratch\nCOPY run.sh /\n", "a/run.sh": "1", "a/README.md": "1",
		"b/Dockerfile": "FROM scratch\nCOPY . /\n", "b/.dockerignore": "*.md\n!LICENCE.md\n", "b/NOTES.md": "1", "b/LICENCE.md": "1", "b/deep/x.conf": "1",
		"c/Dockerfile.one": "FROM scratch\n", "c/Dockerfile.two": "FROM scratch\nADD *.conf /\n", "c/x.conf": "1", "c/x.sh": "1",
		"c/Dockerfile.two.dockerignore": "y.conf\n", "c/y.conf": "1",
		"files/d.Dockerfile": "FROM scratch\nRUN --mount=type=bind,source=scripts,target=/s true\n", "scripts/go.sh": "1",
		"e/Dockerfile": "ARG WHAT=none\nFROM scratch AS small\nFROM scratch AS big\nARG WHAT\nCOPY ${WHAT} /\n", "e/none": "1", "e/more": "1",
	}
	const images = `  a: {from: scratch, tag: '1', dockerfile: a/Dockerfile}
  b: {from: scratch, tag: '1', dockerfile: b/Dockerfile}
  one: {from: scratch, tag: '1', dockerfile: c/Dockerfile.one}
  two: {from: scratch, tag: '1', dockerfile: c/Dockerfile.two}
  d: {from: scratch, tag: '1', dockerfile: files/d.Dockerfile}
  small: {from: scratch, tag: '1', dockerfile: e/Dockerfile, target: small}
  big: {from: scratch, tag: '1', dockerfile: e/Dockerfile, args: {WHAT: more}}
`
	for edited, want := range map[string]string{
		"a/run.sh": "[{a a/run.sh true}]", "a/README.md": "[]", "a/Dockerfile": "[{a a/Dockerfile true}]",
		"b/NOTES.md": "[]", "b/LICENCE.md": "[{b b/LICENCE.md true}]", "b/deep/x.conf": "[{b b/deep/x.conf true}]",
		"c/Dockerfile.one": "[{one c/Dockerfile.one true}]", "c/x.conf": "[{two c/x.conf true}]", "c/x.sh": "[]", "c/y.conf": "[]",
		"scripts/go.sh": "[{d scripts/go.sh true}]", "e/none": "[]", "e/more": "[{big e/more true}]",
	} {
		was, is := folder(files), folder(files)
		is[edited] = &fstest.MapFile{Data: append([]byte(files[edited]), "\n# more\n"...)}
		if got := fmt.Sprint(Changed(load(t, is, images), load(t, was, images), is, was)); got != want {
			t.Errorf("%s: got %s, want %s", edited, got, want)
		}
	}
}

// TestChanged holds which fields make another image, and which only tell other things of it.
func TestChanged(t *testing.T) {
	t.Parallel()
	const before = "{from: scratch, tag: '1', use: [run], provides: {java: '17'}"
	for after, want := range map[string]string{
		before + "}":                            "[]",
		before + ", owner: base}":               "[]",
		before + ", status: active}":            "[]",
		before + ", status: deprecated}":        "[{a status false}]",
		before + ", replacedBy: b}":             "[{a replacedBy false}]",
		before + ", until: 2027-01-01}":         "[{a until false}]",
		before + ", tags: ['17']}":              "[{a tags false}]",
		before + ", args: {X: '1'}}":            "[{a args true}]",
		before + ", platforms: [linux/arm64]}":  "[{a platforms true}]",
		before + ", repository: java}":          "[{a ref true}]",
		"{from: scratch, tag: '2', use: [run]}": "[{a tag true}]",
		"{from: scratch, tag: '1', use: [run]}": "[{a provides false}]",
	} {
		was, is := folder(nil), folder(nil)
		if got := fmt.Sprint(Changed(load(t, is, "  a: "+after+"\n"), load(t, was, "  a: "+before+"}\n"), is, was)); got != want {
			t.Errorf("%s: got %s, want %s", after, got, want)
		}
	}
	was, is := folder(nil), folder(nil)
	if got := fmt.Sprint(Changed(load(t, is, "  b: {from: scratch}\n"), load(t, was, "  a: {from: scratch}\n"), nil, nil)); got != "[{a removed true} {b added true}]" {
		t.Errorf("got %s", got)
	}
}

// TestUnraised: an image whose files, from:, args or target moved under the same tag is told with what moved; a raised tag is no finding.
func TestUnraised(t *testing.T) {
	t.Parallel()
	files := map[string]string{"a/Dockerfile": "FROM scratch\n"}
	const parents = "  p: {from: scratch, tag: '1', dockerfile: a/Dockerfile}\n  q: {from: scratch, tag: '1', dockerfile: a/Dockerfile}\n"
	const plain = "  i: {from: p, tag: '1', dockerfile: a/Dockerfile}\n"
	for now, c := range map[string]struct{ file, want string }{
		plain: {"", ""},
		"  i: {from: p, tag: '1', dockerfile: a/Dockerfile}\n#\n":            {"a/run.sh", "a/run.sh"},
		"  i: {from: q, tag: '1', dockerfile: a/Dockerfile}\n":               {"", "from p to q"},
		"  i: {from: q, tag: '2', dockerfile: a/Dockerfile}\n":               {"a/run.sh", ""},
		"  i: {from: p, tag: '1', dockerfile: a/Dockerfile, args: {A: b}}\n": {"", "args"},
		"  i: {from: p, tag: '1', dockerfile: a/Dockerfile, owner: other}\n": {"", ""},
	} {
		is, was := load(t, folder(files), parents+now).Image("i"), load(t, folder(files), parents+plain).Image("i")
		if got := Unraised(is, was, func() string { return c.file }); got != c.want {
			t.Errorf("%s: got %q, want %q", now, got, c.want)
		}
	}
}

// TestMissing: what the Dockerfile takes from the context and the context does not hold; the context is the nearest folder that holds all.
func TestMissing(t *testing.T) {
	t.Parallel()
	fsys := folder(map[string]string{
		"a/Dockerfile": "FROM scratch\nCOPY run.sh gone.sh /\n", "a/run.sh": "1",
		"b/Dockerfile": "FROM scratch\nCOPY shared/x b/y /\n", "shared/x": "1", "b/y": "1",
		"c/Dockerfile": "FROM scratch\nCOPY x /\n", "c/x": "1",
	})
	tree := load(t, fsys, `  a: {from: scratch, tag: '1', dockerfile: a/Dockerfile}
  b: {from: scratch, tag: '1', dockerfile: b/Dockerfile}
  c: {from: scratch, tag: '1', dockerfile: c/Dockerfile, context: shared}
  gone: {from: scratch, tag: '1', dockerfile: d/Dockerfile}
`)
	for name, want := range map[string]string{"a": "a gone.sh", "b": ".", "c": "shared", "gone": "d"} {
		r, err := Of(fsys, tree.Image(name))
		got := r.Context
		for _, s := range r.Missing() {
			got += " " + s.Path
		}
		if got != want || errors.Is(err, ErrMissing) != (name == "gone") {
			t.Errorf("%s: got %q, %v; want %q", name, got, err, want)
		}
	}
}

// TestParsed: a Dockerfile is parsed once for the same content and arguments, and anew for others.
func TestParsed(t *testing.T) {
	t.Parallel()
	fsys := folder(map[string]string{"a/Dockerfile": "ARG WHAT=x\nFROM scratch\nARG WHAT\nCOPY ${WHAT} /\n", "b/Dockerfile": "ARG WHAT=x\nFROM scratch\nARG WHAT\nCOPY ${WHAT} /\n", "a/x": "1", "a/y": "1", "b/x": "1"})
	tree := load(t, fsys, `  a: {from: scratch, tag: '1', dockerfile: a/Dockerfile}
  b: {from: scratch, tag: '1', dockerfile: b/Dockerfile}
  y: {from: scratch, tag: '1', dockerfile: a/Dockerfile, args: {WHAT: y}}
`)
	parsed := Parsed{}
	for name, want := range map[string]string{"a": "x", "b": "x", "y": "y"} {
		r, err := parsed.Of(fsys, tree.Image(name))
		if err != nil || len(r.File.Sources()) != 1 || r.File.Sources()[0].Path != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(parsed) != 2 {
		t.Errorf("%d Dockerfiles were parsed, not 2", len(parsed))
	}
}
