package fault

import (
	"strings"
	"testing"
)

// TestQuote: of a value that a message quotes at most 40 characters are shown; what is no value stays whole.
func TestQuote(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 39) + "12345"
	cut := `"` + strings.Repeat("é", 39) + `1…"`
	if got := Quote(long); got != cut {
		t.Errorf("Quote: %s", got)
	}
	if got := New(Usage, "found %q in %s, line %d", long, long, 7).What; got != "found "+cut+" in "+long+", line 7" {
		t.Errorf("New: %s", got)
	}
	if got := New(Usage, "x").WithHint("write %q, or %v", long, 5).Hint; got != "write "+cut+", or 5" {
		t.Errorf("WithHint: %s", got)
	}
	if got := Quote("short\n"); got != `"short\n"` {
		t.Errorf("Quote: %s", got)
	}
}
