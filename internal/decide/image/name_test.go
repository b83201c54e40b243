package image

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

func TestName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ registry, application, unit, want string }{
		{"harbor.example.com/team", "freight", "orders", "harbor.example.com/team/freight/orders"},
		{"harbor.example.com/team", "orders", "orders", "harbor.example.com/team/orders"},
		{"", "freight", "orders", "freight/orders"},
		{"", "orders", "orders", "orders"},
	} {
		s := settings.Settings{Images: settings.Images{Registry: c.registry}}
		if got := Name(s, c.application, plan.Unit{Name: c.unit}).Repository; got != c.want {
			t.Errorf("%s of %s in %q: %s, want %s", c.unit, c.application, c.registry, got, c.want)
		}
	}
}

// TestTag: OCI's distribution specification takes [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}.
func TestTag(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{
		"1.2.3":                  "1.2.3",
		"1.2.3-SNAPSHOT":         "1.2.3-SNAPSHOT",
		"1.2.3+build.5":          "1.2.3-build.5",
		"release/1.2":            "release-1.2",
		"-.1":                    "1",
		"_1":                     "_1",
		"/+":                     "0.0.0",
		"":                       "0.0.0",
		"1é":                     "1--", // of two bytes
		strings.Repeat("1", 128): strings.Repeat("1", 128),
		strings.Repeat("1", 129): strings.Repeat("1", 128),
	} {
		if got := Name(settings.Settings{}, "a", plan.Unit{Name: "a", Version: version}).Tag; got != want {
			t.Errorf("%q: %q, want %q", version, got, want)
		}
	}
	if got := Name(settings.Settings{Images: settings.Images{Tag: "latest"}}, "a", plan.Unit{Version: "1.2.3"}).Tag; got != "latest" {
		t.Errorf("the tag of the settings: %s", got)
	}
}
