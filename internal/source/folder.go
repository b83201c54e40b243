package source

import (
	"io/fs"
	"os"
	"path/filepath"
)

// rooted is what os.Root.FS returns: no link leads out of it.
type rooted interface {
	fs.FS
	fs.StatFS
	fs.ReadLinkFS
}

// rootedFolder reads through an os.Root and lists by os.ReadDir, which takes the type of an entry from the listing where a
// root asks for each entry again: a third of the system calls of a walk. Only names come from the listing; a folder
// that is swapped for a link meanwhile can show names, never content.
type rootedFolder struct {
	rooted
	dir string
}

// ReadDir lists one folder, sorted by name.
func (f rootedFolder) ReadDir(name string) ([]fs.DirEntry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	return os.ReadDir(filepath.Join(f.dir, filepath.FromSlash(name)))
}
