package scripts

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

const (
	maxCalls    = 10  // how deep scripts call scripts
	maxFollowed = 500 // scripts that one script comes to
)

// call is a script of a package.
type call struct {
	m      *manifest.Manifest
	script string
}

// trail is the way that led to a command. A script that is on it already is not followed again: the package manager would call it for ever.
type trail struct {
	depth int
	calls []call
	left  *int // scripts that may still be followed, on all ways together
}

func newTrail() trail {
	left := maxFollowed
	return trail{left: &left}
}

func (t trail) deeper() trail {
	t.depth++
	return t
}

func (t trail) ended() bool { return t.depth > maxCalls }

// into goes on into a script; ok is false where it must not.
func (t trail) into(m *manifest.Manifest, script string) (next trail, ok bool) {
	here := call{m, script}
	if t.ended() || *t.left == 0 || slices.Contains(t.calls, here) {
		return t, false
	}
	*t.left--
	t.calls = append(slices.Clip(t.calls), here)
	return t, true
}
