package manifest

import (
	"strings"

	rollouts "github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	kruise "github.com/openkruise/kruise-api/apps/v1alpha1"
	advanced "github.com/openkruise/kruise-api/apps/v1beta1"
	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation"
)

func zero(v interface{ String() string }) bool { return v.String() == "0" || v.String() == "0%" }

func (s *set) rollout() {
	for _, o := range s.workloads() {
		var history *int32
		ready := int32(0)
		switch w := o.Typed.(type) {
		case *apps.Deployment:
			history, ready = w.Spec.RevisionHistoryLimit, w.Spec.MinReadySeconds
			s.deadline(o, w.Spec.ProgressDeadlineSeconds, ready)
			u := w.Spec.Strategy.RollingUpdate
			if w.Spec.Strategy.Type != apps.RollingUpdateDeploymentStrategyType || u == nil || u.MaxSurge == nil || u.MaxUnavailable == nil || zero(u.MaxSurge) || !zero(u.MaxUnavailable) {
				s.fault(o, "a release would take capacity away")
			}
		case *apps.StatefulSet:
			history, ready = w.Spec.RevisionHistoryLimit, w.Spec.MinReadySeconds
			s.partition(o, w.Spec.UpdateStrategy.RollingUpdate != nil && w.Spec.UpdateStrategy.RollingUpdate.Partition != nil, w.Spec.ServiceName)
		case *advanced.StatefulSet:
			history = w.Spec.RevisionHistoryLimit
			u := w.Spec.UpdateStrategy.RollingUpdate
			if u != nil && u.MinReadySeconds != nil {
				ready = *u.MinReadySeconds
			}
			s.partition(o, u != nil && u.Partition != nil, w.Spec.ServiceName)
		case *kruise.CloneSet:
			history, ready = w.Spec.RevisionHistoryLimit, w.Spec.MinReadySeconds
			u := w.Spec.UpdateStrategy
			if u.Partition == nil || u.MaxSurge == nil || u.MaxUnavailable == nil || zero(u.MaxSurge) || !zero(u.MaxUnavailable) {
				s.fault(o, "a release would take capacity away, or has no batch")
			}
		case *rollouts.Rollout:
			history, ready = w.Spec.RevisionHistoryLimit, w.Spec.MinReadySeconds
			s.deadline(o, w.Spec.ProgressDeadlineSeconds, ready)
			s.argo(o, w.Spec.Strategy)
		}
		if history == nil || *history < 1 || *history > 10 || ready < 1 {
			s.fault(o, "no history to go back to, or a pod counts as available at once")
		}
	}
}

func (s *set) deadline(o Object, seconds *int32, ready int32) {
	if seconds == nil || *seconds <= ready {
		s.fault(o, "a release that hangs is never told")
	}
}

func (s *set) partition(o Object, stated bool, service string) {
	if !stated {
		s.fault(o, "no partition")
	}
	if headless, ok := s.find("Service", service); !ok || headless.Typed.(*core.Service).Spec.ClusterIP != core.ClusterIPNone {
		s.fault(o, "%q is no headless Service of the set", service)
	}
}

func (s *set) argo(o Object, strategy rollouts.RolloutStrategy) {
	if c := strategy.Canary; c != nil && len(c.Steps) == 0 {
		s.fault(o, "a canary without steps is a plain rolling update")
	}
	if b := strategy.BlueGreen; b != nil && (b.AutoPromotionEnabled == nil || *b.AutoPromotionEnabled || b.PreviewService == "" || b.ActiveService == "") {
		s.fault(o, "promotes by itself, or a Service is not named")
	}
	if strategy.Canary == nil && strategy.BlueGreen == nil {
		s.fault(o, "no strategy")
	}
}

