// Package remote fetches POMs from a repository manager: POM files and nothing else, bounded, cached on disk.
//
// In go the address of a repository in Maven's layout and the place of a POM in it; out come the bytes. [Client] holds what all repositories
// of a run share: the cache, the credentials and the bounds. A release never changes (Maven, "Repository Layout": released artefacts are
// immutable), so what the cache holds is not asked for again, and a run without a network gives what the last one gave. Snapshots change,
// and are not fetched.
package remote

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
)

// Bounds of what is fetched.
const (
	maxPOM       = 4 << 20 // bytes of one answer
	maxFetches   = 1000    // of one run
	maxRedirects = 5
	maxWait      = 30 * time.Second // for one answer
)

// Client fetches for all repositories of one run. It is not safe for concurrent use.
type Client struct {
	Cache       string      // folder on disk; "" for none
	Credentials Credentials // of settings.xml; the zero value has none

	transport http.RoundTripper // of tests; nil for the usual one
	fetches   int
}

// Repository is one address in Maven's layout.
type Repository struct {
	client *Client
	base   *url.URL
}

// Repository checks an address. One with a user or password is refused: they belong into settings.xml, which nobody commits.
func (c *Client) Repository(address string) (*Repository, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errors.New("not an address") // the error of url.Parse repeats the text, with its password
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return nil, fmt.Errorf("%s is not an address of http or https", u.Redacted())
	case u.User != nil:
		return nil, fmt.Errorf("%s holds a user or a password", u.Redacted())
	case u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("an address of a repository has no query and no fragment")
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	return &Repository{client: c, base: u}, nil
}

// Cached returns a POM that an earlier run fetched. An error is fs.ErrNotExist, or one of the disk.
func (r *Repository) Cached(name string) ([]byte, error) { return r.client.load(r.base, name) }

// Fetch asks the server for a POM by its place, and keeps it in the cache. The error is fs.ErrNotExist when the server says that there is
// none.
func (r *Repository) Fetch(ctx context.Context, name string) ([]byte, error) {
	if strings.Contains(name, "-SNAPSHOT") {
		return nil, fs.ErrNotExist
	}
	if r.client.fetches++; r.client.fetches > maxFetches {
		return nil, fmt.Errorf("more than %d POMs to fetch", maxFetches)
	}
	data, err := r.get(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := isPOM(data, name); err != nil {
		return nil, fmt.Errorf("%s: %w", r.address(name), err)
	}
	return data, r.client.keep(r.base, name, data)
}

func (r *Repository) address(name string) string { return r.base.JoinPath(name).String() }

func (r *Repository) get(ctx context.Context, name string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.address(name), nil)
	if err != nil {
		return nil, err
	}
	login, err := r.client.Credentials.For(r.base)
	if err != nil {
		return nil, err
	}
	if login.User != "" && confidential(r.base) {
		req.SetBasicAuth(login.User, login.Password)
	}
	client := http.Client{Transport: r.client.transport, CheckRedirect: redirect}
	answer, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusGone:
		return nil, fs.ErrNotExist
	case http.StatusUnauthorized, http.StatusForbidden:
		return nil, fmt.Errorf("%s answers %s: settings.xml needs a <server> whose id is that of a repository or mirror with this address", r.address(name), answer.Status)
	default:
		return nil, fmt.Errorf("%s answers %s", r.address(name), answer.Status)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxPOM+1))
	if err == nil && len(data) > maxPOM {
		err = fmt.Errorf("%s is larger than %d bytes", r.address(name), maxPOM)
	}
	return data, err
}

// redirect follows a redirect a few times, never from https to http, and takes the credentials off for another host, port or scheme. The
// standard library keeps them for subdomains, which may belong to somebody else.
func redirect(req *http.Request, via []*http.Request) error {
	first := via[0].URL
	switch {
	case len(via) > maxRedirects:
		return fmt.Errorf("more than %d redirects", maxRedirects)
	case req.URL.Scheme != "https" && (first.Scheme == "https" || req.URL.Scheme != "http"):
		return fmt.Errorf("redirected from https to %s", req.URL.Scheme)
	}
	if req.URL.Host != first.Host || req.URL.Scheme != first.Scheme {
		req.Header.Del("Authorization")
	}
	req.Header.Del("Referer")
	return nil
}

// confidential says whether nobody on the way can read what is sent: https, or the machine itself.
func confidential(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// isPOM refuses an answer that is another file: a page that asks for a login is sent with status 200 as well.
func isPOM(data []byte, name string) error {
	var p struct {
		XMLName  xml.Name
		Artifact string `xml:"artifactId"`
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // names of artefacts are ASCII
	artifact := path.Base(path.Dir(path.Dir(name)))
	if err := d.Decode(&p); err != nil || p.XMLName.Local != "project" || strings.TrimSpace(p.Artifact) != artifact {
		return fmt.Errorf("the answer is not a POM of %s", artifact)
	}
	return nil
}
