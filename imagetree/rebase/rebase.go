// Package rebase puts a newer base under application images that are pushed already. The layers of the application stay byte for byte, those
// below are exchanged in the registry, and nothing is built: a fix of a base image reaches thousands of applications in minutes.
//
// In goes the reference of an application image whose labels org.opencontainers.image.base.name and base.digest (OCI image specification,
// "Annotations") name what it was built on. The labels are not believed: its layers have to begin with those of that base. Out comes a
// [Result]: rebased with old and new digest, current, or refused with the reason. An image is refused where the exchange would give
// something else than a rebuild: another release of the distribution or major of the runtime, packages that the application's layers
// installed, files of the base that they replaced or removed ([Refusal]).
//
//	results := rebase.Run(ctx, []string{"r.example.com/shop/orders:git-4f1c"}, rebase.Options{Base: rebase.Same, Tag: "{tag}-{base}"})
package rebase

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/waybill-dev/waybill/imagetree/layers"
	"github.com/waybill-dev/waybill/imagetree/registry"
)

// State is what became of an image.
type State string

// The states of an image.
const (
	Rebased State = "rebased" // the new image is pushed
	Planned State = "planned" // a dry run: the new image could be pushed
	Current State = "current" // nothing newer is there
	Refused State = "refused" // a rebase would not be the same as a rebuild, or nothing proves the base
	Failed  State = "failed"  // the registry could not be asked
)

// Result is what became of one image.
type Result struct {
	Image  string `json:"image"` // as it was asked for
	State  State  `json:"state"`
	Reason string `json:"reason,omitempty"` // of a refusal or a failure

	OldDigest string   `json:"oldDigest,omitempty"`
	NewDigest string   `json:"newDigest,omitempty"`
	Target    string   `json:"target,omitempty"`    // reference of the new image
	Base      string   `json:"base,omitempty"`      // reference of the new base, with its digest
	Platforms []string `json:"platforms,omitempty"` // os/architecture of each image of an index
	Notes     []string `json:"notes,omitempty"`     // what the new image lacks that the old one had
}

// Options say what is put under which tag.
type Options struct {
	Base   func(old string) (string, error) // the reference that replaces a base; an error is the reason of a refusal
	Tag    string                           // {tag} and {base} (twelve digits of the new base's digest) are replaced
	DryRun bool                             // push nothing
	Jobs   int                              // images at once; 4 when not given
	Remote []remote.Option                  // how registries are asked
	Done   func(Result)                     // called for each result as it comes; nil for none
}

// Same names the base as it is named already: for tags that move.
func Same(old string) (string, error) { return old, nil }

// Refusal is the reason why an image is left as it is.
type Refusal struct{ Reason string }

func (r *Refusal) Error() string { return r.Reason }

func refuse(format string, args ...any) error { return &Refusal{fmt.Sprintf(format, args...)} }

// Run rebases the images and returns the results in their order. One image never stops the others.
func Run(ctx context.Context, images []string, o Options) []Result {
	results := make([]Result, len(images))
	r, err := newRebaser(o)
	if err != nil {
		for i, image := range images {
			results[i] = Result{Image: image, State: Failed, Reason: err.Error()}
		}
		return results
	}
	work := make(chan int)
	var workers sync.WaitGroup
	var say sync.Mutex
	jobs := o.Jobs
	if jobs < 1 {
		jobs = 4
	}
	for range min(jobs, max(1, len(images))) {
		workers.Go(func() {
			for i := range work {
				results[i] = r.result(ctx, images[i])
				if o.Done != nil {
					say.Lock()
					o.Done(results[i])
					say.Unlock()
				}
			}
		})
	}
	for i := range images {
		work <- i
	}
	close(work)
	workers.Wait()
	return results
}

// rebaser keeps what several images share: bases, the files of their layers, and what registries answered about how they want to be asked.
type rebaser struct {
	Options
	pusher *remote.Pusher
	bases  memo[*pushed]
	lists  memo[*layers.Listing]
	shown  memo[*layers.Listing]
}

func newRebaser(o Options) (*rebaser, error) {
	puller, err := remote.NewPuller(o.Remote...)
	if err != nil {
		return nil, err
	}
	pusher, err := remote.NewPusher(o.Remote...)
	if err != nil {
		return nil, err
	}
	o.Remote = []remote.Option{remote.Reuse(puller), remote.Reuse(pusher)}
	return &rebaser{Options: o, pusher: pusher}, nil
}

