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
	if fmt.Sprint(c.Custom[0].Files) != `[/(^|/)imagetree\.yaml$/]` || fmt.Sprint(c.Dockerfile.Files) != `[/(^|/)jre/Dockerfile$/ /(^|/)os/Dockerfile$/]` {
		t.Errorf("%s", data)
	}
	if c.PackageRules[1].Packages[0] != "r.example.com/base/**" || *c.PackageRules[0].Enabled {
		t.Errorf("the tree's own images and majors are left alone: %s", data)
	}
	if c.PostUpgrade.Commands[0] != "waybill tree sync --from-dockerfiles --since origin/{{{baseBranch}}}" || c.PostUpgrade.Mode != "branch" {
		t.Errorf("tags are raised once, against the base branch: %s", data)
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

// TestOwn: Renovate leaves the tree's own images alone wherever they are pushed and however a Dockerfile writes them.
func TestOwn(t *testing.T) {
	t.Parallel()
	for registry, want := range map[string]string{
		"r.example.com/base": "[quay.io/acme/jre r.example.com/base/**]",
		"docker.io/acme":     "[acme/** docker.io/acme/** quay.io/acme/jre]",
		"docker.io/library":  "[docker.io/library/os os quay.io/acme/jre]",
	} {
		fsys := fstest.MapFS{"imagetree.yaml": {Data: []byte("version: 1\nregistry: " + registry + "\nimages:\n  os: {from: 'debian:13-slim', tag: '1'}\n  jre: {from: os, repository: quay.io/acme/jre, tag: '1'}\n  taken: {ref: 'docker.io/library/node:24'}\n")}}
		tree, err := imagetree.Load(fsys, "imagetree.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(own(tree)); got != want {
			t.Errorf("%s: %s, want %s", registry, got, want)
		}
	}
}
