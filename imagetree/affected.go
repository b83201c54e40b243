package imagetree

import (
	"maps"
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

// Rebuilt names the first field that makes another image of an older one, "" when none does.
func (i *Image) Rebuilt(old *Image) string {
	return firstDifference(i.recipe(), old.recipe())
}

// Retold names the first field that differs without a byte of the image differing: what selection and lint read. What only people read
// (owner, budget, test) does not count.
func (i *Image) Retold(old *Image) string {
	return firstDifference(i.told(), old.told())
}

func firstDifference(a, b any) string {
	ofA, ofB := reflect.ValueOf(a), reflect.ValueOf(b)
	for f := range ofA.NumField() {
		if !reflect.DeepEqual(ofA.Field(f).Interface(), ofB.Field(f).Interface()) {
			return ofA.Type().Field(f).Tag.Get("yaml")
		}
	}
	return ""
}

type recipe struct {
	From       string            `yaml:"from"`
	Tag        string            `yaml:"tag"`
	Ref        string            `yaml:"ref"`
	Copies     []string          `yaml:"copies"`
	Dockerfile string            `yaml:"dockerfile"`
	Context    string            `yaml:"context"`
	Args       map[string]string `yaml:"args"`
	Target     string            `yaml:"target"`
	Labels     map[string]string `yaml:"labels"`
	Platforms  []string          `yaml:"platforms"`
}

func (i *Image) recipe() recipe {
	r := recipe{
		From: i.From, Ref: i.TagRef(), Tag: i.Tag, Copies: sorted(i.Copies), Dockerfile: i.DockerfilePath(), Context: i.ContextPath(),
		Args: maps.Clone(i.Args), Target: i.Target, Labels: i.Labels, Platforms: i.BuildPlatforms(),
	}
	if len(r.Args) == 0 {
		r.Args = nil
	}
	if len(r.Labels) == 0 {
		r.Labels = nil
	}
	return r
}

type told struct {
	Provides   map[string]string `yaml:"provides"`
	Removes    []string          `yaml:"removes"`
	Use        []Role            `yaml:"use"`
	Status     Status            `yaml:"status"`
	ReplacedBy string            `yaml:"replacedBy"`
	Until      Date              `yaml:"until"`
	Tags       []string          `yaml:"tags"`
	Allow      map[string]string `yaml:"allow"`
	Deny       map[string]string `yaml:"deny"`
}

func (i *Image) told() told {
	t := told{
		Provides: maps.Clone(i.Provides), Removes: sorted(i.Removes), Use: sorted(i.Use), Status: i.Status, ReplacedBy: i.ReplacedBy, Until: i.Until,
		Tags: sorted(i.Tags), Allow: i.Allow, Deny: i.Deny,
	}
	if t.Status == Active {
		t.Status = ""
	}
	if len(t.Provides) == 0 {
		t.Provides = nil
	}
	return t
}
