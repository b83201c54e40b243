package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/scaffold"
	"github.com/waybill-dev/waybill/internal/fault"
)

func newTreeInitCommand(a *app) *cobra.Command {
	var stdout, force bool
	var o scaffold.Options
	cmd := &cobra.Command{
		Use:   "init DIR",
		Short: "Write a first imagetree.yaml from a folder of Dockerfiles",
		Args:  exactly(1),
		RunE:  func(_ *cobra.Command, args []string) error { return a.treeInit(args[0], o, stdout, force) },
	}
	cmd.Flags().BoolVar(&stdout, "stdout", false, "print the tree instead of writing it into DIR")
	cmd.Flags().StringVar(&o.Names, "names", "", "`pattern` of the references that Dockerfiles are published as, for example 'quay.io/acme/{dir}-{suffix}': {dir} is the folders joined by dashes, {base} the last one, {suffix} what the file name adds")
	cmd.Flags().BoolVar(&force, "force", false, "replace an imagetree.yaml that is there")
	return cmd
}

func (a *app) treeInit(dir string, o scaffold.Options, stdout, force bool) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fault.Wrap(fault.Usage, err, "cannot open the folder")
	}
	defer root.Close()
	if _, err := root.Stat(imagetree.FileName); err == nil && !force && !stdout {
		return fault.New(fault.Usage, "%s is already in %s", imagetree.FileName, dir).WithHint("print the new one with --stdout, or replace it with --force")
	}
	text, skipped, err := scaffold.Tree(root.FS(), o)
	for _, s := range skipped {
		fmt.Fprintf(a.stderr, "waybill: warning: %s is left out: %s\n", printable(s.File), printable(s.Why))
	}
	if err != nil {
		return err
	}
	if stdout {
		_, err := a.stdout.Write(text)
		return err
	}
	if err := writeWhole(root, imagetree.FileName, text); err != nil {
		return fault.Wrap(fault.Internal, err, "cannot write %s", imagetree.FileName)
	}
	_, err = fmt.Fprintf(a.stdout, "wrote %s; next: waybill tree show --tree %s, waybill tree lint --tree %s\n", imagetree.FileName, dir, dir)
	return err
}

// writeWhole replaces a file at once, so that an interruption leaves the old one.
func writeWhole(root *os.Root, name string, data []byte) error {
	temporary := "." + name + ".new"
	if err := root.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := root.WriteFile(temporary, data, 0o644); err != nil {
		return err
	}
	return root.Rename(temporary, name)
}
