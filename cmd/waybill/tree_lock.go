package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/registry"
	"github.com/waybill-dev/waybill/internal/fault"
)

func newTreeLockCommand(a *app, t *treeOptions) *cobra.Command {
	var acceptMoved bool
	var o registryOptions
	cmd := &cobra.Command{
		Use:   "lock",
		Short: "Write imagetree.lock: the digest of every image, so that Dockerfiles name it as name:tag@digest",
		Args:  noArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return a.treeLock(c.Context(), t, o, acceptMoved) },
	}
	cmd.Flags().BoolVar(&acceptMoved, "accept-moved", false, "take the new digest of a tag that was moved")
	o.flags(cmd)
	o.reads(cmd)
	return cmd
}

func (a *app) treeLock(ctx context.Context, t *treeOptions, o registryOptions, acceptMoved bool) error {
	options, err := o.options()
	if err != nil {
		return err
	}
	tree, err := a.soundTree(ctx, t)
	if err != nil {
		return err
	}
	if tree.folder == "" {
		return fault.New(fault.Usage, "the lock is written beside the tree, and this tree is in no folder").WithHint("name a file or folder with --tree")
	}
	lock, missing, err := registry.Lock(ctx, tree.Tree, options, acceptMoved)
	if err != nil {
		return err
	}
	for _, name := range missing {
		fmt.Fprintf(a.stderr, "waybill: warning: image %s is not in the registry (%s): the lock does not name it\n", name, tree.Image(name).TagRef())
	}
	data, err := lock.Bytes()
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(tree.folder)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "cannot write %s", imagetree.LockName)
	}
	defer root.Close()
	file := tree.shown(path.Join(path.Dir(tree.name), imagetree.LockName))
	if old, err := root.ReadFile(imagetree.LockName); err == nil && bytes.Equal(old, data) {
		_, err := fmt.Fprintf(a.stdout, "%s is up to date: %s\n", file, imageCount(len(lock.Images)))
		return err
	}
	if err := writeWhole(root, imagetree.LockName, data); err != nil {
		return fault.Wrap(fault.Internal, err, "cannot write %s", imagetree.LockName)
	}
	_, err = fmt.Fprintf(a.stdout, "wrote %s: %s\n", strings.TrimPrefix(file, "./"), imageCount(len(lock.Images)))
	return err
}
