package waybill

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
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/source"
)

// TreeSource is where an image tree is read from.
type TreeSource struct {
	FS       fs.FS
	Name     string // of the first file within FS
	Location string // as the user wrote it, plan.EmbeddedTree for waybill's own
	Folder   string // on disk, "" when it is not there

	own bool // of the repository itself
}

// EmbeddedTree is waybill's own image tree.
func EmbeddedTree() TreeSource {
	fsys, name := imagetree.Embedded()
	return TreeSource{FS: fsys, Name: name, Location: plan.EmbeddedTree}
}

// OpenTree opens the folder or revision that holds an image tree: a file or folder on disk, or a git URL[@REV] with
// imagetree.yaml at its root (URL//PATH names another file), or an artifact of a registry (oci://REFERENCE).
func OpenTree(ctx context.Context, location string, limits source.Limits) (TreeSource, error) {
	if ref, ok := strings.CutPrefix(location, "oci://"); ok {
		fsys, err := registry.FetchTree(ctx, ref, registry.Options{Jobs: 1, Cache: registry.CacheDir()})
		return TreeSource{FS: fsys, Name: imagetree.FileName, Location: location}, err
	}
	if strings.Contains(location, "://") {
		return treeFromGit(ctx, location, limits)
	}
	info, err := os.Stat(location)
	if errors.Is(err, fs.ErrNotExist) {
		return TreeSource{}, fault.New(fault.Usage, "no such image tree: %s", location).WithHint("give a file, a folder with %s, or a git URL", imagetree.FileName)
	}
	if err != nil {
		return TreeSource{}, fault.Wrap(fault.Usage, err, "cannot read the image tree %s", location)
	}
	folder, name := filepath.Dir(location), filepath.Base(location)
	if info.IsDir() {
		folder, name = location, imagetree.FileName
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return TreeSource{}, fault.Wrap(fault.Usage, err, "cannot open the image tree %s", location)
	}
	return TreeSource{FS: source.Bounded(root.FS(), limits.FileBytes), Name: name, Location: filepath.ToSlash(location), Folder: folder}, nil
}

func treeFromGit(ctx context.Context, location string, limits source.Limits) (TreeSource, error) {
	address, name := location, imagetree.FileName
	scheme := strings.Index(location, "://") + len("://")
	if at := strings.LastIndex(location[scheme:], "//"); at >= 0 {
		rest, rev, _ := strings.Cut(location[scheme+at+2:], "@")
		address, name = location[:scheme+at], path.Clean(rest)
		if rev != "" {
			address += "@" + rev
		}
	}
	tree, err := source.Open(ctx, address, limits)
	if err != nil {
		return TreeSource{}, err
	}
	return TreeSource{FS: tree.FS(), Name: name, Location: tree.Location}, nil // without a password
}
