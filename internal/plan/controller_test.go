package plan

import (
	"slices"
	"testing"

	"github.com/waybill-dev/waybill/internal/settings"
)

func TestControllers(t *testing.T) {
	t.Parallel()
	var words []string
	objects := map[string]string{} // name → kind and API version
	for _, c := range Controllers() {
		if slices.Contains(words, c.Strategy) {
			t.Errorf("two rows of %s", c.Strategy)
		}
		words = append(words, c.Strategy)
		if c.Name == "" || c.Kind == "" || c.APIVersion == "" || c.Resource == "" || c.File == "" || c.HashLabel == "" {
			t.Errorf("%s: a field is empty: %+v", c.Strategy, c)
		}
		object := c.APIVersion + " " + c.Kind
		if was, ok := objects[c.Name]; ok && was != object {
			t.Errorf("%s is %s and %s", c.Name, was, object)
		}
		objects[c.Name] = object
		if ControllerFor(c.Strategy) != c {
			t.Errorf("%s is not found", c.Strategy)
		}
	}
	for _, word := range settings.Strategies() {
		if !slices.Contains(words, word) {
			t.Errorf("the settings take %s, and no controller releases by it", word)
		}
	}
	if len(words) != len(settings.Strategies())+1 {
		t.Errorf("%v: beside the words of the settings there is only that of a job", words)
	}
}

func TestRuns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		controller, strategy, want string
	}{
		{KindDeployment, "", "deployments.apps"},
		{KindDeployment, StrategyBlueGreen, "deployments.apps"},
		{KindAdvancedStatefulSet, StrategyAdvancedStatefulSet, "statefulsets.apps.kruise.io"},
		{KindRollout, StrategyCanary, "rollouts.argoproj.io"},
		{KindCronJob, StrategyRolling, "cronjobs.batch"},
	} {
		if got := (Workload{Controller: c.controller, Release: Release{Strategy: c.strategy}}).Runs().Resource; got != c.want {
			t.Errorf("%s by %s: %s, want %s", c.controller, c.strategy, got, c.want)
		}
	}
}

func TestStrategiesOfAPipeline(t *testing.T) {
	t.Parallel()
	one := Pipeline{Form: FormRepository, Parts: []PipelineUnit{{Strategy: StrategyCloneSet}}}
	if got := one.Batched(); !slices.Equal(got, []string{StrategyStatefulSet, StrategyAdvancedStatefulSet, StrategyCloneSet}) {
		t.Errorf("batched: %v", got)
	}
	if got := one.Argo(); got != nil {
		t.Errorf("nothing is released by Argo Rollouts: %v", got)
	}
	if got := (Pipeline{Form: FormCentral}).Argo(); len(got) != 2 {
		t.Errorf("the organisation's pipeline knows all: %v", got)
	}
}
