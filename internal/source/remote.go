package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/plumbing/transport/client"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	"github.com/go-git/go-git/v5/storage"

	"github.com/waybill-dev/waybill/internal/fault"
)

// openURL reads a repository of a server into memory: one commit, without its history where the server allows that.
func openURL(ctx context.Context, raw string, limits Limits) (*Tree, error) {
	address, rev := cutURL(raw)
	u, err := url.Parse(address)
	if err != nil || strings.ContainsAny(raw, " \t\r\n") {
		return nil, fault.New(fault.Usage, "not a git URL").WithHint("write it as https://host/path or https://host/path@REVISION")
	}
	if u.Scheme == "file" {
		return openRevision(u.Path, cmp.Or(rev, "HEAD"), limits)
	}
	if u.Host == "" || strings.HasPrefix(u.Host, "-") || strings.HasPrefix(u.Path, "/-") { // what ssh and git would take as an option
		return nil, fault.New(fault.Usage, "not a git URL: %q", u.Redacted())
	}
	if limits.Wait > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limits.Wait)
		defer cancel()
	}
	hash, pack, err := download(ctx, address, rev, limits)
	if err != nil {
		return nil, remoteError(err, u, limits)
	}
	store := bounds{pack}
	repo, err := git.Open(store, nil)
	if errors.Is(err, git.ErrRepositoryNotExists) {
		repo, err = git.Init(store, nil)
	}
	if err != nil {
		return nil, remoteError(err, u, limits)
	}
	t, err := treeAt(repo, hash.String(), limits)
	if err != nil {
		return nil, err
	}
	t.Location, t.Name = plainURL(u), strings.TrimSuffix(path.Base(u.Path), ".git")
	return t, nil
}

// cutURL splits a revision off: the part after the last @ behind the host. The path may hold another URL, as that of a proxy does.
func cutURL(raw string) (address, rev string) {
	start := strings.LastIndex(raw, "://") + len("://")
	slash := strings.Index(raw[start:], "/")
	if slash < 0 {
		return raw, ""
	}
	if at := strings.LastIndex(raw, "@"); at > start+slash {
		return raw[:at], raw[at+1:]
	}
	return raw, ""
}

// Plain is a location as it may be written down: of a URL with a user's name and password the rest.
func Plain(location string) string {
	u, err := url.Parse(location)
	if err != nil || u.User == nil {
		return fault.Redact(location)
	}
	return plainURL(u)
}

// plainURL is a URL without the user's name and password, and without the values of its query.
func plainURL(u *url.URL) string {
	bare := *u
	bare.User = nil
	return fault.Redact(bare.String())
}

// remoteError tells a server that does not answer from a wrong address or revision. No message holds the URL's password.
func remoteError(err error, u *url.URL, limits Limits) error {
	if fault.KindOf(err) != fault.Internal {
		return err
	}
	address := plainURL(u)
	text := err.Error()
	if password, ok := u.User.Password(); ok && password != "" {
		text = strings.ReplaceAll(text, password, "***")
	}
	switch {
	case errors.Is(err, context.Canceled):
		return fault.Wrap(fault.Interrupted, context.Canceled, "stopped reading %s", address)
	case errors.Is(err, context.DeadlineExceeded):
		return fault.New(fault.Unreachable, "%s did not send the repository within %s", address, limits.Wait)
	case errors.Is(err, transport.ErrAuthenticationRequired), errors.Is(err, transport.ErrAuthorizationFailed):
		return fault.New(fault.Unreachable, "%s asks for credentials, or refuses those of the URL", address)
	case errors.Is(err, transport.ErrRepositoryNotFound), errors.Is(err, transport.ErrEmptyRemoteRepository):
		return fault.New(fault.Usage, "%s holds no repository, or an empty one", address)
	}
	return fault.Wrap(fault.Unreachable, errors.New(text), "cannot read %s", address)
}

// download fetches one commit: of a branch, of a tag, or by its hash.
func download(ctx context.Context, address, rev string, limits Limits) (plumbing.Hash, storage.Storer, error) {
	endpoint, err := transport.NewEndpoint(address)
	if err != nil {
		return plumbing.ZeroHash, nil, fault.New(fault.Usage, "not a git URL")
	}
	server, err := transportOf(endpoint)
	if err != nil {
		return plumbing.ZeroHash, nil, err
	}
	session, err := server.NewUploadPackSession(endpoint, nil)
	if err != nil {
		return plumbing.ZeroHash, nil, err
	}
	defer session.Close()
	refs, err := session.AdvertisedReferencesContext(ctx)
	if err != nil {
		return plumbing.ZeroHash, nil, err
	}
	hash, advertised, err := choose(refs, rev)
	if err != nil {
		return plumbing.ZeroHash, nil, err
	}
	request := packp.NewUploadPackRequestFromCapabilities(refs.Capabilities)
	request.Wants = []plumbing.Hash{hash}
	if !advertised && !refs.Capabilities.Supports(capability.AllowReachableSHA1InWant) && !refs.Capabilities.Supports(capability.AllowTipSHA1InWant) {
		request.Wants = heads(refs) // the whole history, in which the commit is
	} else if refs.Capabilities.Supports(capability.Shallow) {
		request.Depth = packp.DepthCommits(1)
		if err := request.Capabilities.Set(capability.Shallow); err != nil {
			return plumbing.ZeroHash, nil, err
		}
	}
	reply, err := session.UploadPack(ctx, request)
	if err != nil {
		return plumbing.ZeroHash, nil, err
	}
	defer reply.Close()
	answer := &bounded{what: "the repository", r: reply, left: cmp.Or(limits.PackBytes, DefaultLimits.PackBytes)}
	store, err := unpack(packOf(request.Capabilities, answer))
	if answer.over {
		return plumbing.ZeroHash, nil, fault.New(fault.Usage, "the repository is larger than %d bytes", limits.PackBytes).WithHint("clone it and give the folder")
	}
	return hash, store, err
}

