package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree/edit"
	"github.com/waybill-dev/waybill/internal/fault"
)

type bumpOptions struct {
	*treeOptions
	tag, output      string
	children, dryRun bool
}

func (o *bumpOptions) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "say what would be changed, and write nothing")
	cmd.Flags().StringVarP(&o.output, "output", "o", "text", "text or json")
}

func newTreeBumpCommand(a *app, t *treeOptions) *cobra.Command {
	o := bumpOptions{treeOptions: t}
	cmd := &cobra.Command{
		Use:   "bump IMAGE",
		Short: "Raise the tag of an image, and the tags, FROM lines, labels and lock that hang on it",
		Example: `  waybill tree bump debian-13 --children
  waybill tree bump node-24 --tag 24.21.0-r1 --children`,
		Args:              exactly(1),
		ValidArgsFunction: a.completeWords(t, imageNames),
		RunE:              func(c *cobra.Command, args []string) error { return a.treeBump(c.Context(), o, args[0]) },
	}
	cmd.Flags().BoolVar(&o.children, "children", false, "raise everything that has to be rebuilt with the image as well")
	cmd.Flags().StringVar(&o.tag, "tag", "", "the new `tag` of the image (default: the number after -r is raised)")
	o.flags(cmd)
	return cmd
}

func (a *app) treeBump(ctx context.Context, o bumpOptions, name string) error {
	t, err := a.treeToEdit(ctx, o.treeOptions)
	if err != nil {
		return err
	}
	change, err := edit.Bump(t.Tree, t.fsys, name, o.tag, o.children)
	if err != nil {
		return err
	}
	return a.applyEdit(t, change, o)
}

// treeToEdit reads a tree that lies in a folder: one of a git URL or of waybill itself cannot be changed.
func (a *app) treeToEdit(ctx context.Context, o *treeOptions) (loaded, error) {
	t, err := a.soundTree(ctx, o)
	if err == nil && t.folder == "" {
		err = fault.New(fault.Usage, "this tree is in no folder, so it cannot be changed").WithHint("name a file or folder with --tree")
	}
	return t, err
}

// applyEdit tells what changes and writes the files: all of them are written beside the old ones first, then take their places.
func (a *app) applyEdit(t loaded, c *edit.Change, o bumpOptions) error {
	if o.output != "text" && o.output != "json" {
		return unknownOutput(o.output, "text", "json")
	}
	for _, text := range c.Left {
		fmt.Fprintf(a.stderr, "waybill: warning: %s: change it by hand\n", printable(text))
	}
	if !o.dryRun {
		if err := writeAll(t.folder, c.Files); err != nil {
			return err
		}
	}
	if o.output == "json" {
		return printJSON(a.stdout, editReport{c.Steps, slices.Sorted(maps.Keys(c.Files)), c.Left, !o.dryRun})
	}
	return tellEdit(a.stdout, t, c, o.dryRun)
}

// editReport is the form of `tree bump -o json` and `tree sync -o json`.
type editReport struct {
	Steps   []edit.Step `json:"steps"`
	Files   []string    `json:"files"`
	Left    []string    `json:"left"` // what a person has to change
	Written bool        `json:"written"`
}

func tellEdit(w io.Writer, t loaded, c *edit.Change, dryRun bool) error {
	if len(c.Steps) == 0 {
		_, err := fmt.Fprintln(w, "nothing to change")
		return err
	}
	for _, s := range c.Steps {
		if _, err := fmt.Fprintf(w, "%-4s  %s: %s -> %s (%s)\n", s.What, s.Image, printable(s.From), printable(s.To), printable(t.shown(s.File))); err != nil {
			return err
		}
	}
	verb := "changed"
	if dryRun {
		verb = "would change"
	}
	_, err := fmt.Fprintf(w, "%s %s\n", verb, plural(len(c.Files), "file"))
	return err
}

func writeAll(folder string, files map[string][]byte) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "cannot open %s", folder)
	}
	defer root.Close()
	names := slices.Sorted(maps.Keys(files))
	for n, name := range names {
		mode := os.FileMode(0o644)
		if info, err := root.Stat(name); err == nil {
			mode = info.Mode().Perm()
		}
		if err := root.WriteFile(name+editing, files[name], mode); err != nil {
			for _, made := range names[:n+1] {
				_ = root.Remove(made + editing)
			}
			return fault.Wrap(fault.Internal, err, "cannot write %s", name)
		}
	}
	for _, name := range names {
		if err := root.Rename(name+editing, name); err != nil {
			return fault.Wrap(fault.Internal, err, "cannot write %s", name)
		}
	}
	return nil
}

// editing ends the name of a file that is about to take the place of another one.
const editing = ".waybill-new"
