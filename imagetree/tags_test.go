package imagetree

import "testing"

// TestCompareTags holds which of two tags was pushed first, and which tags cannot be told apart.
func TestCompareTags(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"13-r1", "13-r2", -1},
		{"13-r10", "13-r9", 1},
		{"3.9.9-r9", "3.9.10-r1", -1},
		{"2026.10.31", "2026.11.01", -1},
		{"1.9.0", "1.9.0-r2", -1},
		{"1.9.0-r2", "1.10.0", -1},
		{"1.9.0", "1.9.0-r1", 0},
		{"17-jre", "17-jdk", 0},
		{"1.9", "1.9.1", 0},
		{"bookworm", "trixie", 0},
		{"", "", 0},
	} {
		got := CompareTags(c.a, c.b)
		if back := CompareTags(c.b, c.a); got*c.want < 0 || (got == 0) != (c.want == 0) || back != -got {
			t.Errorf("%s %s: %d and %d, want %d", c.a, c.b, got, back, c.want)
		}
	}
}
