package edit

import (
	"io/fs"

	"golang.org/x/tools/txtar"
)

// overlay is a folder with edits that are not written yet.
type overlay struct {
	fs.FS
	edits map[string][]byte
}

// Open opens a file as it is after the edits.
func (o overlay) Open(name string) (fs.File, error) {
	data, ok := o.edits[name]
	if !ok {
		return o.FS.Open(name)
	}
	edited, err := txtar.FS(&txtar.Archive{Files: []txtar.File{{Name: name, Data: data}}})
	if err != nil {
		return nil, err
	}
	return edited.Open(name)
}
