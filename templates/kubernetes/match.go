package kubernetes

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/strictyaml"
	"github.com/waybill-dev/waybill/templates/engine"
)

// object is a rendered object that a patch of the settings may be meant for.
type object struct {
	kind, name string
	lists      map[string][]string // names in containers and initContainers of its pods
}

func (o object) String() string { return strings.TrimSpace(o.kind + " " + o.name) }

// Patched collects the objects of all units by environment: Kustomize passes over a patch that fits none without a word.
type Patched struct {
	objects map[string][]object
	patches []plan.Patch
	fit     map[string]bool // by the place of the patch
}

// Add checks a unit's patches against its objects. A patch for all units is judged when all were seen.
func (s *Patched) Add(p plan.Plan, u plan.Unit, files []engine.File) error {
	if len(u.Workload.Patches) == 0 {
		return nil
	}
	if err := within(files); err != nil {
		return err
	}
	if s.fit == nil {
		s.fit, s.objects = map[string]bool{}, map[string][]object{}
	}
	for _, e := range p.Environments {
		found, err := objectsOf(path.Join(u.Dir, "deploy", "kubernetes"), e.Name, files)
		if err != nil {
			return err
		}
		s.objects[e.Name] = append(s.objects[e.Name], found...)
		for _, patch := range u.Workload.Patches {
			if patch.Environment != "" && patch.Environment != e.Name {
				continue
			}
			for _, o := range found {
				if !fits(patch.Kind, o.kind) || patch.Name != "" && !fits(patch.Name, o.name) {
					continue
				}
				s.fit[identity(patch)] = true
				if err := sameContainers(patch, o); err != nil {
					return err
				}
			}
		}
	}
	for _, patch := range u.Workload.Patches {
		if !p.Part || !patch.All {
			s.patches = append(s.patches, patch)
		}
	}
	return nil
}

// identity tells patches apart that several units share.
func identity(p plan.Patch) string {
	return fmt.Sprintf("%s %s %s %s", p.At, p.Environment, p.Kind, p.Name)
}

// fits compares as a target of Kustomize does: an anchored regular expression.
func fits(pattern, word string) bool {
	re, err := regexp.Compile("^(?:" + pattern + ")$")
	return pattern == word || err == nil && re.MatchString(word)
}

// Unmatched refuses the patches that fit nothing. One of the organisation's may be meant for other repositories, unless its kind is
// but a slip away from one that is here.
func (s *Patched) Unmatched() error {
	for _, patch := range s.patches {
		if s.fit[identity(patch)] {
			continue
		}
		var kinds, known []string
		for name, objects := range s.objects {
			if patch.Environment != "" && patch.Environment != name {
				continue
			}
			for _, o := range objects {
				kinds, known = append(kinds, o.kind), append(known, o.String())
			}
		}
		slices.Sort(kinds)
		near := ""
		if !slices.Contains(kinds, patch.Kind) {
			near = strictyaml.Nearest(patch.Kind, slices.Compact(kinds))
		}
		if !patch.MustFit && near == "" {
			continue
		}
		where := ""
		if patch.Environment != "" {
			where = " of " + patch.Environment
		}
		e := fault.New(fault.Usage, "the patch for %s fits no object%s", object{kind: patch.Kind, name: patch.Name}, where).
			In(patch.At.File, patch.At.Line, patch.At.Column)
		slices.Sort(known)
		known = slices.Compact(known)
		if near != "" {
			return e.WithHint("did you mean %s? the objects are %s", near, strings.Join(known, ", "))
		}
		return e.WithHint("the objects are %s", strings.Join(known, ", "))
	}
	return nil
}

// sameContainers refuses a patch of a container that the object does not have: Kustomize would add one without an image, and the
// server refuse the whole.
func sameContainers(patch plan.Patch, o object) error {
	for list, entries := range podLists(patch.Patch) {
		for _, entry := range entries {
			name, _ := entry["name"].(string)
			if slices.Contains(o.lists[list], name) || entry["image"] != nil || entry["$patch"] != nil || o.lists == nil {
				continue
			}
			e := fault.New(fault.Usage, "the patch names %q in %s of %s, which is not there and has no image", name, list, o).
				In(patch.At.File, patch.At.Line, patch.At.Column)
			if len(o.lists[list]) == 0 {
				return e.WithHint("there are none: a new one needs an image")
			}
			return e.WithHint("they are %s: a new one needs an image", strings.Join(o.lists[list], ", "))
		}
	}
	return nil
}

// podLists returns the lists of containers below the pod template of a workload, or of a CronJob's jobs.
func podLists(o map[string]any) map[string][]map[string]any {
	at := func(o map[string]any, keys ...string) map[string]any {
		for _, k := range keys {
			o, _ = o[k].(map[string]any)
		}
		return o
	}
	pod := at(o, "spec", "template", "spec")
	if pod == nil {
		pod = at(o, "spec", "jobTemplate", "spec", "template", "spec")
	}
	out := map[string][]map[string]any{}
	for _, list := range []string{"containers", "initContainers"} {
		items, _ := pod[list].([]any)
		for _, item := range items {
			if entry, ok := item.(map[string]any); ok {
				out[list] = append(out[list], entry)
			}
		}
	}
	return out
}

// objectsOf reads the objects of base and overlay from rendered files, as they are before any patch.
func objectsOf(dir, environment string, files []engine.File) ([]object, error) {
	var out []object
	for _, f := range files {
		name := path.Base(f.Path)
		if d := path.Dir(f.Path); d != path.Join(dir, "base") && d != path.Join(dir, "overlays", environment) {
			continue
		}
		if path.Ext(name) != ".yaml" || name == "kustomizeconfig.yaml" || strings.HasSuffix(name, "-patch.yaml") || strings.HasPrefix(name, "settings-patch-") {
			continue
		}
		docs, err := kio.FromBytes(f.Data)
		if err != nil {
			return nil, fault.Wrap(fault.Usage, err, "%s is no YAML", f.Path).WithHint("a template of your own is wrong")
		}
		for _, d := range docs {
			found, err := objectsIn(d)
			if err != nil {
				return nil, fault.Wrap(fault.Usage, err, "%s is no object", f.Path).WithHint("a template of your own is wrong")
			}
			out = append(out, found...)
		}
	}
	return out, nil
}

// objectsIn is the object of a document, or the ConfigMaps that a kustomization generates.
func objectsIn(d *yaml.RNode) ([]object, error) {
	m, err := d.Map()
	if err != nil {
		return nil, err
	}
	if kind := d.GetKind(); kind == "Kustomization" || kind == "Component" {
		var out []object
		list, _ := m["configMapGenerator"].([]any)
		for _, item := range list {
			if g, ok := item.(map[string]any); ok {
				out = append(out, object{kind: "ConfigMap", name: fmt.Sprint(g["name"])})
			}
		}
		return out, nil
	}
	o := object{kind: d.GetKind(), name: d.GetName()}
	for list, entries := range podLists(m) {
		for _, entry := range entries {
			if o.lists == nil {
				o.lists = map[string][]string{}
			}
			o.lists[list] = append(o.lists[list], fmt.Sprint(entry["name"]))
		}
	}
	return []object{o}, nil
}
