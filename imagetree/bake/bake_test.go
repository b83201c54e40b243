package bake

import (
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
	got, err := Of(tree).Bytes()
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
