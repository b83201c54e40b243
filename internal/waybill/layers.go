package waybill

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/source"
)

// Settings returns what organisation and repository set, without a look at the programs.
func Settings(ctx context.Context, o Options) (settings.Settings, error) {
	repo, err := source.Open(ctx, o.Location, o.Limits)
	if err != nil {
		return settings.Settings{}, err
	}
	s, _, err := o.settingsAndTree(ctx, repo)
	return s, err
}

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
	if ok && !o.vouched() {
		layers = append(layers, own)
	}
	if o.Format != "" {
		layers = append(layers, settings.Layer{Name: "--format", Data: []byte("kubernetes: {format: " + strconv.Quote(o.Format) + "}\n")})
	}
	s, err := settings.Load(layers...)
	if err != nil {
		return s, TreeSource{}, err
	}
	from, err := o.treeOf(ctx, s, repo)
	if err != nil || o.Settings != "" || from.own {
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
	if from.Location == plan.EmbeddedTree {
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

// treeOf opens the tree that the flag names, else the settings', else the embedded one. What the repository's own settings name lies in
// the repository: they may come from anybody, and waybill runs beside the credentials of a build machine.
func (o Options) treeOf(ctx context.Context, s settings.Settings, repo *source.Tree) (TreeSource, error) {
	switch {
	case o.Tree != "":
		return OpenTree(ctx, o.Tree, o.Limits)
	case s.Tree == "":
		return EmbeddedTree(), nil
	case s.Own("tree"):
		return treeInside(repo, s)
	case strings.Contains(s.Tree, "://") || filepath.IsAbs(s.Tree):
		return OpenTree(ctx, s.Tree, o.Limits)
	case o.Settings != "":
		return OpenTree(ctx, filepath.Join(filepath.Dir(o.Settings), s.Tree), o.Limits)
	}
	return OpenTree(ctx, s.Tree, o.Limits)
}

// treeInside opens the image tree that the repository's own settings name. Settings beside that tree are not read: the repository has its
// own at its root.
func treeInside(repo *source.Tree, s settings.Settings) (TreeSource, error) {
	fsys, name, err := inside(repo, s, "tree", s.Tree)
	if err != nil {
		return TreeSource{}, err
	}
	info, err := fs.Stat(fsys, name)
	if err != nil {
		at := s.Place("tree")
		return TreeSource{}, fault.New(fault.Usage, "no such image tree in the repository: %s", fault.Short(name)).Where(at).
			WithHint("give a file, or a folder with %s", imagetree.FileName)
	}
	folder, file := path.Dir(name), path.Base(name)
	if info.IsDir() {
		folder, file = name, imagetree.FileName
	}
	sub, err := fs.Sub(fsys, folder)
	if err != nil {
		return TreeSource{}, fault.Wrap(fault.Usage, err, "cannot open the image tree %s", fault.Short(name))
	}
	return TreeSource{FS: sub, Name: file, Location: name, own: true}, nil
}

// inside returns the repository with the path that one of its own settings names. A path that leads out of it, an absolute one and a URL
// are refused.
func inside(repo *source.Tree, s settings.Settings, key, value string) (fs.FS, string, error) {
	name := path.Clean(filepath.ToSlash(value))
	if strings.Contains(value, "://") || !filepath.IsLocal(value) || !fs.ValidPath(name) || throughGit(name) {
		at := s.Place(key)
		return nil, "", fault.New(fault.Usage, "%s: %q is not a path inside the repository", key, value).Where(at).
			WithHint("a repository's own settings name what lies in it; the organisation's settings (--settings) and the option --%s may name more", key)
	}
	return repo.FS(), name, nil
}

// throughGit says whether a path leads into git's own folder.
func throughGit(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(e string) bool { return strings.EqualFold(e, ".git") })
}

// vouched says whether the organisation's settings that were named are the repository's own file: then the user stands for it.
func (o Options) vouched() bool {
	return o.Settings != "" && sameFolder(o.Settings, filepath.Join(o.Location, settings.File))
}

func sameFolder(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}
