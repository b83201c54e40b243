package rebase

import (
	"errors"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/waybill-dev/waybill/imagetree/layers"
)

// list reads a layer once for all images that have it.
func (r *rebaser) list(l v1.Layer) (*layers.Listing, error) {
	id, err := l.DiffID()
	if err != nil {
		return nil, err
	}
	return r.lists.get(id.String(), func() (*layers.Listing, error) {
		stream, err := l.Uncompressed()
		if err != nil {
			return nil, err
		}
		list, err := layers.Read(stream, nil)
		return list, errors.Join(err, stream.Close())
	})
}

// below is what the layers of a base show together, put together once for all images that stand on it.
func (r *rebaser) below(list []v1.Layer) (*layers.Listing, error) {
	var key strings.Builder
	for _, l := range list {
		id, err := l.DiffID()
		if err != nil {
			return nil, err
		}
		key.WriteString(id.String())
	}
	return r.shown.get(key.String(), func() (*layers.Listing, error) {
		each := make([]*layers.Listing, len(list))
		for n, l := range list {
			var err error
			if each[n], err = r.list(l); err != nil {
				return nil, err
			}
		}
		return layers.Together(each...), nil
	})
}
