package rebase

import (
	"fmt"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"

	"github.com/waybill-dev/waybill/imagetree"
)

// InTree names the image of a tree that follows a base within its line: the image with this reference, else the one image of the same
// repository, of several tags the one with the same leading number (17-r2 for 17-r1).
func InTree(t *imagetree.Tree) func(old string) (string, error) {
	return func(old string) (string, error) {
		ref, err := name.NewTag(old, name.WeakValidation)
		if err != nil {
			return "", fmt.Errorf("the base %q that its label names is no image reference", old)
		}
		var same, line []*imagetree.Image
		for _, n := range t.Names() {
			i := t.Image(n)
			own, err := name.NewTag(i.TagRef(), name.WeakValidation)
			if err != nil || own.Context().Name() != ref.Context().Name() {
				continue
			}
			if own.TagStr() == ref.TagStr() {
				return usable(i)
			}
			same = append(same, i)
			if leading(own.TagStr()) == leading(ref.TagStr()) {
				line = append(line, i)
			}
		}
		switch {
		case len(same) == 0:
			return "", fmt.Errorf("no image of the tree is pushed as %s", ref.Context().Name())
		case len(same) == 1:
			return usable(same[0])
		case len(line) == 1:
			return usable(line[0])
		}
		return "", fmt.Errorf("%d images of the tree are tags of %s, and none follows %s surely", len(same), ref.Context().Name(), ref.TagStr())
	}
}

func usable(i *imagetree.Image) (string, error) {
	if i.Status != imagetree.Withdrawn {
		return i.TagRef(), nil
	}
	if i.ReplacedBy == "" {
		return "", fmt.Errorf("image %s is withdrawn", i.Name)
	}
	return "", fmt.Errorf("image %s is withdrawn, and %s that replaces it is another line: build the application anew", i.Name, i.ReplacedBy)
}

// leading is the number that a tag begins with.
func leading(tag string) string {
	return tag[:len(tag)-len(strings.TrimLeft(tag, "0123456789"))]
}
