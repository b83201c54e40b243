package main

import (
	"bytes"
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// TestImage: a digest is told, a tag is added once and never moved, and each end has the exit code that scripts branch on.
func TestImage(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(web.Close)
	orders := strings.TrimPrefix(web.URL, "http://") + "/shop/orders"
	digests := map[string]string{}
	for _, tag := range []string{"git-4f1c", "git-5a2d"} {
		index, err := random.Index(64, 1, 2) // images of several platforms
		if err != nil {
			t.Fatal(err)
		}
		ref, err := name.ParseReference(orders + ":" + tag)
		if err != nil {
			t.Fatal(err)
		}
		if err := remote.WriteIndex(ref, index); err != nil {
			t.Fatal(err)
		}
		digest, err := index.Digest()
		if err != nil {
			t.Fatal(err)
		}
		digests[tag] = digest.String()
	}
	for _, c := range []struct {
		args []string
		exit int
		says string
	}{
		{[]string{"digest", orders + ":git-4f1c"}, 0, digests["git-4f1c"] + "\n"},
		{[]string{"digest", orders + ":1.4.2"}, 4, "the registry has no " + orders + ":1.4.2"},
		{[]string{"tag", orders + "@" + digests["git-4f1c"], "1.4.2"}, 0, ""},
		{[]string{"digest", orders + ":1.4.2"}, 0, digests["git-4f1c"] + "\n"},
		{[]string{"tag", orders + "@" + digests["git-4f1c"], "1.4.2"}, 0, ""},
		{[]string{"tag", orders + "@" + digests["git-5a2d"], "1.4.2"}, 3, "is there already, with other bytes: " + digests["git-4f1c"]},
		{[]string{"digest", orders + ":1.4.2"}, 0, digests["git-4f1c"] + "\n"},
		{[]string{"tag", orders + ":git-4f1c", "1.4.3"}, 2, "no reference of an image by its digest"},
		{[]string{"tag", orders + "@" + digests["git-4f1c"], "a b"}, 2, `"a b" is no tag`},
		{[]string{"digest", "a b"}, 2, "no reference of an image"},
		{[]string{"digest"}, 2, ""},
		{[]string{"digest", "127.0.0.1:1/shop/orders:1"}, 5, "cannot read 127.0.0.1:1/shop/orders:1"},
	} {
		var out, errs bytes.Buffer
		a := &app{stdin: strings.NewReader(""), terminal: terminal{stdout: &out, stderr: &errs}}
		if code := a.run(t.Context(), append([]string{"image"}, c.args...)); code != c.exit {
			t.Errorf("%v ended with %d, want %d: %s", c.args, code, c.exit, errs.String())
		}
		if !strings.Contains(out.String()+errs.String(), c.says) || c.exit == 0 && out.String() != c.says {
			t.Errorf("%v says %q and %q, want %q", c.args, out.String(), errs.String(), c.says)
		}
	}
}
