package plan

import "testing"

// TestUnder: an environment's own name counts before another word for it.
func TestUnder(t *testing.T) {
	t.Parallel()
	live := Environment{Name: "live", Aliases: []string{"prod", "production"}}
	for name, c := range map[string]struct {
		of   map[string]int
		want int
	}{
		"its name":     {map[string]int{"live": 1, "prod": 2}, 1},
		"another word": {map[string]int{"prod": 2, "dev": 3}, 2},
		"none":         {map[string]int{"dev": 3}, 0},
	} {
		if got, ok := Under(live, c.of); got != c.want || ok != (c.want != 0) {
			t.Errorf("%s: %d, %v", name, got, ok)
		}
	}
}
