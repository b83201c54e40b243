package registry

import (
	"io/fs"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/layers/layertest"
	"github.com/waybill-dev/waybill/internal/fault"
)

const smallTree = "version: 1\nimages:\n  os: {ref: registry.example.com/os:1, use: [run]}\n"

func TestFetchTree(t *testing.T) {
	t.Parallel()
	titled := mutate.Addendum{Layer: static.NewLayer([]byte(smallTree), types.MediaType("application/vnd.waybill.tree+yaml")), Annotations: map[string]string{titleKey: "imagetree.yaml"}}
	for _, c := range []struct {
		name string
		add  mutate.Addendum
	}{
		{"a file with a title", titled},
		{"a tar archive", mutate.Addendum{Layer: layertest.Of(t, "./imagetree.yaml="+smallTree, "../../escape=x")}},
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
