package fault

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestErrorNamesWhatAndWhere(t *testing.T) {
	t.Parallel()
	cause := errors.New("is a directory")
	for _, c := range []struct {
		err  *Error
		want string
	}{
		{New(Usage, "unknown key %q", "a"), `unknown key "a"`},
		{New(Usage, "bad").In("f.yaml", 3, 0), "bad (f.yaml:3)"},
		{New(Usage, "bad").In("f.yaml", 3, 7), "bad (f.yaml:3:7)"},
		{Wrap(Internal, cause, "cannot read %s", "x").In("x", 0, 0), "cannot read x: is a directory (x)"},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	if !errors.Is(Wrap(Internal, cause, "x"), cause) {
		t.Error("the cause is lost")
	}
}

func TestKindAndHintsOfAChain(t *testing.T) {
	t.Parallel()
	inner := New(Unreachable, "no answer").WithHint("try again")
	outer := fmt.Errorf("outside: %w", Wrap(Usage, inner, "cannot lock").WithHint("use --offline"))
	if got := KindOf(outer); got != Usage {
		t.Errorf("kind %d: the outermost decides", got)
	}
	if got := strings.Join(HintOf(outer), "; "); got != "use --offline; try again" {
		t.Errorf("hints %q", got)
	}
	if KindOf(errors.New("x")) != Internal || HintOf(nil) != nil {
		t.Error("an error without a kind is a bug of ours")
	}
}
