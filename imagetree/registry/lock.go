package registry

import (
	"cmp"
	"context"
	"maps"
	"time"

	"github.com/google/go-containerregistry/pkg/name"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
)

// Lock asks for what every image of the tree is now and returns it as the tree's lock, with the names of those that are not pushed.
// A tag of the tree that was moved since the last lock is an error, unless acceptMoved: an immutable tag must not move without a word. The
// tag of an image that is taken as it is moves as its publisher wants, and is noted anew.
func Lock(ctx context.Context, t *imagetree.Tree, o Options, acceptMoved bool) (imagetree.Lock, []string, error) {
	o.Jobs = cmp.Or(o.Jobs, 8)
	c := newClient(o)
	list := present(t)
	found, err := c.images(ctx, requests(list), o.Jobs)
	if err != nil {
		return imagetree.Lock{}, nil, err
	}
	// A parent outside that cannot be asked for is left out of the lock: the images of the tree can be pinned without it.
	beyond, _ := c.images(ctx, outside(list), o.Jobs)
	maps.Copy(found, beyond)
	lock := imagetree.Lock{Version: 1, Images: map[string]imagetree.LockedItem{}}
	for _, r := range outside(list) {
		if p := beyond[r.ref]; p != nil && !p.missing {
			if lock.Outside == nil {
				lock.Outside = map[string]imagetree.LockedItem{}
			}
			if lock.Outside[r.ref], err = c.lockItem(ctx, r.image, r.ref, p, nil); err != nil {
				return imagetree.Lock{}, nil, err
			}
		}
	}
	var missing []string
	for _, i := range list {
		p := found[i.TagRef()]
		if p.missing {
			missing = append(missing, i.Name)
			continue
		}
		if old, ok := i.Locked(); ok && old.Digest != p.digest && !acceptMoved && !i.External() {
			f := fault.New(fault.Drift, "tag %s now has digest %s, the lock says %s", i.TagRef(), p.digest, old.Digest).
				WithHint("push the change under a new tag; when the move was meant, add --accept-moved")
			f.At = i.At("tag")
			return imagetree.Lock{}, nil, f
		}
		item, err := c.lockItem(ctx, i, i.TagRef(), p, parentOf(found, i))
		if err != nil {
			return imagetree.Lock{}, nil, err
		}
		lock.Images[i.Name] = item
	}
	return lock, missing, nil
}

// lockItem notes what a reference names. Facts are noted of images of the tree, not of a parent outside, which i only names.
func (c *client) lockItem(ctx context.Context, i *imagetree.Image, reference string, p, parent *pushed) (imagetree.LockedItem, error) {
	item := imagetree.LockedItem{Ref: reference, Digest: p.digest, Platforms: map[string]imagetree.LockedPlatform{}}
	fail := func(err error) error {
		ref, parsed := name.ParseReference(reference)
		if parsed != nil {
			return err
		}
		return unreachable(ref, err)
	}
	for platform, v := range p.platforms {
		locked := imagetree.LockedPlatform{Digest: v.digest, Layers: len(v.manifest.Layers)}
		for _, l := range v.manifest.Layers {
			locked.Size += l.Size
		}
		config, err := c.configOf(ctx, v)
		if err != nil {
			return item, fail(err)
		}
		if !config.Created.IsZero() {
			locked.Created = config.Created.UTC().Format(time.RFC3339)
		}
		if reference == i.TagRef() {
			f, err := c.facts(ctx, i, v)
			if err != nil {
				return item, fail(err)
			}
			locked.Facts = &f
		}
		if parent != nil && !parent.missing {
			if theirs, ok := parent.variant(platform); ok {
				at, err := c.differ(ctx, v, theirs)
				if err != nil {
					return item, fail(err)
				}
				if at == 0 {
					locked.Base = theirs.digest
				}
			}
		}
		item.Platforms[platform] = locked
	}
	return item, nil
}
