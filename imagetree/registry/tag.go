package registry

import (
	"context"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Digest is what a registry has under a tag, "" for nothing.
func Digest(ctx context.Context, reference string, o Options) (string, error) {
	ref, err := name.ParseReference(reference, name.WeakValidation)
	if err != nil {
		return "", fault.Wrap(fault.Usage, err, "%q is no reference of an image", reference)
	}
	d, err := remote.Get(ref, append(Remote(o), remote.WithContext(ctx))...)
	switch {
	case NotFound(err):
		return "", nil
	case err != nil:
		return "", unreachable(ref, err)
	}
	return d.Digest.String(), nil
}

// Tag gives an image that is pushed one more tag in its repository: the same bytes. A tag that names other bytes is never moved, since
// somebody may run it; one that names the same is left as it is, since registries may refuse to write a tag twice.
func Tag(ctx context.Context, reference, tag string, o Options) error {
	ref, err := name.NewDigest(reference, name.WeakValidation)
	if err != nil {
		return fault.New(fault.Usage, "%q is no reference of an image by its digest", reference).WithHint("write REPOSITORY@sha256:…, as 'waybill image digest' prints it")
	}
	to, err := name.NewTag(ref.Context().Name()+":"+tag, name.WeakValidation)
	if err != nil {
		return fault.New(fault.Usage, "%q is no tag of an image", tag)
	}
	switch has, err := Digest(ctx, to.Name(), o); {
	case err != nil:
		return err
	case has == ref.DigestStr():
		return nil
	case has != "":
		return fault.New(fault.Drift, "%s is there already, with other bytes: %s", to, has).WithHint("a version is released once: take another tag")
	}
	options := append(Remote(o), remote.WithContext(ctx))
	d, err := remote.Get(ref, options...)
	if err != nil {
		return unreachable(ref, err)
	}
	if err := remote.Tag(to, d, options...); err != nil {
		return fault.Wrap(fault.Unreachable, err, "cannot write the tag %s", to)
	}
	return nil
}
