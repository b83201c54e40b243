package registry

import (
	"cmp"
	"context"
	"time"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
)

// Lock asks for what every image of the tree is now and returns it as the tree's lock, with the names of those that are not pushed.
// A tag that was moved since the last lock is an error, unless acceptMoved: an immutable tag must not move without a word.
func Lock(ctx context.Context, t *imagetree.Tree, o Options, acceptMoved bool) (imagetree.Lock, []string, error) {
	o.Jobs = cmp.Or(o.Jobs, 8)
	c := newClient(o)
	list := present(t)
	found, err := c.images(ctx, requests(list), o.Jobs)
	if err != nil {
		return imagetree.Lock{}, nil, err
	}
	lock := imagetree.Lock{Version: 1, Images: map[string]imagetree.LockedItem{}}
	var missing []string
	for _, i := range list {
		p := found[i.TagRef()]
		if p.missing {
			missing = append(missing, i.Name)
			continue
		}
		if old, ok := i.Locked(); ok && old.Digest != p.digest && !acceptMoved {
			f := fault.New(fault.Drift, "tag %s now has digest %s, the lock says %s", i.TagRef(), p.digest, old.Digest).
				WithHint("push the change under a new tag; when the move was meant, add --accept-moved")
			f.At = i.At("tag")
			return imagetree.Lock{}, nil, f
		}
		item, err := c.lockItem(ctx, i, p, parentOf(found, i))
		if err != nil {
			return imagetree.Lock{}, nil, err
		}
		lock.Images[i.Name] = item
	}
	return lock, missing, nil
}

func (c *client) lockItem(ctx context.Context, i *imagetree.Image, p, parent *pushed) (imagetree.LockedItem, error) {
	item := imagetree.LockedItem{Ref: i.TagRef(), Digest: p.digest, Platforms: map[string]imagetree.LockedPlatform{}}
	fail := func(err error) error {
		ref, parsed := imagetree.ParseReference(i.TagRef())
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
