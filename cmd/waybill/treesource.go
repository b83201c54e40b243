package main

import (
	"context"
	"io/fs"

	"github.com/waybill-dev/waybill/internal/waybill"
)

// treeSource is where the image tree of a tree command is read from.
type treeSource struct {
	fsys     fs.FS
	name     string // of the first file within fsys
	location string // as the user wrote it, "embedded" for waybill's own
	folder   string // on disk, "" when it is not there
}

// treeFS opens the folder or revision that holds an image tree.
func (a *app) treeFS(ctx context.Context, location string) (treeSource, error) {
	s, err := waybill.OpenTree(ctx, location, a.limits)
	return treeSource{fsys: s.FS, name: s.Name, location: s.Location, folder: s.Folder}, err
}
