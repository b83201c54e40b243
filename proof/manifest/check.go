package manifest

import (
	"fmt"
	"slices"
	"strconv"

	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	psa "k8s.io/pod-security-admission/api"
	psapolicy "k8s.io/pod-security-admission/policy"
)

// Finding is one offence against a rule.
type Finding struct {
	Rule   string
	Object string
	Text   string
}

// String returns "rule Kind/name: text".
func (f Finding) String() string { return fmt.Sprintf("%s %s: %s", f.Rule, f.Object, f.Text) }

// set is what is judged together: one environment.
type set struct {
	objects []Object
	rule    string
	found   []Finding
}

func (s *set) fault(o Object, format string, args ...any) {
	s.found = append(s.found, Finding{s.rule, o.String(), fmt.Sprintf(format, args...)})
}

// Check judges the objects of one environment; level is the Pod Security level that pods have to meet.
func Check(objects []Object, level psa.Level) []Finding {
	s := &set{objects: objects}
	for _, r := range rules() {
		s.rule = r.name
		r.check(s)
	}
	s.rule = "pod-security"
	s.podSecurity(level)
	return s.found
}

type rule struct {
	name  string
	check func(*set)
}

// rules are the assertions that neither kube-score, checkov nor the API server makes.
func rules() []rule {
	return []rule{
		{"probes", (*set).probes},
		{"termination", (*set).termination},
		{"rollout", (*set).rollout},
		{"replicas", (*set).replicas},
		{"disruption", (*set).disruption},
		{"pod", (*set).pod},
		{"resources", (*set).resources},
		{"volumes", (*set).volumes},
		{"labels", (*set).labels},
		{"namespace", (*set).namespace},
		{"references", (*set).references},
		{"services", (*set).services},
		{"policies", (*set).policies},
		{"entrances", (*set).entrances},
	}
}

// podSecurity asks the evaluator of the API server's admission plugin, for jobs and custom resources too.
func (s *set) podSecurity(level psa.Level) {
	evaluator, err := psapolicy.NewEvaluator(psapolicy.DefaultChecks(), nil)
	if err != nil {
		panic(err) // the default checks are the library's own
	}
	for _, o := range s.objects {
		if o.Pod == nil {
			continue
		}
		result := psapolicy.AggregateCheckResults(evaluator.EvaluatePod(psa.LevelVersion{Level: level, Version: psa.LatestVersion()}, &o.Pod.ObjectMeta, &o.Pod.Spec))
		if !result.Allowed {
			s.fault(o, "%s", result.ForbiddenDetail())
		}
	}
}

// workloads are the objects that keep pods running; a CronJob's pods end by themselves, a DaemonSet's serve nobody.
func (s *set) workloads() []Object {
	return slices.DeleteFunc(slices.Clone(s.objects), func(o Object) bool { return o.Pod == nil || o.Kind == "CronJob" || o.Kind == "DaemonSet" })
}

func (s *set) find(kind, name string) (Object, bool) {
	i := slices.IndexFunc(s.objects, func(o Object) bool { return o.Kind == kind && o.Name == name })
	if i < 0 {
		return Object{}, false
	}
	return s.objects[i], true
}

func (s *set) scaler(o Object) *autoscaling.HorizontalPodAutoscaler {
	for _, x := range s.objects {
		if h, ok := x.Typed.(*autoscaling.HorizontalPodAutoscaler); ok && h.Spec.ScaleTargetRef.Kind == o.Kind && h.Spec.ScaleTargetRef.Name == o.Name {
			return h
		}
	}
	return nil
}

func selects(selector *meta.LabelSelector, o Object) bool {
	s, err := meta.LabelSelectorAsSelector(selector)
	return err == nil && !s.Empty() && o.Pod != nil && s.Matches(labels.Set(o.Pod.Labels))
}

func (s *set) budgets(o Object) []*policy.PodDisruptionBudget {
	var out []*policy.PodDisruptionBudget
	for _, x := range s.objects {
		if b, ok := x.Typed.(*policy.PodDisruptionBudget); ok && selects(b.Spec.Selector, o) {
			out = append(out, b)
		}
	}
	return out
}

// containers are the program's containers and the native sidecars.
func containers(p *core.PodTemplateSpec) []core.Container {
	out := slices.Clone(p.Spec.Containers)
	for _, c := range p.Spec.InitContainers {
		if c.RestartPolicy != nil && *c.RestartPolicy == core.ContainerRestartPolicyAlways {
			out = append(out, c)
		}
	}
	return out
}

func portNames(p *core.PodTemplateSpec) map[string]bool {
	names := map[string]bool{}
	for _, c := range containers(p) {
		for _, port := range c.Ports {
			names[port.Name] = true
			names[strconv.Itoa(int(port.ContainerPort))] = true
		}
	}
	return names
}
