package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/registry"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/source"
)

// treeSource is where an image tree is read from.
type treeSource struct {
	fsys     fs.FS
	name     string // of the first file within fsys
	location string // as the user wrote it, "embedded" for waybill's own
	folder   string // on disk, "" when it is not there
}

// treeFS opens the folder or revision that holds an image tree: a file or folder on disk, or a git URL[@REV] with
// imagetree.yaml at its root (URL//PATH names another file), or an artifact of a registry (oci://REFERENCE).
func (a *app) treeFS(ctx context.Context, location string) (treeSource, error) {
	if ref, ok := strings.CutPrefix(location, "oci://"); ok {
		fsys, err := registry.FetchTree(ctx, ref, registry.Options{Jobs: 1, Cache: registry.CacheDir()})
		return treeSource{fsys: fsys, name: imagetree.FileName, location: location}, err
	}
	if strings.Contains(location, "://") {
		return a.treeFromGit(ctx, location)
	}
	info, err := os.Stat(location)
	if errors.Is(err, fs.ErrNotExist) {
		return treeSource{}, fault.New(fault.Usage, "no such image tree: %s", location).WithHint("give a file, a folder with %s, or a git URL", imagetree.FileName)
	}
	if err != nil {
		return treeSource{}, fault.Wrap(fault.Usage, err, "cannot read the image tree %s", location)
	}
	folder, name := filepath.Dir(location), filepath.Base(location)
	if info.IsDir() {
		folder, name = location, imagetree.FileName
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return treeSource{}, fault.Wrap(fault.Usage, err, "cannot open the image tree %s", location)
	}
	return treeSource{fsys: root.FS(), name: name, location: filepath.ToSlash(location), folder: folder}, nil
}

func (a *app) treeFromGit(ctx context.Context, location string) (treeSource, error) {
	address, name := location, imagetree.FileName
	scheme := strings.Index(location, "://") + len("://")
	if at := strings.LastIndex(location[scheme:], "//"); at >= 0 {
		rest, rev, _ := strings.Cut(location[scheme+at+2:], "@")
		address, name = location[:scheme+at], path.Clean(rest)
		if rev != "" {
			address += "@" + rev
		}
	}
	tree, err := source.Open(ctx, address, a.limits)
	if err != nil {
		return treeSource{}, err
	}
	return treeSource{fsys: tree.FS(), name: name, location: tree.Location}, nil // without a password
}
