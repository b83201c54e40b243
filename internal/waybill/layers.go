package waybill

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/source"
)

// settingsAndTree reads the settings, the organisation's below the repository's, and finds the tree that they or the
// flag name. Settings beside a tree are the organisation's when no others were named.
func (o Options) settingsAndTree(ctx context.Context, repo *source.Tree) (settings.Settings, TreeSource, error) {
	var layers []settings.Layer
	if o.Settings != "" {
		l, err := settings.FromDisk(o.Settings)
		if err != nil {
			return settings.Settings{}, TreeSource{}, err
		}
		layers = append(layers, l)
	}
	own, ok, err := settings.FromRepository(repo)
	if err != nil {
		return settings.Settings{}, TreeSource{}, err
	}
	if ok {
		layers = append(layers, own)
	}
	if o.Format != "" {
		layers = append(layers, settings.Layer{Name: "--format", Data: []byte("kubernetes: {format: " + strconv.Quote(o.Format) + "}\n")})
	}
	s, err := settings.Load(layers...)
	if err != nil {
		return s, TreeSource{}, err
	}
	from, err := o.treeOf(ctx, s)
	if err != nil || o.Settings != "" {
		return s, from, err
	}
	if from.Folder == "" {
		s, err = besideInGit(s, from, layers)
		return s, from, err
	}
	beside := filepath.Join(from.Folder, settings.File)
	if _, err := os.Stat(beside); err != nil || sameFolder(from.Folder, o.Location) {
		return s, from, nil //nolint:nilerr // no settings beside the tree is the usual case
	}
	l, err := settings.FromDisk(beside)
	if err != nil {
		return s, from, err
	}
	s, err = settings.Load(append([]settings.Layer{l}, layers...)...)
	return s, from, err
}

// besideInGit reads the settings beside a tree that lies in a git repository.
func besideInGit(s settings.Settings, from TreeSource, layers []settings.Layer) (settings.Settings, error) {
	if from.Location == embeddedTree {
		return s, nil
	}
	name := path.Join(path.Dir(from.Name), settings.File)
	data, err := fs.ReadFile(from.FS, name)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fault.Wrap(fault.Usage, err, "cannot read the settings beside the image tree %s", from.Location)
	}
	return settings.Load(append([]settings.Layer{{Name: from.Location + "//" + name, Data: data}}, layers...)...)
}

// treeOf opens the tree that the flag names, else the settings', else the embedded one.
func (o Options) treeOf(ctx context.Context, s settings.Settings) (TreeSource, error) {
	switch {
	case o.Tree != "":
		return OpenTree(ctx, o.Tree, o.Limits)
	case s.Tree == "":
		return EmbeddedTree(), nil
	case strings.Contains(s.Tree, "://") || filepath.IsAbs(s.Tree):
		return OpenTree(ctx, s.Tree, o.Limits)
	case o.Settings != "":
		return OpenTree(ctx, filepath.Join(filepath.Dir(o.Settings), s.Tree), o.Limits)
	}
	if strings.Contains(o.Location, "://") {
		return TreeSource{}, fault.New(fault.Usage, "the settings name the image tree %s, which lies in a repository that is not on this disk", s.Tree).
			WithHint("name it with --tree")
	}
	return OpenTree(ctx, filepath.Join(o.Location, s.Tree), o.Limits)
}

func sameFolder(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}
