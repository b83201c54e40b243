package fault

import (
	"errors"
	"testing"
)

func TestJoinSortsByPlace(t *testing.T) {
	t.Parallel()
	a, b, c := New(Usage, "c").In("a.yaml", 2, 1), New(Usage, "b").In("a.yaml", 10, 1), New(Drift, "a").In("b.yaml", 1, 1)
	err := Join(c, b, a)
	if got := err.Error(); got != "c (a.yaml:2:1)\nb (a.yaml:10:1)\na (b.yaml:1:1)" {
		t.Errorf("got %s", got)
	}
	if KindOf(err) != Usage || len(Each(err)) != 3 || len(Each(a)) != 1 {
		t.Errorf("kind %v, %d problems", KindOf(err), len(Each(err)))
	}
	if Join() != nil || !errors.Is(Join(a), error(a)) {
		t.Error("none is nil, and one stays itself")
	}
}
