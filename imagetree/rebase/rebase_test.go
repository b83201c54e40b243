package rebase

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/waybill-dev/waybill/imagetree/layers/layertest"
)

// serve starts a registry in this process.
func serve(tb testing.TB) string {
	tb.Helper()
	return heard(tb, func(*http.Request) {})
}

// heard starts a registry that tells each request before it answers.
func heard(tb testing.TB, tell func(*http.Request)) string {
	tb.Helper()
	answer := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tell(r)
		answer.ServeHTTP(w, r)
	}))
	tb.Cleanup(web.Close)
	return strings.TrimPrefix(web.URL, "http://")
}

// on stacks layers on a base and changes its configuration.
func on(tb testing.TB, base v1.Image, change func(*v1.Config), layers ...v1.Layer) v1.Image {
	tb.Helper()
	img := base
	for n, l := range layers {
		var err error
		if img, err = mutate.Append(img, mutate.Addendum{Layer: l, History: v1.History{CreatedBy: fmt.Sprint("step ", n)}}); err != nil {
			tb.Fatal(err)
		}
	}
	config, err := img.ConfigFile()
	if err != nil {
		tb.Fatal(err)
	}
	config = config.DeepCopy()
	config.OS, config.Architecture = "linux", "amd64"
	if change != nil {
		change(&config.Config)
	}
	if img, err = mutate.ConfigFile(img, config); err != nil {
		tb.Fatal(err)
	}
	return img
}

func push(tb testing.TB, ref string, img v1.Image) v1.Hash {
	tb.Helper()
	tag, err := name.ParseReference(ref)
	if err != nil {
		tb.Fatal(err)
	}
	if err := remote.Write(tag, img); err != nil {
		tb.Fatal(err)
	}
	return digest(tb, img)
}

