package registry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Bounds of one request for a manifest or a configuration.
const (
	maxAnswer   = 16 << 20
	maxRequest  = 60 * time.Second
	maxWait     = 60 * time.Second // longest Retry-After that is waited for
	maxAttempts = 4

	maxRedirects = 10 // as net/http; go-containerregistry counts none
)

// patient is the transport below go-containerregistry's: it bounds every answer in time and size, waits as long as a server asks
// (Retry-After, RFC 9110), and follows no redirect to a place that a registry has no business to send us to.
type patient struct {
	next    http.RoundTripper
	wait    func(context.Context, time.Duration) error
	answer  int64         // bytes of one answer
	request time.Duration // time of one request
}

// newTransport keeps connections open for the next image, at most jobs to one host.
func newTransport(jobs int) *patient {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &patient{
		next: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
			MaxConnsPerHost: jobs, MaxIdleConnsPerHost: jobs, IdleConnTimeout: 90 * time.Second,
			TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 30 * time.Second, MaxResponseHeaderBytes: 1 << 20,
		},
		wait: sleep, answer: maxAnswer, request: maxRequest,
	}
}

// RoundTrip sends one request.
func (p *patient) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := allowed(req); err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		ctx, cancel := context.WithTimeout(req.Context(), p.request)
		resp, err := p.next.RoundTrip(req.WithContext(ctx))
		if err != nil {
			cancel()
			return nil, err
		}
		delay, ask := retryAfter(resp, time.Now())
		if !ask {
			delay, ask = backOff(resp.StatusCode, resp.Header.Get("Retry-After"), attempt)
		}
		if !ask || attempt == maxAttempts || req.Body != nil && req.Body != http.NoBody {
			resp.Body = &bounded{body: resp.Body, most: p.answer, left: p.answer, cancel: cancel}
			return resp, nil
		}
		closed := resp.Body.Close()
		cancel()
		if err := errors.Join(closed, p.wait(req.Context(), delay)); err != nil {
			return nil, err
		}
	}
}

// allowed refuses what a redirect must not do. req.Response is the answer that sent us here.
func allowed(req *http.Request) error {
	if req.Response == nil || req.Response.Request == nil {
		return nil
	}
	hops := 0
	for r := req; r.Response != nil && r.Response.Request != nil; r = r.Response.Request {
		if hops++; hops > maxRedirects {
			return fmt.Errorf("%s redirects more than %d times", req.URL.Host, maxRedirects)
		}
	}
	from := req.Response.Request.URL
	if from.Scheme == "https" && req.URL.Scheme != "https" {
		return fmt.Errorf("%s redirects from https to %s", from.Host, req.URL.Scheme)
	}
	if ip := net.ParseIP(req.URL.Hostname()); ip != nil && req.URL.Host != from.Host && (ip.IsLinkLocalUnicast() || ip.IsLoopback() || ip.IsUnspecified()) {
		return fmt.Errorf("%s redirects to %s, an address of this machine or its network", from.Host, ip)
	}
	return nil
}

// retryAfter reads how long a server that is busy wants us to wait.
func retryAfter(resp *http.Response, now time.Time) (time.Duration, bool) {
	if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
		return 0, false
	}
	text := resp.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil && seconds >= 0 {
		d := time.Duration(min(seconds, 3600)) * time.Second
		return d, d <= maxWait
	}
	if at, err := http.ParseTime(text); err == nil {
		d := max(at.Sub(now), 0)
		return d, d <= maxWait
	}
	return 0, false
}

// backOff says how long to wait for an answer that says "later" without saying when: a proxy that restarts, a limit without a time.
// A wait that the server asks for and that is too long is not shortened.
func backOff(status int, asked string, attempt int) (time.Duration, bool) {
	switch status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return 100 * time.Millisecond << (2 * (attempt - 1)), asked == ""
	}
	return 0, false
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// bounded stops reading an answer that does not end.
type bounded struct {
	body   io.ReadCloser
	most   int64 // what is allowed, for the message
	left   int64
	cancel context.CancelFunc
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("the answer is larger than %d bytes", b.most)
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.body.Read(p)
	b.left -= int64(n)
	return n, err
}

func (b *bounded) Close() error {
	defer b.cancel()
	return b.body.Close()
}
