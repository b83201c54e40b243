package rebase

import (
	"context"
	"errors"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/waybill-dev/waybill/imagetree/registry"
)

// pushed is an image or an index as the registry has it.
type pushed struct {
	ref      name.Reference
	digest   v1.Hash
	index    v1.ImageIndex // nil for a single image
	variants []variant
	attested bool // the index holds attestations beside the images
}

// variant is the image of one platform.
type variant struct {
	platform   string // os/architecture
	image      v1.Image
	descriptor v1.Descriptor // in the index

	moved bool       // it stands on another base than the one that was fetched
	below []v1.Layer // of that base
}

// maxVariants bounds an index.
const maxVariants = 64

func fetch(ctx context.Context, ref name.Reference, options []remote.Option) (*pushed, error) {
	d, err := remote.Get(ref, append([]remote.Option{remote.WithContext(ctx)}, options...)...)
	if err != nil {
		if registry.NotFound(err) {
			return nil, refuse("the registry has no %s", ref)
		}
		return nil, err
	}
	p := &pushed{ref: ref, digest: d.Digest}
	if !d.MediaType.IsIndex() {
		image, err := d.Image()
		if err != nil {
			return nil, err
		}
		config, err := image.ConfigFile()
		if err != nil {
			return nil, err
		}
		p.variants = []variant{{platform: config.OS + "/" + config.Architecture, image: image}}
		return p, nil
	}
	if p.index, err = d.ImageIndex(); err != nil {
		return nil, err
	}
	manifest, err := p.index.IndexManifest()
	if err != nil {
		return nil, err
	}
	if len(manifest.Manifests) > maxVariants {
		return nil, refuse("the index %s lists more than %d images", ref, maxVariants)
	}
	for _, m := range manifest.Manifests {
		if m.Platform == nil || m.Platform.OS == "unknown" || m.MediaType.IsIndex() {
			p.attested = true // "unknown" is what BuildKit calls its attestations
			continue
		}
		image, err := p.index.Image(m.Digest)
		if err != nil {
			return nil, err
		}
		p.variants = append(p.variants, variant{platform: m.Platform.OS + "/" + m.Platform.Architecture, image: image, descriptor: m})
	}
	if len(p.variants) == 0 {
		return nil, refuse("the index %s lists no image", ref)
	}
	return p, nil
}

// on returns the image of a platform.
func (p *pushed) on(platform string) (v1.Image, bool) {
	for _, v := range p.variants {
		if v.platform == platform {
			return v.image, true
		}
	}
	return nil, false
}

// artefact is what both an image and an index can be asked.
type artefact interface {
	remote.Taggable
	Digest() (v1.Hash, error)
}

// with returns the same kind of thing with other images in it.
func (p *pushed) with(images []variant) (artefact, error) {
	if p.index == nil {
		return images[0].image, nil
	}
	kind, err := p.index.MediaType()
	if err != nil {
		return nil, err
	}
	manifest, err := p.index.IndexManifest()
	if err != nil {
		return nil, err
	}
	index := mutate.IndexMediaType(empty.Index, kind)
	for _, v := range images {
		d, err := partial.Descriptor(v.image)
		if err != nil {
			return nil, err
		}
		d.Platform, d.Annotations = v.descriptor.Platform, v.descriptor.Annotations
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: v.image, Descriptor: *d})
	}
	if len(manifest.Annotations) == 0 {
		return index, nil
	}
	annotated, ok := mutate.Annotations(index, manifest.Annotations).(v1.ImageIndex)
	if !ok {
		return nil, errors.New("an index with annotations is no index")
	}
	return annotated, nil
}

// proof is what an image says of its base: labels of the configuration, or annotations of the manifest.
func proof(image v1.Image) (base, digest string, err error) {
	config, err := image.ConfigFile()
	if err != nil {
		return "", "", err
	}
	manifest, err := image.Manifest()
	if err != nil {
		return "", "", err
	}
	for _, words := range []map[string]string{config.Config.Labels, manifest.Annotations} {
		if base == "" {
			base, digest = words[baseName], words[baseDigest]
		}
	}
	if base == "" {
		return "", "", refuse("nothing proves its base: no label %s", baseName)
	}
	if name, at, ok := strings.Cut(base, "@"); ok {
		base, digest = name, at
	}
	if digest == "" {
		return "", "", refuse("nothing proves its base: no label %s", baseDigest)
	}
	return base, digest, nil
}

// Labels of the OCI image specification ("Pre-Defined Annotation Keys").
const (
	baseName   = "org.opencontainers.image.base.name"
	baseDigest = "org.opencontainers.image.base.digest"
)