func digest(tb testing.TB, img interface{ Digest() (v1.Hash, error) }) v1.Hash {
	tb.Helper()
	d, err := img.Digest()
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func pull(tb testing.TB, ref string) v1.Image {
	tb.Helper()
	tag, err := name.ParseReference(ref)
	if err != nil {
		tb.Fatal(err)
	}
	img, err := remote.Image(tag)
	if err != nil {
		tb.Fatal(err)
	}
	return img
}

func proved(base string, d v1.Hash, more func(*v1.Config)) func(*v1.Config) {
	return func(c *v1.Config) {
		c.Labels = map[string]string{baseName: base, baseDigest: d.String()}
		if more != nil {
			more(c)
		}
	}
}

const debian = "etc/os-release=ID=debian\nVERSION_ID=\"13\"\n"

// TestRebase compares what a rebase gives with what building anew on the new base gives: the same layers, environment and command.
func TestRebase(t *testing.T) {
	t.Parallel()
	host := serve(t)
	base := host + "/base/jre:17"
	env := func(version, path string) func(*v1.Config) {
		return func(c *v1.Config) {
			c.Env, c.User = []string{"PATH=" + path, "JAVA_VERSION=" + version}, "0"
		}
	}
	was := on(t, empty.Image, env("17.0.12", "/opt/java/bin:/usr/bin"), layertest.Of(t, debian, "usr/", "app/"), layertest.Of(t, "opt/java/bin/java=12"))
	is := on(t, empty.Image, env("17.0.13", "/opt/jdk/bin:/usr/bin"), layertest.Of(t, debian, "usr/", "etc/fixed=1"), layertest.Of(t, "opt/jdk/bin/java=13"), layertest.Of(t, "etc/third=1"))
	own := []v1.Layer{layertest.Of(t, "app/", "app/app.jar=jar"), layertest.Of(t, "usr/local/bin/start=sh")}
	says := func(path string) func(*v1.Config) {
		return func(c *v1.Config) {
			c.Env = append([]string{"PATH=/app/bin:" + path}, append(c.Env[1:], "PORT=8080")...)
			c.Cmd, c.User, c.WorkingDir = []string{"java", "-jar", "app.jar"}, "10001", "/app"
		}
	}
	image := on(t, was, proved(base, push(t, base, was), says("/opt/java/bin:/usr/bin")), own...)
	old := push(t, host+"/shop/orders:1", image)
	fresh := push(t, base, is)

	results := Run(context.Background(), []string{host + "/shop/orders:1"}, Options{Base: Same, Tag: "{tag}-{base}"})
	r := results[0]
	if r.State != Rebased || r.OldDigest != old.String() || r.Target != host+"/shop/orders:1-"+fresh.Hex[:12] || r.Base != base+"@"+fresh.String() {
		t.Fatalf("%+v", r)
	}
	got := pull(t, r.Target)
	if digest(t, got).String() != r.NewDigest {
		t.Errorf("pushed %s, said %s", digest(t, got), r.NewDigest)
	}
	rebuilt := on(t, is, proved(base, fresh, says("/opt/jdk/bin:/usr/bin")), own...)
	same(t, got, rebuilt)

	again := Run(context.Background(), []string{host + "/shop/orders:1", r.Target}, Options{Base: Same, Tag: "{tag}-{base}"})
	if again[0].State != Rebased || again[0].NewDigest != r.NewDigest || again[1].State != Current {
		t.Errorf("a second run: %+v", again)
	}
}

func same(t *testing.T, got, want v1.Image) {
	t.Helper()
	a, errA := got.ConfigFile()
	b, errB := want.ConfigFile()
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if fmt.Sprint(a.RootFS) != fmt.Sprint(b.RootFS) || fmt.Sprint(a.History) != fmt.Sprint(b.History) {
		t.Errorf("layers or history\n%v %v\n%v %v", a.RootFS, a.History, b.RootFS, b.History)
	}
	if fmt.Sprintf("%+v", a.Config) != fmt.Sprintf("%+v", b.Config) {
		t.Errorf("configuration\n%+v\n%+v", a.Config, b.Config)
	}
}

// TestRefused: what a rebuild would make otherwise is left as it is, with the reason.
func TestRefused(t *testing.T) {
	t.Parallel()
	java := func(version string) func(*v1.Config) {
		return func(c *v1.Config) { c.Env = []string{"JAVA_VERSION=" + version} }
	}
	ground := []string{debian, "etc/passwd=root", "usr/", "usr/lib/", "lib -> usr/lib", "usr/lib/libssl.so=1"}
	rows := map[string]struct {
		base   []string // of the new base; nil: as before with a fix
		env    string
		user   string
		own    []string
		labels map[string]string // instead of those that prove the base
		want   string
	}{
		"packages":     {own: []string{"var/lib/dpkg/status=curl"}, want: "install packages"},
		"replaced":     {own: []string{"etc/passwd=app"}, want: "replace /etc/passwd"},
		"through link": {own: []string{"lib/libssl.so=2"}, want: "replace /usr/lib/libssl.so"},
		"by a folder":  {own: []string{"etc/passwd/x=1"}, want: "replace /etc/passwd"},
		"removed":      {own: []string{"etc/.wh.passwd="}, want: "remove /etc/passwd"},
		"hidden":       {own: []string{"usr/lib/.wh..wh..opq="}, want: "hide what the base has in /usr/lib"},
		"distribution": {base: []string{"etc/os-release=ID=debian\nVERSION_ID=\"14\"\n"}, want: "another distribution (debian 14 instead of debian 13)"},
		"runtime":      {env: "21.0.1", want: "another Java (21 instead of 17)"},
		"user":         {user: "65532", want: "user \"65532\" instead of \"\""},
		"no label":     {labels: map[string]string{}, want: "no label " + baseName},
		"no digest":    {labels: map[string]string{baseName: "x/y:1"}, want: "no label " + baseDigest},
		"other base":   {labels: map[string]string{"other": ""}, want: "do not begin with those of the base"},
		"gone":         {labels: map[string]string{"gone": ""}, want: "the registry has no"},
		"allowed":      {own: []string{"app/", "app/app.jar=1", "usr/", "usr/local/bin/x=1"}},
	}
	for what, row := range rows {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			host := serve(t)
			base := host + "/base/jre:17"
			was := on(t, empty.Image, java("17.0.12"), layertest.Of(t, ground...))
			labels := proved(base, push(t, base, was), nil)
			if row.labels != nil {
				labels = func(c *v1.Config) { c.Labels = row.labels }
			}
			if _, ok := row.labels["other"]; ok {
				labels = proved(base, push(t, host+"/base/jre:other", on(t, empty.Image, nil, layertest.Of(t, "a=1"))), nil)
			}
			if _, ok := row.labels["gone"]; ok {
				labels = proved(base, v1.Hash{Algorithm: "sha256", Hex: strings.Repeat("0", 64)}, nil)
			}
			image := push(t, host+"/shop/orders:1", on(t, was, labels, layertest.Of(t, row.own...)))
			next, version := row.base, row.env
			if next == nil {
				next = append([]string{"etc/fixed=1"}, ground...)
			}
			if version == "" {
				version = "17.0.13"
			}
			push(t, base, on(t, empty.Image, func(c *v1.Config) { java(version)(c); c.User = row.user }, layertest.Of(t, next...)))

			r := Run(context.Background(), []string{host + "/shop/orders:1"}, Options{Base: Same, Tag: "{tag}-{base}"})[0]
			if row.want == "" {
				if r.State != Rebased {
					t.Fatalf("%+v", r)
				}
				return
			}
			if r.State != Refused || !strings.Contains(r.Reason, row.want) || r.OldDigest != "" && r.OldDigest != image.String() {
				t.Errorf("%+v", r)
			}
		})
	}
}

