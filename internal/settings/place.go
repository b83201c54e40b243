package settings

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Place tells where a key stands, for an error that only the whole can find: the last layer that has it.
// It is the zero Position when no file has the key, as for settings that a test made by hand.
func (s Settings) Place(keys ...string) fault.Position {
	return s.places[strings.Join(keys, "\x00")]
}

// record notes the place of each key below n, over what earlier layers said.
func (s *Settings) record(file string, n *yaml.Node, above ...string) {
	if n.Kind != yaml.MappingNode {
		return
	}
	if s.places == nil {
		s.places = map[string]fault.Position{}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		keys := slices.Concat(above, []string{key.Value})
		s.places[strings.Join(keys, "\x00")] = fault.Position{File: file, Line: key.Line, Column: key.Column}
		s.record(file, n.Content[i+1], keys...)
	}
}
