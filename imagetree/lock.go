package imagetree

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"regexp"
	"slices"

	"github.com/waybill-dev/waybill/internal/fault"
)

// LockName is the file beside the tree that the machine writes.
const LockName = "imagetree.lock"

// Lock is what `tree lock` saw in the registry. People never edit it.
type Lock struct {
	Version int                   `json:"version"`
	Images  map[string]LockedItem `json:"images"`
	Outside map[string]LockedItem `json:"outside,omitempty"` // parents outside of the tree, by the reference that from: names
}

// LockedItem is one image as it was pushed.
type LockedItem struct {
	Ref       string                    `json:"ref"`    // the reference that was asked for, with its tag
	Digest    string                    `json:"digest"` // of the index, or of the only manifest
	Platforms map[string]LockedPlatform `json:"platforms"`
}

// LockedPlatform is the image for one platform.
type LockedPlatform struct {
	Digest  string `json:"digest"`
	Base    string `json:"base,omitempty"` // digest of the parent, as locked, whose layers the image begins with
	Layers  int    `json:"layers"`
	Size    int64  `json:"size"` // compressed, in bytes
	Created string `json:"created,omitempty"`
	Facts   *Facts `json:"facts,omitempty"`
}

// Exists says whether there is a lock at all.
func (l Lock) Exists() bool { return l.Version != 0 }

// entry returns what is locked of an image, if the lock was written for its present reference.
func (l Lock) entry(i *Image) (LockedItem, bool) {
	e, ok := l.Images[i.Name]
	return e, ok && e.Ref == i.TagRef()
}

// Locked returns what the lock knows of the image; false when it knows nothing, or another tag.
func (i *Image) Locked() (LockedItem, bool) { return i.tree.Lock.entry(i) }

// LockedParent returns what the lock knows of the image's parent, in the tree or outside; false when it knows nothing of it.
func (i *Image) LockedParent() (LockedItem, bool) {
	if i.parent != nil {
		return i.parent.Locked()
	}
	item, ok := i.tree.Lock.Outside[i.From]
	return item, ok
}

var digestForm = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

func loadLock(fsys fs.FS, name string) (Lock, error) {
	if _, err := fs.Stat(fsys, name); errors.Is(err, fs.ErrNotExist) {
		return Lock{}, nil
	}
	data, err := ReadFile(fsys, name)
	if err != nil {
		return Lock{}, err
	}
	var l Lock
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return Lock{}, fault.Wrap(fault.Usage, err, "the lock cannot be read").In(name, lineAt(data, dec.InputOffset()), 0).WithHint("delete it and run 'waybill tree lock'")
	}
	if l.Version != 1 {
		return Lock{}, fault.New(fault.Usage, "version %d of the lock's form is not known", l.Version).In(name, 1, 0).WithHint("run 'waybill tree lock' of this version")
	}
	for _, items := range []map[string]LockedItem{l.Images, l.Outside} {
		for _, image := range slices.Sorted(maps.Keys(items)) {
			// digests go into FROM lines as they are
			for _, d := range append([]string{items[image].Digest}, platformDigests(items[image])...) {
				if d != "" && !digestForm.MatchString(d) {
					return Lock{}, fault.New(fault.Usage, "the lock names %q as a digest of image %s", d, image).In(name, 0, 0).WithHint("delete it and run 'waybill tree lock'")
				}
			}
		}
	}
	return l, nil
}

func platformDigests(e LockedItem) []string {
	var digests []string
	for _, p := range slices.Sorted(maps.Keys(e.Platforms)) {
		digests = append(digests, e.Platforms[p].Digest, e.Platforms[p].Base)
	}
	return digests
}

func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n"))
}

// Bytes returns the lock as it is written to disk.
func (l Lock) Bytes() ([]byte, error) {
	data, err := json.MarshalIndent(l, "", " ")
	return append(data, '\n'), err
}
