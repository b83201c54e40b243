package kubernetes

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
)

// PatchFile is a patch of an overlay. Without a kind the patch itself names its object.
type PatchFile struct {
	Path  string         // file name in the overlay
	Kind  string         // of the objects that it changes
	Name  string         // of the object, empty for all of the kind
	Patch map[string]any // the patch as it was written
}

// Operation is one step of a JSON patch (RFC 6902): unlike a strategic merge it works alike on the kinds of
// Argo and OpenKruise, whose lists Kustomize would replace whole.
type Operation struct {
	Op    string `json:"op"`              // add, remove, replace
	Path  string `json:"path"`            // JSON pointer (RFC 6901)
	Value any    `json:"value,omitempty"` // of add and replace
}

// operations turn the base's workload into the environment's.
func operations(m Manifest, base plan.Spot) []Operation {
	var ops []Operation
	add := func(op, path string, value any) { ops = append(ops, Operation{op, path, value}) }
	pod := "/spec/template/spec"
	if m.Job() {
		pod = "/spec/jobTemplate/spec/template/spec"
	} else {
		replicas(m, base, add)
	}
	container := pod + "/containers/0"
	if !reflect.DeepEqual(m.Spot.Resources, base.Resources) {
		add("replace", container+"/resources", m.Spot.Resources)
	}
	if m.Spot.PullSecret != "" {
		add("add", pod+"/imagePullSecrets", []any{map[string]any{"name": m.Spot.PullSecret}})
	}
	for _, s := range m.Spot.Secrets {
		add("add", container+"/envFrom/-", map[string]any{"secretRef": map[string]any{"name": s}})
	}
	for _, e := range m.Spot.Direct {
		add("add", container+"/env/-", map[string]any{"name": e.Name, "value": literal(e.Value)})
	}
	for _, r := range m.Spot.Wanted {
		add("add", container+"/env/-", wanted(r))
	}
	if source := configVolume(m.Spot.Config); source != nil {
		add("add", pod+"/volumes/-", source)
		add("add", container+"/volumeMounts/-", map[string]any{"name": "config", "mountPath": "/config.d/" + m.Spot.Environment, "readOnly": true})
	}
	return ops
}

func replicas(m Manifest, base plan.Spot, add func(op, path string, value any)) {
	switch {
	case m.Spot.Scales() && !base.Scales():
		add("remove", "/spec/replicas", nil)
	case !m.Spot.Scales() && (base.Scales() || m.Spot.Min != base.Min):
		add("add", "/spec/replicas", m.Spot.Min)
	}
	if !m.Unit.Workload.Runs().Ordered {
		return
	}
	production := m
	production.Spot = base
	if m.Partition() != production.Partition() {
		add("replace", "/spec/updateStrategy/rollingUpdate/partition", m.Partition())
	}
}

// wanted takes a variable from a key of an object that somebody else makes; the template of that name does the same for the base.
func wanted(r plan.Reference) map[string]any {
	source := "configMapKeyRef"
	if r.Secret {
		source = "secretKeyRef"
	}
	return map[string]any{"name": r.Name, "valueFrom": map[string]any{source: map[string]any{"name": r.Object, "key": r.Name, "optional": true}}}
}

// literal keeps $(NAME) from being expanded by the kubelet.
func literal(value string) string { return strings.ReplaceAll(value, "$(", "$$(") }

// configVolume mounts what the init finds below WB_CONFIG_MOUNT. The object comes from elsewhere: when it is missing
// the init names it, which a pod that cannot even be created would not.
func configVolume(c plan.ConfigSource) map[string]any {
	v := map[string]any{"name": "config"}
	switch c.From {
	case "configMap":
		v["configMap"] = map[string]any{"name": c.Name, "optional": true, "defaultMode": 0o440}
	case "secret":
		v["secret"] = map[string]any{"secretName": c.Name, "optional": true, "defaultMode": 0o440}
	case "claim":
		v["persistentVolumeClaim"] = map[string]any{"claimName": c.Name, "readOnly": true}
	default:
		return nil
	}
	return v
}

// settingsPatches are the strategic merge patches of the settings that are meant for an environment.
func settingsPatches(all []plan.Patch, environment string) []PatchFile {
	var out []PatchFile
	for _, p := range all {
		if p.Environment != "" && p.Environment != environment {
			continue
		}
		out = append(out, PatchFile{Path: fmt.Sprintf("settings-patch-%d.yaml", len(out)+1), Kind: p.Kind, Name: p.Name, Patch: withHead(p)})
	}
	return out
}

// withHead gives a patch the head that Kustomize parses; the target decides what it is applied to.
func withHead(p plan.Patch) map[string]any {
	out := map[string]any{"apiVersion": "v1", "metadata": map[string]any{}}
	maps.Copy(out, p.Patch)
	out["kind"] = p.Kind
	meta := map[string]any{}
	if set, ok := out["metadata"].(map[string]any); ok {
		maps.Copy(meta, set)
	}
	meta["name"] = cmp.Or(p.Name, "any")
	out["metadata"] = meta
	return out
}
