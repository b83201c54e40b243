package edit

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/waybill-dev/waybill/imagetree"
)

const family = `-- imagetree.yaml --
version: 1
registry: docker.io/harbour   # where we push
images:
  os:
    from: docker.io/library/debian:13@sha256:0000000000000000000000000000000000000000000000000000000000000013
    tag: 13-r1   # raised by hand
    dockerfile: os/Dockerfile
  jre: {from: os, tag: "17-r9", dockerfile: jre/Dockerfile}
  app: {from: jre, tag: '3', copies: [os], dockerfile: app/Dockerfile}
  args: {from: os, tag: 1-r1, dockerfile: args/Dockerfile}
  other: {from: scratch, tag: 13-r1, dockerfile: other/Dockerfile}
-- os/Dockerfile --
FROM debian:13@sha256:0000000000000000000000000000000000000000000000000000000000000013
-- jre/Dockerfile --
# built on harbour/os:13-r1
FROM harbour/os:13-r1@sha256:0000000000000000000000000000000000000000000000000000000000000001
LABEL org.opencontainers.image.base.name="docker.io/harbour/os:13-r1"
-- app/Dockerfile --
FROM docker.io/harbour/jre:17-r9 AS run
COPY --from=harbour/os:13-r1 /etc/ssl /etc/ssl
RUN echo harbour/os:13-r10 harbour/os:13-r1.2
-- args/Dockerfile --
ARG OS=13-r1
FROM harbour/os:${OS}
-- other/Dockerfile --
FROM scratch
-- imagetree.lock --
{"version": 1, "images": {"os": {"ref": "docker.io/harbour/os:13-r1", "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000001", "platforms": {}}, "other": {"ref": "docker.io/harbour/other:13-r1", "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000002", "platforms": {}}}}
`

