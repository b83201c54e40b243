// Package edit changes an image tree and its Dockerfiles in place: tags, parents, FROM lines, COPY --from and labels that name an image.
// What is not changed keeps every byte, comments included. Nothing is written here: a Change holds the new bytes of each file.
package edit

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/recipe"
	"github.com/waybill-dev/waybill/internal/fault"
)

// Change is one edit of many files.
type Change struct {
	Files map[string][]byte // new content by slash path within the tree's folder
	Steps []Step            // what was done, in the order of the names
	Left  []string          // what a person has to do, because it hangs on something that is not in the files

	tree *imagetree.Tree
	was  *imagetree.Tree // before the change, empty when nobody tells
	fsys fs.FS
	tags map[string]string // image → new tag
}

// Step is one value that was changed.
type Step struct {
	Image string `json:"image"`
	File  string `json:"file"`
	What  string `json:"what"` // tag, from, args.NAME, FROM, ARG
	From  string `json:"from"`
	To    string `json:"to"`
}

func newChange(t *imagetree.Tree, fsys fs.FS) *Change {
	return &Change{Files: map[string][]byte{}, Steps: []Step{}, Left: []string{}, tree: t, was: &imagetree.Tree{}, fsys: fsys, tags: map[string]string{}}
}

// Bump gives an image its next tag, or the one that is given, and everything that names it follows. With children, all images that have to
// be rebuilt with it get their next tags as well.
func Bump(t *imagetree.Tree, fsys fs.FS, name, tag string, children bool) (*Change, error) {
	i := t.Image(name)
	if i == nil {
		return nil, fault.New(fault.Usage, "the tree has no image %s", name)
	}
	if i.External() {
		return nil, fault.New(fault.Usage, "image %s is taken as it is and has no tag of ours", name)
	}
	c := newChange(t, fsys)
	if tag == "" {
		tag = Next(i.Tag)
	}
	if tag == i.Tag {
		return nil, fault.New(fault.Usage, "image %s has the tag %s already", name, tag)
	}
	if imagetree.CompareTags(tag, i.Tag) < 0 {
		return nil, fault.New(fault.Usage, "the tag of image %s would go backwards, from %s to %s", name, i.Tag, tag).
			WithHint("what is older is published under a new number too: 'waybill tree bump %s' takes %s", name, Next(i.Tag))
	}
	c.tags[name] = tag
	if children {
		c.raise(name)
	}
	return c, c.apply()
}

// raise gives images and everything that is rebuilt after them their next tags, where they have none in this change already.
func (c *Change) raise(names ...string) {
	for _, wave := range c.tree.Waves(names...) {
		for _, n := range wave {
			i, was := c.tree.Image(n), c.was.Image(n)
			if c.tags[n] == "" && i.Status != imagetree.Withdrawn && (was == nil || was.Tag == i.Tag) {
				c.tags[n] = Next(i.Tag)
			}
		}
	}
}

var release = regexp.MustCompile(`^(.*-r)(\d{1,9})$`)

// Next returns the tag after one: 13-r4 after 13-r3. A tag without a release number is its first release.
func Next(tag string) string {
	if m := release.FindStringSubmatch(tag); m != nil {
		n, err := strconv.Atoi(m[2])
		if err == nil {
			return m[1] + strconv.Itoa(n+1)
		}
	}
	if tag == "" {
		return "r1"
	}
	return tag + "-r2"
}

// apply writes the new tags into the tree, and into every Dockerfile that names one of the images.
func (c *Change) apply() error {
	for _, name := range slices.Sorted(maps.Keys(c.tags)) {
		if err := c.set(c.tree.Image(name), "tag", c.tree.Image(name).Tag, c.tags[name]); err != nil {
			return err
		}
	}
	moves, done := c.moves(), map[string]bool{}
	for _, name := range c.tree.Names() {
		i := c.tree.Image(name)
		file := i.DockerfilePath()
		if file == "" {
			continue
		}
		if !done[file] {
			done[file] = true
			c.follow(i, moves)
		}
		if err := c.rest(i, file, moves); err != nil {
			return err
		}
	}
	return c.lock()
}

// move is an image whose tag is another one than Dockerfiles may say.
type move struct {
	image   *imagetree.Image
	was, is string
}

// ref is the image under a tag.
func (m move) ref(tag string) string { return strings.TrimSuffix(m.image.TagRef(), m.image.Tag) + tag }

