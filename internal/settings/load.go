package settings

import (
	"errors"
	"io/fs"
	"os"
	"reflect"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// File is the name of the settings in a repository.
const File = "waybill.yaml"

// Layer is one settings file; a later layer goes over an earlier one.
type Layer struct {
	Name string // as it is shown in errors
	Data []byte
	Own  bool // the repository's, not the organisation's
}

// Load checks each layer on its own and merges them: mappings key by key, everything else replaced whole.
func Load(layers ...Layer) (Settings, error) {
	var s Settings
	var merged *yaml.Node
	for _, l := range layers {
		root, err := strictyaml.Parse(l.Name, l.Data)
		if err != nil {
			return s, err
		}
		if root == nil {
			continue
		}
		if err := strictyaml.Check(l.Name, root, reflect.TypeFor[Settings]()); err != nil {
			return s, err
		}
		var alone Settings
		if err := strictyaml.DecodeNode(l.Name, root, &alone); err != nil {
			return s, err
		}
		if err := validate(l.Name, root, alone); err != nil {
			return s, err
		}
		s.record(l, root)
		merged = merge(merged, root)
	}
	if merged == nil {
		return s, nil
	}
	return s, strictyaml.DecodeNode(File, merged, &s)
}

// merge puts over on top of under and returns the result; under may be nil.
func merge(under, over *yaml.Node) *yaml.Node {
	if under == nil || under.Kind != yaml.MappingNode || over.Kind != yaml.MappingNode {
		return over
	}
	for i := 0; i < len(over.Content); i += 2 {
		key, value := over.Content[i], over.Content[i+1]
		if at := find(under, key.Value); at >= 0 {
			under.Content[at+1] = merge(under.Content[at+1], value)
			continue
		}
		under.Content = append(under.Content, key, value)
	}
	return under
}

func find(mapping *yaml.Node, key string) int {
	for i := 0; i < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return i
		}
	}
	return -1
}

// FromRepository returns the layer of a repository's own file; ok is false when there is none.
func FromRepository(tree *source.Tree) (l Layer, ok bool, err error) {
	if !tree.Has(File) {
		return Layer{}, false, nil
	}
	data, err := tree.Read(File)
	if err != nil {
		return Layer{}, false, fault.Wrap(fault.Usage, err, "cannot read the settings")
	}
	return Layer{File, data, true}, true, nil
}

// FromDisk returns the layer of the organisation's file.
func FromDisk(name string) (Layer, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Layer{}, fault.New(fault.Usage, "no such settings file: %s", name)
	}
	if err != nil {
		return Layer{}, fault.Wrap(fault.Usage, err, "cannot read the settings %s", name)
	}
	return Layer{Name: name, Data: data}, nil
}
