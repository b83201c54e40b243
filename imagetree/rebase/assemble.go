package rebase

import (
	"maps"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// stack is an image, the base that it stands on, and the one that it is to stand on.
type stack struct {
	image, was, below v1.Image

	config, wasConfig, belowConfig *v1.ConfigFile
	layers, belowLayers            []v1.Layer
	depth                          int // layers of the image that are the old base's
}

// read fetches configurations and layer lists, and proves that the image begins with the layers of its base. Contents are compared, not
// compressed bytes: a mirror may compress the same content anew.
func (s *stack) read() (err error) {
	for _, f := range []struct {
		from v1.Image
		to   **v1.ConfigFile
	}{{s.image, &s.config}, {s.was, &s.wasConfig}, {s.below, &s.belowConfig}} {
		if *f.to, err = f.from.ConfigFile(); err != nil {
			return err
		}
	}
	if s.layers, err = s.image.Layers(); err != nil {
		return err
	}
	if s.belowLayers, err = s.below.Layers(); err != nil {
		return err
	}
	own, base := s.config.RootFS.DiffIDs, s.wasConfig.RootFS.DiffIDs
	for n, id := range base {
		if n >= len(own) || own[n] != id {
			return refuse("its layers do not begin with those of the base that its labels name: layer %d of %d differs", n+1, len(base))
		}
	}
	if len(s.layers) != len(own) || len(s.belowLayers) != len(s.belowConfig.RootFS.DiffIDs) {
		return refuse("its manifest and its configuration disagree about the number of layers")
	}
	s.depth = len(base)
	return nil
}

// assemble stacks the layers of the new base and those of the application. Nothing of it knows the clock: the same input gives the same
// digest, so a second run finds its own work.
func (s *stack) assemble(base, digest string) (v1.Image, error) {
	manifest, err := s.image.Manifest()
	if err != nil {
		return nil, err
	}
	kind, err := s.image.MediaType()
	if err != nil {
		return nil, err
	}
	oci := kind == types.OCIManifestSchema1
	config := s.config.DeepCopy()
	config.Architecture, config.OS, config.OSVersion = s.belowConfig.Architecture, s.belowConfig.OS, s.belowConfig.OSVersion
	config.Config = over(s.config.Config, s.wasConfig.Config, s.belowConfig.Config)
	config.Config.Labels[baseName], config.Config.Labels[baseDigest] = base, digest
	config.RootFS, config.History = v1.RootFS{Type: "layers"}, nil

	image := mutate.ConfigMediaType(mutate.MediaType(empty.Image, kind), manifest.Config.MediaType)
	if image, err = mutate.ConfigFile(image, config); err != nil {
		return nil, err
	}
	upper := s.config.History[min(len(s.wasConfig.History), len(s.config.History)):]
	for _, part := range []struct {
		layers  []v1.Layer
		history []v1.History
		name    string
	}{{s.belowLayers, s.belowConfig.History, "layer of " + base}, {s.layers[s.depth:], upper, "layer of the application"}} {
		adds, err := addenda(part.layers, part.history, part.name, oci)
		if err != nil {
			return nil, err
		}
		if image, err = mutate.Append(image, adds...); err != nil {
			return nil, err
		}
	}
	if len(manifest.Annotations) == 0 {
		return image, nil
	}
	annotations := map[string]string{}
	maps.Copy(annotations, manifest.Annotations)
	if annotations[baseName] != "" {
		annotations[baseName], annotations[baseDigest] = base, digest
	}
	return mutate.Annotations(image, annotations).(v1.Image), nil
}

// addenda pairs layers with their history; a history that does not fit is replaced by a plain word for each layer.
func addenda(layers []v1.Layer, history []v1.History, word string, oci bool) ([]mutate.Addendum, error) {
	count := 0
	for _, h := range history {
		if !h.EmptyLayer {
			count++
		}
	}
	if count != len(layers) {
		history = make([]v1.History, len(layers))
		for n := range history {
			history[n].CreatedBy = word
		}
	}
	var adds []mutate.Addendum
	next := 0
	for _, h := range history {
		add := mutate.Addendum{History: h}
		if !h.EmptyLayer {
			kind, err := layers[next].MediaType()
			if err != nil {
				return nil, err
			}
			add.Layer, add.MediaType = layers[next], family(kind, oci)
			next++
		}
		adds = append(adds, add)
	}
	return adds, nil
}

// family is the layer's media type in the words of the image that it goes into: registries refuse a mixture.
func family(kind types.MediaType, oci bool) types.MediaType {
	switch {
	case oci && kind == types.DockerLayer:
		return types.OCILayer
	case !oci && kind == types.OCILayer:
		return types.DockerLayer
	}
	return kind
}
