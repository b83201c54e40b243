package registry

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	ggcr "github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
)

// server is a registry in this process that can be slow, busy or closed.
type server struct {
	host     string
	requests atomic.Int64
	configs  atomic.Int64
	lag      atomic.Int64 // nanoseconds
	handler  http.Handler
}

func serve(tb testing.TB) *server {
	tb.Helper()
	s := &server{handler: ggcr.New(ggcr.Logger(log.New(io.Discard, "", 0)))}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/blobs/") {
			s.configs.Add(1)
		}
		time.Sleep(time.Duration(s.lag.Load()))
		s.handler.ServeHTTP(w, r)
	}))
	tb.Cleanup(web.Close)
	s.host = strings.TrimPrefix(web.URL, "http://")
	return s
}

// layer is a layer with this text, compressed at a level: the content stays, the digest moves.
func layer(tb testing.TB, text string, level int) v1.Layer {
	tb.Helper()
	l, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(strings.Repeat(text, 200))), nil }, tarball.WithCompressionLevel(level))
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

func build(tb testing.TB, base v1.Image, labels map[string]string, layers ...v1.Layer) v1.Image {
	tb.Helper()
	img, err := mutate.AppendLayers(base, layers...)
	if err != nil {
		tb.Fatal(err)
	}
	config, err := img.ConfigFile()
	if err != nil {
		tb.Fatal(err)
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Config.Labels = "linux", "amd64", labels
	img, err = mutate.ConfigFile(img, config)
	if err != nil {
		tb.Fatal(err)
	}
	return img
}

func (s *server) push(tb testing.TB, ref string, img v1.Image) {
	tb.Helper()
	tag, err := name.ParseReference(s.host + "/base/" + ref)
	if err != nil {
		tb.Fatal(err)
	}
	if err := remote.Write(tag, img); err != nil {
		tb.Fatal(err)
	}
}

func (s *server) tree(tb testing.TB, images string, lock []byte) *imagetree.Tree {
	tb.Helper()
	fsys := fstest.MapFS{imagetree.FileName: {Data: []byte("version: 1\nregistry: " + s.host + "/base\nplatforms: [linux/amd64]\nimages:\n" + images)}}
	if lock != nil {
		fsys[imagetree.LockName] = &fstest.MapFile{Data: lock}
	}
	tree, err := imagetree.Load(fsys, imagetree.FileName)
	if err != nil {
		tb.Fatal(err)
	}
	return tree
}

func options(tb testing.TB) Options {
	tb.Helper()
	return Options{Jobs: 8, Cache: tb.TempDir(), Keys: authn.NewMultiKeychain()}
}

func verify(tb testing.TB, tree *imagetree.Tree, o Options) string {
	tb.Helper()
	found, err := Verify(context.Background(), tree, o, time.Unix(0, 0))
	if err != nil {
		tb.Fatal(err)
	}
	var words []string
	for _, f := range found {
		words = append(words, f.Rule+" "+f.Image)
	}
	return strings.Join(words, ", ")
}

const family = `  os: {from: scratch, tag: "1", provides: {debian: "13"}}
  jre: {from: os, tag: "17", use: [run], provides: {java: "17.0.1"}}
  app: {from: jre, tag: "1", use: [run], provides: {tomcat: "9"}}
`

func TestVerify(t *testing.T) {
	t.Parallel()
	s := serve(t)
	os := build(t, empty.Image, map[string]string{"waybill.provides": "debian=13"}, layer(t, "os", 6), layer(t, "certificates", 6))
	jre := build(t, os, map[string]string{"org.opencontainers.image.base.name": s.host + "/base/os:0"}, layer(t, "java", 6))
	app := build(t, jre, nil, layer(t, "tomcat", 6))
	other := build(t, build(t, empty.Image, nil, layer(t, "other", 6)), nil, layer(t, "tomcat", 6))
	s.push(t, "os:1", os)
	s.push(t, "jre:17", jre)
	s.push(t, "app:1", app)
	tree := s.tree(t, family, nil)
	o := options(t)
	if got := verify(t, tree, o); got != "" {
		t.Fatalf("clean tree: %s", got)
	}
	configs := s.configs.Load()
	if got := verify(t, tree, o); got != "" || s.configs.Load() != configs {
		t.Errorf("second run: %s, fetched %d configurations again", got, s.configs.Load()-configs)
	}

	lock, missing, err := Lock(context.Background(), tree, o, false)
	if err != nil || len(missing) > 0 {
		t.Fatal(err, missing)
	}
	if p := lock.Images["jre"].Platforms["linux/amd64"]; p.Layers != 3 || p.Base != lock.Images["os"].Platforms["linux/amd64"].Digest {
		t.Errorf("locked %+v", p)
	}
	data, err := lock.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	locked := s.tree(t, family, data)
	if want := "@" + lock.Images["jre"].Digest; !strings.HasSuffix(locked.Image("jre").Reference(), want) {
		t.Errorf("reference %s", locked.Image("jre").Reference())
	}

	s.push(t, "app:1", other)
	if got := verify(t, tree, o); got != "IT610 app" {
		t.Errorf("stale child: %s", got)
	}
	if got := verify(t, locked, o); got != "IT610 app, IT602 app" {
		t.Errorf("moved tag: %s", got)
	}
	if _, _, err := Lock(context.Background(), locked, o, false); fault.KindOf(err) != fault.Drift {
		t.Errorf("lock took a moved tag: %v", err)
	}
	if _, _, err := Lock(context.Background(), locked, o, true); err != nil {
		t.Error(err)
	}

	s.push(t, "app:1", app)
	s.push(t, "os:1", build(t, empty.Image, map[string]string{"waybill.provides": "debian=13"}, layer(t, "os", 1), layer(t, "certificates", gzip.NoCompression)))
	if got := verify(t, tree, o); got != "" {
		t.Errorf("other compression: %s", got)
	}

	s.push(t, "jre:17", build(t, os, map[string]string{"org.opencontainers.image.base.name": "debian:13", "waybill.provides": "java=17.0.0"}, layer(t, "java", 6)))
	if got := verify(t, tree, o); got != "IT612 jre, IT614 jre" {
		t.Errorf("labels: %s", got)
	}
	more := s.tree(t, family+"  gone: {from: os, tag: \"9\", use: [run]}\n  arm: {from: scratch, tag: \"1\", platforms: [linux/arm64]}\n", nil)
	s.push(t, "arm:1", os)
	if got := verify(t, more, o); got != "IT612 jre, IT614 jre, IT601 gone, IT613 arm" {
		t.Errorf("missing: %s", got)
	}
}

func TestUnreachableIsNoFinding(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	found, err := Verify(context.Background(), s.tree(t, family, nil), options(t), time.Now())
	if fault.KindOf(err) != fault.Unreachable || len(found) > 0 || len(fault.HintOf(err)) == 0 {
		t.Errorf("got %v, %v", found, err)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	s := serve(t)
	var busy atomic.Int64
	inner := s.handler
	s.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead && busy.Add(1) == 1 {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		inner.ServeHTTP(w, r)
	})
	s.push(t, "os:1", build(t, empty.Image, nil, layer(t, "os", 6)))
	busy.Store(0)
	var waited time.Duration
	o := options(t)
	o.Wire = &patient{next: http.DefaultTransport, answer: maxAnswer, request: maxRequest, wait: func(_ context.Context, d time.Duration) error {
		waited += d
		return nil
	}}
	if got := verify(t, s.tree(t, "  os: {from: scratch, tag: \"1\", use: [run]}\n", nil), o); got != "" || waited != 7*time.Second {
		t.Errorf("%s, waited %s", got, waited)
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"https://r.example.com/v2/", "https://cdn.example.com/x", true},
		{"https://r.example.com/v2/", "http://cdn.example.com/x", false},
		{"http://r.example.com/v2/", "http://169.254.169.254/latest", false},
		{"http://r.example.com/v2/", "http://127.0.0.1/", false},
		{"http://127.0.0.1:5000/v2/", "http://127.0.0.1:5000/x", true},
	} {
		first := httptest.NewRequest(http.MethodGet, c.from, nil)
		next := httptest.NewRequest(http.MethodGet, c.to, nil)
		next.Response = &http.Response{Request: first}
		if err := allowed(next); (err == nil) != c.ok {
			t.Errorf("%s to %s: %v", c.from, c.to, err)
		}
	}
}