// TestIndex: each platform gets the base of its own; attestations are left out and told.
func TestIndex(t *testing.T) {
	t.Parallel()
	host := serve(t)
	base := host + "/base/node:24"
	platforms := []string{"amd64", "arm64"}
	bases := func(fix string) (v1.ImageIndex, map[string]v1.Image) {
		index, images := v1.ImageIndex(empty.Index), map[string]v1.Image{}
		for _, p := range platforms {
			images[p] = arch(t, on(t, empty.Image, nil, layertest.Of(t, debian, "bin/node="+p+fix)), p)
			index = with(t, index, images[p], "linux", p)
		}
		return index, images
	}
	was, wasImages := bases("")
	pushIndex(t, base, was)
	app := v1.ImageIndex(empty.Index)
	for _, p := range platforms {
		app = with(t, app, arch(t, on(t, wasImages[p], proved(base, digest(t, was), nil), layertest.Of(t, "app/main.js="+p)), p), "linux", p)
	}
	app = with(t, app, on(t, empty.Image, nil, layertest.Of(t, "sbom=1")), "unknown", "unknown")
	pushIndex(t, host+"/shop/web:7", app)
	is, _ := bases("fixed")
	pushIndex(t, base, is)

	dry := Run(context.Background(), []string{host + "/shop/web:7"}, Options{Base: Same, Tag: "{tag}-fixed", DryRun: true})[0]
	if dry.State != Planned {
		t.Fatalf("%+v", dry)
	}
	r := Run(context.Background(), []string{host + "/shop/web:7"}, Options{Base: Same, Tag: "{tag}-fixed"})[0]
	if r.State != Rebased || r.NewDigest != dry.NewDigest || fmt.Sprint(r.Platforms) != "[linux/amd64 linux/arm64]" || len(r.Notes) != 1 {
		t.Fatalf("%+v", r)
	}
	ref, _ := name.ParseReference(r.Target)
	index, err := remote.Index(ref)
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := index.IndexManifest()
	if err != nil || len(manifest.Manifests) != 2 {
		t.Fatal(manifest, err)
	}
	taken := push(t, host+"/shop/web:8-fixed", on(t, empty.Image, nil, layertest.Of(t, "z=1")))
	pushIndex(t, host+"/shop/web:8", app)
	if r := Run(context.Background(), []string{host + "/shop/web:8"}, Options{Base: Same, Tag: "{tag}-fixed"})[0]; r.State != Refused || !strings.Contains(r.Reason, "taken") {
		t.Errorf("%+v over %s", r, taken)
	}
}

