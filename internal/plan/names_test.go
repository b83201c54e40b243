package plan

import (
	"strings"
	"testing"
)

// TestShorten: a name of the limit stays as it is; a longer one has exactly the limit, or less where the cut falls on a hyphen. The digits
// are the first six of the name's SHA-256, as sha256sum prints them: they name objects of a cluster, so they may never change.
func TestShorten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		name  string
		limit int
		want  string
	}{
		"below":                 {"orders", 7, "orders"},
		"at the limit":          {strings.Repeat("a", MaxLabel), MaxLabel, strings.Repeat("a", MaxLabel)},
		"one above":             {strings.Repeat("a", MaxLabel+1), MaxLabel, strings.Repeat("a", 56) + "-ffe054"},
		"the cut is at a word":  {"orders-of-the-freight-department-and-more-words-than-a-name-may-have", MaxSet, "orders-of-the-freight-department-and-more-wor-9271ad"},
		"the cut is at hyphens": {"orders--of-freight", 15, "orders-35b35f"},
	} {
		if got := Shorten(c.name, c.limit); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestDerived: the suffix, which says what the object is, is never cut.
func TestDerived(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ name, want string }{
		"short":        {"orders", "orders-headless"},
		"at the limit": {strings.Repeat("a", 54), strings.Repeat("a", 54) + "-headless"},
		"one above":    {strings.Repeat("a", 55), strings.Repeat("a", 47) + "-9f4390-headless"},
	} {
		got := Derived(c.name, "headless")
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if len(got) > MaxLabel {
			t.Errorf("%s: %d characters", name, len(got))
		}
	}
}