func TestEndlessAnswer(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		block := make([]byte, 1<<20)
		for range 100 {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}))
	t.Cleanup(web.Close)
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, web.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := newTransport(1).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if n, err := io.Copy(io.Discard, resp.Body); err == nil || n > maxAnswer {
		t.Errorf("read %d bytes, %v", n, err)
	}
}

func TestCacheIsNotBelieved(t *testing.T) {
	t.Parallel()
	c := cache{t.TempDir()}
	digest := sum([]byte("a"))
	c.put(digest, []byte("b"))
	if _, ok := c.get(digest); ok {
		t.Error("took bytes of another digest")
	}
	c.put(digest, []byte("a"))
	if data, ok := c.get(digest); !ok || string(data) != "a" {
		t.Errorf("got %q", data)
	}
	if _, ok := c.get("sha256:../../etc/passwd"); ok {
		t.Error("left the folder")
	}
}

// TestRules holds that policy can silence a rule of this package.
func TestRules(t *testing.T) {
	t.Parallel()
	s := serve(t)
	tree := s.tree(t, "  os: {from: scratch, tag: \"1\", use: [run]}\n", nil)
	tree.Policy.Rules = map[string]string{unknown: string(finding.Off)}
	if got := verify(t, tree, options(t)); got != "" {
		t.Error(got)
	}
}

