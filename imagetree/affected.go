package imagetree

import (
	"crypto/sha256"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
)

// Before returns the images that must be built before this one: its parent and those it copies from, by name.
func (i *Image) Before() []*Image {
	var out []*Image
	if i.parent != nil {
		out = append(out, i.parent)
	}
	for _, c := range sorted(i.Copies) {
		if from := i.tree.Images[c]; from != nil && from != i.parent && from != i {
			out = append(out, from)
		}
	}
	return out
}

// Waves returns the named images and everything that has to be rebuilt after them, over both kinds of edges.
// Each wave can be built at once, after the waves before it. Images that are not built here are left out, as are unknown names.
// Images of a cycle are left out too: they have no order.
func (t *Tree) Waves(names ...string) [][]string {
	after := map[*Image][]*Image{}
	for _, n := range t.names {
		for _, b := range t.Images[n].Before() {
			after[b] = append(after[b], t.Images[n])
		}
	}
	hit := map[*Image]bool{}
	var queue []*Image
	for _, n := range names {
		if i := t.Images[n]; i != nil && !hit[i] {
			hit[i] = true
			queue = append(queue, i)
		}
	}
	for len(queue) > 0 {
		for _, next := range after[queue[0]] {
			if !hit[next] {
				hit[next] = true
				queue = append(queue, next)
			}
		}
		queue = queue[1:]
	}
	return t.layers(hit, after)
}

// layers sorts a set of images topologically (Kahn), one wave for each length of the longest path.
func (t *Tree) layers(set map[*Image]bool, after map[*Image][]*Image) [][]string {
	waiting := map[*Image]int{}
	for i := range set {
		for _, b := range i.Before() {
			if set[b] {
				waiting[i]++
			}
		}
	}
	var waves [][]string
	var ready []*Image
	for i := range set {
		if waiting[i] == 0 {
			ready = append(ready, i)
		}
	}
	for len(ready) > 0 {
		var wave []string
		var next []*Image
		for _, i := range ready {
			if !i.External() {
				wave = append(wave, i.Name)
			}
			for _, a := range after[i] {
				if !set[a] {
					continue
				}
				if waiting[a]--; waiting[a] == 0 {
					next = append(next, a)
				}
			}
		}
		slices.Sort(wave)
		if len(wave) > 0 {
			waves = append(waves, wave)
		}
		ready = next
	}
	return waves
}

// Difference is an image that is not what it was.
type Difference struct {
	Name string `json:"name"`
	Why  string `json:"why"` // added, removed, from, tag, provides, …, or a file of its build context
}

// Changed returns the images whose meaning differs from an older tree, by name: an edit of a comment, of the order or of the spelling is none.
// With both folders it compares the build contexts as well.
func (t *Tree) Changed(was *Tree, now, before fs.FS) []Difference {
	var out []Difference
	names := append(slices.Clone(t.names), was.names...)
	slices.Sort(names)
	for _, n := range slices.Compact(names) {
		i, old := t.Images[n], was.Images[n]
		switch {
		case old == nil:
			out = append(out, Difference{n, "added"})
		case i == nil:
			out = append(out, Difference{n, "removed"})
		default:
			if why := differs(i, old); why != "" {
				out = append(out, Difference{n, why})
			} else if file := contextDiffers(i, old, now, before); file != "" {
				out = append(out, Difference{n, file})
			}
		}
	}
	return out
}

func contextDiffers(i, old *Image, now, before fs.FS) string {
	if now == nil || before == nil || i.DockerfilePath() == "" || old.DockerfilePath() == "" {
		return ""
	}
	return ContextDiffers(before, path.Dir(old.DockerfilePath()), now, path.Dir(i.DockerfilePath()))
}

// differs names the first field whose meaning differs, "" when none does. What only people read (owner, budget, test) does not count
// for a rebuild.
func differs(a, b *Image) string {
	ofA, ofB := reflect.ValueOf(meaning(a)), reflect.ValueOf(meaning(b))
	for f := range ofA.NumField() {
		if !reflect.DeepEqual(ofA.Field(f).Interface(), ofB.Field(f).Interface()) {
			return ofA.Type().Field(f).Tag.Get("yaml")
		}
	}
	return ""
}

type meant struct {
	From       string            `yaml:"from"`
	Tag        string            `yaml:"tag"`
	Ref        string            `yaml:"ref"`
	Copies     []string          `yaml:"copies"`
	Provides   map[string]string `yaml:"provides"`
	Removes    []string          `yaml:"removes"`
	Use        []Role            `yaml:"use"`
	Status     Status            `yaml:"status"`
	Dockerfile string            `yaml:"dockerfile"`
	Platforms  []string          `yaml:"platforms"`
	Allow      map[string]string `yaml:"allow"`
	Deny       map[string]string `yaml:"deny"`
}

func meaning(i *Image) meant {
	m := meant{
		From: i.From, Ref: i.TagRef(), Tag: i.Tag, Copies: sorted(i.Copies), Provides: maps.Clone(i.Provides), Removes: sorted(i.Removes), Use: sorted(i.Use),
		Status: i.Status, Dockerfile: i.DockerfilePath(), Platforms: i.BuildPlatforms(), Allow: i.Allow, Deny: i.Deny,
	}
	if m.Status == Active {
		m.Status = ""
	}
	if len(m.Provides) == 0 {
		m.Provides = nil
	}
	return m
}

// ContextDiffers returns the first file, by path, that two folders do not share with the same bytes; "" when they are alike.
func ContextDiffers(before fs.FS, oldDir string, now fs.FS, newDir string) string {
	was, is := sums(before, oldDir), sums(now, newDir)
	names := append(slices.Collect(maps.Keys(was)), slices.Collect(maps.Keys(is))...)
	slices.Sort(names)
	for _, n := range names {
		if was[n] != is[n] {
			return path.Join(newDir, n)
		}
	}
	return ""
}

func sums(fsys fs.FS, dir string) map[string][sha256.Size]byte {
	out := map[string][sha256.Size]byte{}
	err := fs.WalkDir(fsys, dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil //nolint:nilerr // a file that cannot be read is left out on both sides
		}
		if data, err := ReadFile(fsys, p); err == nil {
			rel := p
			if dir != "." {
				rel = p[len(dir)+1:]
			}
			out[rel] = sha256.Sum256(data)
		}
		return nil
	})
	if err != nil {
		return nil
	}
	return out
}
