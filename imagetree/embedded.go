package imagetree

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"slices"

	"github.com/waybill-dev/waybill/internal/fault"
)

//go:embed default/imagetree.yaml
var embedded embed.FS

// Embedded returns the tree of public images that is used when the organisation has none.
func Embedded() (fs.FS, string) { return embedded, "default/" + FileName }

// Digest returns "sha256:…" over the files of the tree and its lock: what a plan records to say which tree it was made from.
func (t *Tree) Digest(fsys fs.FS) (string, error) {
	h := sha256.New()
	files := t.Files
	if t.Lock.Exists() {
		files = append(slices.Clip(files), path.Join(path.Dir(t.File), LockName))
	}
	for _, f := range files {
		data, err := ReadFile(fsys, f)
		if err != nil {
			return "", fault.Wrap(fault.KindOf(err), err, "digest of the image tree")
		}
		sum := sha256.Sum256(data)
		h.Write([]byte(path.Base(f) + "\x00"))
		h.Write(sum[:])
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}
