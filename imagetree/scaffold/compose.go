package scaffold

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// composeBuilds reads the services that are built (docs.docker.com, "Compose Build Specification").
func composeBuilds(dir string, data []byte) []statement {
	var file struct {
		Services map[string]struct {
			Image string    `yaml:"image"`
			Build yaml.Node `yaml:"build"`
		} `yaml:"services"`
	}
	if yaml.Unmarshal(data, &file) != nil {
		return nil
	}
	var out []statement
	for _, name := range slices.Sorted(maps.Keys(file.Services)) {
		s := file.Services[name]
		var build struct {
			Context    string    `yaml:"context"`
			Dockerfile string    `yaml:"dockerfile"`
			Target     string    `yaml:"target"`
			Args       yaml.Node `yaml:"args"`
		}
		if s.Build.Kind == yaml.ScalarNode {
			build.Context = s.Build.Value
		} else if s.Build.Decode(&build) != nil {
			continue
		}
		if s.Image == "" || build.Context == "" {
			continue
		}
		made := statement{context: path.Join(dir, build.Context), target: build.Target, args: arguments(build.Args), tags: []string{s.Image}}
		made.file = path.Join(made.context, cmp.Or(build.Dockerfile, "Dockerfile"))
		if made.fill(nil) {
			out = append(out, made)
		}
	}
	return out
}

// arguments reads build arguments in either form: a mapping, or a list of NAME=value. One without a value is the environment's.
func arguments(n yaml.Node) map[string]string {
	out := map[string]string{}
	var list []string
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if v := n.Content[i+1]; v.Kind == yaml.ScalarNode && v.Tag != "!!null" {
				out[n.Content[i].Value] = v.Value
			}
		}
	case yaml.SequenceNode:
		_ = n.Decode(&list)
	}
	for _, word := range list {
		if k, v, ok := strings.Cut(word, "="); ok {
			out[k] = v
		}
	}
	return out
}
