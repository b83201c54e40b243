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

// Load checks each layer on its own and merges them (see merge). The error tells all problems of all layers, a fault.List when there are
// several.
func Load(layers ...Layer) (Settings, error) {
	var s Settings
	var problems []*fault.Error
	for _, l := range layers {
		root, err := strictyaml.Parse(l.Name, l.Data)
		if f, ok := errors.AsType[*fault.Error](err); ok {
			problems = append(problems, f)
			continue
		}
		if root == nil {
			continue
		}
		problems = append(problems, strictyaml.Problems(l.Name, root, reflect.TypeFor[Settings](), Forms())...)
		s.record(l, root)
		s.root = merge(s.root, root)
	}
	if len(problems) > 0 {
		return Settings{}, fault.Join(problems...)
	}
	if s.root == nil {
		return s, nil
	}
	if err := strictyaml.DecodeNode(File, withoutEmptied(s.root, reflect.TypeFor[Settings]()), &s); err != nil {
		return Settings{}, err
	}
	return s, fault.Join(s.contradictions()...)
}

// FromRepository returns the layer of a repository's own file; ok is false when there is none.
func FromRepository(tree *source.Tree) (l Layer, ok bool, err error) {
	for _, name := range []string{"waybill.yml", ".waybill.yaml", ".waybill.yml"} {
		if tree.Has(name) {
			return Layer{}, false, fault.New(fault.Usage, "the settings are called %s, and nothing reads %s", File, name).In(name, 0, 0).WithHint("rename it, or remove it")
		}
	}
	if !tree.Has(File) {
		if info, err := fs.Lstat(tree.FS(), File); err == nil && !info.Mode().IsRegular() { // going on without it would be a silent default
			return Layer{}, false, fault.New(fault.Usage, "%s is neither a file nor a link to one inside the repository", File)
		}
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

// encoded is the node of settings that were made by hand: what is zero counts as absent.
func encoded(s Settings) *yaml.Node {
	var root yaml.Node
	if err := root.Encode(s); err != nil {
		return nil
	}
	return &root
}
