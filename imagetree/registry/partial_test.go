package registry

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/v1/empty"

	"github.com/waybill-dev/waybill/internal/fault"
)

// TestVerifyIsPartial holds that an image which cannot be asked for hides nothing of the others, and that an answer which says "later"
// is asked for again.
func TestVerifyIsPartial(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.push(t, "a:1", build(t, empty.Image, nil, layer(t, "a", 1)))
	s.push(t, "c:1", build(t, empty.Image, nil, layer(t, "c", 1)))
	var busy atomic.Int64
	through := s.handler
	s.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "/base/b/"):
			w.WriteHeader(http.StatusInternalServerError)
		case strings.Contains(r.URL.Path, "/base/c/") && busy.Add(1) == 1:
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			through.ServeHTTP(w, r)
		}
	})
	tree := s.tree(t, "  a: {from: scratch, tag: '1'}\n  b: {from: scratch, tag: '1'}\n  c: {from: scratch, tag: '1'}\n  gone: {from: scratch, tag: '1'}\n", nil)
	found, err := Verify(context.Background(), tree, options(t), time.Unix(0, 0))
	if fault.KindOf(err) != fault.Unreachable || !strings.Contains(err.Error(), "/base/b:1") {
		t.Errorf("error %v", err)
	}
	if len(found) != 1 || found[0].Image != "gone" || found[0].Rule != unknown {
		t.Errorf("findings %+v", found)
	}
}

// TestVerifyLooksOutside holds that the parent of a root is compared as any other, and the platforms of an image that is taken as it is.
func TestVerifyLooksOutside(t *testing.T) {
	t.Parallel()
	s := serve(t)
	base := build(t, empty.Image, nil, layer(t, "base", 1))
	other := build(t, empty.Image, nil, layer(t, "other", 1))
	s.push(t, "up:1", base)
	s.push(t, "good:1", build(t, base, nil, layer(t, "x", 1)))
	s.push(t, "bad:1", build(t, other, nil, layer(t, "x", 1)))
	s.push(t, "lost:1", build(t, other, nil))
	from := s.host + "/base/up:1"
	tree := s.tree(t, "  good: {from: '"+from+"', tag: '1'}\n  bad: {from: '"+from+"', tag: '1'}\n"+
		"  lost: {from: '"+s.host+"/base/up@sha256:0000000000000000000000000000000000000000000000000000000000000013', tag: '1'}\n"+
		"  taken: {ref: '"+from+"', platforms: [linux/amd64, linux/arm64]}\n", nil)
	found, err := Verify(context.Background(), tree, options(t), time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found {
		got = append(got, f.Image+" "+f.Rule)
	}
	if strings.Join(got, ", ") != "bad "+notBegin+", lost "+unknown+", taken "+noPlatform {
		t.Errorf("got %v", got)
	}
}
