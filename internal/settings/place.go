package settings

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// place is where a key stands, and whether in the repository's own file.
type place struct {
	fault.Position
	own bool
}

// Place tells where a key or the item of a list (by its index) stands, for an error that only the whole can find: the last layer that
// has it. It is the zero Position when no file has the key, as for settings that a test made by hand.
func (s Settings) Place(keys ...string) fault.Position {
	return s.places[placeKey(keys)].Position
}

// Own says whether the repository's own file has the key. What an organisation says for all its repositories may name what one of them
// does not have.
func (s Settings) Own(keys ...string) bool {
	return s.places[placeKey(keys)].own
}

// OwnKeys are the keys that the repository's own file has below some keys, in the order of the file.
func (s Settings) OwnKeys(keys ...string) []string {
	n := s.root
	for _, key := range keys {
		n = strictyaml.Value(n, key)
	}
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	var own []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i].Value; s.Own(slices.Concat(keys, []string{key})...) {
			own = append(own, key)
		}
	}
	return own
}

// UnitKeys are the words by which the settings may name a unit, the strongest last: its path, the folder of its main package, its name.
func UnitKeys(f facts.Unit) []string {
	return slices.Compact([]string{f.Path, f.Folder(), f.Name})
}

// UnitPlace tells where a key of a unit stands: in the entry of Units that says it last, by the names of the unit, else in Defaults.
func (s Settings) UnitPlace(names []string, keys ...string) fault.Position {
	for _, name := range slices.Backward(names) {
		if p, ok := s.places[placeKey(slices.Concat([]string{"units", name}, keys))]; ok {
			return p.Position
		}
	}
	return s.Place(slices.Concat([]string{"defaults"}, keys)...)
}

func placeKey(keys []string) string { return strings.Join(keys, "\x00") }

// record notes the place of each key and item below n, over what earlier layers said.
func (s *Settings) record(l Layer, n *yaml.Node, above ...string) {
	if s.places == nil {
		s.places = map[string]place{}
	}
	note := func(at, value *yaml.Node, key string) {
		keys := slices.Concat(above, []string{key})
		s.places[placeKey(keys)] = place{fault.Position{File: l.Name, Line: at.Line, Column: at.Column}, l.Own}
		s.record(l, value, keys...)
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			note(n.Content[i], n.Content[i+1], n.Content[i].Value)
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			note(item, item, strconv.Itoa(i))
		}
	}
}
