package registry

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

// Options say how registries are asked.
type Options struct {
	Jobs  int               // images asked for at once, and connections to one host; 8 when not given
	Cache string            // folder for blobs by digest; "" for none
	Keys  authn.Keychain    // nil: the Docker configuration of the user
	Wire  http.RoundTripper // nil: the bounded transport of this package; tests put their own here

	// Contents reads the layers too, each once: os-release, the release file of a JDK, /etc/passwd, and whether there is a shell.
	Contents bool
}

// client asks for manifests and configurations. It keeps one puller a registry, so that connections, tokens and the answer
// to "who are you" are used again for every image.
type client struct {
	cache cache
	jobs  int
	keys  authn.Keychain
	wire  http.RoundTripper

	contents bool

	mu     sync.Mutex
	hosts  map[string]*host
	layers map[string]*readOnce // by digest
}

type host struct {
	once   sync.Once
	puller *remote.Puller
	err    error
}

// backoff is how often and after which pause a connection that broke is tried again.
var backoff = transport.Backoff{Duration: 200 * time.Millisecond, Factor: 3, Jitter: 0.1, Steps: 3}

func newClient(o Options) *client {
	if o.Wire == nil {
		t := newTransport(o.Jobs)
		if o.Contents {
			t.answer, t.request = maxLayer, maxLayerTime
		}
		o.Wire = t
	}
	if o.Keys == nil {
		o.Keys = authn.DefaultKeychain
	}
	wire := transport.NewRetry(o.Wire, transport.WithRetryBackoff(backoff))
	return &client{
		cache: cache{o.Cache}, jobs: o.Jobs, keys: o.Keys, wire: transport.NewUserAgent(wire, "waybill"), contents: o.Contents,
		hosts: map[string]*host{}, layers: map[string]*readOnce{},
	}
}

// puller returns the puller of a registry, after asking it once how it wants to be asked.
func (c *client) puller(ctx context.Context, repo name.Repository) (*remote.Puller, error) {
	c.mu.Lock()
	h, ok := c.hosts[repo.RegistryStr()]
	if !ok {
		h = &host{}
		c.hosts[repo.RegistryStr()] = h
	}
	c.mu.Unlock()
	h.once.Do(func() { h.puller, h.err = c.connect(ctx, repo.Registry) })
	return h.puller, h.err
}

// connect logs in where one login serves all repositories. Bearer tokens are bound to a repository: there go-containerregistry
// asks for one each, and keeps it.
func (c *client) connect(ctx context.Context, registry name.Registry) (*remote.Puller, error) {
	options := []remote.Option{remote.WithAuthFromKeychain(c.keys), remote.WithJobs(c.jobs)}
	challenge, err := transport.Ping(ctx, registry, c.wire)
	if err != nil {
		return nil, err
	}
	if strings.EqualFold(challenge.Scheme, "bearer") {
		return remote.NewPuller(append(options, remote.WithTransport(c.wire))...)
	}
	auth, err := authn.Resolve(ctx, c.keys, registry)
	if err != nil {
		return nil, err
	}
	shared, err := transport.NewWithContext(ctx, registry, auth, c.wire, nil)
	if err != nil {
		return nil, err
	}
	return remote.NewPuller(append(options, remote.WithTransport(shared))...)
}
