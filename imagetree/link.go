package imagetree

import (
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
	"github.com/waybill-dev/waybill/internal/version"
)

// link connects the images with their parents and computes what each provides in the end.
func (t *Tree) link() {
	t.aliases = aliasesOf(t.Capabilities)
	for _, name := range t.names {
		i := t.Images[name]
		i.parent = t.Images[i.From]
		i.own = map[string]Provided{}
		for c, text := range i.Provides {
			i.own[c] = Provided{Text: text, Version: readVersion(c, text), From: i}
		}
	}
	t.markCycles()
	for _, name := range t.names {
		if i := t.Images[name]; i.parent != nil && !i.cyclic {
			i.parent.children = append(i.parent.children, i)
		}
	}
	for _, name := range t.names {
		if i := t.Images[name]; i.parent == nil || i.cyclic {
			t.inherit(i)
		}
	}
}

func readVersion(capability, text string) version.Version {
	if number := Codename(capability, text); number != "" {
		text = number
	}
	v, err := SchemeOf(capability).Version(text)
	if err != nil {
		return version.Version{} // IT007 tells the user; "" and "*" are no versions
	}
	return v
}

// markCycles marks the images of a cycle; those that hang below one are not in it, but end at it.
func (t *Tree) markCycles() {
	const walking, done = 1, 2
	state := map[*Image]int{}
	for _, name := range t.names {
		var path []*Image
		at := t.Images[name]
		for ; at != nil && state[at] == 0; at = at.parent {
			state[at] = walking
			path = append(path, at)
		}
		if at != nil && state[at] == walking {
			for _, c := range path[slices.Index(path, at):] {
				c.cyclic = true
			}
		}
		for _, p := range path {
			state[p] = done
		}
	}
}

// inherit fills depth and effective capabilities from a root downwards.
func (t *Tree) inherit(root *Image) {
	stack := []*Image{root}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		i.depth, i.effective = 1, map[string]Provided{}
		if i.parent != nil && !i.cyclic {
			i.depth = i.parent.depth + 1
			i.effective = maps.Clone(i.parent.effective)
			for _, c := range i.Removes {
				delete(i.effective, c)
			}
		}
		maps.Copy(i.effective, i.own)
		i.manager = findManager(i.effective)
		stack = append(stack, i.children...)
	}
}

// Cycles returns each cycle of parents once, starting at its least name.
func (t *Tree) Cycles() [][]*Image {
	var cycles [][]*Image
	seen := map[*Image]bool{}
	for _, name := range t.names {
		i := t.Images[name]
		if !i.cyclic || seen[i] {
			continue
		}
		var cycle []*Image
		for at := i; !seen[at]; at = at.parent {
			seen[at] = true
			cycle = append(cycle, at)
		}
		cycles = append(cycles, cycle)
	}
	return cycles
}

// Sound returns the first problem that makes the tree unusable for selection: a cycle, a parent that is not declared,
// an image that is declared twice, a reference that no registry would take. `tree lint` lists all of them.
func (t *Tree) Sound() error {
	for _, c := range t.Cycles() {
		return wrong(c[0].At("from"), "image %s is in a cycle of parents", c[0].Name)
	}
	for _, d := range t.twice {
		return wrong(d.Second, "image %s is declared twice (first at %s)", d.Name, d.First)
	}
	for _, name := range t.names {
		i := t.Images[name]
		if i.From != "" && i.From != "scratch" && i.parent == nil && !i.FromExternal() {
			e := wrong(i.At("from"), "image %s is from %s, which this tree does not declare", i.Name, i.From)
			if near := strictyaml.Nearest(i.From, t.names); near != "" {
				e = e.WithHint("did you mean %q?", near)
			}
			return e
		}
		if _, err := ParseReference(i.TagRef()); err != nil && len(i.Use) > 0 {
			return wrong(i.At(), "image %s has the reference %q, which is not complete", i.Name, i.TagRef()).WithHint("give the tree a registry, and the image a lower-case name and a tag")
		}
	}
	return nil
}

// bare drops the prefix of an OS package.
func bare(capability string) string { return strings.TrimPrefix(capability, "apt:") }

// maxParents bounds how many images stand one on the other; an engine takes about as many layers.
const maxParents = 127

// tooLong refuses an image with more parents than any image can have: what is told of a tree grows with each of them.
func (t *Tree) tooLong() error {
	depth := map[*Image]int{}
	for _, name := range t.names {
		var path []*Image
		at := t.Images[name]
		for ; at != nil && !at.cyclic && depth[at] == 0; at = at.parent {
			path = append(path, at)
		}
		for _, i := range slices.Backward(path) {
			if depth[i] = 1; i.parent != nil {
				depth[i] += depth[i.parent]
			}
			if depth[i] > maxParents {
				return fault.New(fault.Usage, "the image %s stands on more than %d others", i.Name, maxParents-1).In(i.At().File, i.At().Line, i.At().Column)
			}
		}
	}
	return nil
}
