package rebase

import (
	"context"

	"github.com/google/go-containerregistry/pkg/name"
)

// variant returns the image of one platform on the new base, or as it is when it stands there already, and the reference of that base.
func (r *rebaser) variant(ctx context.Context, v variant) (variant, string, error) {
	said, digest, err := proof(v.image)
	if err != nil {
		return v, "", err
	}
	next, err := r.Base(said)
	if err != nil {
		return v, "", refuse("%v", err)
	}
	newer, err := r.base(ctx, next)
	if err != nil {
		return v, "", err
	}
	reference := newer.ref.Context().Name() + ":" + tagOf(newer.ref) + "@" + newer.digest.String()
	below, ok := newer.on(v.platform)
	if !ok {
		return v, "", refuse("the new base %s has no image for %s", next, v.platform)
	}
	if digest == newer.digest.String() {
		return v, reference, nil
	}
	repository, err := name.ParseReference(said, name.WeakValidation)
	if err != nil {
		return v, "", refuse("label %s is no image reference: %q", baseName, said)
	}
	older, err := r.base(ctx, repository.Context().Name()+"@"+digest)
	if err != nil {
		return v, "", err
	}
	was, ok := older.on(v.platform)
	if !ok {
		return v, "", refuse("the base that it names, %s, has no image for %s", older.ref, v.platform)
	}
	s := stack{image: v.image, was: was, below: below}
	if err := s.read(); err != nil {
		return v, "", err
	}
	if err := r.same(s); err != nil {
		return v, "", err
	}
	v.moved, v.below = true, s.belowLayers
	v.image, err = s.assemble(tagged(newer.ref), newer.digest.String())
	return v, reference, err
}

// base fetches a base once for all images that stand on it.
func (r *rebaser) base(ctx context.Context, text string) (*pushed, error) {
	return r.bases.get(text, func() (*pushed, error) {
		ref, err := name.ParseReference(text, name.WeakValidation)
		if err != nil {
			return nil, refuse("the base %q is no image reference", text)
		}
		return fetch(ctx, ref, r.Remote)
	})
}

func tagOf(ref name.Reference) string {
	if tag, ok := ref.(name.Tag); ok {
		return tag.TagStr()
	}
	return "latest"
}

// tagged is registry/name:tag, as labels name a base.
func tagged(ref name.Reference) string { return ref.Context().Name() + ":" + tagOf(ref) }
