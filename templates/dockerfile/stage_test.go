package dockerfile

import (
	"slices"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

func TestMounts(t *testing.T) {
	t.Parallel()
	s := facts.Stage{
		Caches:  []facts.Cache{{ID: "go-mod", Target: "/m"}, {ID: "go-build", Target: "/c", Compiled: true}, {ID: "maven", Target: "/r"}},
		Secrets: []facts.Secret{{ID: "netrc", Target: "/root/.netrc"}, {ID: "TOKEN", Env: "TOKEN"}},
	}
	downloads := []string{"type=cache,id=go-mod,target=/m", "type=cache,id=freight-maven,sharing=locked,target=/r", "type=secret,id=netrc,target=/root/.netrc"}
	if got := mounts("freight", s, false); !slices.Equal(got, downloads) {
		t.Errorf("a command that downloads gets %q", got)
	}
	if got := mounts("freight", s, true); !slices.Equal(got, slices.Insert(downloads, 1, "type=cache,id=go-build,target=/c")) {
		t.Errorf("a command that compiles gets %q", got)
	}
}
