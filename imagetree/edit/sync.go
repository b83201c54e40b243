package edit

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
	"github.com/waybill-dev/waybill/imagetree/recipe"
)

// State is a tree at one time, with the folder that it lay in.
type State struct {
	Tree *imagetree.Tree // nil when nothing is known of that time
	FS   fs.FS
}

// Sync makes the tree follow Dockerfiles that a bot has changed: from: becomes what FROM says, and the image and all that is rebuilt with
// it get their next tags. An image whose Dockerfile says what the tree says is left alone, so a second run changes nothing.
//
// With the state before the change, images that changed since and kept their tags are raised too, whoever changed them, and so is what is
// rebuilt with an image whose tag was raised. An image that has another tag than before keeps that one, and what names its former tag follows.
func Sync(t *imagetree.Tree, fsys fs.FS, before State) (*Change, error) {
	c := newChange(t, fsys)
	if before.Tree != nil {
		c.was = before.Tree
	}
	changed := c.since(before.FS)
	for _, name := range t.Names() {
		i := t.Image(name)
		if i.DockerfilePath() == "" || i.Status == imagetree.Withdrawn {
			continue
		}
		r, err := recipe.Of(fsys, i)
		if err != nil && !errors.Is(err, recipe.ErrMissing) {
			c.Left = append(c.Left, fmt.Sprintf("%s cannot be followed: %s", i.DockerfilePath(), err))
		}
		if err != nil || r.File == nil {
			continue
		}
		to := followed(t, i, r.File.Final().From)
		if to == "" {
			continue
		}
		if err := c.set(i, "from", i.From, to); err != nil {
			return c, err
		}
		changed = append(changed, name)
	}
	c.raise(changed...)
	return c, c.apply()
}

// since returns the images whose tags differ from before, and those whose tags should.
func (c *Change) since(before fs.FS) []string {
	var out []string
	for _, name := range c.tree.Names() {
		i, was := c.tree.Image(name), c.was.Image(name)
		if was == nil || i.Status == imagetree.Withdrawn {
			continue
		}
		if i.Tag != was.Tag || recipe.Unraised(i, was, func() string { return recipe.FileChanged(i, was, c.fsys, before) }) != "" {
			out = append(out, name)
		}
	}
	return out
}

// followed returns what from: has to say; "" when it is right, or when only a build can tell.
func followed(t *imagetree.Tree, i *imagetree.Image, from dockerfile.Ref) string {
	if len(from.Unknown) > 0 || from.Image == "" || from.Image == "scratch" {
		return ""
	}
	for _, name := range t.Names() {
		if o := t.Image(name); o != i && canonical(o.TagRef()) == canonical(withoutDigest(from.Image)) {
			if i.Parent() == o {
				return ""
			}
			return name
		}
	}
	if i.Parent() != nil {
		return "" // another tag of the parent, or an image that the tree does not have: lint tells it
	}
	was, is := canonical(i.From), canonical(from.Image)
	if is == was || withoutDigest(is) == withoutDigest(was) && !strings.Contains(is, "@") {
		return ""
	}
	if i.From == was {
		return is // written in full before
	}
	return from.Image
}

func withoutDigest(ref string) string {
	name, _, _ := strings.Cut(ref, "@")
	return name
}

// canonical writes the names of Docker Hub in full, with the tag that no tag means.
func canonical(ref string) string {
	name, digest, pinned := strings.Cut(ref, "@")
	if !pinned && strings.LastIndex(name, ":") <= strings.LastIndex(name, "/") {
		name += ":latest"
	}
	first, _, more := strings.Cut(name, "/")
	switch {
	case !more:
		name = "docker.io/library/" + name
	case !strings.ContainsAny(first, ".:") && first != "localhost":
		name = "docker.io/" + name
	}
	if pinned {
		return name + "@" + digest
	}
	return name
}
