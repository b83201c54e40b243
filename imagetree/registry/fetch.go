// Package registry compares the declared tree with what is pushed: it is the only part of waybill's tree commands that uses the network.
// An image is built on another when its layers begin with the other's; names and labels are not believed.
package registry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
)

// pushed is an image of the tree as the registry has it.
type pushed struct {
	image     *imagetree.Image
	digest    string
	missing   bool // the registry has no such tag
	platforms map[string]*variant
}

// variant is the image for one platform. The configuration is fetched when it is asked for.
type variant struct {
	digest   string
	repo     name.Repository
	manifest *v1.Manifest
	once     sync.Once
	config   *v1.ConfigFile
	err      error
}

// maxFailures is how many images of one registry may fail before it is asked for no more: the registry is down, not one image.
const maxFailures = 10

// request is one image to ask for.
type request struct {
	image *imagetree.Image
	ref   string
}

// images asks for several images at once. What cannot be asked is missing in the answer, with an error; it hides nothing of the others.
func (c *client) images(ctx context.Context, list []request, jobs int) (map[string]*pushed, error) {
	var mu sync.Mutex
	var failed []error
	failures, skipped := map[string]int{}, map[string]int{} // by registry
	found := map[string]*pushed{}
	work := make(chan request)
	var workers sync.WaitGroup
	for range max(1, jobs) {
		workers.Go(func() {
			for r := range work {
				host := registryOf(r.ref)
				mu.Lock()
				down := failures[host] >= maxFailures
				if down {
					skipped[host]++
				}
				mu.Unlock()
				if down {
					continue
				}
				p, err := c.image(ctx, r)
				mu.Lock()
				if err == nil {
					found[r.ref] = p
				} else {
					failures[host]++
					failed = append(failed, err)
				}
				mu.Unlock()
			}
		})
	}
	for _, r := range list {
		if ctx.Err() != nil {
			break
		}
		work <- r
	}
	close(work)
	workers.Wait()
	slices.SortFunc(failed, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	for _, host := range slices.Sorted(maps.Keys(skipped)) {
		failed = append(failed, fault.New(fault.Unreachable, "%d more of %s were not asked for", skipped[host], host))
	}
	return found, together(failed)
}

// registryOf is the host of a reference; "" when it is none.
func registryOf(text string) string {
	ref, err := name.ParseReference(text, name.WeakValidation)
	if err != nil {
		return ""
	}
	return ref.Context().RegistryStr()
}

// together makes one error of several, of the kind of the first.
func together(failed []error) error {
	if len(failed) < 2 {
		return errors.Join(failed...)
	}
	var words []string
	for _, err := range failed {
		words = append(words, err.Error())
	}
	e := fault.New(fault.KindOf(failed[0]), "%d images could not be asked for: %s", len(failed), strings.Join(words, "; "))
	if hints := fault.HintOf(failed[0]); len(hints) > 0 {
		e.Hint = hints[0]
	}
	return e
}

// image asks what the reference names now, then for the manifests.
func (c *client) image(ctx context.Context, r request) (*pushed, error) {
	ref, err := name.ParseReference(r.ref, name.WeakValidation)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "image %s", r.image.Name)
	}
	p := &pushed{image: r.image, platforms: map[string]*variant{}}
	puller, err := c.puller(ctx, ref.Context())
	if err != nil {
		return nil, unreachable(ref, err)
	}
	head, err := puller.Head(ctx, ref)
	if NotFound(err) {
		p.missing = true
		return p, nil
	}
	if err != nil {
		return nil, unreachable(ref, err)
	}
	p.digest = head.Digest.String()
	data, err := c.manifest(ctx, ref.Context().Digest(p.digest))
	if err != nil {
		return nil, unreachable(ref, err)
	}
	if err := c.variants(ctx, p, ref.Context(), p.digest, data); err != nil {
		return nil, unreachable(ref, err)
	}
	return p, nil
}

// maxVariants bounds an index.
const maxVariants = 64