func arch(tb testing.TB, img v1.Image, a string) v1.Image {
	tb.Helper()
	config, err := img.ConfigFile()
	if err != nil {
		tb.Fatal(err)
	}
	config = config.DeepCopy()
	config.Architecture = a
	if img, err = mutate.ConfigFile(img, config); err != nil {
		tb.Fatal(err)
	}
	return img
}

func with(tb testing.TB, index v1.ImageIndex, img v1.Image, os, a string) v1.ImageIndex {
	tb.Helper()
	d, err := partial.Descriptor(img)
	if err != nil {
		tb.Fatal(err)
	}
	d.Platform = &v1.Platform{OS: os, Architecture: a}
	return mutate.AppendManifests(index, mutate.IndexAddendum{Add: img, Descriptor: *d})
}

func pushIndex(tb testing.TB, ref string, index v1.ImageIndex) {
	tb.Helper()
	tag, err := name.ParseReference(ref)
	if err != nil {
		tb.Fatal(err)
	}
	if err := remote.WriteIndex(tag, index); err != nil {
		tb.Fatal(err)
	}
}

// TestRequests holds that nothing is asked about the application's own layers when an image is pushed, however many these are: they are in the
// repository, and thousands of images would pay for each question.
func TestRequests(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	asked := map[string]int{}
	host := heard(t, func(r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked[r.Method+" "+r.URL.Path]++
	})
	base := host + "/base/os:13"
	was := on(t, empty.Image, nil, layertest.Of(t, debian))
	own := []v1.Layer{layertest.Of(t, "app/a=1"), layertest.Of(t, "app/b=2")}
	push(t, host+"/shop/orders:1", on(t, was, proved(base, push(t, base, was), nil), own...))
	push(t, base, on(t, empty.Image, nil, layertest.Of(t, debian, "etc/fixed=1")))
	clear(asked)
	if r := Run(context.Background(), []string{host + "/shop/orders:1"}, Options{Base: Same, Tag: "{tag}-{base}"})[0]; r.State != Rebased {
		t.Fatalf("%+v", r)
	}
	for _, l := range own {
		if at := "HEAD /v2/shop/orders/blobs/" + digest(t, l).String(); asked[at] > 0 {
			t.Errorf("asked %s", at)
		}
	}
	if asked["PUT /v2/shop/orders/manifests/1-"+digest(t, pull(t, base)).Hex[:12]] != 1 {
		t.Errorf("nothing is pushed: %v", asked)
	}
}

// BenchmarkRebase puts one base under 200 images.
func BenchmarkRebase(b *testing.B) {
	host := serve(b)
	base := host + "/base/os:13"
	was := on(b, empty.Image, nil, layertest.Of(b, debian, "lib/a="+strings.Repeat("x", 1<<20)))
	old := push(b, base, was)
	var images []string
	for n := range 200 {
		ref := fmt.Sprintf("%s/shop/app-%d:1", host, n)
		push(b, ref, on(b, was, proved(base, old, nil), layertest.Of(b, fmt.Sprint("app/x=", n))))
		images = append(images, ref)
	}
	fix := 0
	for b.Loop() {
		fix++
		push(b, base, on(b, empty.Image, nil, layertest.Of(b, debian, fmt.Sprint("lib/a=", fix))))
		var mu sync.Mutex
		done := 0
		Run(context.Background(), images, Options{Base: Same, Tag: "{tag}-{base}", Jobs: 4, Done: func(r Result) {
			mu.Lock()
			defer mu.Unlock()
			if r.State == Rebased {
				done++
			}
		}})
		if done != 200 {
			b.Fatal(done)
		}
	}
}
