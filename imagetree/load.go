package imagetree

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// FileName is the name that the tree has by custom.
const FileName = "imagetree.yaml"

const (
	maxFiles  = 2000
	maxImages = 100_000
)

// Tree is a loaded image tree.
type Tree struct {
	Document
	File  string   // the first file, as it was asked for
	Files []string // all files in the order they were read
	Lock  Lock

	names        []string // sorted
	aliases      map[string][]string
	twice        []Duplicate
	suppressions []Suppression
	index        index
}

// Duplicate is an image that two files declare; the first one counts.
type Duplicate struct {
	Name          string
	First, Second fault.Position
}

// Names returns the names of all images, sorted. The caller must not change the slice.
func (t *Tree) Names() []string { return t.names }

// Image returns an image by name, nil when there is none.
func (t *Tree) Image(name string) *Image { return t.Images[name] }

// Twice returns the images that more than one file declares.
func (t *Tree) Twice() []Duplicate { return t.twice }

// Roots returns the images without a parent in the tree, by name.
func (t *Tree) Roots() []*Image {
	var roots []*Image
	for _, name := range t.names {
		if i := t.Images[name]; i.parent == nil || i.cyclic {
			roots = append(roots, i)
		}
	}
	return roots
}

// Load reads a tree with the files it includes, and its lock. What cannot be read as a tree is an error with its position;
// what can be read but is wrong in meaning (a parent that is not declared, a cycle) is left for Sound and the lint rules.
func Load(fsys fs.FS, name string) (*Tree, error) {
	t := &Tree{File: name}
	t.Images = map[string]*Image{}
	queue := []string{path.Clean(name)}
	for i := 0; i < len(queue); i++ {
		if i > maxFiles {
			return nil, fault.New(fault.Usage, "the tree has more than %d files", maxFiles).In(name, 0, 0)
		}
		more, err := t.read(fsys, queue[i], i == 0)
		if err != nil {
			return nil, err
		}
		for _, m := range more {
			if !slices.Contains(queue, m) {
				queue = append(queue, m)
			}
		}
	}
	t.names = slices.Sorted(maps.Keys(t.Images))
	t.link()
	if err := t.tooLong(); err != nil {
		return nil, err
	}
	lock, err := loadLock(fsys, path.Join(path.Dir(name), LockName))
	if err != nil {
		return nil, err
	}
	t.Lock = lock
	for _, name := range t.names {
		t.Images[name].findLines()
	}
	t.index = newIndex(t)
	return t, nil
}

// ReadFile reads a file of a tree within the bounds that strictyaml sets.
func ReadFile(fsys fs.FS, name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, fault.New(fault.Usage, "the path %q leads out of the tree's folder", name)
	}
	info, err := fs.Stat(fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, unreadable(err, name)
	case err == nil && !info.Mode().IsRegular(): // opening a named pipe would wait for a writer
		return nil, fault.New(fault.Usage, "%s is not a regular file", name)
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, unreadable(err, name)
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, fault.New(fault.Usage, "%s is not a regular file", name)
	}
	data, err := io.ReadAll(io.LimitReader(f, strictyaml.MaxBytes+1))
	if err != nil {
		return nil, unreadable(err, name)
	}
	if len(data) > strictyaml.MaxBytes {
		return nil, fault.New(fault.Usage, "%s is larger than %d bytes", name, strictyaml.MaxBytes)
	}
	return data, nil
}

func unreadable(err error, name string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(fault.Usage, fs.ErrNotExist, "image tree %s", name).WithHint("name the tree with --tree, or write a first one with 'waybill tree init'")
	}
	return fault.Wrap(fault.Usage, err, "image tree %s", name)
}

// read adds one file and returns the files that it includes.
func (t *Tree) read(fsys fs.FS, file string, first bool) ([]string, error) {
	data, err := ReadFile(fsys, file)
	if err != nil {
		return nil, err
	}
	root, err := strictyaml.Parse(file, data)
	if err != nil {
		return nil, err
	}
	if root == nil {
		return nil, fault.New(fault.Usage, "the tree is empty").In(file, 1, 0).WithHint("it needs at least version: 1 and images:")
	}
	if err := strictyaml.Check(file, root, reflect.TypeFor[Document](), nil); err != nil {
		return nil, err
	}
	t.Files = append(t.Files, file)
	head, images := split(root)
	var doc Document
	if err := strictyaml.DecodeNode(file, head, &doc); err != nil {
		return nil, err
	}
	if key, _ := child(root, "version"); doc.Version != 1 && (first || key != nil) {
		return nil, fault.New(fault.Usage, "version %d of the tree's form is not known", doc.Version).In(file, root.Line, root.Column).WithHint("write version: 1")
	}
	if err := t.merge(file, root, doc, first); err != nil {
		return nil, err
	}
	if err := t.add(file, images); err != nil {
		return nil, err
	}
	t.suppressions = append(t.suppressions, suppressionsIn(file, data)...)
	return included(fsys, file, root, doc.Include)
}

