package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
	"github.com/waybill-dev/waybill/internal/write"
	"github.com/waybill-dev/waybill/templates"
)

func newTemplatesCommand(a *app) *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "templates",
		Short: "List, show, explain and copy the embedded templates",
	})
	cmd.AddCommand(newTemplatesListCommand(a), newTemplatesShowCommand(a), newTemplatesDataCommand(a), newTemplatesEjectCommand(a))
	return cmd
}

func newTemplatesListCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "Print the paths of the embedded templates",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			names, err := templateNames()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(a.stdout, strings.Join(names, "\n"))
			return err
		},
	}
}

func newTemplatesShowCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show TEMPLATE",
		Short: "Print one embedded template",
		Args:  exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			names, err := chosenTemplates(args)
			if err != nil {
				return err
			}
			for _, name := range names {
				data, err := fs.ReadFile(templates.Embedded(), name)
				if err != nil {
					return err
				}
				if _, err := a.stdout.Write(data); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

type ejectOptions struct {
	out      string
	force    bool
	diff     bool
	reviewed bool
	names    []string
}

func newTemplatesEjectCommand(a *app) *cobra.Command {
	o := ejectOptions{}
	cmd := &cobra.Command{
		Use:   "eject [TEMPLATE or FOLDER]…",
		Short: "Copy embedded templates to a folder, to change them and use them with --templates",
		Long: `Copy embedded templates to a folder, to change them and use them with --templates.

The first line of a copy records the original. When the original changes with a later version of waybill, generate says so: --diff shows
what the copy has otherwise, and --reviewed records that the copy stays as it is.`,
		Example: `  waybill templates eject --out templates jenkins
  waybill generate --templates templates`,
		RunE: func(c *cobra.Command, args []string) error {
			o.names = args
			if err := exclusive(c, "force", "diff", "reviewed"); err != nil {
				return err
			}
			if o.diff || o.reviewed {
				return a.compareCopies(c.Context(), o)
			}
			return a.eject(c, o)
		},
	}
	cmd.Flags().StringVar(&o.out, "out", "templates", "`folder` to copy to")
	cmd.Flags().BoolVar(&o.force, "force", false, "replace files that are there")
	cmd.Flags().BoolVar(&o.diff, "diff", false, "print how the copies in the folder differ from the originals, and write nothing")
	cmd.Flags().BoolVar(&o.reviewed, "reviewed", false, "record that the copies in the folder were compared with the originals of now")
	return cmd
}

// eject copies templates; none is replaced without --force, and then none is copied at all.
func (a *app) eject(c *cobra.Command, o ejectOptions) error {
	names, err := chosenTemplates(o.names)
	if err != nil {
		return err
	}
	var files []templates.File
	for _, name := range names {
		data, err := templates.Copy(name)
		if err != nil {
			return err
		}
		if _, err := os.Lstat(path.Join(o.out, name)); err == nil && !o.force {
			return fault.New(fault.Usage, "%s exists", path.Join(o.out, name)).WithHint("name the templates that you want, or replace it with --force")
		}
		files = append(files, templates.File{Path: name, Mode: 0o644, Data: data})
	}
	if err := write.Plainly(c.Context(), o.out, files); err != nil {
		return err
	}
	for _, f := range files {
		fmt.Fprintln(a.stdout, path.Join(o.out, f.Path))
	}
	a.note("change them, remove those that you leave as they are, and run: waybill generate --templates %s", o.out)
	return nil
}

// compareCopies shows how copies differ from the originals of now, or records that somebody has seen it.
func (a *app) compareCopies(ctx context.Context, o ejectOptions) error {
	names, err := chosenTemplates(o.names)
	if err != nil {
		return err
	}
	var files []templates.File
	for _, name := range names {
		data, err := os.ReadFile(path.Join(o.out, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fault.Wrap(fault.Usage, err, "cannot read the copy")
		}
		original, err := fs.ReadFile(templates.Embedded(), name)
		if err != nil {
			return err
		}
		if o.diff {
			if err := a.printDiff(a.stdout, diff.Diff("waybill/"+name, original, path.Join(o.out, name), templates.Body(data))); err != nil {
				return err
			}
		}
		reviewed, err := templates.Reviewed(name, data)
		if err != nil {
			return err
		}
		files = append(files, templates.File{Path: name, Mode: 0o644, Data: reviewed})
	}
	if len(files) == 0 {
		return fault.New(fault.Usage, "%s holds no copy of these templates", o.out).WithHint("name the folder of the copies with --out")
	}
	if o.diff {
		return nil
	}
	return write.Plainly(ctx, o.out, files)
}

// templateNames returns the paths of all embedded templates, sorted.
func templateNames() ([]string, error) {
	var names []string
	err := fs.WalkDir(templates.Embedded(), ".", func(name string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".tmpl") {
			names = append(names, name)
		}
		return err
	})
	slices.Sort(names)
	return names, err
}

// chosenTemplates returns the templates that were named by path or by folder, all when none was.
func chosenTemplates(args []string) ([]string, error) {
	all, err := templateNames()
	if err != nil || len(args) == 0 {
		return all, err
	}
	var names []string
	for _, arg := range args {
		arg = path.Clean(arg)
		found := false
		for _, name := range all {
			if name == arg || strings.HasPrefix(name, arg+"/") {
				names, found = append(names, name), true
			}
		}
		if !found {
			e := fault.New(fault.Usage, "no such template: %s", arg)
			if near := strictyaml.Nearest(arg, all); near != "" {
				return nil, e.WithHint("did you mean %s?", near)
			}
			return nil, e.WithHint("see 'waybill templates list'")
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