// moves are the images that get another tag, and those that had another one before the change, by name. A former tag that an image has by
// now means that image.
func (c *Change) moves() []move {
	taken := map[string]bool{}
	for _, name := range c.tree.Names() {
		taken[c.tree.Image(name).TagRef()] = true
	}
	var out []move
	for _, name := range c.tree.Names() {
		i, before := c.tree.Image(name), c.was.Image(name)
		if before != nil && before.Tag != "" && before.Tag != i.Tag && !i.External() {
			if m := (move{i, before.Tag, i.Tag}); m.ref(m.was) == before.TagRef() && !taken[before.TagRef()] {
				out = append(out, m)
			}
		}
		if is := c.tags[name]; is != "" {
			out = append(out, move{i, i.Tag, is})
		}
	}
	return out
}

// content returns a file as it is after the edits so far.
func (c *Change) content(file string) ([]byte, error) {
	if data, ok := c.Files[file]; ok {
		return data, nil
	}
	return imagetree.ReadFile(c.fsys, file)
}

// set replaces the value of a key of an image, or of a key below it (args.TAG), where it stands, in the quotes that it has.
func (c *Change) set(i *imagetree.Image, key, from, to string) error {
	at, ok := i.Value(strings.SplitN(key, ".", 2)...)
	if !ok {
		return fault.New(fault.Usage, "image %s says no %s, so it cannot be changed", i.Name, key).In(i.At().File, i.At().Line, i.At().Column)
	}
	data, err := c.content(at.File)
	if err != nil {
		return err
	}
	lines := strings.SplitAfter(string(data), "\n")
	if at.Line < 1 || at.Line > len(lines) {
		return fault.New(fault.Internal, "line %d of %s is not there", at.Line, at.File)
	}
	line := lines[at.Line-1]
	start := c.shifted(at, line, from)
	if start < 0 {
		return fault.New(fault.Usage, "the %s of image %s is written in a form that cannot be edited", key, i.Name).Where(at).WithHint("write it on one line, plain or in quotes")
	}
	lines[at.Line-1] = line[:start] + to + line[start+len(from):]
	c.Files[at.File] = []byte(strings.Join(lines, ""))
	c.Steps = append(c.Steps, Step{i.Name, at.File, key, from, to})
	return nil
}

// shifted finds the old value in its line: at its column, or where earlier edits of the line moved it to.
func (c *Change) shifted(at fault.Position, line, old string) int {
	best := -1
	for start := 0; ; {
		n := strings.Index(line[start:], old)
		if n < 0 {
			return best
		}
		n += start
		if best < 0 || distance(n+1, at.Column) < distance(best+1, at.Column) {
			best = n
		}
		start = n + 1
	}
}

func distance(a, b int) int { return max(a-b, b-a) }

// follow replaces what a Dockerfile says of the images that have a new tag. The digest of an old tag goes: the new image is not built yet.
func (c *Change) follow(i *imagetree.Image, moves []move) {
	file := i.DockerfilePath()
	data, err := c.content(file)
	if err != nil {
		return // a Dockerfile that is not there is a finding of lint
	}
	text := string(data)
	for _, m := range moves {
		text = c.rename(i, file, text, m.ref(m.was), m.ref(m.is))
	}
	if text != string(data) {
		c.Files[file] = []byte(text)
	}
}

// rename replaces whole references, in the full form and as Docker writes it for people.
func (c *Change) rename(i *imagetree.Image, file, text, was, is string) string {
	for _, prefix := range []string{"", "docker.io/", "docker.io/library/"} {
		short, ok := strings.CutPrefix(was, prefix)
		if !ok || !strings.Contains(short, ":") {
			continue
		}
		form := regexp.MustCompile(`(^|[^A-Za-z0-9_./-])` + regexp.QuoteMeta(short) + `(@sha256:[0-9a-f]{64})?($|[^A-Za-z0-9_.@-])`)
		if form.MatchString(text) {
			to := strings.TrimPrefix(is, prefix)
			text = form.ReplaceAllString(text, "${1}"+strings.ReplaceAll(to, "$", "$$")+"${3}")
			c.Steps = append(c.Steps, Step{i.Name, file, "FROM", short, to})
		}
	}
	return text
}

