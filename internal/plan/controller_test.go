package plan

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/strictyaml"
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

// TestRowsOfControllers holds the rows to what their sources say of each API: a resource is named by its group and the plural of the kind
// (Kubernetes API conventions), StatefulSets alone give pods names, a partition is a field of StatefulSets and CloneSets, Argo Rollouts marks
// pods by a label of its own and ReplicaSets by theirs, and Kustomize has built in the kinds of Kubernetes.
func TestRowsOfControllers(t *testing.T) {
	t.Parallel()
	for _, c := range Controllers() {
		group, _, _ := strings.Cut(c.APIVersion, "/")
		if want := strings.ToLower(c.Kind) + "s." + group; c.Resource != want {
			t.Errorf("%s: resource %s, want %s", c.Strategy, c.Resource, want)
		}
		argo, stateful, switched := group == "argoproj.io", c.Kind == "StatefulSet", strings.HasPrefix(c.Strategy, "blue-green")
		label := map[string]string{"Deployment": "pod-template-hash", "Rollout": "rollouts-pod-template-hash"}[c.Kind]
		if want := cmp.Or(label, "controller-revision-hash"); c.HashLabel != want {
			t.Errorf("%s: label %s, want %s", c.Strategy, c.HashLabel, want)
		}
		want := fmt.Sprint(stateful || c.Kind == "CloneSet", stateful, switched && !argo, argo, switched, group != "apps" && group != "batch" && !stateful)
		if got := fmt.Sprint(c.Batched, c.Ordered, c.Slots, c.Argo, c.Switched, c.Foreign); got != want {
			t.Errorf("%s: batched, ordered, slots, Argo, switched, foreign: %s, want %s", c.Strategy, got, want)
		}
	}
}

// TestWordsOfSettings: words that a plan takes over from the settings are spelt as the settings take them.
func TestWordsOfSettings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of    reflect.Type
		key   string
		words []string
	}{
		{reflect.TypeFor[settings.Jenkins](), "form", []string{FormRepository, FormLibrary, FormCentral, FormStep}},
		{reflect.TypeFor[settings.Jenkins](), "agent", []string{AgentKubernetes, AgentDocker, AgentLabel}},
		{reflect.TypeFor[settings.Jenkins](), "builder", []string{BuilderBuildkit, BuilderDocker}},
		{reflect.TypeFor[settings.Logs](), "to", []string{LogsStdout, LogsHostPath, LogsSidecar}},
		{reflect.TypeFor[settings.Unit](), "init", []string{InitScript, InitNone}},
	} {
		field, _ := strictyaml.FieldOf(c.of, c.key)
		if got, want := field.Tag.Get("is"), "one of "+strings.Join(c.words, ", "); got != want {
			t.Errorf("%s of %v is %s, and the plan has %s", c.key, c.of, got, want)
		}
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