// BenchmarkVerify asks for 300 images of a registry that takes 20 ms for every answer: cold with an empty cache, warm with a full one.
func BenchmarkVerify(b *testing.B) {
	s := serve(b)
	base := build(b, empty.Image, nil, layer(b, "os", 6))
	s.push(b, "img-0:1", base)
	var text strings.Builder
	text.WriteString("  img-0: {from: scratch, tag: \"1\"}\n")
	for n := 1; n < 300; n++ {
		s.push(b, fmt.Sprintf("img-%d:1", n), build(b, base, nil, layer(b, fmt.Sprint("own", n), 6)))
		fmt.Fprintf(&text, "  img-%d: {from: img-0, tag: \"1\", use: [run], provides: {x%d: \"\"}}\n", n, n)
	}
	tree := s.tree(b, text.String(), nil)
	s.lag.Store(int64(20 * time.Millisecond))
	for _, warm := range []bool{false, true} {
		b.Run(map[bool]string{false: "cold", true: "warm"}[warm], func(b *testing.B) {
			o := options(b)
			o.Jobs = 32
			if warm {
				verify(b, tree, o)
			}
			for b.Loop() {
				if !warm {
					o.Cache = b.TempDir()
				}
				if got := verify(b, tree, o); got != "" {
					b.Fatal(got)
				}
			}
		})
	}
}

// TestEndlessRedirects: a registry that sends us on for ever is left after ten times.
func TestEndlessRedirects(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v2/" {
			return
		}
		asked.Add(1)
		http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
	}))
	defer web.Close()
	_, err := FetchTree(t.Context(), strings.TrimPrefix(web.URL, "http://")+"/org/tree:1", options(t))
	if fault.KindOf(err) != fault.Unreachable || !strings.Contains(err.Error(), "redirects more than 10 times") || asked.Load() > 60 {
		t.Errorf("%d requests: %v", asked.Load(), err)
	}
}
