package imagetree

import "slices"

// Test is a command that must succeed in an image.
type Test struct {
	Image   string `json:"image"`   // of the tree
	Ref     string `json:"ref"`     // what is run
	Command string `json:"command"` // for a shell
	From    string `json:"from"`    // the image that declares it: this one, or one that it is built on
}

// Tests returns what must succeed in an image: the commands of its chain, the root's first, each once.
func (i *Image) Tests() []Test {
	var out []Test
	for _, from := range slices.Backward(i.Chain()) {
		for _, command := range from.Test {
			if !slices.ContainsFunc(out, func(t Test) bool { return t.Command == command }) {
				out = append(out, Test{Image: i.Name, Ref: i.TagRef(), Command: command, From: from.Name})
			}
		}
	}
	return out
}
