package edit

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/imagetree"
)

// TestPin holds that from: and FROM get the digest together or not at all, and that what is pinned stays.
func TestPin(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		imagetree.FileName: {Data: []byte(`version: 1
registry: r.example.com/b
images:
  a: {from: debian:13, tag: "1", dockerfile: a/Dockerfile} # plain
  b:
    from: docker.io/library/debian:13 # in full
    tag: "1"
    dockerfile: b/Dockerfile
  c: {from: debian:12, tag: "1", dockerfile: c/Dockerfile}
  d: {from: "debian:13@sha256:` + strings.Repeat("1", 64) + `", tag: "1"}
  e: {from: other:1, tag: "1"}
`)},
		"a/Dockerfile": {Data: []byte("# base\nFROM debian:13 AS x\nRUN true\nFROM --platform=linux/amd64 debian:13\n")},
		"b/Dockerfile": {Data: []byte("FROM debian:13\n")},
		"c/Dockerfile": {Data: []byte("ARG V=12\nFROM debian:${V}\n")},
	}
	tree, err := imagetree.Load(fsys, imagetree.FileName)
	if err != nil {
		t.Fatal(err)
	}
	digest := "sha256:" + strings.Repeat("a", 64)
	c, err := Pin(tree, fsys, map[string]string{"debian:13": digest, "docker.io/library/debian:13": digest, "debian:12": digest})
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"a/Dockerfile": "# base\nFROM debian:13 AS x\nRUN true\nFROM --platform=linux/amd64 debian:13@" + digest + "\n",
		"b/Dockerfile": "FROM debian:13@" + digest + "\n",
	} {
		if got := string(c.Files[file]); got != want {
			t.Errorf("%s: %q", file, got)
		}
	}
	text := string(c.Files[imagetree.FileName])
	for _, want := range []string{"a: {from: debian:13@" + digest + ", tag", "from: docker.io/library/debian:13@" + digest + " # in full", "c: {from: debian:12, tag", "e: {from: other:1,"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if len(c.Left) != 1 || !strings.HasPrefix(c.Left[0], "c/Dockerfile:2: FROM debian:${V} is to be debian:12@") {
		t.Errorf("left %q", c.Left)
	}
	if c.Files["c/Dockerfile"] != nil {
		t.Error("changed a Dockerfile that composes its parent")
	}
}
