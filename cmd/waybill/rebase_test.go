package main

import (
	"bytes"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// TestRebase: from a fleet file and a tree to a new tag, a record that a second run goes on from, and the exit codes of each end.
func TestRebase(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(web.Close)
	host := strings.TrimPrefix(web.URL, "http://")
	dir := t.TempDir()
	push := func(ref string, image v1.Image) v1.Hash {
		tag, err := name.ParseReference(host + "/" + ref)
		if err != nil {
			t.Fatal(err)
		}
		if err := remote.Write(tag, image); err != nil {
			t.Fatal(err)
		}
		d, err := image.Digest()
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	random := func() v1.Image {
		image, err := random.Image(64, 2)
		if err != nil {
			t.Fatal(err)
		}
		return image
	}
	was := random()
	old := push("base/os:13-r1", was)
	push("base/os:13-r2", random())
	orders, err := mutate.Config(was, v1.Config{Labels: map[string]string{
		"org.opencontainers.image.base.name": host + "/base/os:13-r1", "org.opencontainers.image.base.digest": old.String(),
	}})
	if err != nil {
		t.Fatal(err)
	}
	push("shop/orders:git-4f1c", orders)
	push("shop/bare:1", was)

	write := func(file, text string) string {
		file = filepath.Join(dir, file)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	tree := write("imagetree.yaml", "version: 1\nregistry: "+host+"/base\nimages:\n  os: {from: scratch, tag: 13-r2}\n")
	scanned := write("fleet.ndjson", `{"location": "orders", "commit": "4f1c", "units": [{"name": "orders", "image": "`+host+`/shop/orders"}]}`+"\n")
	record := filepath.Join(dir, "record.ndjson")

	run := func(want int, has string, args ...string) {
		t.Helper()
		var out, errs bytes.Buffer
		a := &app{stdin: strings.NewReader(""), terminal: terminal{stdout: &out, stderr: &errs}}
		if code := a.run(t.Context(), args); code != want {
			t.Errorf("%v ended with %d, want %d: %s", args, code, want, errs.String())
		}
		if !strings.Contains(out.String()+errs.String(), has) {
			t.Errorf("%v does not say %q: %s%s", args, has, out.String(), errs.String())
		}
	}
	run(0, "planned", "rebase", "--from-fleet", scanned, "--tree", tree, "--dry-run")
	run(0, "images: # for the kustomization", "rebase", "--from-fleet", scanned, "--tree", tree, "--record", record)
	run(0, "[]", "rebase", "--from-fleet", scanned, "--tree", tree, "--record", record, "-o", "json")
	run(0, "of 1 image 1 done already, says ", "rebase", "--from-fleet", scanned, "--tree", tree, "--record", record)
	newer := write("newer.yaml", "version: 1\nregistry: "+host+"/base\nimages:\n  os: {from: scratch, tag: 13-r3}\n")
	run(3, "the registry has no "+host+"/base/os:13-r3", "rebase", "--from-fleet", scanned, "--tree", newer, "--record", record)
	run(3, "nothing proves its base", "rebase", host+"/shop/bare:1", "--tree", tree)
	run(5, "1 of 1 images could not be asked for", "rebase", "127.0.0.1:1/shop/orders:1")
	run(2, "nothing to rebase", "rebase")
	run(2, "unknown output", "rebase", "x", "-o", "yaml")
	run(2, "--jobs 0 is out of range", "rebase", "x", "--jobs", "0")
}
