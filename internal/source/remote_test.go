package source

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/plumbing/transport/server"

	"github.com/waybill-dev/waybill/internal/fault"
)

// gitServer serves one repository by the smart HTTP protocol.
func gitServer(t *testing.T, dir string) *httptest.Server {
	t.Helper()
	repo, err := git.PlainOpen(dir)
	if err != nil {
		t.Fatal(err)
	}
	endpoint, err := transport.NewEndpoint("https://host/shop.git")
	if err != nil {
		t.Fatal(err)
	}
	backend := server.NewServer(server.MapLoader{endpoint.String(): repo.Storer})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /us/shop.git/info/refs", func(w http.ResponseWriter, r *http.Request) {
		session, err := backend.NewUploadPackSession(endpoint, nil)
		if err != nil {
			t.Error(err)
			return
		}
		refs, err := session.AdvertisedReferencesContext(r.Context())
		if err != nil {
			t.Error(err)
			return
		}
		refs.Prefix = [][]byte{[]byte("# service=git-upload-pack"), pktline.Flush}
		w.Header().Set("Content-Type", "application/x-git-upload-pack-advertisement")
		if err := refs.Encode(w); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("POST /us/shop.git/git-upload-pack", func(w http.ResponseWriter, r *http.Request) {
		session, err := backend.NewUploadPackSession(endpoint, nil)
		if err != nil {
			t.Error(err)
			return
		}
		request := packp.NewUploadPackRequest()
		if err := request.Decode(r.Body); err != nil {
			t.Error(err)
			return
		}
		reply, err := session.UploadPack(r.Context(), request)
		if err != nil {
			t.Error(err)
			return
		}
		w.Header().Set("Content-Type", "application/x-git-upload-pack-result")
		_ = reply.Encode(w) // a client that has enough hangs up
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestURL(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"go.mod": "module m\n", "cmd/main.go": "package main\n", "link@": "go.mod"})
	hash := commit(t, dir)
	s := gitServer(t, dir)
	address := strings.Replace(s.URL, "http://", "http://user:hunter2@", 1) + "/us/shop.git"
	want, err := Open(t.Context(), dir, DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	for _, rev := range []string{"", "@HEAD", "@master", "@v1.2", "@" + hash.String()} {
		got, err := Open(t.Context(), address+rev, DefaultLimits)
		if err != nil {
			t.Errorf("%s: %v", rev, err)
			continue
		}
		if contents(t, got) != contents(t, want) || got.Commit != hash.String() || got.Name != "shop" || got.Location != s.URL+"/us/shop.git" {
			t.Errorf("%s: %s at %s (%s)\n%s", rev, got.Location, got.Commit, got.Name, contents(t, got))
		}
	}
	if _, err := Open(t.Context(), address+"@v9", DefaultLimits); fault.KindOf(err) != fault.Usage {
		t.Errorf("no such revision: %v", err)
	}
	small := DefaultLimits
	small.PackBytes = 20
	if _, err := Open(t.Context(), address, small); fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), "larger than 20 bytes") {
		t.Errorf("too large: %v", err)
	}
}

func TestServersThatDoNotServe(t *testing.T) {
	t.Parallel()
	wait := make(chan struct{})
	t.Cleanup(func() { close(wait) })
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		kind  fault.Kind
	}{
		"silent":        {func(_ http.ResponseWriter, r *http.Request) { waitFor(r.Context(), wait) }, fault.Unreachable},
		"asks who":      {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, fault.Unreachable},
		"refuses":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, fault.Unreachable},
		"no repository": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }, fault.Usage},
		"a web page":    {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }, fault.Unreachable},
		"goes round":    {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.String(), http.StatusFound) }, fault.Unreachable},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "file:///etc/passwd/info/refs?service=git-upload-pack", http.StatusFound)
		}, fault.Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(c.serve)
			t.Cleanup(s.Close)
			limits := DefaultLimits
			limits.Wait = 300 * time.Millisecond
			_, err := Open(t.Context(), strings.Replace(s.URL, "http://", "http://user:hunter2@", 1)+"/us/shop.git", limits)
			if fault.KindOf(err) != c.kind {
				t.Errorf("%v, want exit %d", err, c.kind)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the password is in the message: %v", err)
			}
		})
	}
}

func waitFor(ctx context.Context, c chan struct{}) {
	select {
	case <-ctx.Done():
	case <-c:
	}
}

func TestNoServer(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.NotFoundHandler())
	address := s.URL
	s.Close()
	if _, err := Open(t.Context(), address+"/us/shop.git", DefaultLimits); fault.KindOf(err) != fault.Unreachable {
		t.Errorf("%v, want unreachable", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, address+"/us/shop.git", DefaultLimits); fault.KindOf(err) != fault.Interrupted {
		t.Errorf("%v, want interrupted", err)
	}
}

// TestSilenceEnds: a server that begins an answer and sends no more is given up.
func TestSilenceEnds(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("begin"))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := boundedHTTP{http.DefaultTransport, 200 * time.Millisecond}.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if data, err := io.ReadAll(resp.Body); string(data) != "begin" || err == nil || !strings.Contains(err.Error(), "nothing came for 200ms") {
		t.Fatalf("%q, %v", data, err)
	}
}

// TestProgressCounts: what a server tells of its progress counts as what it sends.
func TestProgressCounts(t *testing.T) {
	t.Parallel()
	endless := &bounded{what: "the repository", r: zeros{}, left: 1 << 20}
	if n, err := io.Copy(io.Discard, endless); n > 1<<20 || !errors.Is(err, errTooLarge) || !endless.over {
		t.Fatalf("%d, %v", n, err)
	}
}
