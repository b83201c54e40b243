package rebase

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/waybill-dev/waybill/imagetree"
)

// TestInTree: the image of a tree that follows a base within its line. What does not surely follow is refused: another line may break what
// was built on the base.
func TestInTree(t *testing.T) {
	t.Parallel()
	tree, err := imagetree.Load(fstest.MapFS{"imagetree.yaml": {Data: []byte(`version: 1
registry: r.example.com/base
images:
  os: {from: scratch, tag: "13.6-r4"}
  jre17: {from: os, tag: 17-r2, repository: jre}
  jre21: {from: os, tag: 21-r1, repository: jre}
  node22: {from: os, tag: 22-r1, repository: node}
  node22-slim: {from: os, tag: 22-r1-slim, repository: node}
  gone: {from: os, tag: 1-r2, status: withdrawn}
  old: {from: os, tag: 8-r1, status: withdrawn, replacedBy: jre17}
`)}}, "imagetree.yaml")
	if err != nil {
		t.Fatal(err)
	}
	next := InTree(tree)
	for old, want := range map[string]string{
		"r.example.com/base/os:13.6-r4":      "r.example.com/base/os:13.6-r4",
		"r.example.com/base/os:12.1-r1":      "r.example.com/base/os:13.6-r4", // the only one of its name
		"r.example.com/base/jre:17-r1":       "r.example.com/base/jre:17-r2",
		"r.example.com/base/jre:21-r1":       "r.example.com/base/jre:21-r1",
		"r.example.com/base/jre:8-r1":        "2 images of the tree are tags of r.example.com/base/jre, and none follows 8-r1 surely",
		"r.example.com/base/jre:1-r1":        "2 images of the tree are tags of r.example.com/base/jre, and none follows 1-r1 surely",
		"r.example.com/base/node:22-r1-slim": "r.example.com/base/node:22-r1-slim",
		"r.example.com/base/node:22-r0":      "2 images of the tree are tags of r.example.com/base/node, and none follows 22-r0 surely",
		"r.example.com/base/none:1":          "no image of the tree is pushed as r.example.com/base/none",
		"r.example.com/os:13.6-r4":           "no image of the tree is pushed as r.example.com/os",
		"r.example.com/base/gone:1-r1":       "image gone is withdrawn",
		"r.example.com/base/old:8-r1":        "image old is withdrawn, and jre17 that replaces it is another line: build the application anew",
		"no image at all":                    `the base "no image at all" that its label names is no image reference`,
	} {
		got, err := next(old)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", old, got, want)
		}
	}
}

// TestLines: what stays the same within a release. Sources: the release pages of Alpine (wiki.alpinelinux.org) and Ubuntu
// (ubuntu.com/about/release-cycle); JEP 223 for Java before and after 9.
func TestLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ of, version, want string }{
		{"debian", "13.1", "13"}, {"debian", "13", "13"}, {"alpine", "3.21.4", "3.21"}, {"alpine", "3", "3"}, {"ubuntu", "24.04.1", "24.04"}, {"rocky", "9.5", "9"},
	} {
		if got := line(c.of, c.version); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.of, c.version, got, c.want)
		}
	}
	for version, want := range map[string]string{"1.8.0_412": "8", "jdk8u412-b08": "8", "jdk-17.0.12+7": "17", "21.0.4": "21", "v22.1.0": "22", "stable": "stable"} {
		if got := major(version); got != want {
			t.Errorf("%s: %s, want %s", version, got, want)
		}
	}
}

// TestFamilies: registries refuse an image whose layers are of two families of media types; others stay as they are.
func TestFamilies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind types.MediaType
		oci  bool
		want types.MediaType
	}{
		{types.DockerLayer, true, types.OCILayer},
		{types.DockerLayer, false, types.DockerLayer},
		{types.OCILayer, false, types.DockerLayer},
		{types.OCILayer, true, types.OCILayer},
		{types.OCILayerZStd, false, types.OCILayerZStd},
	} {
		if got := family(c.kind, c.oci); got != c.want {
			t.Errorf("%s, OCI %t: %s, want %s", c.kind, c.oci, got, c.want)
		}
	}
}
