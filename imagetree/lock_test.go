package imagetree

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/internal/fault"
)

const locked = "version: 1\nregistry: r.example.com\nimages:\n  os: {from: 'docker.io/library/debian:13', tag: '1'}\n  jre: {from: os, tag: '17'}\n"

func withLock(lock string) (*Tree, error) {
	return Load(fstest.MapFS{FileName: {Data: []byte(locked)}, LockName: {Data: []byte(lock)}}, FileName)
}

// TestLock: what is locked counts as long as the reference is the one that was asked for.
func TestLock(t *testing.T) {
	t.Parallel()
	digest := "sha256:" + strings.Repeat("a", 64)
	for name, c := range map[string]struct{ lock, want string }{
		"of this tag":      {`{"version": 1, "images": {"jre": {"ref": "r.example.com/jre:17", "digest": "` + digest + `"}}}`, "true r.example.com/jre:17@" + digest},
		"of another tag":   {`{"version": 1, "images": {"jre": {"ref": "r.example.com/jre:16", "digest": "` + digest + `"}}}`, "false r.example.com/jre:17"},
		"of another image": {`{"version": 1, "images": {"os": {"ref": "r.example.com/os:1", "digest": "` + digest + `"}}}`, "false r.example.com/jre:17"},
	} {
		tree, err := withLock(c.lock)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_, ok := tree.Image("jre").Locked()
		if got := fmt.Sprint(ok, " ", tree.Image("jre").Reference()); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	tree, err := withLock(`{"version": 1, "images": {"os": {"ref": "r.example.com/os:1", "digest": "` + digest + `"}}, "outside": {"docker.io/library/debian:13": {"ref": "x", "digest": ""}}}`)
	if err != nil {
		t.Fatal(err)
	}
	inside, ok := tree.Image("jre").LockedParent()
	outside, known := tree.Image("os").LockedParent()
	if !ok || inside.Digest != digest || !known || outside.Ref != "x" {
		t.Errorf("parents: %+v %t, %+v %t", inside, ok, outside, known)
	}
	data, err := tree.Lock.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := withLock(string(data)); err != nil || fmt.Sprint(again.Lock) != fmt.Sprint(tree.Lock) || data[len(data)-1] != '\n' {
		t.Errorf("written and read: %v\n%s", err, data)
	}
}

// TestLockRefuses: digests go into FROM lines as they are.
func TestLockRefuses(t *testing.T) {
	t.Parallel()
	const again = "delete it and run 'waybill tree lock'"
	for lock, want := range map[string]string{
		`{"version": 1, "more": 2}`:            `the lock cannot be read: json: unknown field "more" (imagetree.lock:1); ` + again,
		"{\n\"version\": 1,\n\"images\": [1]}": "the lock cannot be read: json: cannot unmarshal array into Go struct field Lock.images of type map[string]imagetree.LockedItem (imagetree.lock:3); " + again,
		`{"version": 2}`:                       "version 2 of the lock's form is not known (imagetree.lock:1); run 'waybill tree lock' of this version",
		`{"version": 1, "images": {"a": {"digest": "sha256:b\nRUN evil"}}}`:                        `the lock names "sha256:b\nRUN evil" as a digest of image a (imagetree.lock); ` + again,
		`{"version": 1, "images": {"a": {"platforms": {"linux/amd64": {"base": "sha256:b"}}}}}`:    `the lock names "sha256:b" as a digest of image a (imagetree.lock); ` + again,
		`{"version": 1, "outside": {"o": {"platforms": {"linux/amd64": {"digest": "sha256:b"}}}}}`: `the lock names "sha256:b" as a digest of image o (imagetree.lock); ` + again,
		`{"version": 1}`: "",
	} {
		_, err := withLock(lock)
		got := ""
		if err != nil {
			got = strings.Join(append([]string{err.Error()}, fault.HintOf(err)...), "; ")
		}
		if got != want {
			t.Errorf("%s: %s, want\n%s", lock, got, want)
		}
	}
}

// TestSuppressions: a comment speaks of its own line, or of the next one when it stands alone; what is wrong with it is told.
func TestSuppressions(t *testing.T) {
	t.Parallel()
	tree := load(t, `version: 1
images:
  os: {from: scratch, tag: "1"} # waybill:ignore IT010 until=2027-01-31 waits for a release
  # waybill:ignore IT011 is known
  jre:
    from: os
    tag: "17" #waybill:ignore IT012 the tag is right
  # waybill:ignore IT013
  a: {from: os, tag: "1"}
  # waybill:ignore it014 a reason
  b: {from: os, tag: "1"}
  # waybill:ignore IT015 until=soon a reason
  c: {from: os, tag: "1"}
  # waybill:ignored IT016 is another word
`)
	var got []string
	for _, s := range tree.Suppressions() {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%d:%d for %d %s %s [%s] %s %s", s.Line, s.Column, s.Target, s.Rule, s.Until, s.Reason, s.Image, s.Wrong)))
	}
	want := []string{
		"3:33 for 3 IT010 2027-01-31 [waits for a release] os",
		"4:3 for 5 IT011  [is known] jre",
		"7:15 for 7 IT012  [the tag is right]",
		"8:3 for 9 IT013  [] a it gives no reason",
		"10:3 for 11 it014  [a reason] b it names no rule",
		"12:3 for 13 IT015 soon [a reason] c its end date is not YYYY-MM-DD",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestWordsOfATree: dates, lengths of time and sizes, and what none of them is.
func TestWordsOfATree(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"until: '2027-02-28'": "", "until: '2027-02-29'": `"2027-02-29" is not a date (imagetree.yaml:3:40); write it as YYYY-MM-DD`,
		"budget: {size: 600MB}": "600000000", "budget: {size: 1 GB}": "1000000000", "budget: {size: 800kB}": "800000", "budget: {size: 42}": "42",
		"budget: {size: 600MiB}":         `"600MiB" is not a size (imagetree.yaml:3:48); write it as 600MB`,
		"budget: {size: -1}":             `"-1" is not a size (imagetree.yaml:3:48); write it as 600MB`,
		"budget: {size: 999999999999GB}": `the size "999999999999GB" is too large (imagetree.yaml:3:48)`,
	} {
		tree, err := Load(fstest.MapFS{FileName: {Data: []byte("version: 1\nimages:\n  os: {from: scratch, tag: '1', " + text + "}\n")}}, FileName)
		got := ""
		switch {
		case err != nil:
			got = strings.Join(append([]string{err.Error()}, fault.HintOf(err)...), "; ")
		case strings.HasPrefix(text, "budget"):
			got = fmt.Sprint(int64(tree.Image("os").Budget.Size))
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestReadFile: only regular files within the folder, and within the bounds.
func TestReadFile(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"a.yaml": {Data: []byte("x")}, "dir/b.yaml": {Data: []byte("y")}}
	for name, want := range map[string]string{
		"a.yaml": "", "dir/b.yaml": "", "dir": "dir is not a regular file", "../a.yaml": `the path "../a.yaml" leads out of the tree's folder`, "/a.yaml": `the path "/a.yaml" leads out of the tree's folder`,
		"none.yaml": "image tree none.yaml: file does not exist; name the tree with --tree, or write a first one with 'waybill tree init'",
	} {
		_, err := ReadFile(fsys, name)
		got := ""
		if err != nil {
			got = strings.Join(append([]string{err.Error()}, fault.HintOf(err)...), "; ")
		}
		if got != want || err != nil && fault.KindOf(err) != fault.Usage {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestReferences: where an image is pushed, and what a Dockerfile writes.
func TestReferences(t *testing.T) {
	t.Parallel()
	digest := "@sha256:" + strings.Repeat("b", 64)
	tree := load(t, "version: 1\nregistry: r.example.com/base\nimages:\n"+
		"  own: {from: scratch, tag: '1', tags: [latest, '1.0']}\n  beside: {from: scratch, tag: '1', repository: tools/x}\n  elsewhere: {from: scratch, tag: '1', repository: 'quay.io/x/y'}\n  local: {from: scratch, tag: '1', repository: localhost/x}\n"+
		"  taken: {ref: 'docker.io/library/node:24"+digest+"', use: [run]}\n")
	for name, want := range map[string]string{
		"own":       "r.example.com/base/own:1 [r.example.com/base/own:1 r.example.com/base/own:latest r.example.com/base/own:1.0]",
		"beside":    "r.example.com/base/tools/x:1 [r.example.com/base/tools/x:1]",
		"elsewhere": "quay.io/x/y:1 [quay.io/x/y:1]",
		"local":     "localhost/x:1 [localhost/x:1]",
		"taken":     "docker.io/library/node:24" + digest + " [docker.io/library/node:24]",
	} {
		i := tree.Image(name)
		if got := fmt.Sprint(i.Reference(), " ", i.TagRefs()); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if p, ok := tree.Image("own").Value("tag"); !ok || p.Line != 4 || p.Column != 29 {
		t.Errorf("the tag's value stands at %v %t", p, ok)
	}
	if _, ok := tree.Image("own").Value("tags"); ok {
		t.Error("a list is no value that can be edited in place")
	}
}