// split returns the document without its images, and the mapping of the images.
func split(root *yaml.Node) (head, images *yaml.Node) {
	copied := *root
	copied.Content = nil
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == "images" {
			images = root.Content[i+1]
			continue
		}
		copied.Content = append(copied.Content, root.Content[i], root.Content[i+1])
	}
	return &copied, images
}

// merge takes the top of a file. Only the first file says what holds for all.
func (t *Tree) merge(file string, root *yaml.Node, doc Document, first bool) error {
	if first {
		doc.Images = t.Images
		t.Document = doc
		return t.checkHead(file, root)
	}
	for _, word := range []string{"registry", "platforms", "policy"} {
		if key, _ := child(root, word); key != nil {
			return fault.New(fault.Usage, "an included file cannot set %s", word).In(file, key.Line, key.Column).WithHint("move it to %s", t.File)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Capabilities)) {
		if t.Capabilities == nil {
			t.Capabilities = map[string]Capability{}
		}
		if _, ok := t.Capabilities[name]; ok {
			_, caps := child(root, "capabilities")
			key, _ := child(caps, name)
			return fault.New(fault.Usage, "capability %s is described twice", name).In(file, key.Line, key.Column)
		}
		t.Capabilities[name] = doc.Capabilities[name]
	}
	return nil
}

var nameForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$`)

// add decodes the images of a file one by one, so that each keeps its position.
func (t *Tree) add(file string, images *yaml.Node) error {
	if images == nil {
		return nil
	}
	for i := 0; i+1 < len(images.Content); i += 2 {
		key, body := images.Content[i], images.Content[i+1]
		if len(key.Value) > 128 || !nameForm.MatchString(key.Value) {
			return fault.New(fault.Usage, "%q cannot be the name of an image", key.Value).In(file, key.Line, key.Column).WithHint("use letters, digits, dots, dashes and underscores, with slashes between the parts of a path")
		}
		if body.Kind != yaml.MappingNode {
			return fault.New(fault.Usage, "image %s says nothing about itself", key.Value).In(file, key.Line, key.Column).WithHint("give it from: and tag:, or ref:")
		}
		image := &Image{Name: key.Value}
		if err := strictyaml.DecodeNode(file, body, image); err != nil {
			return err
		}
		image.node = node{file: file, key: key, body: body, tree: t}
		if err := image.check(); err != nil {
			return err
		}
		if other, ok := t.Images[image.Name]; ok {
			t.twice = append(t.twice, Duplicate{image.Name, other.At(), image.At()})
			continue
		}
		t.Images[image.Name] = image
		if len(t.Images) > maxImages {
			return fault.New(fault.Usage, "the tree has more than %d images", maxImages).In(file, key.Line, key.Column)
		}
	}
	return nil
}

// included resolves the include patterns of a file.
func included(fsys fs.FS, file string, root *yaml.Node, patterns []string) ([]string, error) {
	_, list := child(root, "include")
	var files []string
	for _, p := range patterns {
		key, _ := child(list, p)
		full := path.Join(path.Dir(file), p)
		if !fs.ValidPath(full) || path.IsAbs(p) || strings.Contains(p, `\`) {
			return nil, fault.New(fault.Usage, "include %q leads out of the tree's folder", p).In(file, key.Line, key.Column)
		}
		found, err := fs.Glob(fsys, full)
		if err != nil {
			return nil, fault.Wrap(fault.Usage, err, "include %q", p).In(file, key.Line, key.Column)
		}
		if len(found) == 0 {
			return nil, fault.New(fault.Usage, "include %q matches no file", p).In(file, key.Line, key.Column)
		}
		files = append(files, found...)
	}
	return files, nil
}