// rest handles references that are composed of build arguments: a tag that is written out follows, and so does an argument of the image or
// a default that is the old tag. What else there is is left to a person.
func (c *Change) rest(i *imagetree.Image, file string, moves []move) error {
	r, err := recipe.Of(overlay{c.fsys, c.Files}, i)
	if err != nil || r.File == nil {
		return nil //nolint:nilerr // lint tells it
	}
	done := map[string]bool{} // a reference that stands in several lines is changed in all of them at once
	for _, ref := range append(r.File.External(), r.File.Final().From) {
		for _, m := range moves {
			plain, _, _ := strings.Cut(ref.Image, "@")
			if !ref.Args || done[ref.Raw] || canonical(plain) != canonical(m.ref(m.was)) {
				continue
			}
			done[ref.Raw] = true
			given, err := c.given(i, ref.Raw, m)
			if err != nil {
				return err
			}
			if !given && !c.written(i, file, ref.Raw, m) && !c.defaults(i, file, ref.Raw, m.was, m.is) {
				c.Left = append(c.Left, fmt.Sprintf("%s:%d: %s means %s, and the argument that says so is not in the file", file, ref.Line, ref.Raw, m.ref(m.was)))
			}
		}
	}
	return nil
}

// given raises an argument of the image in the tree that is the old tag, or the whole reference.
func (c *Change) given(i *imagetree.Image, raw string, m move) (found bool, err error) {
	for _, key := range slices.Sorted(maps.Keys(i.Args)) {
		value := i.Args[key]
		plain, _, _ := strings.Cut(value, "@")
		to := m.is
		if path, ok := strings.CutSuffix(plain, ":"+m.was); ok && canonical(plain) == canonical(m.ref(m.was)) {
			to = path + ":" + m.is
		} else if plain != m.was {
			continue
		}
		if !names(raw, key) {
			continue
		}
		found = true
		if err := c.set(i, "args."+key, value, to); err != nil {
			return found, err
		}
	}
	return found, nil
}

// written raises a tag that stands in the reference itself: ${REGISTRY}/base:13-r1.
func (c *Change) written(i *imagetree.Image, file, raw string, m move) bool {
	plain, _, _ := strings.Cut(raw, "@")
	path, ok := strings.CutSuffix(plain, ":"+m.was)
	data, err := c.content(file)
	if !ok || err != nil {
		return false
	}
	form := regexp.MustCompile(`(^|[\s="',])` + regexp.QuoteMeta(raw) + `($|[\s"',])`)
	if !form.Match(data) {
		return false
	}
	to := path + ":" + m.is
	c.Files[file] = form.ReplaceAll(data, []byte("${1}"+strings.ReplaceAll(to, "$", "$$")+"${2}"))
	c.Steps = append(c.Steps, Step{i.Name, file, "FROM", raw, to})
	return true
}

// defaults raises the default of an argument that takes part in a reference.
func (c *Change) defaults(i *imagetree.Image, file, raw, was, is string) bool {
	data, err := c.content(file)
	if err != nil {
		return false
	}
	form := regexp.MustCompile(`(?mi)^(\s*ARG\s+([A-Za-z_][A-Za-z0-9_]*)=["']?(?:[^\s"'$]*:)?)` + regexp.QuoteMeta(was) + `(@sha256:[0-9a-f]{64})?(["']?\s*)$`)
	found := false
	text := form.ReplaceAllStringFunc(string(data), func(line string) string {
		m := form.FindStringSubmatch(line)
		if _, given := i.Args[m[2]]; given || !names(raw, m[2]) {
			return line
		}
		found = true
		return m[1] + is + m[4]
	})
	if found {
		c.Files[file] = []byte(text)
		c.Steps = append(c.Steps, Step{i.Name, file, "ARG", was, is})
	}
	return found
}

// names says whether a build argument takes part in a reference.
func names(raw, arg string) bool {
	return regexp.MustCompile(`\$\{?` + regexp.QuoteMeta(arg) + `\b`).MatchString(raw)
}

// lock drops what the lock knows of images with a new tag: their digests are those of the old ones.
func (c *Change) lock() error {
	if !c.tree.Lock.Exists() {
		return nil
	}
	kept := c.tree.Lock
	kept.Images = maps.Clone(kept.Images)
	for name := range c.tags {
		delete(kept.Images, name)
	}
	if len(kept.Images) == len(c.tree.Lock.Images) {
		return nil
	}
	data, err := kept.Bytes()
	c.Files[imagetree.LockName] = data
	return err
}
