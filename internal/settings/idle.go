package settings

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// Note is something to tell about a setting that is no error.
type Note struct {
	At   fault.Position
	Text string
}

// Idle lists the settings that are taken and lead nowhere, because a neighbour that they need is absent or says something else: the tag
// `only` names it. They are in the order of their places. What an organisation says for all its repositories is not told of one.
func (s Settings) Idle() []Note {
	if s.root == nil {
		return nil
	}
	var out []Note
	note := func(text string, keys ...string) {
		if p, ok := s.places[placeKey(keys)]; ok && p.own {
			out = append(out, Note{p.Position, strictyaml.Path(keys...) + " has no effect " + text})
		}
	}
	t := reflect.TypeFor[Settings]()
	for f := range t.Fields() {
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if n := strictyaml.Value(s.root, key); n != nil && key != "defaults" && key != "units" {
			idle(n, f.Type, note, key)
		}
	}
	defaults, units := strictyaml.Value(s.root, "defaults"), strictyaml.Value(s.root, "units")
	for i := 0; units != nil && i+1 < len(units.Content); i += 2 {
		// The neighbour may stand in the defaults; what only the defaults say is for no unit in particular.
		idle(merge(defaults, units.Content[i+1]), reflect.TypeFor[Unit](), note, "units", units.Content[i].Value)
	}
	out = append(out, s.takenBack()...)
	slices.SortStableFunc(out, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.At.File, b.At.File), cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Column, b.At.Column))
	})
	return out
}

// takenBack tells of environments for which the repository writes null where the organisation's file says something: they stay, without that.
func (s Settings) takenBack() []Note {
	var out []Note
	list := strictyaml.Value(s.root, "environments")
	for i := 0; list != nil && i+1 < len(list.Content); i += 2 {
		name := list.Content[i].Value
		p, known := s.places[placeKey([]string{"environments", name})]
		if list.Content[i+1].Tag != "!!null" || !known || !p.own {
			continue
		}
		below := placeKey([]string{"environments", name, ""})
		for key, q := range s.places {
			if strings.HasPrefix(key, below) && !q.own {
				out = append(out, Note{p.Position, strictyaml.Path("environments", name) + " is empty: the environment stays, and what the organisation's file says of it is taken back (leave the key out to keep that)"})
				break
			}
		}
	}
	return out
}

func idle(n *yaml.Node, t reflect.Type, note func(text string, keys ...string), at ...string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for i, item := range n.Content {
			idle(item, t.Elem(), note, append(slices.Clone(at), strconv.Itoa(i))...)
		}
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Map:
		for i := 0; i+1 < len(n.Content); i += 2 {
			idle(n.Content[i+1], t.Elem(), note, append(slices.Clone(at), n.Content[i].Value)...)
		}
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Struct:
		for f := range t.Fields() {
			key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			value := strictyaml.Value(n, key)
			if value == nil || value.Tag == "!!null" {
				continue
			}
			below := append(slices.Clone(at), key)
			if only := f.Tag.Get("only"); only != "" {
				if text := unmet(n, t, only); text != "" {
					note(text, below...)
				}
			}
			idle(value, f.Type, note, below...)
		}
	}
}

// unmet says what a setting waits for, "" when its neighbour is as it has to be or its default is not the same everywhere.
func unmet(n *yaml.Node, t reflect.Type, only string) string {
	key, words, anyOf := strings.Cut(only, "=")
	value := strictyaml.Value(n, key)
	if !anyOf {
		if value == nil || value.Tag == "!!null" {
			return "without " + key
		}
		return ""
	}
	is := ""
	if value != nil && value.Tag != "!!null" {
		is = value.Value
	} else if f, ok := strictyaml.FieldOf(t, key); ok {
		is = f.Tag.Get("default")
	}
	if is == "" || slices.Contains(strings.Split(words, ","), is) {
		return ""
	}
	return fmt.Sprintf("while %s is %s: it is for %s", key, is, strings.ReplaceAll(words, ",", ", "))
}