// transportOf is the transport of a scheme; HTTP with a client of our own, so that no answer can be endless.
func transportOf(endpoint *transport.Endpoint) (transport.Transport, error) {
	switch endpoint.Protocol {
	case "http", "https":
		base := http.DefaultTransport.(*http.Transport).Clone()
		base.ResponseHeaderTimeout = 60 * time.Second
		// a redirect that changes to http, or away from a git server, is refused by go-git; credentials stay with their host
		return githttp.NewClient(&http.Client{Transport: boundedHTTP{base, maxSilence}}), nil
	case "ssh", "git":
		return client.NewClient(endpoint)
	}
	return nil, fault.New(fault.Usage, "the scheme %q is none that waybill reads from", endpoint.Protocol)
}

// maxAdvertised bounds the list of branches and tags that a server begins with, in bytes: half a million of them.
const maxAdvertised = 64 << 20

// boundedHTTP bounds what is read into memory before the pack comes, and follows no redirect to an address that only machines of a
// cloud reach (RFC 3927): there they keep their credentials.
type boundedHTTP struct {
	next http.RoundTripper
	wait time.Duration // longest silence within an answer
}

func (b boundedHTTP) RoundTrip(req *http.Request) (*http.Response, error) {
	if ip := net.ParseIP(req.URL.Hostname()); req.Response != nil && ip != nil && (ip.IsLinkLocalUnicast() || ip.IsUnspecified()) {
		return nil, fault.New(fault.Unreachable, "%s redirects to %s, an address of this machine or its network", req.Response.Request.URL.Host, ip)
	}
	resp, err := b.next.RoundTrip(req)
	if err == nil && strings.HasSuffix(req.URL.Path, "/info/refs") {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{&bounded{what: "the list of branches and tags", r: resp.Body, left: maxAdvertised}, resp.Body}
	}
	if err == nil {
		resp.Body = &lively{ReadCloser: resp.Body, wait: b.wait}
	}
	return resp, err
}

// maxSilence is how long a server may send nothing in the middle of an answer; while a git server counts objects it sends a sign of life
// every five seconds (git-config(1), uploadpack.keepAlive).
const maxSilence = 60 * time.Second

// lively gives an answer up of which nothing more comes.
type lively struct {
	io.ReadCloser
	wait time.Duration
}

func (l *lively) Read(p []byte) (int, error) {
	timer := time.AfterFunc(l.wait, func() { _ = l.Close() })
	n, err := l.ReadCloser.Read(p)
	if !timer.Stop() && err != nil {
		return n, fmt.Errorf("nothing came for %s", l.wait)
	}
	return n, err
}

// choose finds the commit of a revision among what the server advertises: HEAD, a branch, a tag, else a full hash.
func choose(refs *packp.AdvRefs, rev string) (hash plumbing.Hash, advertised bool, err error) {
	if rev == "" || rev == "HEAD" {
		if refs.Head == nil {
			return hash, false, transport.ErrEmptyRemoteRepository
		}
		return *refs.Head, true, nil
	}
	for _, name := range []string{"refs/tags/" + rev, "refs/heads/" + rev, rev} {
		if h, ok := refs.Peeled[name]; ok { // the commit of an annotated tag
			return h, true, nil
		}
		if h, ok := refs.References[name]; ok {
			return h, true, nil
		}
	}
	if plumbing.IsHash(rev) {
		return plumbing.NewHash(rev), false, nil
	}
	return hash, false, fault.New(fault.Usage, "the repository has no branch or tag %q", rev).WithHint("give a branch, a tag or a full commit hash")
}

func heads(refs *packp.AdvRefs) []plumbing.Hash {
	var list []plumbing.Hash
	seen := map[plumbing.Hash]bool{}
	for name, h := range refs.References {
		if !seen[h] && (strings.HasPrefix(name, "refs/heads/") || strings.HasPrefix(name, "refs/tags/")) {
			seen[h] = true
			list = append(list, h)
		}
	}
	plumbing.HashesSort(list)
	return list
}

// packOf takes the pack out of the side band, when one is used.
func packOf(caps *capability.List, r io.Reader) io.Reader {
	switch {
	case caps.Supports(capability.Sideband64k):
		return sideband.NewDemuxer(sideband.Sideband64k, r)
	case caps.Supports(capability.Sideband):
		return sideband.NewDemuxer(sideband.Sideband, r)
	}
	return r
}

// bounded ends a stream at a number of bytes.
type bounded struct {
	what string // for the message
	r    io.Reader
	left int64
	over bool
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		b.over = true
		return 0, fmt.Errorf("%s is %w", b.what, errTooLarge)
	}
	return n, err
}
