package registry

import (
	"cmp"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

// Bounds of one layer, in bytes and time: the largest base images with a JDK and a browser stay below two gigabytes compressed.
const (
	maxLayer     = 4 << 30
	maxLayerTime = 15 * time.Minute
)

// Remote returns the options with which go-containerregistry reads and writes whole images, layers included: the keys, the retries and the
// refusals of this package, with bounds that fit a layer.
func Remote(o Options) []remote.Option {
	o.Jobs = cmp.Or(o.Jobs, 8)
	if o.Wire == nil {
		t := newTransport(o.Jobs)
		t.answer, t.request = maxLayer, maxLayerTime
		o.Wire = t
	}
	if o.Keys == nil {
		o.Keys = authn.DefaultKeychain
	}
	wire := transport.NewRetry(o.Wire, transport.WithRetryBackoff(backoff))
	return []remote.Option{remote.WithAuthFromKeychain(o.Keys), remote.WithTransport(transport.NewUserAgent(wire, "waybill")), remote.WithJobs(o.Jobs)}
}
