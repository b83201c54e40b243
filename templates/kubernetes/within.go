package kubernetes

import (
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
	"github.com/waybill-dev/waybill/templates/engine"
)

// Kustomize, as a library, fetches what looks like a URL, runs git for what looks like a repository, and writes YAML aliases out in full.
// The files that it gets come from templates which anybody's repository may bring. So they are checked before: what they name is rendered
// as well, and what they hold does not grow.

// Bounds of what Kustomize is given.
const (
	maxKustomization = 256 << 10 // bytes of one; its labels and prefixes go to every object
	maxObjects       = 500       // documents of a unit
	maxNodes         = 200_000   // of one file, with its aliases written out
)

// fieldPaths says for each key of a kustomization where it names files; keys that are not here reach out, run something, or multiply
// (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/).
var fieldPaths = map[string]func(*yaml.Node) []*yaml.Node{
	"apiVersion": nil, "kind": nil, "metadata": nil, "namespace": nil, "namePrefix": nil, "nameSuffix": nil, "labels": nil, "commonLabels": nil,
	"commonAnnotations": nil, "images": nil, "replicas": nil, "generatorOptions": nil, "sortOptions": nil, "buildMetadata": nil,
	"resources":          items,
	"components":         items,
	"configurations":     items,
	"crds":               items,
	"patches":            below("path"),
	"configMapGenerator": below("files", "envs", "env"),
	"secretGenerator":    below("files", "envs", "env"),
}

// within refuses files that Kustomize would leave for others, or that would fill the memory.
func within(files []engine.File) error {
	objects := 0
	for _, f := range files {
		if path.Ext(f.Path) != ".yaml" {
			continue
		}
		documents, err := bounded(f)
		if err != nil {
			return err
		}
		if objects += documents; objects > maxObjects {
			return fault.New(fault.Usage, "more than %d objects", maxObjects).In(f.Path, 0, 0)
		}
		if path.Base(f.Path) == "kustomization.yaml" {
			if err := kustomization(f, files); err != nil {
				return err
			}
		}
	}
	return nil
}

// bounded counts the documents of a file.
func bounded(f engine.File) (documents int, err error) {
	dec := yaml.NewDecoder(bytes.NewReader(f.Data))
	for {
		var doc yaml.Node
		switch err := dec.Decode(&doc); {
		case errors.Is(err, io.EOF):
			return documents, nil
		case err != nil:
			return 0, wrong(fault.New(fault.Usage, "not valid YAML: %s", fault.Short(err.Error())).In(f.Path, 0, 0), f)
		}
		sizes := map[*yaml.Node]int{}
		if written(&doc, sizes) > maxNodes {
			return 0, wrong(fault.New(fault.Usage, "the YAML is larger than %d values with its aliases written out", maxNodes).In(f.Path, doc.Line, 0), f)
		}
		if n := copying(&doc); n != nil {
			return 0, wrong(fault.New(fault.Usage, "a patch that copies is not supported").In(f.Path, n.Line, n.Column), f)
		}
		documents++
	}
}

// written counts the nodes of a document with its aliases written out. What holds itself has no end.
func written(n *yaml.Node, sizes map[*yaml.Node]int) int {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if size, ok := sizes[n]; ok {
		return size
	}
	sizes[n] = maxNodes + 1 // while it is counted
	size := 1
	for _, c := range n.Content {
		size = min(size+written(c, sizes), maxNodes+1)
	}
	sizes[n] = size
	return size
}

// copying finds the operation copy of a JSON patch (RFC 6902), a chain of which doubles what is copied each time.
func copying(doc *yaml.Node) *yaml.Node {
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.SequenceNode {
		return nil
	}
	for _, operation := range doc.Content[0].Content {
		if strictyaml.Value(operation, "op") != nil && strictyaml.Value(operation, "op").Value == "copy" {
			return operation
		}
	}
	return nil
}

// kustomization refuses a key that names what is not rendered.
func kustomization(f engine.File, files []engine.File) error {
	if len(f.Data) > maxKustomization {
		return wrong(fault.New(fault.Usage, "the kustomization is larger than %d bytes", maxKustomization).In(f.Path, 0, 0), f)
	}
	root, err := strictyaml.Parse(f.Path, f.Data)
	if err != nil || root == nil {
		return err
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key := root.Content[i]
		named, known := fieldPaths[key.Value]
		if !known {
			return wrong(fault.New(fault.Usage, "the key %q of a kustomization is not supported here", key.Value).In(f.Path, key.Line, key.Column), f)
		}
		if key.Value == "patches" {
			if err := inline(f, root.Content[i+1]); err != nil {
				return err
			}
		}
		if named == nil {
			continue
		}
		for _, n := range named(root.Content[i+1]) {
			if !rendered(path.Dir(f.Path), n.Value, files) {
				return wrong(fault.New(fault.Usage, "%s names %q, which is no rendered file", key.Value, n.Value).In(f.Path, n.Line, n.Column), f)
			}
		}
	}
	return nil
}

// inline checks patches that stand within the kustomization.
func inline(f engine.File, list *yaml.Node) error {
	for _, entry := range list.Content {
		if n := strictyaml.Value(entry, "patch"); n != nil {
			text := f
			text.Data = []byte(n.Value)
			if _, err := bounded(text); err != nil {
				return err
			}
		}
	}
	return nil
}

// rendered says whether a kustomization in dir names a rendered file, or a folder of some.
func rendered(dir, name string, files []engine.File) bool {
	if _, file, ok := strings.Cut(name, "="); ok { // a key of a ConfigMap, and its file
		name = file
	}
	at := path.Join(dir, name)
	return !strings.ContainsAny(name, ":@?\\") && !path.IsAbs(name) && slices.ContainsFunc(files, func(f engine.File) bool {
		return f.Path == at || strings.HasPrefix(f.Path, at+"/")
	})
}

// wrong says which template the text comes from.
func wrong(e *fault.Error, f engine.File) error {
	return e.WithHint("the template %s of your own is wrong", f.Template)
}

func items(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.SequenceNode {
		return n.Content
	}
	return []*yaml.Node{n}
}

// below takes these keys of each entry of a list.
func below(keys ...string) func(*yaml.Node) []*yaml.Node {
	return func(list *yaml.Node) []*yaml.Node {
		var out []*yaml.Node
		for _, entry := range list.Content {
			for _, key := range keys {
				if n := strictyaml.Value(entry, key); n != nil {
					out = append(out, items(n)...)
				}
			}
		}
		return out
	}
}
