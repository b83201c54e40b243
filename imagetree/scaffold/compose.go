package scaffold

import (
	"cmp"
	"maps"
	"path"
	"slices"

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
			Context    string            `yaml:"context"`
			Dockerfile string            `yaml:"dockerfile"`
			Target     string            `yaml:"target"`
			Args       map[string]string `yaml:"args"`
		}
		if s.Build.Kind == yaml.ScalarNode {
			build.Context = s.Build.Value
		} else if s.Build.Decode(&build) != nil {
			continue
		}
		if s.Image == "" || build.Context == "" {
			continue
		}
		made := statement{context: path.Join(dir, build.Context), target: build.Target, args: map[string]string{}, tags: []string{s.Image}}
		made.file = path.Join(made.context, cmp.Or(build.Dockerfile, "Dockerfile"))
		maps.Copy(made.args, build.Args)
		if made.fill(nil) {
			out = append(out, made)
		}
	}
	return out
}
