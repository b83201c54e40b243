package renovate

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/imagetree"
)

// TestReference: what is taken from outside is found in block and flow style, with and without quotes, digest and port; nothing else is.
func TestReference(t *testing.T) {
	t.Parallel()
	found := regexp.MustCompile(Reference)
	digest := "sha256:" + strings.Repeat("0a", 32)
	for text, want := range map[string]string{
		"    from: debian:13-slim\n":                                    "debian 13-slim ",
		"  os: {from: 'docker.io/library/debian:13-slim', tag: 1}":      "docker.io/library/debian 13-slim ",
		`  os: {tag: 1, from: "localhost:5000/a/b:1.2@` + digest + `"}`: "localhost:5000/a/b 1.2 " + digest,
		"    ref: docker.io/library/node:24.21.0-slim@" + digest:        "docker.io/library/node 24.21.0-slim " + digest,
		"  jre: {from: os, tag: 17-r1}":                                 "",
		"  os: {from: scratch, tag: '1'}":                               "",
		"    replacedBy: node:24":                                       "",
		"    transform: a:1":                                            "",
	} {
		got := ""
		if m := found.FindStringSubmatch(text); m != nil {
			got = fmt.Sprintf("%s %s %s", m[found.SubexpIndex("depName")], m[found.SubexpIndex("currentValue")], m[found.SubexpIndex("currentDigest")])
		}
		if got != want {
			t.Errorf("%s\ngot  %q\nwant %q", text, got, want)
		}
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		"imagetree.yaml": {Data: []byte("version: 1\nregistry: r.example.com/base\nimages:\n  os: {from: 'debian:13-slim', tag: '1', dockerfile: os/Dockerfile}\n  jre: {from: os, tag: '1', dockerfile: jre/Dockerfile}\n")},
		"os/Dockerfile":  {Data: []byte("FROM debian:13-slim\n")},
		"jre/Dockerfile": {Data: []byte("FROM r.example.com/base/os:1\n")},
	}
	tree, err := imagetree.Load(fsys, "imagetree.yaml")
	if err != nil {
		t.Fatal(err)
	}
	data, err := Config(tree, 40)
	if err != nil {
		t.Fatal(err)
	}
	var c config
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(c.Custom[0].Files) != `[/(^|/)imagetree\.yaml$/]` || fmt.Sprint(c.Dockerfile.Files) != `[/(^|/)jre/Dockerfile$/ /(^|/)os/Dockerfile$/]` || c.PinDigests {
		t.Errorf("%s", data)
	}
	if c.PackageRules[1].Packages[0] != "r.example.com/base/**" || *c.PackageRules[0].Enabled {
		t.Errorf("the tree's own images and majors are left alone: %s", data)
	}
	data, err = Config(tree, 39)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(data); strings.Contains(text, "managerFilePatterns") || !strings.Contains(text, `"fileMatch": [
        "(^|/)imagetree\\.yaml$"`) {
		t.Errorf("before 40: %s", text)
	}
}
