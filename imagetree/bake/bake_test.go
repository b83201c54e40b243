package bake

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/imagetree"
)

func TestOf(t *testing.T) {
	t.Parallel()
	tree, err := imagetree.Load(fstest.MapFS{imagetree.FileName: {Data: []byte(`version: 1
registry: r.example.com/base
platforms: [linux/amd64]
images:
  os: {from: scratch, tag: "1", dockerfile: images/os/Dockerfile}
  b-jre: {from: os, tag: "17", dockerfile: images/b-jre/Dockerfile}
  a-app: {from: b-jre, copies: [os, ext], tag: "2", dockerfile: images/a-app/Dockerfile}
  ext: {ref: "docker.io/library/debian:13"}
  gone: {from: os, tag: "1", status: withdrawn, dockerfile: images/gone/Dockerfile}
`)}}, imagetree.FileName)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Of(tree, nil).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
 "group": {
  "default": {
   "targets": [
    "os",
    "b-jre",
    "a-app"
   ]
  }
 },
 "target": {
  "a-app": {
   "context": "images/a-app",
   "dockerfile": "Dockerfile",
   "tags": [
    "r.example.com/base/a-app:2"
   ],
   "platforms": [
    "linux/amd64"
   ],
   "contexts": {
    "r.example.com/base/b-jre:17": "target:b-jre",
    "r.example.com/base/os:1": "target:os"
   },
   "labels": {
    "org.opencontainers.image.base.name": "r.example.com/base/b-jre:17"
   }
  },
  "b-jre": {
   "context": "images/b-jre",
   "dockerfile": "Dockerfile",
   "tags": [
    "r.example.com/base/b-jre:17"
   ],
   "platforms": [
    "linux/amd64"
   ],
   "contexts": {
    "r.example.com/base/os:1": "target:os"
   },
   "labels": {
    "org.opencontainers.image.base.name": "r.example.com/base/os:1"
   }
  },
  "os": {
   "context": "images/os",
   "dockerfile": "Dockerfile",
   "tags": [
    "r.example.com/base/os:1"
   ],
   "platforms": [
    "linux/amd64"
   ]
  }
 }
}
`
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
}

// TestShapes holds what buildx and BuildKit ask for: names of targets, familiar references as they stand in the Dockerfiles, digests
// included, arguments, stages, contexts that are not the folder of the Dockerfile, and many images in one repository.
func TestShapes(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		imagetree.FileName: {Data: []byte(`version: 1
registry: docker.io/harbour
images:
  web/python-3.13: {from: docker.io/library/debian:13@sha256:0000000000000000000000000000000000000000000000000000000000000013, tag: 1-r1, dockerfile: files/python.Dockerfile}
  web-python-3-13: {from: web/python-3.13, tag: latest, tags: ["3"], dockerfile: b/Dockerfile}
  java-17: {from: scratch, repository: java, tag: 17-r1, dockerfile: java/Dockerfile, args: {V: "17", X: "${Y}"}, target: jre}
  java-21: {from: scratch, repository: quay.io/other/java, tag: 21-r1, dockerfile: java/Dockerfile, args: {V: "21"}, copies: [web-python-3-13]}
`)},
		"files/python.Dockerfile": {Data: []byte("FROM debian:13\nCOPY scripts/go.sh /\n")},
		"scripts/go.sh":           {Data: []byte("true\n")},
		"b/Dockerfile":            {Data: []byte("FROM harbour/web/python-3.13:1-r1@sha256:00000000000000000000000000000000000000000000000000000000000000ab\n")},
		"java/Dockerfile":         {Data: []byte("ARG V\nFROM scratch AS jre\nFROM scratch\nCOPY --from=harbour/web-python-3-13 /a /a\n")},
	}
	tree, err := imagetree.Load(fsys, imagetree.FileName)
	if err != nil {
		t.Fatal(err)
	}
	f := Of(tree, fsys)
	if got := strings.Join(f.Group["default"].Targets, " "); got != "java-17 web-python-3-13-2 web-python-3-13 java-21" {
		t.Errorf("targets %s", got)
	}
	for name, want := range map[string]Target{
		"web-python-3-13-2": {Context: ".", Dockerfile: "files/python.Dockerfile", Tags: []string{"docker.io/harbour/web/python-3.13:1-r1"}, Labels: map[string]string{
			"org.opencontainers.image.base.name": "docker.io/library/debian:13", "org.opencontainers.image.base.digest": "sha256:0000000000000000000000000000000000000000000000000000000000000013",
		}},
		"web-python-3-13": {
			Context: "b", Dockerfile: "Dockerfile", Tags: []string{"docker.io/harbour/web-python-3-13:latest", "docker.io/harbour/web-python-3-13:3"},
			Contexts: map[string]string{"harbour/web/python-3.13:1-r1@sha256:00000000000000000000000000000000000000000000000000000000000000ab": "target:web-python-3-13-2"},
			Labels:   map[string]string{"org.opencontainers.image.base.name": "docker.io/harbour/web/python-3.13:1-r1"},
		},
		"java-17": {Context: "java", Dockerfile: "Dockerfile", Stage: "jre", Tags: []string{"docker.io/harbour/java:17-r1"}, Args: map[string]string{"V": "17", "X": "$${Y}"}, Labels: map[string]string{}},
		"java-21": {
			Context: "java", Dockerfile: "Dockerfile", Tags: []string{"quay.io/other/java:21-r1"}, Args: map[string]string{"V": "21"}, Labels: map[string]string{},
			Contexts: map[string]string{"harbour/web-python-3-13": "target:web-python-3-13"},
		},
	} {
		if got := f.Target[name]; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s:\ngot  %v\nwant %v", name, got, want)
		}
	}
}

// TestBelow holds that a Dockerfile is found from its context, inside and outside of it.
func TestBelow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ folder, file, want string }{
		{".", "a/Dockerfile", "a/Dockerfile"}, {"a", "a/Dockerfile", "Dockerfile"}, {"a/b", "a/Dockerfile", "../Dockerfile"}, {"scripts", "files/x.Dockerfile", "../files/x.Dockerfile"},
	} {
		if got := below(c.folder, c.file); got != c.want {
			t.Errorf("%s of %s: %s", c.file, c.folder, got)
		}
	}
}
