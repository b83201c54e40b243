// Package manifest judges rendered Kubernetes objects in tests: strict decoding into the API's types, Pod Security as the
// API server evaluates it, and the assertions of ours that no other judge makes.
package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	rollouts "github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	kruise "github.com/openkruise/kruise-api/apps/v1alpha1"
	advanced "github.com/openkruise/kruise-api/apps/v1beta1"
	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	rbac "k8s.io/api/rbac/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	gateway "sigs.k8s.io/gateway-api/apis/v1"
	kubejson "sigs.k8s.io/json"
	yamlstrict "sigs.k8s.io/yaml"
)

// Object is one decoded object.
type Object struct {
	meta.TypeMeta
	meta.ObjectMeta
	Typed any                   // the API's type, a pointer
	Pod   *core.PodTemplateSpec // of a workload or job, nil otherwise
	Fixed *int32                // spec.replicas of a workload
}

// String returns Kind/name, the form in which findings name an object.
func (o Object) String() string { return o.Kind + "/" + o.Name }

// typed returns an empty object of the type, and where its pod template and replicas are.
func typed(t meta.TypeMeta) (object any, pod func() *core.PodTemplateSpec, replicas func() *int32) {
	none := func() *int32 { return nil }
	noPod := func() *core.PodTemplateSpec { return nil }
	switch t.APIVersion + " " + t.Kind {
	case "v1 Namespace":
		return &core.Namespace{}, noPod, none
	case "v1 ServiceAccount":
		return &core.ServiceAccount{}, noPod, none
	case "v1 Service":
		return &core.Service{}, noPod, none
	case "v1 ConfigMap":
		return &core.ConfigMap{}, noPod, none
	case "apps/v1 Deployment":
		d := &apps.Deployment{}
		return d, func() *core.PodTemplateSpec { return &d.Spec.Template }, func() *int32 { return d.Spec.Replicas }
	case "apps/v1 StatefulSet":
		d := &apps.StatefulSet{}
		return d, func() *core.PodTemplateSpec { return &d.Spec.Template }, func() *int32 { return d.Spec.Replicas }
	case "apps/v1 DaemonSet":
		d := &apps.DaemonSet{}
		return d, func() *core.PodTemplateSpec { return &d.Spec.Template }, none
	case "batch/v1 CronJob":
		d := &batch.CronJob{}
		return d, func() *core.PodTemplateSpec { return &d.Spec.JobTemplate.Spec.Template }, none
	case "argoproj.io/v1alpha1 Rollout":
		d := &rollouts.Rollout{}
		return d, func() *core.PodTemplateSpec { return &d.Spec.Template }, func() *int32 { return d.Spec.Replicas }
	case "apps.kruise.io/v1alpha1 CloneSet":
		d := &kruise.CloneSet{}
		return d, func() *core.PodTemplateSpec { return &d.Spec.Template }, func() *int32 { return d.Spec.Replicas }
	case "apps.kruise.io/v1beta1 StatefulSet":
		d := &advanced.StatefulSet{}
		return d, func() *core.PodTemplateSpec { return &d.Spec.Template }, func() *int32 { return d.Spec.Replicas }
	}
	return other(t), noPod, none
}

func other(t meta.TypeMeta) any {
	switch t.APIVersion + " " + t.Kind {
	case "autoscaling/v2 HorizontalPodAutoscaler":
		return &autoscaling.HorizontalPodAutoscaler{}
	case "policy/v1 PodDisruptionBudget":
		return &policy.PodDisruptionBudget{}
	case "networking.k8s.io/v1 NetworkPolicy":
		return &networking.NetworkPolicy{}
	case "networking.k8s.io/v1 Ingress":
		return &networking.Ingress{}
	case "rbac.authorization.k8s.io/v1 RoleBinding":
		return &rbac.RoleBinding{}
	case "rbac.authorization.k8s.io/v1 ClusterRole":
		return &rbac.ClusterRole{}
	case "rbac.authorization.k8s.io/v1 ClusterRoleBinding":
		return &rbac.ClusterRoleBinding{}
	case "gateway.networking.k8s.io/v1 HTTPRoute":
		return &gateway.HTTPRoute{}
	case "route.openshift.io/v1 Route":
		return &Route{}
	case "traefik.io/v1alpha1 IngressRoute":
		return &IngressRoute{}
	case "monitoring.coreos.com/v1 PodMonitor":
		return &PodMonitor{}
	}
	return nil
}

// Decode reads a YAML stream. A field that the API does not have, a key that stands twice and a kind that is not known are errors.
func Decode(data []byte) ([]Object, error) {
	docs := yaml.NewYAMLReader(bufioReader(data))
	var out []Object
	for {
		doc, err := docs.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(doc)) == 0 {
			continue
		}
		o, err := decodeOne(doc)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
}

func decodeOne(doc []byte) (Object, error) {
	var head struct {
		meta.TypeMeta `json:",inline"`
		Metadata      meta.ObjectMeta `json:"metadata"`
	}
	// by way of JSON, as kubectl does: a plain yes or 012 is then no string any more
	data, err := yamlstrict.YAMLToJSONStrict(doc)
	if err != nil {
		return Object{}, err
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return Object{}, fmt.Errorf("no object: %w", err)
	}
	o := Object{TypeMeta: head.TypeMeta, ObjectMeta: head.Metadata}
	object, pod, replicas := typed(head.TypeMeta)
	if object == nil {
		return o, fmt.Errorf("%s: unknown kind in %q", o, head.APIVersion)
	}
	unknown, err := kubejson.UnmarshalStrict(data, object)
	if err := errors.Join(append(unknown, err)...); err != nil {
		return o, fmt.Errorf("%s: %w", o, err)
	}
	o.Typed, o.Pod, o.Fixed = object, pod(), replicas()
	return o, nil
}

// Plain returns an object as nested maps, for comparing.
func Plain(o Object) (map[string]any, error) {
	data, err := json.Marshal(o.Typed)
	if err != nil {
		return nil, err
	}
	var m map[string]any
	return m, json.Unmarshal(data, &m)
}
