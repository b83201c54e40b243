package imagetree

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/version"
)

// node is what loading adds to an image: where it stands, whom it hangs on, what it provides in the end.
type node struct {
	file      string
	key, body *yaml.Node
	tree      *Tree
	parent    *Image
	children  []*Image
	depth     int
	cyclic    bool
	effective map[string]Provided
	own       map[string]Provided
	manager   string
	lines     map[string][]int         // the release line that the tag follows, by capability; see findLines
	later     map[string]version.Range // what the tag may have moved to on its line, by capability
}

// Provided is a capability of an image with its version.
type Provided struct {
	Text    string          // as declared; "" is present without a version, "*" any version on demand
	Version version.Version // zero when Text is "", "*" or not a version
	From    *Image          // the image of the chain that declares it
}

// Anything is the version of a capability that brings whatever version is asked for, such as pnpm by corepack.
const Anything = "*"

// Parent returns the image of the tree that this one is built on, nil for a root.
func (i *Image) Parent() *Image { return i.parent }

// Children returns the images built on this one, by name.
func (i *Image) Children() []*Image { return i.children }

// Depth returns the number of levels: 1 for a root.
func (i *Image) Depth() int { return i.depth }

// Chain returns the image and its parents, nearest first. It ends at an image of a cycle.
func (i *Image) Chain() []*Image {
	chain := []*Image{i}
	for at := i.parent; at != nil && !at.cyclic; at = at.parent {
		chain = append(chain, at)
	}
	return chain
}

// File returns the file of the tree that declares the image.
func (i *Image) File() string { return i.file }

// DockerfilePath returns the Dockerfile's slash path within the tree's folder; "" when the image is not built here.
func (i *Image) DockerfilePath() string {
	if i.Dockerfile == "" {
		return ""
	}
	return path.Join(path.Dir(i.file), i.Dockerfile)
}

// ContextPath returns the declared build context's slash path within the tree's folder; "" when the image declares none.
func (i *Image) ContextPath() string {
	if i.Context == "" {
		return ""
	}
	return path.Join(path.Dir(i.file), i.Context)
}

// Has says whether the image provides a capability, by its name or an alias; its own or inherited.
func (i *Image) Has(capability string) bool {
	_, ok := i.Provided(capability)
	return ok
}

// Provided returns a capability of the image, own or inherited. Names of OS packages may carry the prefix apt:.
func (i *Image) Provided(capability string) (Provided, bool) {
	if p, ok := i.effective[capability]; ok {
		return p, true
	}
	for _, name := range i.tree.aliases[bare(capability)] {
		if p, ok := i.effective[name]; ok {
			return p, true
		}
	}
	return Provided{}, false
}

// All returns what the image provides in the end, parents included. The caller must not change the map.
func (i *Image) All() map[string]Provided { return i.effective }

// Own returns what the image itself declares. The caller must not change the map.
func (i *Image) Own() map[string]Provided { return i.own }

// Capabilities returns the names of All, sorted.
func (i *Image) Capabilities() []string { return slices.Sorted(maps.Keys(i.effective)) }

// For says whether the image may be picked for a role.
func (i *Image) For(role Role) bool { return slices.Contains(i.Use, role) }

// External says whether the image is taken as it is and never built here.
func (i *Image) External() bool { return i.Ref != "" }

// BuildPlatforms returns the platforms of the image, sorted: its own, or the tree's.
func (i *Image) BuildPlatforms() []string {
	if len(i.Platforms) > 0 {
		return sorted(i.Platforms)
	}
	return sorted(i.tree.Platforms)
}

// TagRef returns the reference without a digest: registry/name:tag, registry/repository:tag, or what Ref says.
func (i *Image) TagRef() string {
	if i.External() {
		name, _, _ := cutDigest(i.Ref)
		return name
	}
	ref := i.repository()
	if i.Tag != "" {
		ref += ":" + i.Tag
	}
	return ref
}

// repository returns where the image is pushed, without a tag.
func (i *Image) repository() string {
	repo := cmp.Or(i.Repository, i.Name)
	if host, _, more := strings.Cut(repo, "/"); i.tree.Registry == "" || i.Repository != "" && more && (strings.ContainsAny(host, ".:") || host == "localhost") {
		return repo
	}
	return i.tree.Registry + "/" + repo
}

// TagRefs returns all references that the image is pushed under: TagRef, then the further tags.
func (i *Image) TagRefs() []string {
	refs := []string{i.TagRef()}
	for _, tag := range i.Tags {
		refs = append(refs, i.repository()+":"+tag)
	}
	return refs
}

// Digest returns the digest that Ref or the lock pins; "" when neither does.
// The lock's digest counts only as long as the lock was written for this reference.
func (i *Image) Digest() string {
	if _, digest, ok := cutDigest(i.Ref); ok {
		return digest
	}
	if e, ok := i.tree.Lock.entry(i); ok {
		return e.Digest
	}
	return ""
}

// Reference returns what a Dockerfile writes after FROM: name:tag@digest when a digest is known.
func (i *Image) Reference() string {
	if d := i.Digest(); d != "" {
		return i.TagRef() + "@" + d
	}
	return i.TagRef()
}

// At returns the position of a key of the image, or of a key or list element within it: At("provides", "java").
// Without keys, or when the key is not written, it is the position of the image's name.
func (i *Image) At(keys ...string) fault.Position {
	pos := fault.Position{File: i.file}
	if i.key != nil {
		pos.Line, pos.Column = i.key.Line, i.key.Column
	}
	n := i.body
	for _, k := range keys {
		key, value := child(n, k)
		if key == nil {
			break
		}
		pos.Line, pos.Column, n = key.Line, key.Column, value
	}
	return pos
}

// Value returns where the plain or quoted value of a key of the image starts, or of a key below it (args, TAG), for tools that edit the
// file; false when it is not written.
func (i *Image) Value(keys ...string) (fault.Position, bool) {
	value := i.body
	for _, key := range keys {
		_, value = child(value, key)
	}
	if value == nil || value.Kind != yaml.ScalarNode {
		return fault.Position{}, false
	}
	return fault.Position{File: i.file, Line: value.Line, Column: value.Column}, true
}

// child finds a key of a mapping, or a value of a list.
func child(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n == nil {
		return nil, nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		for j := 0; j+1 < len(n.Content); j += 2 {
			if n.Content[j].Value == name {
				return n.Content[j], n.Content[j+1]
			}
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			if c.Value == name {
				return c, c
			}
		}
	}
	return nil, nil
}

func sorted[T cmp.Ordered](list []T) []T {
	s := slices.Clone(list)
	slices.Sort(s)
	return s
}
