package plan

import (
	"slices"
)

// Strategies of a release: the words of kubernetes.release.strategy, and the one of a job, which has no release to wait for.
const (
	StrategyRolling             = "rolling"
	StrategyBlueGreen           = "blue-green"
	StrategyStatefulSet         = "statefulset"
	StrategyAdvancedStatefulSet = "advanced-statefulset"
	StrategyCloneSet            = "cloneset"
	StrategyCanary              = "canary"
	StrategyBlueGreenArgo       = "blue-green-argo"
	StrategyNone                = "none"
)

// Controllers are the kinds of workload that a plan names. AdvancedStatefulSet is OpenKruise's StatefulSet.
const (
	KindDeployment          = "Deployment"
	KindStatefulSet         = "StatefulSet"
	KindRollout             = "Rollout"
	KindCloneSet            = "CloneSet"
	KindAdvancedStatefulSet = "AdvancedStatefulSet"
	KindCronJob             = "CronJob"
)

// Controller is what runs the pods of a unit that is released by a strategy. It is all that plan and templates ask of either word.
type Controller struct {
	Strategy   string // one of the words above
	Name       string // the word of the plan, one for each row of Kind and APIVersion
	Kind       string // as the API server knows it
	APIVersion string // of the kind
	Resource   string // as kubectl names it, with the API group: two kinds are called StatefulSet
	File       string // of the manifests' base
	HashLabel  string // label by which the pods of one version know each other
	Batched    bool   // a share of the pods gets the new version first, by the partition of updateStrategy
	Ordered    bool   // pods have names that peers ask for: a headless Service, and a partition that counts pods, so nothing may scale them
	Slots      bool   // two of them take turns behind one Service
	Argo       bool   // Argo Rollouts makes the steps, and waits until somebody promotes
	Switched   bool   // a Service is switched over: there has to be one
	Foreign    bool   // of no kind that Kustomize knows: it has to be told where names stand
}

// controllers has a row for each strategy. Sources: the API reference of Kubernetes 1.33 (apps/v1, batch/v1), of OpenKruise
// (apps.kruise.io) and of Argo Rollouts (argoproj.io), and the labels that each controller's documentation names.
var controllers = []Controller{
	{Strategy: StrategyRolling, Name: KindDeployment, Kind: "Deployment", APIVersion: "apps/v1", Resource: "deployments.apps", File: "deployment.yaml", HashLabel: "pod-template-hash"},
	{Strategy: StrategyBlueGreen, Name: KindDeployment, Kind: "Deployment", APIVersion: "apps/v1", Resource: "deployments.apps", File: "deployment.yaml", HashLabel: "pod-template-hash", Slots: true, Switched: true},
	{Strategy: StrategyStatefulSet, Name: KindStatefulSet, Kind: "StatefulSet", APIVersion: "apps/v1", Resource: "statefulsets.apps", File: "statefulset.yaml", HashLabel: "controller-revision-hash", Batched: true, Ordered: true},
	{Strategy: StrategyAdvancedStatefulSet, Name: KindAdvancedStatefulSet, Kind: "StatefulSet", APIVersion: "apps.kruise.io/v1beta1", Resource: "statefulsets.apps.kruise.io", File: "advanced-statefulset.yaml", HashLabel: "controller-revision-hash", Batched: true, Ordered: true},
	{Strategy: StrategyCloneSet, Name: KindCloneSet, Kind: "CloneSet", APIVersion: "apps.kruise.io/v1alpha1", Resource: "clonesets.apps.kruise.io", File: "cloneset.yaml", HashLabel: "controller-revision-hash", Batched: true, Foreign: true},
	{Strategy: StrategyCanary, Name: KindRollout, Kind: "Rollout", APIVersion: "argoproj.io/v1alpha1", Resource: "rollouts.argoproj.io", File: "rollout.yaml", HashLabel: "rollouts-pod-template-hash", Argo: true, Foreign: true},
	{Strategy: StrategyBlueGreenArgo, Name: KindRollout, Kind: "Rollout", APIVersion: "argoproj.io/v1alpha1", Resource: "rollouts.argoproj.io", File: "rollout.yaml", HashLabel: "rollouts-pod-template-hash", Argo: true, Switched: true, Foreign: true},
	{Strategy: StrategyNone, Name: KindCronJob, Kind: "CronJob", APIVersion: "batch/v1", Resource: "cronjobs.batch", File: "cronjob.yaml", HashLabel: "controller-revision-hash"},
}

// Controllers returns all rows in a fixed order.
func Controllers() []Controller { return slices.Clone(controllers) }

// ControllerFor returns the controller that a strategy releases by; that of a rolling release for an empty word.
func ControllerFor(strategy string) Controller {
	for _, c := range controllers {
		if c.Strategy == strategy {
			return c
		}
	}
	return controllers[0]
}

// Runs is the controller of the workload: a job's whatever the strategy of the settings.
func (w Workload) Runs() Controller {
	if w.Controller == KindCronJob {
		return ControllerFor(StrategyNone)
	}
	return ControllerFor(w.Release.Strategy)
}