func folder(text string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(text)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

func load(t *testing.T, fsys fstest.MapFS) *imagetree.Tree {
	t.Helper()
	tree, err := imagetree.Load(fsys, imagetree.FileName)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// after returns the folder with the change in it.
func after(fsys fstest.MapFS, c *Change) fstest.MapFS {
	out := maps.Clone(fsys)
	for name, data := range c.Files {
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

// TestBump holds that one edit raises the subtree with everything that names it, and leaves every other byte.
func TestBump(t *testing.T) {
	t.Parallel()
	fsys := folder(family)
	c, err := Bump(load(t, fsys), fsys, "os", "", true)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer(
		"tag: 13-r1   #", "tag: 13-r2   #", `"17-r9"`, `"17-r10"`, "tag: '3'", "tag: '3-r2'", "tag: 1-r1,", "tag: 1-r2,",
		"on harbour/os:13-r1\n", "on harbour/os:13-r2\n", "harbour/os:13-r1@sha256:0000000000000000000000000000000000000000000000000000000000000001\nLABEL", "harbour/os:13-r2\nLABEL",
		`"docker.io/harbour/os:13-r1"`+"\n--", `"docker.io/harbour/os:13-r2"`+"\n--", "harbour/jre:17-r9", "harbour/jre:17-r10", "--from=harbour/os:13-r1", "--from=harbour/os:13-r2", "OS=13-r1", "OS=13-r2",
	).Replace(family)
	got := after(fsys, c)
	for name, file := range folder(want) {
		if name != imagetree.LockName && string(got[name].Data) != string(file.Data) {
			t.Errorf("%s:\n%s\nwant\n%s", name, got[name].Data, file.Data)
		}
	}
	if tree := load(t, got); len(tree.Lock.Images) != 1 || len(c.Left) > 0 {
		t.Errorf("lock %v, left %v", tree.Lock.Images, c.Left)
	}
}

// TestBumpOne holds that without children only the image and those that name it change, and what is refused.
func TestBumpOne(t *testing.T) {
	t.Parallel()
	fsys := folder(family)
	c, err := Bump(load(t, fsys), fsys, "jre", "17.0.1-r1", false)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(c.Steps); got != "[{jre imagetree.yaml tag 17-r9 17.0.1-r1} {app app/Dockerfile FROM docker.io/harbour/jre:17-r9 docker.io/harbour/jre:17.0.1-r1}]" {
		t.Errorf("got %s", got)
	}
	for name, tag := range map[string]string{"nowhere": "", "jre": "17-r9"} {
		if _, err := Bump(load(t, fsys), fsys, name, tag, false); err == nil {
			t.Errorf("%s %s was taken", name, tag)
		}
	}
}

// TestBumpBack holds that no tag goes backwards, which lint would refuse afterwards.
func TestBumpBack(t *testing.T) {
	t.Parallel()
	fsys := folder(family)
	for _, tag := range []string{"17-r8", "17"} {
		if _, err := Bump(load(t, fsys), fsys, "jre", tag, false); err == nil || !strings.Contains(err.Error(), "backwards, from 17-r9 to "+tag) {
			t.Errorf("%s: %v", tag, err)
		}
	}
}

// TestBumpComposed holds what follows of references with a build argument: a tag that is written out, in every line that has it.
func TestBumpComposed(t *testing.T) {
	t.Parallel()
	const digest = "@sha256:0000000000000000000000000000000000000000000000000000000000000001"
	for name, c := range map[string]struct{ text, want, left string }{
		"registry":         {text: "ARG REG=docker.io/harbour\nFROM ${REG}/os:13-r1\nLABEL a=\"${REG}/os:13-r1\"\n", want: "ARG REG=docker.io/harbour\nFROM ${REG}/os:13-r2\nLABEL a=\"${REG}/os:13-r2\"\n"},
		"two stages":       {text: "ARG REG=docker.io/harbour\nFROM $REG/os:13-r1 AS a\nFROM $REG/os:13-r1\n", want: "ARG REG=docker.io/harbour\nFROM $REG/os:13-r2 AS a\nFROM $REG/os:13-r2\n"},
		"digest":           {text: "ARG REG=docker.io/harbour\nFROM ${REG}/os:13-r1" + digest + "\n", want: "ARG REG=docker.io/harbour\nFROM ${REG}/os:13-r2\n"},
		"two tags":         {text: "ARG OS=13-r1\nFROM harbour/os:${OS} AS a\nFROM harbour/os:${OS}\n", want: "ARG OS=13-r2\nFROM harbour/os:${OS} AS a\nFROM harbour/os:${OS}\n"},
		"another tag":      {text: "ARG REG=docker.io/harbour\nFROM ${REG}/os:13-r10\n", want: "ARG REG=docker.io/harbour\nFROM ${REG}/os:13-r10\n"},
		"part of a number": {text: "ARG N=1\nFROM harbour/os:13-r${N}\n", want: "ARG N=1\nFROM harbour/os:13-r${N}\n", left: "args/Dockerfile:2: harbour/os:13-r${N} means"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fsys := folder(family)
			fsys["args/Dockerfile"] = &fstest.MapFile{Data: []byte(c.text)}
			change, err := Bump(load(t, fsys), fsys, "os", "", true)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(after(fsys, change)["args/Dockerfile"].Data); got != c.want || (c.left == "") != (len(change.Left) == 0) || !strings.Contains(strings.Join(change.Left, "\n"), c.left) {
				t.Errorf("left %q\n%s", change.Left, got)
			}
		})
	}
}

// TestBumpArguments holds that arguments in the tree follow, for each of several images of one Dockerfile.
func TestBumpArguments(t *testing.T) {
	t.Parallel()
	fsys := folder(`-- imagetree.yaml --
version: 1
registry: r.example.com/b
images:
  os: {from: scratch, tag: 13-r1}
  a: {from: os, tag: 1-r1, dockerfile: a/Dockerfile, args: {BASE: "r.example.com/b/os:13-r1", V: "13-r1"}}   # one
  b:
    from: os
    tag: 13-r1
    dockerfile: a/Dockerfile
    args:
      V: "2"
      BASE: r.example.com/b/os:13-r1@sha256:0000000000000000000000000000000000000000000000000000000000000001
  c: {from: os, tag: 3-r1, dockerfile: c/Dockerfile, args: {TAG: 13-r1}}
-- a/Dockerfile --
ARG BASE
FROM ${BASE}
ARG V
-- c/Dockerfile --
ARG TAG
FROM r.example.com/b/os:${TAG}
`)
	c, err := Bump(load(t, fsys), fsys, "os", "", false)
	if err != nil || len(c.Left) > 0 || len(c.Files) != 1 {
		t.Fatalf("left %q, files %d, %v", c.Left, len(c.Files), err)
	}
	want := strings.NewReplacer(`b/os:13-r1"`, `b/os:13-r2"`, "os: {from: scratch, tag: 13-r1", "os: {from: scratch, tag: 13-r2", "TAG: 13-r1", "TAG: 13-r2",
		"b/os:13-r1@sha256:0000000000000000000000000000000000000000000000000000000000000001", "b/os:13-r2").Replace(string(fsys["imagetree.yaml"].Data))
	if got := string(c.Files["imagetree.yaml"]); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestSyncUnreadable holds that a Dockerfile that cannot be followed is told.
func TestSyncUnreadable(t *testing.T) {
	t.Parallel()
	fsys := folder(family)
	fsys["app/Dockerfile"] = &fstest.MapFile{Data: []byte("FROM\n")}
	c, err := Sync(load(t, fsys), fsys, State{})
	if err != nil || len(c.Left) != 1 || !strings.HasPrefix(c.Left[0], "app/Dockerfile cannot be followed: ") {
		t.Errorf("left %q, %v", c.Left, err)
	}
}

// TestSync holds that the tree follows a Dockerfile that a bot has changed, once.
func TestSync(t *testing.T) {
	t.Parallel()
	fsys := folder(strings.Replace(family, "FROM debian:13@sha256:0000000000000000000000000000000000000000000000000000000000000013", "FROM debian:13.6@sha256:00000000000000000000000000000000000000000000000000000000000000aa", 1))
	c, err := Sync(load(t, fsys), fsys, State{})
	if err != nil {
		t.Fatal(err)
	}
	got := after(fsys, c)
	tree := load(t, got)
	if i := tree.Image("os"); i.From != "docker.io/library/debian:13.6@sha256:00000000000000000000000000000000000000000000000000000000000000aa" || i.Tag != "13-r2" || tree.Image("app").Tag != "3-r2" || tree.Image("other").Tag != "13-r1" {
		t.Errorf("%s", got[imagetree.FileName].Data)
	}
	again, err := Sync(tree, got, State{})
	if err != nil || len(again.Steps) > 0 {
		t.Errorf("a second run: %v %v", again.Steps, err)
	}
	clean, err := Sync(load(t, folder(family)), folder(family), State{})
	if err != nil || len(clean.Files) > 0 {
		t.Errorf("nothing to do: %v %v", clean.Steps, err)
	}
}

// TestSyncSince holds that what changed since an older state gets its next tag with all that hangs on it, and that a raised tag stays.
func TestSyncSince(t *testing.T) {
	t.Parallel()
	was := folder(family)
	before := State{load(t, was), was}
	const digest = "0000000000000000000000000000000000000000000000000000000000000013"
	for _, c := range []struct {
		name string
		edit func(file, text string) string
		want string // tags of os, jre, app, args, other
	}{
		{"from: and FROM by a bot", func(_, text string) string {
			return strings.ReplaceAll(text, digest, strings.Repeat("a", 64))
		}, "13-r2 17-r10 3-r2 1-r2 13-r1"},
		{"a leaf", func(file, text string) string {
			return text + map[bool]string{true: "RUN true\n"}[file == "app/Dockerfile"]
		}, "13-r1 17-r9 3-r2 1-r1 13-r1"},
		{"raised by hand", func(_, text string) string {
			return strings.ReplaceAll(strings.ReplaceAll(text, digest, strings.Repeat("a", 64)), `"17-r9"`, `"17-r20"`)
		}, "13-r2 17-r20 3-r2 1-r2 13-r1"},
		{"a parent raised alone", func(_, text string) string {
			return strings.ReplaceAll(text, `"17-r9"`, `"17-r20"`)
		}, "13-r1 17-r20 3-r2 1-r1 13-r1"},
		{"nothing", func(_, text string) string { return text }, "13-r1 17-r9 3 1-r1 13-r1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fsys := fstest.MapFS{}
			for name, f := range was {
				fsys[name] = &fstest.MapFile{Data: []byte(c.edit(name, string(f.Data)))}
			}
			change, err := Sync(load(t, fsys), fsys, before)
			if err != nil {
				t.Fatal(err)
			}
			synced := after(fsys, change)
			tree := load(t, synced)
			var tags []string
			for _, name := range []string{"os", "jre", "app", "args", "other"} {
				tags = append(tags, tree.Image(name).Tag)
			}
			if got := strings.Join(tags, " "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			for name, f := range synced {
				if strings.HasSuffix(name, "/Dockerfile") && tree.Image("jre").Tag != "17-r9" && strings.Contains(string(f.Data), "jre:17-r9") {
					t.Errorf("%s names the former tag: %s", name, f.Data)
				}
			}
			if again, err := Sync(tree, synced, before); err != nil || len(again.Steps) > 0 {
				t.Errorf("a second run: %v %v", again.Steps, err)
			}
		})
	}
}

// TestNext holds how tags are counted.
func TestNext(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{"13-r9": "13-r10", "17.0.20-r3": "17.0.20-r4", "3": "3-r2", "stable": "stable-r2"} {
		if got := Next(tag); got != want {
			t.Errorf("%s: %s", tag, got)
		}
	}
}
