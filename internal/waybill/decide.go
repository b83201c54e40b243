package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/source"
)

// embeddedTree is the location of waybill's own image tree.
const embeddedTree = "embedded"

// decideOptions say what a decision is made from.
type decideOptions struct {
	location string
	tree     string   // file, folder or git URL; "" for the settings' or the embedded tree
	settings string   // the organisation's file; "" for the one beside the tree
	format   string   // form of the manifests; "" for the settings'
	root     string   // folder that generated files go below: "" or ".waybill"
	units    []string // paths or names that are asked for; all when empty
}

// decision is a plan with what it was made from.
type decision struct {
	source   *source.Tree
	settings settings.Settings
	tree     *imagetree.Tree
	plan     plan.Plan
}

// decide runs the one way through, up to the plan: source, facts, settings, tree, plan.
// A repository in which nothing is supported is an error that says what was seen.
func (a *app) decide(ctx context.Context, o decideOptions) (decision, error) {
	var d decision
	var err error
	if d.source, err = source.Open(ctx, o.location, a.limits); err != nil {
		return d, err
	}
	report, err := detectors.Run(ctx, d.source, detectors.All())
	if err != nil {
		return d, err
	}
	s, from, err := a.settingsAndTree(ctx, o, d.source)
	if err != nil {
		return d, err
	}
	if len(report.Units) == 0 && !s.Jenkins.ForAll() {
		return d, nothingFound(report)
	}
	d.settings = s
	if d.tree, err = imagetree.Load(from.fsys, from.name); err != nil {
		return d, err
	}
	if err := d.tree.Sound(); err != nil {
		return d, err
	}
	digest, err := d.tree.Digest(from.fsys)
	if err != nil {
		return d, err
	}
	d.plan, err = plan.Make(plan.Input{
		Version:  version(),
		Report:   report,
		Name:     detectors.Label(d.source.Name),
		Settings: s,
		Tree:     d.tree,
		TreeInfo: plan.Tree{Location: from.location, Digest: digest},
		Root:     o.root,
		Only:     o.units,
	})
	return d, err
}

// settingsAndTree reads the settings, the organisation's below the repository's, and finds the tree that they or the
// flag name. Settings beside a tree are the organisation's when no others were named.
func (a *app) settingsAndTree(ctx context.Context, o decideOptions, repo *source.Tree) (settings.Settings, treeSource, error) {
	var layers []settings.Layer
	if o.settings != "" {
		l, err := settings.FromDisk(o.settings)
		if err != nil {
			return settings.Settings{}, treeSource{}, err
		}
		layers = append(layers, l)
	}
	own, ok, err := settings.FromRepository(repo)
	if err != nil {
		return settings.Settings{}, treeSource{}, err
	}
	if ok {
		layers = append(layers, own)
	}
	if o.format != "" {
		layers = append(layers, settings.Layer{Name: "--format", Data: []byte("kubernetes: {format: " + strconv.Quote(o.format) + "}\n")})
	}
	s, err := settings.Load(layers...)
	if err != nil {
		return s, treeSource{}, err
	}
	from, err := a.treeOf(ctx, o, s)
	if err != nil || o.settings != "" {
		return s, from, err
	}
	if from.folder == "" {
		s, err = besideInGit(s, from, layers)
		return s, from, err
	}
	beside := filepath.Join(from.folder, settings.File)
	if _, err := os.Stat(beside); err != nil || sameFolder(from.folder, o.location) {
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
func besideInGit(s settings.Settings, from treeSource, layers []settings.Layer) (settings.Settings, error) {
	if from.location == embeddedTree {
		return s, nil
	}
	name := path.Join(path.Dir(from.name), settings.File)
	data, err := fs.ReadFile(from.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fault.Wrap(fault.Usage, err, "cannot read the settings beside the image tree %s", from.location)
	}
	return settings.Load(append([]settings.Layer{{Name: from.location + "//" + name, Data: data}}, layers...)...)
}

// treeOf opens the tree that the flag names, else the settings', else the embedded one.
func (a *app) treeOf(ctx context.Context, o decideOptions, s settings.Settings) (treeSource, error) {
	switch {
	case o.tree != "":
		return a.treeFS(ctx, o.tree)
	case s.Tree == "":
		fsys, name := imagetree.Embedded()
		return treeSource{fsys: fsys, name: name, location: embeddedTree}, nil
	case strings.Contains(s.Tree, "://") || filepath.IsAbs(s.Tree):
		return a.treeFS(ctx, s.Tree)
	case o.settings != "":
		return a.treeFS(ctx, filepath.Join(filepath.Dir(o.settings), s.Tree))
	}
	if strings.Contains(o.location, "://") {
		return treeSource{}, fault.New(fault.Usage, "the settings name the image tree %s, which lies in a repository that is not on this disk", s.Tree).
			WithHint("name it with --tree")
	}
	return a.treeFS(ctx, filepath.Join(o.location, s.Tree))
}

func sameFolder(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}
