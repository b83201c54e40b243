package scaffold

import (
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/imagetree"
)

// dockerfiles compose its FROM lines from arguments, as public families of Dockerfiles do.
func dockerfiles() fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		"os/Dockerfile":             file("ARG ROOT=base\nFROM debian:13@sha256:0000000000000000000000000000000000000000000000000000000000000013 AS base\nFROM $ROOT\nENV TINI_VERSION=v0.19.0\n"),
		"java/17/Dockerfile":        file("ARG REGISTRY=quay.io\nARG OWNER=acme\nARG BASE=$REGISTRY/$OWNER/os\nFROM $BASE\nENV JAVA_VERSION=jdk-17\n"),
		"tomcat/Dockerfile":         file("FROM quay.io/acme/java-17:3\nCOPY --from=quay.io/acme/os /a /b\n"),
		"maven/Dockerfile.build":    file("FROM quay.io/acme/java-17:3\nARG MAVEN_VERSION=3.9.16\n"),
		"odd/Dockerfile":            file("ARG BASE\nFROM ${BASE}\n"),
		"broken/Dockerfile":         file("FROBNICATE\n"),
		"node_modules/x/Dockerfile": file("FROM scratch\n"),
	}
}

func TestTree(t *testing.T) {
	t.Parallel()
	fsys := dockerfiles()
	text, skipped, err := Tree(fsys, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(skipped) != 2 || skipped[0].File != "broken/Dockerfile" || skipped[1].File != "odd/Dockerfile" {
		t.Errorf("skipped %v", skipped)
	}
	fsys[imagetree.FileName] = &fstest.MapFile{Data: text}
	tree, err := imagetree.Load(fsys, imagetree.FileName)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for name, want := range map[string]struct{ from, tag, ref string }{
		"os":          {"docker.io/library/debian:13@sha256:0000000000000000000000000000000000000000000000000000000000000013", "latest", "quay.io/acme/os:latest"},
		"java-17":     {"os", "3", "quay.io/acme/java-17:3"},
		"tomcat":      {"java-17", "1-r1", "quay.io/acme/tomcat:1-r1"},
		"maven-build": {"java-17", "1-r1", "quay.io/acme/maven-build:1-r1"},
	} {
		i := tree.Image(name)
		if i == nil || i.From != want.from || i.Tag != want.tag || i.TagRef() != want.ref {
			t.Errorf("%s: %+v\n%s", name, i, text)
		}
	}
	if p, _ := tree.Image("tomcat").Provided("debian"); p.Text != "13" {
		t.Errorf("debian %+v", p)
	}
	if p, _ := tree.Image("maven-build").Provided("maven"); p.Text != "3.9.16" || !tree.Image("maven-build").For(imagetree.Build) {
		t.Errorf("maven %+v", p)
	}
	if c := tree.Image("tomcat").Copies; len(c) != 1 || c[0] != "os" {
		t.Errorf("copies %v", c)
	}
	if _, _, err := Tree(fstest.MapFS{}, Options{}); err == nil {
		t.Error("an empty folder gave a tree")
	}
}
