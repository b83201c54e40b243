package edit

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/recipe"
)

// Pin writes the digests of parents outside of the tree into from: and into the FROM lines that name them; digests holds them by what from:
// says now. Tags stay: an image that is pinned to what it was built on is the same image. A parent that a Dockerfile composes of arguments
// is left to a person, because from: and FROM would no longer say the same.
func Pin(t *imagetree.Tree, fsys fs.FS, digests map[string]string) (*Change, error) {
	c := newChange(t, fsys)
	for _, name := range t.Names() {
		i := t.Image(name)
		digest := digests[i.From]
		if digest == "" || i.Parent() != nil || !i.FromExternal() || strings.Contains(i.From, "@") {
			continue
		}
		pinned := i.From + "@" + digest
		if i.DockerfilePath() != "" && !c.pinFrom(i, pinned) {
			continue
		}
		if err := c.set(i, "from", i.From, pinned); err != nil {
			return c, err
		}
	}
	return c, nil
}

// pinFrom writes the digest into the Dockerfile; false when a person has to.
func (c *Change) pinFrom(i *imagetree.Image, pinned string) bool {
	r, err := recipe.Of(overlay{c.fsys, c.Files}, i)
	if err != nil || r.File == nil {
		return true // lint tells it
	}
	from := r.File.Final().From
	if strings.Contains(from.Image, "@") {
		return true // as a Dockerfile that several images share, or one that was pinned before
	}
	data, err := c.content(i.DockerfilePath())
	if err != nil || from.Args || canonical(from.Image) != canonical(i.From) {
		c.Left = append(c.Left, fmt.Sprintf("%s:%d: FROM %s is to be %s", i.DockerfilePath(), from.Line, from.Raw, pinned))
		return false
	}
	_, digest, _ := strings.Cut(pinned, "@")
	lines := strings.SplitAfter(string(data), "\n")
	if from.Line < 1 || from.Line > len(lines) || strings.Count(lines[from.Line-1], from.Raw) != 1 {
		c.Left = append(c.Left, fmt.Sprintf("%s:%d: FROM %s is to be %s", i.DockerfilePath(), from.Line, from.Raw, pinned))
		return false
	}
	lines[from.Line-1] = strings.Replace(lines[from.Line-1], from.Raw, from.Raw+"@"+digest, 1)
	c.Files[i.DockerfilePath()] = []byte(strings.Join(lines, ""))
	c.Steps = append(c.Steps, Step{i.Name, i.DockerfilePath(), "FROM", from.Raw, from.Raw + "@" + digest})
	return true
}