func (s *set) replicas() {
	for _, o := range s.workloads() {
		h := s.scaler(o)
		switch {
		case h != nil && o.Fixed != nil:
			s.fault(o, "replicas fight the autoscaler at each apply")
		case h == nil && o.Fixed == nil:
			s.fault(o, "nothing says how many pods run")
		}
	}
	for _, o := range s.objects {
		h, ok := o.Typed.(*autoscaling.HorizontalPodAutoscaler)
		if !ok {
			continue
		}
		target, found := s.find(h.Spec.ScaleTargetRef.Kind, h.Spec.ScaleTargetRef.Name)
		if !found || target.APIVersion != h.Spec.ScaleTargetRef.APIVersion {
			s.fault(o, "scales nothing of the set")
			continue
		}
		if h.Spec.MinReplicas == nil || *h.Spec.MinReplicas >= h.Spec.MaxReplicas || h.Spec.Behavior == nil {
			s.fault(o, "no room to scale, or no behavior")
		}
		for _, m := range h.Spec.Metrics {
			if m.ContainerResource != nil && !hasContainer(target, m.ContainerResource.Container) {
				s.fault(o, "no container %s", m.ContainerResource.Container)
			}
		}
	}
}

func hasContainer(o Object, name string) bool {
	for _, c := range containers(o.Pod) {
		if c.Name == name {
			return true
		}
	}
	return false
}

func (s *set) disruption() {
	for _, o := range s.workloads() {
		if n := len(s.budgets(o)); n != 1 {
			s.fault(o, "%d PodDisruptionBudgets select its pods, not 1", n)
		}
	}
	for _, o := range s.objects {
		b, ok := o.Typed.(*policy.PodDisruptionBudget)
		if !ok {
			continue
		}
		if b.Spec.MaxUnavailable == nil || zero(b.Spec.MaxUnavailable) || b.Spec.UnhealthyPodEvictionPolicy == nil || *b.Spec.UnhealthyPodEvictionPolicy != policy.AlwaysAllow {
			s.fault(o, "blocks the drain of a node")
		}
	}
}

const nameLabel, instanceLabel = "app.kubernetes.io/name", "app.kubernetes.io/instance"

func (s *set) labels() {
	seen := map[string]string{}
	for _, o := range s.objects {
		for key, value := range o.Labels {
			if bad := append(validation.IsQualifiedName(key), validation.IsValidLabelValue(value)...); len(bad) > 0 {
				s.fault(o, "label %s: %q: %s", key, value, strings.Join(bad, ", "))
			}
		}
		if o.Kind != "Namespace" && (o.Labels[nameLabel] == "" || o.Labels[instanceLabel] == "") {
			s.fault(o, "no label name or instance")
		}
		selector := selectorOf(o)
		if selector == nil {
			continue
		}
		if !selects(selector, o) || len(selector.MatchLabels) != 2 || selector.MatchLabels[nameLabel] == "" || selector.MatchLabels[instanceLabel] == "" {
			s.fault(o, "the selector can never be changed: it is name and instance of its own pods")
		}
		key := meta.FormatLabelSelector(selector)
		if other := seen[key]; other != "" {
			s.fault(o, "the same selector as %s", other)
		}
		seen[key] = o.String()
	}
}

func selectorOf(o Object) *meta.LabelSelector {
	switch w := o.Typed.(type) {
	case *apps.Deployment:
		return w.Spec.Selector
	case *apps.StatefulSet:
		return w.Spec.Selector
	case *apps.DaemonSet:
		return w.Spec.Selector
	case *advanced.StatefulSet:
		return w.Spec.Selector
	case *kruise.CloneSet:
		return w.Spec.Selector
	case *rollouts.Rollout:
		return w.Spec.Selector
	}
	return nil
}

func (s *set) namespace() {
	for _, o := range s.objects {
		switch {
		case o.Kind == "Namespace":
			for _, mode := range []string{"enforce", "audit", "warn"} {
				if o.Labels["pod-security.kubernetes.io/"+mode] == "" {
					s.fault(o, "no Pod Security label %s", mode)
				}
			}
		case o.Kind == "ClusterRole" || o.Kind == "ClusterRoleBinding":
		case o.Namespace == "" || o.Namespace == "default":
			s.fault(o, "lies in the default namespace")
		}
	}
}
