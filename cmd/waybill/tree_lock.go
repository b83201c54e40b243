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
	"github.com/waybill-dev/waybill/imagetree/edit"
	"github.com/waybill-dev/waybill/imagetree/registry"
	"github.com/waybill-dev/waybill/internal/fault"
)

func newTreeLockCommand(a *app, t *treeOptions) *cobra.Command {
	var acceptMoved, pin bool
	var o registryOptions
	cmd := &cobra.Command{
		Use:   "lock",
		Short: "Write imagetree.lock: the digest of every image, so that Dockerfiles name it as name:tag@digest",
		Example: `  waybill tree lock
  waybill tree lock --pin   # parents outside of the tree get their digests too, in from: and in FROM`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			t, lock, err := a.treeLock(c.Context(), t, o, acceptMoved)
			if err != nil || !pin {
				return err
			}
			return treePin(a, t, lock)
		},
	}
	cmd.Flags().BoolVar(&acceptMoved, "accept-moved", false, "take the new digest of a tag that was moved")
	cmd.Flags().BoolVar(&pin, "pin", false, "write the digests of parents outside of the tree into from: and FROM")
	o.flags(cmd)
	o.reads(cmd)
	return cmd
}

func (a *app) treeLock(ctx context.Context, t *treeOptions, o registryOptions, acceptMoved bool) (loaded, imagetree.Lock, error) {
	var lock imagetree.Lock
	options, err := o.options()
	if err != nil {
		return loaded{}, lock, err
	}
	tree, err := a.soundTree(ctx, t)
	if err != nil {
		return tree, lock, err
	}
	if tree.folder == "" {
		return tree, lock, fault.New(fault.Usage, "the lock is written beside the tree, and this tree is in no folder").WithHint("name a file or folder with --tree")
	}
	lock, missing, err := registry.Lock(ctx, tree.Tree, options, acceptMoved)
	if err != nil {
		return tree, lock, err
	}
	for _, name := range missing {
		fmt.Fprintf(a.stderr, "waybill: warning: image %s is not in the registry (%s): the lock does not name it\n", name, tree.Image(name).TagRef())
	}
	return tree, lock, writeLock(a, tree, lock)
}

func writeLock(a *app, tree loaded, lock imagetree.Lock) error {
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

// treePin pins the parents outside of the tree to what the lock saw of them.
func treePin(a *app, t loaded, lock imagetree.Lock) error {
	digests := map[string]string{}
	for from, item := range lock.Outside {
		digests[from] = item.Digest
	}
	change, err := edit.Pin(t.Tree, t.fsys, digests)
	if err != nil {
		return err
	}
	for _, name := range t.Names() {
		if i := t.Image(name); i.Parent() == nil && i.FromExternal() && !strings.Contains(i.From, "@") && digests[i.From] == "" {
			fmt.Fprintf(a.stderr, "waybill: warning: image %s: %s could not be read, so it is not pinned\n", name, printable(i.From))
		}
	}
	return a.applyEdit(t, change, bumpOptions{output: "text"})
}
