package imagetree_test

import (
	"slices"
	"testing"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/version"
)

func TestKnownCapabilities(t *testing.T) {
	t.Parallel()
	var names []string
	for _, k := range imagetree.KnownCapabilities() {
		names = append(names, k.Name)
		if k.Source == "" {
			t.Errorf("%s has no source", k.Name)
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(names)) != len(imagetree.KnownCapabilities()) {
		t.Errorf("not sorted, or twice: %v", names)
	}
}

func TestSchemeOf(t *testing.T) {
	t.Parallel()
	for capability, want := range map[string]version.Scheme{"java": version.Java, "jdk": version.Java, "jre": version.Java, "node": version.Plain, "erlang": version.Plain} {
		if got := imagetree.SchemeOf(capability); got != want {
			t.Errorf("%s: %v", capability, got)
		}
	}
}