func (c *client) variants(ctx context.Context, p *pushed, repo name.Repository, digest string, data []byte) error {
	var kind struct {
		MediaType types.MediaType   `json:"mediaType"`
		Manifests []json.RawMessage `json:"manifests"`
	}
	if err := json.Unmarshal(data, &kind); err != nil {
		return fmt.Errorf("manifest %s: %w", digest, err)
	}
	if !kind.MediaType.IsIndex() && kind.Manifests == nil {
		v, err := readVariant(repo, digest, data)
		if err != nil {
			return err
		}
		config, err := c.configOf(ctx, v)
		if err != nil {
			return err
		}
		p.platforms[config.OS+"/"+config.Architecture] = v
		return nil
	}
	index, err := v1.ParseIndexManifest(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("index %s: %w", digest, err)
	}
	if len(index.Manifests) > maxVariants {
		return fmt.Errorf("index %s lists more than %d manifests", digest, maxVariants)
	}
	for _, m := range index.Manifests {
		// an index within an index is none of an image; "unknown" is what BuildKit calls its attestations
		if m.Platform == nil || m.Platform.OS == "unknown" || m.MediaType.IsIndex() {
			continue
		}
		data, err := c.manifest(ctx, repo.Digest(m.Digest.String()))
		if err != nil {
			return err
		}
		v, err := readVariant(repo, m.Digest.String(), data)
		if err != nil {
			return err
		}
		p.platforms[m.Platform.OS+"/"+m.Platform.Architecture] = v
	}
	return nil
}

func readVariant(repo name.Repository, digest string, data []byte) (*variant, error) {
	m, err := v1.ParseManifest(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("manifest %s: %w", digest, err)
	}
	return &variant{digest: digest, repo: repo, manifest: m}, nil
}

// manifest fetches by digest; go-containerregistry checks that the bytes have it.
func (c *client) manifest(ctx context.Context, ref name.Digest) ([]byte, error) {
	if data, ok := c.cache.get(ref.DigestStr()); ok {
		return data, nil
	}
	puller, err := c.puller(ctx, ref.Context())
	if err != nil {
		return nil, err
	}
	d, err := puller.Get(ctx, ref)
	if err != nil {
		return nil, err
	}
	c.cache.put(ref.DigestStr(), d.Manifest)
	return d.Manifest, nil
}

// configOf fetches the configuration once: its diff ids are the same however the layers are compressed.
func (c *client) configOf(ctx context.Context, v *variant) (*v1.ConfigFile, error) {
	v.once.Do(func() { v.config, v.err = c.fetchConfig(ctx, v) })
	return v.config, v.err
}

func (c *client) fetchConfig(ctx context.Context, v *variant) (*v1.ConfigFile, error) {
	digest := v.manifest.Config.Digest.String()
	data, ok := c.cache.get(digest)
	if !ok {
		puller, err := c.puller(ctx, v.repo)
		if err != nil {
			return nil, err
		}
		layer, err := puller.Layer(ctx, v.repo.Digest(digest))
		if err != nil {
			return nil, err
		}
		r, err := layer.Compressed() // checks the digest while it reads
		if err != nil {
			return nil, err
		}
		data, err = io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			return nil, err
		}
		c.cache.put(digest, data)
	}
	config, err := v1.ParseConfigFile(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("configuration %s: %w", digest, err)
	}
	return config, nil
}

// NotFound says whether a registry answered that it has no such image.
func NotFound(err error) bool {
	var t *transport.Error
	return errors.As(err, &t) && t.StatusCode == http.StatusNotFound
}

// unreachable makes an error of the kind that a CI server may choose not to block on. A refusal is told apart: it needs credentials.
func unreachable(ref name.Reference, err error) error {
	var t *transport.Error
	if errors.As(err, &t) && slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden}, t.StatusCode) {
		return fault.New(fault.Unreachable, "registry %s does not let us read %s (HTTP status %d)", ref.Context().RegistryStr(), ref.Context().RepositoryStr(), t.StatusCode).
			WithHint("log in with 'docker login %s'; its configuration is used here", ref.Context().RegistryStr())
	}
	return fault.Wrap(fault.Unreachable, err, "cannot read %s", ref)
}
