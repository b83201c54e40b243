package registry

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/v1/empty"
)

func TestNewer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tag  string
		all  []string
		want string
	}{
		{"17.0.11_9-jre", []string{"17.0.12_7-jre", "17.0.13_11-jre-alpine", "17-jre", "21.0.4_7-jre", "17.0.2_8-jre"}, "17 17.0.12_7-jre 21.0.4_7-jre"},
		{"24.9.0-slim", []string{"24.10.0-slim", "24.9.0-slim", "latest"}, "24 24.10.0-slim "},
		{"13-slim", []string{"13-slim", "14-slim", "20260101-slim"}, "13  20260101-slim"},
		{"stable", []string{"stable", "13"}, "  "},
		{"1-r2", []string{"1-r10", "1-r3"}, "1 1-r10 "},
		{"12345678901234567890123-x", []string{"2-x"}, "  "},
	} {
		line, newest, beyond := newer(c.tag, c.all)
		if got := fmt.Sprintf("%s %s %s", line, newest, beyond); got != c.want {
			t.Errorf("%s: got %q, want %q", c.tag, got, c.want)
		}
	}
}

func TestOutdated(t *testing.T) {
	t.Parallel()
	s := serve(t)
	old := build(t, empty.Image, nil, layer(t, "old", 6))
	digest, err := old.Digest()
	if err != nil {
		t.Fatal(err)
	}
	s.push(t, "debian:13.1", old)
	s.push(t, "debian:13.2", old)
	s.push(t, "node:24", build(t, empty.Image, nil, layer(t, "new", 6)))
	tree := s.tree(t, "  os: {from: '"+s.host+"/base/debian:13.1', tag: '1'}\n"+
		"  js: {from: '"+s.host+"/base/node:24@"+digest.String()+"', tag: '1'}\n"+
		"  gone: {from: '"+s.host+"/base/none:1', tag: '1'}\n", nil)
	s.push(t, "node@"+digest.String(), old)
	got, err := Outdated(context.Background(), tree, options(t), time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || !got[0].Missing || !got[0].Outdated() || !got[1].Moved || got[1].Newest != "" || got[1].Days != -1 || got[2].Moved || got[2].Newest != "13.2" || !got[2].Outdated() {
		t.Errorf("%+v", got)
	}
}
