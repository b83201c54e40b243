package settings

import (
	"reflect"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// Unit returns what is set for the unit that the names stand for: Defaults, and over them the entries of Units by these names, the later
// name over the earlier.
func (s Settings) Unit(names ...string) (Unit, error) {
	root := s.root
	if root == nil {
		root = encoded(s)
	}
	merged := strictyaml.Value(root, "defaults")
	for _, name := range names {
		merged = merge(merged, strictyaml.Value(strictyaml.Value(root, "units"), name))
	}
	var u Unit
	if merged == nil {
		return u, nil
	}
	return u, strictyaml.DecodeNode(File, withoutEmptied(merged, reflect.TypeFor[Unit]()), &u)
}

// merge puts over on top of under and returns the result; either may be nil, and neither is changed. Mappings are merged key by key, at
// every depth; everything else is replaced whole. What stands in the file wins, also false, 0, "" and []; null takes back what a farther
// layer says, so that the default holds again.
func merge(under, over *yaml.Node) *yaml.Node {
	if over == nil {
		return under
	}
	if under == nil || under.Kind != yaml.MappingNode || over.Kind != yaml.MappingNode {
		return over
	}
	out := *under
	out.Content = slices.Clone(under.Content)
	at := map[string]int{}
	for i := 0; i < len(out.Content); i += 2 {
		at[out.Content[i].Value] = i + 1
	}
	for i := 0; i < len(over.Content); i += 2 {
		key, value := over.Content[i], over.Content[i+1]
		if j, ok := at[key.Value]; ok {
			out.Content[j] = merge(out.Content[j], value)
			continue
		}
		out.Content = append(out.Content, key, value)
	}
	return &out
}

// withoutEmptied leaves out the entries of mappings of texts that are null: a variable that a nearer layer takes back is not an empty one.
// An environment or unit that is null stays, with all of its defaults; what Kubernetes reads (patches, affinity) is left as it is.
func withoutEmptied(n *yaml.Node, t reflect.Type) *yaml.Node {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	out := *n
	switch {
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		out.Content = nil
		for _, item := range n.Content {
			out.Content = append(out.Content, withoutEmptied(item, t.Elem()))
		}
	case n.Kind == yaml.MappingNode && (t.Kind() == reflect.Map || t.Kind() == reflect.Struct):
		out.Content = nil
		for i := 0; i < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			of, ok := strictyaml.TypeOf(t, key.Value)
			if !ok || t.Kind() == reflect.Map && of.Kind() == reflect.String && value.Tag == "!!null" {
				continue
			}
			out.Content = append(out.Content, key, withoutEmptied(value, of))
		}
	}
	return &out
}
