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

// TestDiscreet: words that are no names are cut in a text, names and digests stay.
func TestDiscreet(t *testing.T) {
	t.Parallel()
	long, dashed, digest := strings.Repeat("x1", 30), strings.Repeat("x-", 40), "a@sha256:"+strings.Repeat("0f", 32)
	for text, want := range map[string]string{
		"port is " + long + "!":                              "port is " + long[:40] + "…!",
		"embeds a/" + dashed + "/b":                          "embeds a/" + dashed[:40] + "…/b",
		"from " + digest + " on":                             "from " + digest + " on",
		"module " + strings.Repeat("orders-", 9)[:62] + " x": "module " + strings.Repeat("orders-", 9)[:62] + " x",
		"MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE_ALL":      "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE_ALL",
		"the URL https://a:b@h/" + long:                      "the URL https://***@h/" + long[:40] + "…",
		"short":                                              "short",
	} {
		if got := Discreet(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
