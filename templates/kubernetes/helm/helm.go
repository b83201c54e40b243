// Package helm turns the objects of all environments into one chart whose values are what the environments differ in.
package helm

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/yaml"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
)

// Folder is the folder of a unit's chart.
func Folder(u plan.Unit) string { return path.Join(u.Dir, "deploy", "chart") }

// Chart writes a chart whose values are what the environments differ in: values.yaml holds the last environment's
// (production), values-ENVIRONMENT.yaml what another has otherwise.
func Chart(p plan.Plan, u plan.Unit, sets []resmap.ResMap) ([]engine.File, error) {
	c := &chart{unit: u, values: make([]map[string]any, len(sets)), places: map[string]string{"env": "variables of the program; a change rolls the pods"}}
	for i := range sets {
		c.values[i] = map[string]any{}
		c.namespaces = append(c.namespaces, p.Environments[i].Namespace)
	}
	dir := Folder(u)
	var out []engine.File
	add := func(name string, data []byte) {
		out = append(out, engine.File{Path: path.Join(dir, name), Mode: 0o644, Data: data})
	}
	names, objects, err := align(sets)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		add("templates/"+name+".yaml", []byte(c.object(objects[name])))
	}
	last := len(sets) - 1
	for i, e := range p.Environments {
		name, values := "values-"+e.Name+".yaml", otherwise(c.values[last], c.values[i])
		if i == last {
			name, values = "values.yaml", c.values[i]
		}
		data, err := yaml.Marshal(values)
		if err != nil {
			return nil, fault.Wrap(fault.Internal, err, "cannot write the values of %s", e.Name)
		}
		add(name, c.explained(data))
	}
	return out, nil
}

// explained puts above each value what it is of: sections begin a line, and what they hold is two blanks in.
func (c *chart) explained(values []byte) []byte {
	var out strings.Builder
	section := ""
	for line := range strings.Lines(string(values)) {
		key, _, _ := strings.Cut(line, ":")
		name, below := strings.CutPrefix(key, "  ")
		if below {
			key = section + "." + name
		} else {
			section = key
		}
		if place := c.places[key]; place != "" {
			indent, _, _ := strings.Cut(line, name)
			out.WriteString(indent + "# " + place + "\n")
		}
		out.WriteString(line)
	}
	return []byte(out.String())
}

// hashed is the name of a generated ConfigMap: Kustomize appends a hash of ten of these letters and digits.
var hashed = regexp.MustCompile(`-[bcdfghkmt2456789]{10}$`)

const hashLength = 11

// align lists the objects of all environments by a name for their file: kind and name, without a generated hash.
// Where an environment lacks an object its place is nil.
func align(sets []resmap.ResMap) ([]string, map[string][]map[string]any, error) {
	objects := map[string][]map[string]any{}
	for i, set := range sets {
		for _, r := range set.Resources() {
			o, err := r.Map()
			if err != nil {
				return nil, nil, fault.Wrap(fault.Internal, err, "cannot read %s", r.CurId())
			}
			name := r.GetName()
			switch {
			case r.GetKind() == "Namespace":
				name = "" // the one of the release
			case r.GetKind() == "ConfigMap" && hashed.MatchString(name):
				name = name[:len(name)-hashLength]
			}
			key := strings.Trim(strings.ToLower(r.GetKind())+"-"+name, "-")
			if objects[key] == nil {
				objects[key] = make([]map[string]any, len(sets))
			}
			objects[key][i] = o
		}
	}
	return slices.Sorted(maps.Keys(objects)), objects, nil
}

// otherwise returns what has to be laid over base to get want; null removes a key (Helm, "Deleting a default key").
func otherwise(base, want map[string]any) map[string]any {
	out := map[string]any{}
	for key, value := range want {
		under, ok := base[key]
		a, isMap := under.(map[string]any)
		b, both := value.(map[string]any)
		switch {
		case ok && isMap && both:
			if diff := otherwise(a, b); len(diff) > 0 {
				out[key] = diff
			}
		case !ok || !same(under, value):
			out[key] = value
		}
	}
	for key := range base {
		if _, ok := want[key]; !ok {
			out[key] = nil
		}
	}
	return out
}

func same(a, b any) bool { return fmt.Sprintf("%#v", a) == fmt.Sprintf("%#v", b) }
