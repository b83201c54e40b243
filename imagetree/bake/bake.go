// Package bake writes the image tree as a bake file, so that the organisation's builder (docker buildx bake) builds it in the right order.
package bake

import (
	"encoding/json"
	"path"

	"github.com/waybill-dev/waybill/imagetree"
)

// File is the part of docker-bake.json that is written (docs.docker.com, "Bake file reference").
type File struct {
	Group  map[string]Group  `json:"group"`
	Target map[string]Target `json:"target"`
}

// Group names targets that are built together.
type Group struct {
	Targets []string `json:"targets"`
}

// Target is one image.
type Target struct {
	Context    string            `json:"context"`
	Dockerfile string            `json:"dockerfile"`
	Tags       []string          `json:"tags"`
	Platforms  []string          `json:"platforms,omitempty"`
	Contexts   map[string]string `json:"contexts,omitempty"` // reference in FROM or COPY --from → target:NAME
	Labels     map[string]string `json:"labels,omitempty"`
}

// Of returns the bake file of a tree. Its references resolve to the targets of the same file, so parents are built first
// and nothing is pulled that is about to be built.
func Of(t *imagetree.Tree) File {
	f := File{Group: map[string]Group{"default": {Targets: []string{}}}, Target: map[string]Target{}}
	for _, name := range t.Names() {
		i := t.Image(name)
		if i.DockerfilePath() == "" || i.Status == imagetree.Withdrawn {
			continue
		}
		target := Target{
			Context: path.Dir(i.DockerfilePath()), Dockerfile: path.Base(i.DockerfilePath()), Tags: []string{i.TagRef()}, Platforms: i.BuildPlatforms(),
			Labels: map[string]string{"org.opencontainers.image.base.name": i.From},
		}
		if i.Parent() != nil {
			target.Labels["org.opencontainers.image.base.name"] = i.Parent().TagRef()
		}
		if i.From == "scratch" {
			target.Labels = nil
		}
		for _, before := range i.Before() {
			if before.DockerfilePath() == "" {
				continue
			}
			if target.Contexts == nil {
				target.Contexts = map[string]string{}
			}
			target.Contexts[before.TagRef()] = "target:" + before.Name
		}
		f.Target[name] = target
	}
	group := f.Group["default"]
	for _, wave := range t.Waves(t.Names()...) {
		for _, name := range wave {
			if _, ok := f.Target[name]; ok {
				group.Targets = append(group.Targets, name)
			}
		}
	}
	f.Group["default"] = group
	return f
}

// Bytes returns the file as it is written to disk.
func (f File) Bytes() ([]byte, error) {
	data, err := json.MarshalIndent(f, "", " ")
	return append(data, '\n'), err
}