func (r *rebaser) result(ctx context.Context, image string) Result {
	out := Result{Image: image}
	err := ctx.Err()
	if err == nil {
		err = r.image(ctx, &out)
	}
	var no *Refusal
	switch {
	case errors.As(err, &no):
		out.State, out.Reason = Refused, no.Reason
	case err != nil:
		out.State, out.Reason = Failed, err.Error()
	}
	return out
}

// image does the work for one reference and fills the result.
func (r *rebaser) image(ctx context.Context, out *Result) error {
	ref, err := name.ParseReference(out.Image, name.WeakValidation)
	if err != nil {
		return refuse("this is no image reference: %v", err)
	}
	p, err := fetch(ctx, ref, r.Remote)
	if err != nil {
		return err
	}
	out.OldDigest = p.digest.String()
	var built []variant
	current := true
	for _, v := range p.variants {
		next, base, err := r.variant(ctx, v)
		if err != nil {
			return err
		}
		out.Platforms = append(out.Platforms, v.platform)
		out.Base = base
		current = current && !next.moved
		built = append(built, next)
	}
	if p.attested {
		out.Notes = append(out.Notes, "attestations (SBOM, provenance) speak of the old image and are left out")
	}
	if current {
		out.State, out.NewDigest, out.Notes = Current, out.OldDigest, nil
		return nil
	}
	target, err := r.target(ref, out.Base)
	if err != nil {
		return err
	}
	out.Target = target.String()
	return r.push(ctx, p, built, ref, target, out)
}

// target names the new image. An image that is named by a digest alone has no tag of its own.
func (r *rebaser) target(ref name.Reference, base string) (name.Tag, error) {
	_, digest, _ := strings.Cut(base, "@sha256:")
	own := "rebased"
	if tag, ok := ref.(name.Tag); ok {
		own = tag.TagStr()
	}
	text := strings.NewReplacer("{tag}", own, "{base}", digest[:min(12, len(digest))]).Replace(r.Tag)
	tag, err := name.NewTag(ref.Context().Name()+":"+text, name.WeakValidation)
	if err != nil {
		return name.Tag{}, refuse("%q is no tag (%v)", text, err)
	}
	return tag, nil
}

// push writes what was assembled, unless it is there already. A tag that names something else is never moved, except where it is the
// image's own and the pattern asks for that.
func (r *rebaser) push(ctx context.Context, old *pushed, built []variant, from name.Reference, target name.Tag, out *Result) error {
	made, err := old.with(built)
	if err != nil {
		return err
	}
	digest, err := made.Digest()
	if err != nil {
		return err
	}
	out.NewDigest = digest.String()
	options := append([]remote.Option{remote.WithContext(ctx)}, r.Remote...)
	there, err := remote.Head(target, options...)
	switch {
	case err == nil && there.Digest == digest:
		out.State = Rebased
		return nil
	case err == nil && target.String() != from.String():
		return refuse("tag %s is taken by another image (%s)", target.TagStr(), there.Digest)
	case err != nil && !registry.NotFound(err):
		return err
	}
	if r.DryRun {
		out.State = Planned
		return nil
	}
	out.State = Rebased
	return r.write(ctx, target, made, built)
}

// write uploads what the repository may lack, which is what lies below the application's layers and the configuration, then the manifests.
// The application's own layers are there: the old image, which was just read from the same repository, consists of them.
func (r *rebaser) write(ctx context.Context, target name.Tag, made artefact, built []variant) error {
	for _, v := range built {
		if !v.moved {
			continue
		}
		config, err := partial.ConfigLayer(v.image)
		if err != nil {
			return err
		}
		for _, l := range append(slices.Clone(v.below), config) {
			if err := r.pusher.Upload(ctx, target.Context(), l); err != nil {
				return err
			}
		}
		if v.image == made {
			continue
		}
		digest, err := v.image.Digest()
		if err != nil {
			return err
		}
		if err := r.pusher.Put(ctx, target.Context().Digest(digest.String()), v.image); err != nil {
			return err
		}
	}
	return r.pusher.Put(ctx, target, made)
}

// memo computes each value once, also when several ask at the same time.
type memo[T any] struct {
	entries sync.Map
}

type entry[T any] struct {
	once  sync.Once
	value T
	err   error
}

func (m *memo[T]) get(key string, compute func() (T, error)) (T, error) {
	found, _ := m.entries.LoadOrStore(key, &entry[T]{})
	e := found.(*entry[T])
	e.once.Do(func() { e.value, e.err = compute() })
	return e.value, e.err
}
