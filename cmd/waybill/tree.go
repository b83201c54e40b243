package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/eol"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/source"
)

// treeOptions are the flags that every command on a tree takes.
type treeOptions struct {
	tree string
}

func newTreeCommand(a *app) *cobra.Command {
	o := &treeOptions{}
	cmd := group(&cobra.Command{
		Use:   "tree",
		Short: "Lint, search, draw and verify the tree of base images",
	})
	cmd.PersistentFlags().StringVar(&o.tree, "tree", "", "the image `tree`: a file, a folder or a git URL (default: imagetree.yaml here, else waybill's own)")
	cmd.AddCommand(
		newTreeShowCommand(a, o),
		newTreePickCommand(a, o),
		newTreeLintCommand(a, o),
		newTreeAffectedCommand(a, o),
		newTreeDiffCommand(a, o),
		newTreeDrawCommand(a, o),
		newTreeSuggestCommand(a, o),
		newTreeInitCommand(a),
		newTreeVerifyCommand(a, o),
		newTreeLockCommand(a, o),
		newTreeBakeCommand(a, o),
		newTreeBumpCommand(a, o),
		newTreeSyncCommand(a, o),
		newTreeOutdatedCommand(a, o),
		newTreeRenovateCommand(a, o),
		newTreeTestsCommand(a, o),
		newTreeSchemaCommand(a),
	)
	return cmd
}

// loaded is a tree with where it came from.
type loaded struct {
	*imagetree.Tree
	treeSource
}

// loadTree reads the tree that the flag names, else the one in the current folder, else waybill's own.
func (a *app) loadTree(ctx context.Context, o *treeOptions) (loaded, error) {
	from, err := a.findTree(ctx, o)
	if err != nil {
		return loaded{}, err
	}
	t, err := imagetree.Load(from.fsys, from.name)
	return loaded{t, from}, err
}

func (a *app) findTree(ctx context.Context, o *treeOptions) (treeSource, error) {
	if o.tree != "" {
		return a.treeFS(ctx, o.tree)
	}
	if _, err := os.Stat(imagetree.FileName); err == nil {
		return a.treeFS(ctx, imagetree.FileName)
	}
	fsys, name := imagetree.Embedded()
	return treeSource{fsys: fsys, name: name, location: "embedded"}, nil
}

// soundTree reads a tree that selection can use.
func (a *app) soundTree(ctx context.Context, o *treeOptions) (loaded, error) {
	t, err := a.loadTree(ctx, o)
	if err != nil {
		return t, err
	}
	if err := t.Sound(); err != nil {
		if len(fault.HintOf(err)) == 0 {
			return t, fault.Wrap(fault.Usage, err, "image tree").WithHint("'waybill tree lint' lists all that is wrong")
		}
		return t, err
	}
	return t, nil
}

// before reads the tree and its folder as they were where the branch at hand left a revision of the git repository that holds them:
// at the merge base, as a pull request is shown. What went on at the revision since is none of the change.
// A tree that was not there yet is an empty one.
func (a *app) before(ctx context.Context, t loaded, rev string) (loaded, error) {
	if t.folder == "" {
		return loaded{}, fault.New(fault.Usage, "--since needs a tree in a folder of a git repository")
	}
	root, inside, err := repositoryOf(t.folder)
	if err != nil {
		return loaded{}, err
	}
	left, err := source.MergeBase(root, rev)
	if err != nil {
		return loaded{}, err
	}
	if !left.Found {
		fmt.Fprintf(a.stderr, "waybill: warning: no common commit of HEAD and %s is known, as in a shallow clone: compared with %s itself\n", printable(rev), printable(rev))
	}
	was, err := source.Open(ctx, root+"@"+left.Commit, a.limits)
	if err != nil {
		return loaded{}, err
	}
	sub, err := fs.Sub(was.FS(), inside)
	if err != nil {
		return loaded{}, err
	}
	old := loaded{treeSource: treeSource{fsys: sub, name: t.name, location: t.location + "@" + rev}}
	old.Tree, err = imagetree.Load(sub, t.name)
	if errors.Is(err, fs.ErrNotExist) {
		old.Tree, err = &imagetree.Tree{File: t.name}, nil
	}
	return old, err
}

// repositoryOf walks up to the folder that holds .git and returns it with the path inside.
func repositoryOf(folder string) (root, inside string, err error) {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return "", "", fault.Wrap(fault.Internal, err, "cannot find the folder %s", folder)
	}
	for dir := abs; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			rel, err := filepath.Rel(dir, abs)
			if err != nil {
				return "", "", fault.Wrap(fault.Internal, err, "cannot find the folder %s", folder)
			}
			return dir, filepath.ToSlash(rel), nil
		}
		if dir == filepath.Dir(dir) {
			return "", "", fault.New(fault.Usage, "%s is in no git repository, so --since has nothing to compare with", folder)
		}
	}
}

// shown returns a path of the tree's folder as the user would write it from here, so that editors and annotations find the file.
func (s treeSource) shown(file string) string {
	if s.folder == "" || s.folder == "." {
		return file
	}
	folder := s.folder
	if filepath.IsAbs(folder) {
		here, err := os.Getwd()
		if err != nil {
			return file
		}
		rel, err := filepath.Rel(here, folder)
		if err != nil || strings.HasPrefix(rel, "..") {
			return file
		}
		folder = rel
	}
	return path.Join(filepath.ToSlash(folder), file)
}

// today reads the flag, or the clock: lint speaks of days, and this is the only place that asks what day it is.
func today(flag string) (imagetree.Date, error) {
	if flag == "" {
		return imagetree.Date(time.Now().UTC().Format(time.DateOnly)), nil
	}
	if _, ok := imagetree.Date(flag).Time(); !ok {
		return "", fault.New(fault.Usage, "--today %q is not a date", flag).WithHint("write it as YYYY-MM-DD")
	}
	return imagetree.Date(flag), nil
}

// eolTable reads a table of end-of-life dates, or takes the embedded one.
func eolTable(file string) (*eol.Table, error) {
	if file == "" {
		return eol.Embedded()
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "end-of-life table")
	}
	return eol.Parse(file, data)
}

// readFleet reads a fleet file; no file is no fleet. Applications that do not say which image they run on get the nearest one.
func readFleet(file string, t *imagetree.Tree) ([]imagetree.FleetItem, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "fleet file")
	}
	defer f.Close()
	fleet, err := imagetree.ReadFleet(file, f)
	if err != nil {
		return nil, err
	}
	if err := t.Assume(fleet); err != nil {
		return nil, err
	}
	return fleet, nil
}
