// Package bake writes the image tree as a bake file, so that the organisation's builder (docker buildx bake) builds it in the right order.
package bake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/recipe"
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
	Dockerfile string            `json:"dockerfile"` // relative to the context
	Stage      string            `json:"target,omitempty"`
	Tags       []string          `json:"tags"`
	Args       map[string]string `json:"args,omitempty"`
	Platforms  []string          `json:"platforms,omitempty"`
	Contexts   map[string]string `json:"contexts,omitempty"` // reference in FROM or COPY --from → target:NAME
	Labels     map[string]string `json:"labels,omitempty"`
}

// Of returns the bake file of a tree in its folder. The references of its Dockerfiles lead to the targets of the same file, so parents are
// built first and nothing is pulled that is about to be built. Without a folder the references are taken from the tree.
func Of(t *imagetree.Tree, fsys fs.FS) File {
	f := File{Group: map[string]Group{"default": {Targets: []string{}}}, Target: map[string]Target{}}
	names := targetNames(t)
	for _, name := range t.Names() {
		if i := t.Image(name); names[i] != "" {
			f.Target[names[i]] = target(i, fsys, names)
		}
	}
	group := f.Group["default"]
	for _, wave := range t.Waves(t.Names()...) {
		for _, name := range wave {
			if target := names[t.Image(name)]; target != "" {
				group.Targets = append(group.Targets, target)
			}
		}
	}
	f.Group["default"] = group
	return f
}

var forbidden = regexp.MustCompile(`[^a-zA-Z0-9_-]+`)

// targetNames gives every image that is built a name of letters, digits, - and _, which is all that buildx takes (Bake file reference,
// target names). default is the name of the group.
func targetNames(t *imagetree.Tree) map[*imagetree.Image]string {
	names := map[*imagetree.Image]string{}
	taken := map[string]bool{"default": true}
	for _, plain := range []bool{true, false} { // names that may stay come first
		for _, name := range t.Names() {
			i := t.Image(name)
			word := forbidden.ReplaceAllString(name, "-")
			if i.DockerfilePath() == "" || i.Status == imagetree.Withdrawn || (word == name) != plain {
				continue
			}
			free := word
			for n := 2; taken[free]; n++ {
				free = fmt.Sprintf("%s-%d", word, n)
			}
			taken[free] = true
			names[i] = free
		}
	}
	return names
}

func target(i *imagetree.Image, fsys fs.FS, names map[*imagetree.Image]string) Target {
	r := recipe.Recipe{Context: path.Dir(i.DockerfilePath())}
	if fsys != nil {
		r, _ = recipe.Of(fsys, i)
	}
	out := Target{
		Context: r.Context, Dockerfile: below(r.Context, i.DockerfilePath()), Stage: i.Target, Tags: i.TagRefs(), Args: literal(i.Args), Platforms: i.BuildPlatforms(),
		Labels: i.AllLabels(),
	}
	switch {
	case i.Parent() != nil:
		out.Labels["org.opencontainers.image.base.name"] = i.Parent().TagRef()
		if names[i.Parent()] == "" { // one that is built in the same run has another digest by then
			out.digest(i.Parent().Digest())
		}
	case i.From != "scratch":
		name, digest, _ := strings.Cut(i.From, "@")
		out.Labels["org.opencontainers.image.base.name"] = name
		out.digest(digest)
	}
	for _, before := range i.Before() {
		if names[before] == "" {
			continue
		}
		if out.Contexts == nil {
			out.Contexts = map[string]string{}
		}
		for _, ref := range references(r, before) {
			out.Contexts[Familiar(ref)] = "target:" + names[before]
		}
	}
	return out
}

// literal keeps bake from filling in variables: ${ and %{ start templates in the strings of a bake file (HCL, string templates).
func literal(args map[string]string) map[string]string {
	out := maps.Clone(args)
	for k, v := range out {
		out[k] = strings.NewReplacer("${", "$${", "%{", "%%{").Replace(v)
	}
	return out
}

// digest labels the image with the digest of its base, when it is known.
func (t Target) digest(d string) {
	if d != "" {
		t.Labels["org.opencontainers.image.base.digest"] = d
	}
}

// references returns the ways in which a Dockerfile writes an image, with digests and without; the tree's own when it does not.
func references(r recipe.Recipe, image *imagetree.Image) []string {
	var found []string
	if r.File != nil {
		for _, ref := range append(r.File.External(), r.File.Final().From) {
			name, _, _ := strings.Cut(ref.Image, "@")
			if name != "" && Familiar(name) == Familiar(image.TagRef()) {
				found = append(found, ref.Image)
			}
		}
	}
	if len(found) == 0 {
		found = []string{image.TagRef()}
	}
	return found
}

// Familiar writes a reference as Docker writes it for people: without docker.io/, library/ and :latest. Under this name BuildKit looks
// up what replaces an image (moby/buildkit, frontend/dockerui, NamedContext).
func Familiar(ref string) string {
	for _, prefix := range []string{"index.docker.io/", "docker.io/"} {
		if rest, ok := strings.CutPrefix(ref, prefix); ok {
			ref = rest
			if name, ok := strings.CutPrefix(rest, "library/"); ok && !strings.Contains(name, "/") {
				ref = name
			}
			break
		}
	}
	return strings.TrimSuffix(ref, ":latest")
}

// below returns a path relative to a folder of the same tree; it may lead up.
func below(folder, file string) string {
	if folder == "." {
		return file
	}
	up := ""
	for at := folder; ; at = path.Dir(at) {
		if rest, ok := strings.CutPrefix(file, at+"/"); ok {
			return up + rest
		}
		if at == "." {
			return up + file
		}
		up += "../"
	}
}

// Bytes returns the file as it is written to disk.
func (f File) Bytes() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(f)
	return b.Bytes(), err
}
