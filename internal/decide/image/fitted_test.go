package image

import (
	"fmt"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

func TestFitted(t *testing.T) {
	t.Parallel()
	stage := facts.Stage{
		Requires: []facts.Require{{Capability: "node"}, {Capability: "yarn", Optional: true, Bring: []string{"get", "yarn"}}},
		Resolve:  [][]string{{"yarn", "install"}},
		EnvIf:    []facts.EnvIf{{Env: facts.EnvVar{Name: "NODE_OPTIONS", Value: "--old"}, If: facts.Require{Capability: "node", Range: ">=17"}}},
	}
	for _, c := range []struct {
		name     string
		provides map[string]string
		want     string
	}{
		{"has all, and is new", map[string]string{"node": "20.1.0", "yarn": "1.22.22"}, "[node yarn] [[yarn install]] [{NODE_OPTIONS --old}]"},
		{"without yarn, and old", map[string]string{"node": "16.1.0"}, "[node] [[get yarn] [yarn install]] []"},
		{"says no version", map[string]string{"node": "", "yarn": ""}, "[node yarn] [[yarn install]] []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := fitted(stage, plan.Base{Provides: c.provides})
			var names []string
			for _, r := range got.Requires {
				names = append(names, r.Capability)
			}
			if text := fmt.Sprint(names, got.Resolve, got.Env); text != c.want {
				t.Errorf("got %s, want %s", text, c.want)
			}
			if len(stage.Resolve) != 1 || !stage.Requires[1].Optional {
				t.Error("the facts were changed")
			}
		})
	}
	alone := fitted(facts.Stage{Requires: stage.Requires, Build: [][]string{{"yarn"}}}, plan.Base{})
	if text := fmt.Sprint(alone.Resolve, alone.Build); text != "[] [[get yarn] [yarn]]" {
		t.Error("a stage that installs among its build commands: " + text)
	}
}

// TestPreference: an optional range of what the stage needs anyway holds where an image has it, and is told where none does.
func TestPreference(t *testing.T) {
	t.Parallel()
	stage := facts.Stage{Requires: []facts.Require{{Capability: "java", Range: ">=8"}, {Capability: "java", Range: ">=21", Optional: true, Evidence: []facts.Evidence{{File: "ci.yml", Line: 4, Rule: "CI"}}}}}
	for version, want := range map[string]string{
		"21.0.3": "[>=8 >=21] []",
		"17.0.1": "[>=8] [{ci.yml 4 . no image that builds has java >=21 (CI): jdk builds, which the build may refuse }]",
	} {
		base := plan.Base{Name: "jdk", Provides: map[string]string{"java": version}}
		var ranges []string
		for _, r := range fitted(stage, base).Requires {
			ranges = append(ranges, r.Range)
		}
		if got := fmt.Sprint(ranges, unmet(plan.Unit{Path: "."}, stage, base)); got != want {
			t.Errorf("%s: got %s, want %s", version, got, want)
		}
	}
}
