package registry

import (
	"archive/tar"
	"bytes"
	"io"
	"io/fs"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
)

const smallTree = "version: 1\nimages:\n  os: {ref: registry.example.com/os:1, use: [run]}\n"

func tarLayer(t *testing.T, files map[string]string) v1.Layer {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for n, text := range files {
		if err := w.WriteHeader(&tar.Header{Name: n, Mode: 0o644, Size: int64(len(text)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	l, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b.Bytes())), nil })
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestFetchTree(t *testing.T) {
	t.Parallel()
	titled := mutate.Addendum{Layer: static.NewLayer([]byte(smallTree), types.MediaType("application/vnd.waybill.tree+yaml")), Annotations: map[string]string{titleKey: "imagetree.yaml"}}
	for _, c := range []struct {
		name string
		add  mutate.Addendum
	}{
		{"a file with a title", titled},
		{"a tar archive", mutate.Addendum{Layer: tarLayer(t, map[string]string{"./imagetree.yaml": smallTree, "../../escape": "x"})}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			image, err := mutate.Append(empty.Image, c.add)
			if err != nil {
				t.Fatal(err)
			}
			ref, err := name.ParseReference(s.host + "/platform/tree:1")
			if err != nil {
				t.Fatal(err)
			}
			if err := remote.Write(ref, image); err != nil {
				t.Fatal(err)
			}
			fsys, err := FetchTree(t.Context(), ref.String(), Options{Jobs: 1})
			if err != nil {
				t.Fatal(err)
			}
			tree, err := imagetree.Load(fsys, imagetree.FileName)
			if err != nil || tree.Image("os") == nil {
				t.Fatalf("%v, %v", tree, err)
			}
			if found, _ := fs.Glob(fsys, "escape"); len(found) != 0 {
				t.Error("a name that climbs was taken in")
			}
		})
	}
}

func TestFetchTreeThatIsNotThere(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for ref, want := range map[string]fault.Kind{
		s.host + "/none:1":          fault.Usage,
		"UPPER CASE":                fault.Usage,
		"127.0.0.1:1/unreachable:1": fault.Unreachable,
	} {
		if _, err := FetchTree(t.Context(), ref, Options{Jobs: 1}); err == nil || fault.KindOf(err) != want {
			t.Errorf("%s: %v, want kind %d", ref, err, want)
		}
	}
}
